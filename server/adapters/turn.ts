import { AsyncLocalStorage } from 'node:async_hooks'
import { setTimeout as pause } from 'node:timers/promises'
import { PortFailure } from '../desk/ports.ts'
import type { Clock, Lease, LeaseStore, Log } from '../desk/ports.ts'
import type { Turn } from '../desk/ports/turn.ts'

export interface TurnParts {
  readonly leases: LeaseStore
  readonly clock: Pick<Clock, 'worldNow'>
  readonly log: Log
  /** What is leased. */
  readonly name: string
  readonly holder: string
  /** How long a server that died or hangs keeps the others waiting. */
  readonly milliseconds: number
}

/** How long somebody who waits for a turn waits while another server acts. */
const PATIENCE_MS = 30_000
const INTERVAL_MS = 250

/** A lease as it is held, by one call or several of this process. */
interface Hold {
  lease: Lease
  /** It could not be renewed: somebody else may have it. */
  isLost: boolean
  users: number
  readonly renewing: NodeJS.Timeout
  renewal: Promise<void>
}

/** What a chain of calls acts under. */
interface Context {
  readonly hold: Hold
  readonly job: string | null
}

/**
 * Turns by a lease in the database. Every turn of one process at the same time is under the same lease, which is renewed in the
 * background and given back by the last. What is called from a turn finds out what it acts under without being handed it.
 */
export function createTurn(parts: TurnParts): Turn {
  const contexts = new AsyncLocalStorage<Context>()
  const holding = createHolding(parts)

  /** What the running call acts under; what outlives its turn acts under nothing. */
  function context(): Context | null {
    const found = contexts.getStore()
    return found === undefined || found.hold.users === 0 ? null : found
  }

  async function hold<T>(act: () => Promise<T>): Promise<T | null> {
    if (context() !== null) return act()
    const mine = await holding.take()
    if (mine === null) return null
    try {
      return await contexts.run({ hold: mine, job: null }, act)
    } finally {
      await holding.giveBack(mine)
    }
  }

  return {
    holder: parts.holder,
    hold,
    wait: (act) => patiently(parts, (boxed) => hold(boxed), act),
    naming: (job, act) => {
      const found = context()
      return found === null ? act() : contexts.run({ ...found, job }, act)
    },
    current: () => {
      const found = context()
      return found && { token: found.hold.lease.token, job: found.job, isHeld: () => isHeld(parts, found.hold) }
    },
  }
}

/** Asks again, while another server acts, until `act` gets its turn. */
async function patiently<T>(
  { clock }: TurnParts,
  hold: (act: () => Promise<{ readonly answer: T }>) => Promise<{ readonly answer: T } | null>,
  act: () => Promise<T>,
): Promise<T> {
  const until = clock.worldNow() + PATIENCE_MS
  for (;;) {
    const held = await hold(async () => ({ answer: await act() }))
    if (held !== null) return held.answer
    if (clock.worldNow() > until) throw new PortFailure('database', 'another server has been acting for too long')
    await pause(INTERVAL_MS)
  }
}

function isHeld({ clock }: TurnParts, { isLost, lease }: Hold): boolean {
  return !isLost && clock.worldNow() < lease.until
}

/** The one lease of this process, taken and given back in order: one given back must not be taken away from the next. */
function createHolding(parts: TurnParts) {
  let held: Hold | null = null
  const watched: Watched = { seen: null }
  let last: Promise<unknown> = Promise.resolve()

  function inOrder<T>(act: () => Promise<T>): Promise<T> {
    const turn = last.then(act)
    last = turn.catch(() => undefined) // whoever asked sees the failure; the next only waits for it
    return turn
  }

  async function taken(): Promise<Hold | null> {
    if (held === null || !isHeld(parts, held)) {
      const lease = await acquired(parts, watched)
      if (lease === null) return null
      held = holdOf(parts, lease)
    }
    held.users += 1
    return held
  }

  async function givenBack(mine: Hold): Promise<void> {
    mine.users -= 1
    if (mine.users > 0) return
    clearInterval(mine.renewing)
    await mine.renewal // one under way would take back what is given back here
    if (held !== mine) return
    held = null
    await released(parts, mine.lease)
  }

  return { take: () => inOrder(taken), giveBack: (mine: Hold) => inOrder(() => givenBack(mine)) }
}

function holdOf(parts: TurnParts, lease: Lease): Hold {
  const hold: Hold = {
    lease,
    isLost: false,
    users: 0,
    renewal: Promise.resolve(),
    renewing: setInterval(() => {
      hold.renewal = renewed(parts, hold)
    }, parts.milliseconds / 3),
  }
  return hold
}

async function renewed(parts: TurnParts, hold: Hold): Promise<void> {
  const { leases, clock, milliseconds, log } = parts
  try {
    const lease = await leases.renew(hold.lease, clock.worldNow() + milliseconds)
    if (lease === null) hold.isLost = true
    else hold.lease = lease
  } catch (error) {
    hold.isLost = true
    log.warn({ error }, 'the lease could not be renewed')
  }
}

/** A lease that cannot be given back runs out by itself: what was done under it is done. */
async function released({ leases, log }: TurnParts, lease: Lease): Promise<void> {
  try {
    await leases.release(lease)
  } catch (error) {
    log.warn({ error }, 'the lease could not be given back')
  }
}

/** Another server's lease as it was seen last, and since when it has not changed: world time in milliseconds. */
interface Watched {
  seen: { readonly lease: Lease; readonly since: number } | null
}

/**
 * The lease, if it is free by the clock. One that says it lasts, but that nobody has renewed for as long as a lease lasts, is free as well:
 * the clock of whoever took it was ahead of this one, and it is gone.
 */
async function acquired(parts: TurnParts, watched: Watched): Promise<Lease | null> {
  const { leases, name, holder, clock, milliseconds } = parts
  const free = await leases.acquire(name, holder, clock.worldNow(), milliseconds)
  const theirs = free === null ? await leases.read(name) : null
  if (theirs === null || !isForsaken(watched, theirs, parts)) return free
  // Whoever renews it in between keeps it: it is not free at its old end then.
  const forsaken = await leases.acquire(name, holder, theirs.until, milliseconds)
  return forsaken && leases.renew(forsaken, clock.worldNow() + milliseconds)
}

function isForsaken(watched: Watched, theirs: Lease, { clock, milliseconds }: TurnParts): boolean {
  const now = clock.worldNow()
  const { seen } = watched
  const isSame = seen?.lease.token === theirs.token && seen.lease.until === theirs.until && seen.since <= now
  if (!isSame) watched.seen = { lease: theirs, since: now }
  return isSame && now - seen.since >= milliseconds
}
