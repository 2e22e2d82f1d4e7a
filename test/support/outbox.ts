/** Servers that share one account, one database and one chain, as two desks do. */
import type { Connection } from 'mongoose'
import { createOutboxSender } from '../../server/adapters/chain/outbox/outboxSender.ts'
import type { SendingPolicy } from '../../server/adapters/chain/outbox/desk.ts'
import type { Chain } from '../../server/adapters/chain/provider.ts'
import type { Sender } from '../../server/adapters/chain/sender.ts'
import { createLeaseStore } from '../../server/adapters/store/leaseStore.ts'
import { createOutboxStore } from '../../server/adapters/store/outboxStore.ts'
import { createTurn } from '../../server/adapters/turn.ts'
import type { LeaseStore } from '../../server/desk/ports.ts'
import type { Outbox, OutboxStore, Sending, SendingDesk } from '../../server/desk/ports/sending.ts'
import type { Turn } from '../../server/desk/ports/turn.ts'
import type { Hex } from '../../server/domain/terms/terms.ts'
import { testLog } from './embedded.ts'

export interface ServerWanted {
  readonly chain: Chain
  readonly database: Connection
  readonly key: Hex
  readonly name?: string
  readonly policy?: Partial<SendingPolicy>
  /** World time in milliseconds. */
  readonly now?: () => number
  readonly store?: OutboxStore
  readonly leases?: LeaseStore
}

export interface SendingServer {
  readonly sender: Sender
  readonly sending: SendingDesk
  readonly turn: Turn
  /** What waits now, and what was kept, newest first. */
  readonly waiting: () => Promise<readonly Sending[]>
  readonly kept: () => Promise<readonly Sending[]>
  readonly outbox: () => Promise<Outbox>
}

const GWEI = 10n ** 9n

let servers = 0

/** A server with a lease of 15 seconds, which offers more after a fifth of a second, and waits half a minute. */
export function aServer({ chain, database, key, ...wanted }: ServerWanted): SendingServer {
  const store = wanted.store ?? createOutboxStore(database)
  const leases = wanted.leases ?? createLeaseStore(database)
  const clock = { worldNow: wanted.now ?? Date.now }
  const holder = wanted.name ?? `server ${(servers += 1)}`
  const turn = createTurn({ leases, clock, log: testLog, name: 'engine', holder, milliseconds: 15_000 })
  const policy = { againAfterMs: 200, patienceMs: 30_000, feeCap: 500n * GWEI, ...wanted.policy }
  const { sender, sending } = createOutboxSender({ chain, key, store, turn, clock, policy })
  const real = createOutboxStore(database)
  const outbox = () => real.read(sender.address)
  return {
    sender,
    sending,
    turn,
    outbox,
    waiting: async () => (await outbox()).waiting,
    kept: () => real.recent(sender.address, 100),
  }
}

/** What a server dies of in a test. */
export class Crash extends Error {}

/**
 * A chain and an outbox store whose `nth` call (counted from 1, over both) kills the server, before it was heard or after it was
 * answered, and so does every later one.
 */
export function dyingAt(chain: Chain, store: OutboxStore, nth: number, moment: 'before' | 'after') {
  let calls = 0
  const guarded = <A extends unknown[], R>(act: (...args: A) => Promise<R>) => {
    return async (...args: A): Promise<R> => {
      calls += 1
      const mine = calls
      if (mine > nth || (mine === nth && moment === 'before')) throw new Crash(`call ${nth}`)
      const answer = await act(...args)
      if (mine === nth) throw new Crash(`call ${nth}`)
      return answer
    }
  }
  return {
    chain: {
      ...chain,
      request: guarded((method: string, params: readonly unknown[]) => chain.request(method, params)),
    },
    store: Object.fromEntries(
      Object.entries(store).map(([name, member]) => [name, guarded(member as () => Promise<unknown>)]),
    ) as unknown as OutboxStore,
    calls: () => calls,
  }
}

/** A chain on which the server dies before it can ask for `method`. */
export function dyingAtMethod(chain: Chain, method: string): Chain {
  let isDead = false
  return {
    ...chain,
    request: async (asked, params) => {
      if (isDead || asked === method) {
        isDead = true
        throw new Crash(method)
      }
      return chain.request(asked, params)
    },
  }
}
