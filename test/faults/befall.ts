import { cutOff, dying, meanwhile } from './faults.ts'
import type { Fault } from './faults.ts'
import type { Ground } from './ground.ts'
import type { Meddling, Moment } from './gate.ts'
import { lookAround, startServer } from './server.ts'
import type { BenchServer } from './server.ts'
import type { Scene, Step } from './stories.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Longer than a lease. */
const LEASE_GONE_MS = 16_000
/** As many messages as a successor says at most before it dies as well. */
const SUCCESSOR_LIVES = 80
const LONGEST_CUT = 25

/** A fault, and the step of the story in which it befalls the server. */
export interface Befalling {
  readonly ground: Ground
  readonly scene: Scene
  readonly step: Step
  readonly fault: Fault
  /** What a server says at this step if nothing befalls it, and how often it can be held up. */
  readonly said: readonly string[]
  readonly waits: number
  /** Fail-points at which a server has died so far. */
  readonly killedAt: Set<string>
}

/** Lives one step with a fault in it, as often as it takes to be done with it. The server that is left. */
export async function befall(befalling: Befalling): Promise<BenchServer> {
  const { fault } = befalling
  switch (fault.kind) {
    case 'dies before it asks':
      return successor(befalling, await killed(befalling, 'before'))
    case 'dies before it hears the answer':
      return successor(befalling, await killed(befalling, 'after'))
    case 'dies, and so does its successor':
      return diesTwice(befalling)
    case 'dies, and its clock was an hour ahead':
      return diesAhead(befalling)
    case 'is not heard':
      return survives(befalling, cutOff(nthOf(befalling), nthOf(befalling), 'before'))
    case 'does not hear the answer':
      return survives(befalling, cutOff(nthOf(befalling), nthOf(befalling), 'after'))
    case 'is cut off for a while':
      return survives(befalling, cutOff(nthOf(befalling), nthOf(befalling) + (fault.more % LONGEST_CUT), 'before'))
    case 'has its clock put a day ahead':
      return survives(
        befalling,
        meanwhile(nthOf(befalling), () => befalling.ground.shift(DAY_MS)),
      )
    case 'has its clock put a day back':
      return survives(
        befalling,
        meanwhile(nthOf(befalling), () => befalling.ground.shift(-DAY_MS)),
      )
    case 'hangs while another acts':
      return hangs(befalling)
    case 'races another':
      return races(befalling)
    case 'sleeps through the step':
      return startServer(befalling.ground)
    case 'looks twice':
      return looksTwice(befalling)
  }
}

function nthOf({ fault, said }: Befalling): number {
  return 1 + (fault.nth % said.length)
}

/** Where to die: at a fail-point at which nobody has died yet, if this step has one. */
function deadlyNth(befalling: Befalling, moment: Moment): number {
  const { said, killedAt, fault } = befalling
  const places = said.flatMap((what, index) => (killedAt.has(`${what} (${moment})`) ? [] : [index + 1]))
  return places.length === 0 ? nthOf(befalling) : places[fault.nth % places.length]!
}

/** Whether what the person asked for was done. */
type Answered = boolean

async function lived({ step, scene }: Befalling, server: BenchServer): Promise<Answered> {
  const isAnswered = await asked(step, server, scene)
  await server.tick()
  return isAnswered
}

async function asked({ asks }: Step, server: BenchServer, scene: Scene): Promise<Answered> {
  if (asks === undefined) return true
  return asks(server, scene).then(
    () => true,
    () => false,
  )
}

async function killed(befalling: Befalling, moment: Moment): Promise<Answered> {
  const server = await startServer(befalling.ground)
  const nth = deadlyNth(befalling, moment)
  server.gate.begin(dying(nth, moment))
  const isAnswered = await lived(befalling, server)
  const [last] = server.gate.heard.slice(nth - 1)
  if (last !== undefined) befalling.killedAt.add(`${last.what} (${moment})`)
  await server.leave()
  return isAnswered
}

/** Another server, once the lease of the dead one has run out; whoever was not answered asks again. */
async function successor(befalling: Befalling, isAnswered: Answered): Promise<BenchServer> {
  const { ground, step, scene } = befalling
  ground.shift(LEASE_GONE_MS)
  const server = await startServer(ground)
  await lookAround(server)
  if (!isAnswered) await asked(step, server, scene)
  await lookAround(server)
  return server
}

async function diesTwice(befalling: Befalling): Promise<BenchServer> {
  const { ground, fault } = befalling
  const isAnswered = await killed(befalling, 'after')
  ground.shift(LEASE_GONE_MS)
  const second = await startServer(ground)
  second.gate.begin(dying(1 + (fault.more % SUCCESSOR_LIVES), fault.more % 2 === 0 ? 'before' : 'after'))
  await second.tick()
  await second.leave()
  return successor(befalling, isAnswered)
}

/** Its lease seems to last an hour longer than anybody may hold one. */
async function diesAhead(befalling: Befalling): Promise<BenchServer> {
  const { ground } = befalling
  ground.shift(HOUR_MS)
  const isAnswered = await killed(befalling, 'after')
  ground.shift(-HOUR_MS)
  // Whoever comes next has to see for itself that nobody renews it.
  const server = await startServer(ground)
  await server.tick()
  ground.shift(LEASE_GONE_MS)
  await lookAround(server)
  if (!isAnswered) await asked(befalling.step, server, befalling.scene)
  await lookAround(server)
  return server
}

async function survives(befalling: Befalling, meddling: Meddling): Promise<BenchServer> {
  const server = await startServer(befalling.ground)
  server.gate.begin(meddling)
  const isAnswered = await lived(befalling, server)
  server.gate.begin()
  await lookAround(server)
  if (!isAnswered) await asked(befalling.step, server, befalling.scene)
  await lookAround(server)
  return server
}

/** Held up for longer than its lease while another does everything; then it goes on where it was. */
async function hangs(befalling: Befalling): Promise<BenchServer> {
  const { ground, fault, waits } = befalling
  const server = await startServer(ground)
  server.gate.holdUp(1 + (fault.nth % waits), async () => {
    ground.shift(LEASE_GONE_MS)
    const other = await startServer(ground)
    await lookAround(other)
    await other.leave()
  })
  const isAnswered = await lived(befalling, server)
  ground.shift(LEASE_GONE_MS)
  await lookAround(server)
  if (!isAnswered) await asked(befalling.step, server, befalling.scene)
  await lookAround(server)
  return server
}

async function races(befalling: Befalling): Promise<BenchServer> {
  const { ground } = befalling
  const [server, other] = await Promise.all([startServer(ground), startServer(ground)])
  const [isAnswered] = await Promise.all([lived(befalling, server), other.tick()])
  await Promise.all([server.tick(), other.tick()])
  if (!isAnswered) await asked(befalling.step, other, befalling.scene)
  await other.leave()
  await lookAround(server)
  return server
}

async function looksTwice(befalling: Befalling): Promise<BenchServer> {
  const server = await startServer(befalling.ground)
  await lived(befalling, server)
  for (let time = 0; time < 3; time++) await server.tick()
  return server
}
