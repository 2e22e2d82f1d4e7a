/** People and what they negotiate, in memory: stores that keep copies, and stand-ins for passwords and wallets. */
import { StaleWrite } from '../../server/desk/ports.ts'
import type { Ports } from '../../server/desk/ports.ts'
import type { Account, WalletProofs } from '../../server/desk/ports/accounts.ts'
import type { Change } from '../../server/desk/ports/changes.ts'
import type { NegotiationRecord, RfqRecord } from '../../server/desk/ports/negotiation.ts'
import { Refusal } from '../../server/domain/refusals.ts'
import type { Address, Hex } from '../../server/domain/terms/terms.ts'
import { signatureBy } from './chainInMemory.ts'

export interface PeopleStored {
  readonly accounts: ReadonlyMap<string, Account>
  readonly attempts: ReadonlyMap<string, { readonly count: number; readonly since: number }>
  readonly rfqs: ReadonlyMap<string, RfqRecord>
  readonly negotiations: ReadonlyMap<string, NegotiationRecord>
  /** How many names were given out. */
  readonly named: number
}

export const NOBODY_STORED: PeopleStored = {
  accounts: new Map(),
  attempts: new Map(),
  rfqs: new Map(),
  negotiations: new Map(),
  named: 0,
}

type PeoplePorts = Pick<
  Ports,
  'accounts' | 'passwords' | 'attempts' | 'walletProofs' | 'ids' | 'rfqs' | 'negotiations' | 'changes' | 'sessions'
>

export function inMemoryPeople(before: PeopleStored, worldNow: () => number) {
  const accounts = new Map(before.accounts)
  const attempts = new Map(before.attempts)
  const rfqs = new Map(before.rfqs)
  const negotiations = new Map(before.negotiations)
  let { named } = before
  const announced: Change[] = []

  const ports: PeoplePorts = {
    accounts: accountsIn(accounts),
    passwords: {
      hash: async (password) => `hash of ${password}`,
      matches: async (password, hash) => hash === `hash of ${password}`,
    },
    attempts: {
      begin: async (key, { allowed, milliseconds }) => {
        const running = attempts.get(key)
        const isRunning = running !== undefined && running.since > worldNow() - milliseconds
        const counted = isRunning ? { ...running, count: running.count + 1 } : { count: 1, since: worldNow() }
        attempts.set(key, counted)
        return counted.count > allowed ? counted.since + milliseconds - worldNow() : 0
      },
      takeBack: async (key) => {
        const running = attempts.get(key)
        if (running !== undefined) attempts.set(key, { ...running, count: Math.max(0, running.count - 1) })
      },
      forget: async (key) => void attempts.delete(key),
    },
    walletProofs: WALLET_PROOFS,
    ids: {
      next: () => `name${String((named += 1)).padStart(4, '0')}`,
      secret: () => `secret ${String((named += 1))}`,
      salt: () => BigInt((named += 1)),
    },
    rfqs: rfqsIn(rfqs),
    negotiations: negotiationsIn(negotiations),
    sessions: { dropExpired: async () => 0 },
    changes: { announce: (change) => void announced.push(change), listen: () => () => {} },
  }
  const contents = (): PeopleStored => ({ accounts, attempts, rfqs, negotiations, named })
  return { ports, announced, contents }
}

/** How a wallet in memory signs a message. */
export function proofBy(address: Address, message: string): Hex {
  return signatureBy(address, message as Hex)
}

const WALLET_PROOFS: WalletProofs = {
  nonce: () => 'a nonce',
  challenge: (asked) => JSON.stringify(asked),
  verified: async ({ message, signature, domain, nonce, now }) => {
    const asked = JSON.parse(message) as Parameters<WalletProofs['challenge']>[0]
    const isOurs = asked.domain === domain && asked.nonce === nonce && now < asked.expiresAt
    return isOurs && signature === proofBy(asked.address, message) ? asked.address : null
  },
}

interface Versioned {
  readonly id: string
  readonly version: number
}

function recordsIn<R extends Versioned>(records: Map<string, R>) {
  const all = (choose: (record: R) => boolean, before: (one: R, other: R) => number = () => 0): readonly R[] => {
    const sorted = [...records.values()].sort((one, other) => before(one, other) || (one.id < other.id ? -1 : 1))
    return structuredClone(sorted.filter(choose))
  }
  return {
    all,
    insert: async (record: R): Promise<R> => {
      if (records.has(record.id)) throw new Error(`${record.id} is there already`)
      records.set(record.id, structuredClone(record))
      return structuredClone(record)
    },
    read: async (id: string): Promise<R | null> => structuredClone(records.get(id) ?? null),
    readMany: async (ids: readonly string[]): Promise<readonly R[]> => all(({ id }) => ids.includes(id)),
    replace: async (record: R): Promise<R> => {
      if (records.get(record.id)?.version !== record.version) throw new StaleWrite(record.id)
      const next = structuredClone({ ...record, version: record.version + 1 })
      records.set(record.id, next)
      return structuredClone(next)
    },
  }
}

function accountsIn(accounts: Map<string, Account>): Ports['accounts'] {
  const { all, ...records } = recordsIn(accounts)
  const refuseClashes = ({ id, email, addresses }: Account) => {
    for (const other of accounts.values()) {
      if (other.id === id) continue
      if (other.email === email) throw new Refusal('emailTaken')
      if (other.addresses.some((address) => addresses.includes(address))) throw new Refusal('addressTaken')
    }
  }
  return {
    ...records,
    insert: async (account) => {
      refuseClashes(account)
      return records.insert(account)
    },
    replace: async (account) => {
      refuseClashes(account)
      return records.replace(account)
    },
    readByEmail: async (email) => all((account) => account.email === email)[0] ?? null,
    readByAddress: async (address) => all(({ addresses }) => addresses.includes(address))[0] ?? null,
    withWallets: async () => all(({ addresses }) => addresses.length > 0),
    privileged: async () => all(({ isOperator, isAuditor, isDemo }) => isOperator || isAuditor || isDemo),
    readByAddresses: async (some) => all(({ addresses }) => addresses.some((address) => some.includes(address))),
  }
}

function rfqsIn(rfqs: Map<string, RfqRecord>): Ports['rfqs'] {
  const { all, ...records } = recordsIn(rfqs)
  const soonest = (one: RfqRecord, other: RfqRecord) => one.expiresAt - other.expiresAt
  const newest = (one: RfqRecord, other: RfqRecord) => other.createdAt - one.createdAt
  const lastAwarded = (one: RfqRecord, other: RfqRecord) => (other.award?.at ?? 0) - (one.award?.at ?? 0)
  return {
    ...records,
    overdue: async (asOf) => all(({ state, expiresAt }) => state === 'open' && expiresAt < asOf, soonest),
    unfinished: async () => all(({ award }) => award?.isFinished === false),
    inState: async (states) => all(({ state }) => states.includes(state), soonest),
    concerning: async (account) =>
      all((rfq) => [rfq.requester, rfq.introducedBy, ...rfq.invited].includes(account), newest),
    lastAwarded: async (count) => all(({ state }) => state === 'awarded', lastAwarded).slice(0, count),
  }
}

function negotiationsIn(negotiations: Map<string, NegotiationRecord>): Ports['negotiations'] {
  const { all, ...records } = recordsIn(negotiations)
  const newest = (one: NegotiationRecord, other: NegotiationRecord) =>
    (other.versions[0]?.at ?? 0) - (one.versions[0]?.at ?? 0)
  const isRunning = ({ state }: NegotiationRecord) => state === 'introduced' || state === 'offered'
  const concerns = ({ requester, quoter, introducedBy }: NegotiationRecord, account: string) =>
    [requester, quoter, introducedBy].includes(account)
  const ofQuoter = (rfqId: string, quoter: string) =>
    all((negotiation) => negotiation.rfqId === rfqId && negotiation.quoter === quoter)[0] ?? null
  return {
    ...records,
    insert: async (negotiation) =>
      ofQuoter(negotiation.rfqId, negotiation.quoter) ?? (await records.insert(negotiation)),
    readByDeal: async (dealId) => all((negotiation) => negotiation.dealId === dealId)[0] ?? null,
    readByQuoter: async (rfqId, quoter) => ofQuoter(rfqId, quoter),
    ofRfqs: async (rfqIds) => all(({ rfqId }) => rfqIds.includes(rfqId)),
    overdue: async (asOf) =>
      all((negotiation) => isRunning(negotiation) && (negotiation.versions.at(-1)?.expiresAt ?? 0) < asOf),
    inState: async (states) => all(({ state }) => states.includes(state)),
    changedSince: async (since) => all(({ events }) => events.some(({ at }) => at >= since)),
    withoutDeal: async () => all(({ state, dealId }) => state === 'agreed' && dealId === null),
    concerning: async (account) => all((negotiation) => concerns(negotiation, account), newest),
    running: async (account) =>
      all(
        (negotiation) =>
          concerns(negotiation, account) &&
          (isRunning(negotiation) || (negotiation.state === 'agreed' && negotiation.dealId === null)),
        newest,
      ),
  }
}
