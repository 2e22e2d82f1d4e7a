/**
 * A whole outside in memory: a chain whose escrows are the domain's own state machine, and stores that keep copies. The chain can go
 * back, a batch can be made to fail, and every port can be made to break at its n-th call.
 */
import type { JobRun, Lease, Log, Ports, ReplayClock } from '../../server/desk/ports.ts'
import { StaleWrite } from '../../server/desk/ports.ts'
import type {
  ChainCursor,
  DealRecord,
  DealSummary,
  FactsAppended,
  NoticesTold,
  FixingFact,
} from '../../server/desk/ports.ts'
import { endedParts } from '../../server/domain/deal/trackRecord.ts'
import type { EndedPart } from '../../server/domain/deal/trackRecord.ts'
import type { DifficultyEpoch } from '../../server/domain/index/epochs.ts'
import type { Change } from '../../server/desk/ports/changes.ts'
import { newsWriter } from '../../server/web/newsWriter.ts'
import type { NewsReach, NewsWishes } from '../../server/desk/ports/news.ts'
import type { Statement } from '../../server/desk/ports/statements.ts'
import type { SendingDesk } from '../../server/desk/ports/sending.ts'
import { SIDES } from '../../server/domain/terms/terms.ts'
import type { Instant } from '../../server/domain/units/time.ts'
import { inMemoryChain } from './chainInMemory.ts'
import type { ChainInMemory } from './chainInMemory.ts'
import { inMemoryMismatches } from './mismatchesInMemory.ts'
import { inMemoryPost } from './postInMemory.ts'
import type { PostInMemory } from './postInMemory.ts'
import { NOBODY_STORED, inMemoryPeople } from './peopleInMemory.ts'
import type { PeopleStored } from './peopleInMemory.ts'
import { inMemoryParties } from './partiesInMemory.ts'
import type { PartiesInMemory } from './partiesInMemory.ts'

/** Everything a desk needs, in memory, and the handles by which a test plays the outside. */
export interface World {
  readonly ports: Ports & { readonly clock: ReplayClock }
  readonly chain: ChainInMemory
  /** The parties' wallets, which the desk never sees from inside. */
  readonly parties: PartiesInMemory
  /** What left the desk for people and their systems. */
  readonly post: PostInMemory
  /** What was announced to other parts of the desk, in order. */
  readonly announced: readonly Change[]
  /** What was logged, by level. */
  readonly logged: { readonly warn: string[]; readonly error: string[] }
  /** World time, in milliseconds; the test moves it. */
  readonly world: { now: number }
  /** Every document of the read model and the negotiation, as JSON; write counts left out. */
  documents(): string
  /** Another world that is the same so far, and goes its own way from now on. */
  copy(): World
}

export interface WorldWanted {
  readonly asOf: Instant
  readonly epochs: readonly DifficultyEpoch[]
  /** The day the oracle's series begin with. */
  readonly firstDay: number
}

export function inMemoryWorld(wanted: WorldWanted): World {
  return worldOf(wanted, inMemoryChain(wanted), NOTHING_STORED)
}

function worldOf(wanted: WorldWanted, chain: ChainInMemory, before: Contents): World {
  const world = { now: 1_000_000 }
  const stores = inMemoryStores(before)
  const people = inMemoryPeople(before.people, () => world.now)
  const outgoing = inMemoryPost()
  const logged = { warn: [] as string[], error: [] as string[] }
  const log: Log = {
    info: () => {},
    warn: (_facts, message) => void logged.warn.push(message),
    error: (_facts, message) => void logged.error.push(message),
  }
  const clock: ReplayClock = { ...chain.clock, worldNow: () => world.now }
  const index = { kind: 'epoch-table', epochs: async () => wanted.epochs } as const
  const { escrows, oracle, history, evidence } = chain
  const parties = inMemoryParties(escrows.network)
  const health = { database: async () => {}, chain: async () => {} }
  const ports = {
    clock,
    log,
    escrows,
    oracle,
    parties: parties.port,
    inspection: chain.inspection,
    sending: nothingSent(),
    history,
    evidence,
    index,
    health,
    proofs: null,
    ...outgoing.ports,
    bitcoin: null,
    mismatches: inMemoryMismatches(),
    newsWriter: newsWriter(() => 'https://desk.example'),
    ...stores.ports,
    ...people.ports,
  }
  const copy = () =>
    worldOf(wanted, inMemoryChain({ ...wanted, past: chain.past() }), {
      ...stores.contents(),
      people: people.contents(),
    })
  const documents = () => asText({ ...stores.documents(), ...documentsOf(people.contents()) })
  const { announced } = people
  return { ports, chain, parties, post: outgoing.post, announced, logged, world, documents, copy }
}

/** This chain takes what it is told at once: nothing is ever under way. */
function nothingSent(): SendingDesk {
  const account = '0x9999999999999999999999999999999999999999'
  return {
    resume: async () => ({ done: 0, failures: [] }),
    read: async () => ({ outbox: { account, token: 0, version: 0, waiting: [], short: null }, recent: [] }),
    forgetBefore: async () => {},
  }
}

interface Contents {
  readonly deals: ReadonlyMap<string, DealRecord>
  readonly fixings: ReadonlyMap<string, FixingFact>
  readonly leases: ReadonlyMap<string, Lease>
  readonly runs: ReadonlyMap<string, JobRun>
  readonly cursor: ChainCursor
  readonly statements: ReadonlyMap<string, Statement>
  readonly reaches: ReadonlyMap<string, number>
  readonly wishes: ReadonlyMap<string, NewsWishes>
  readonly told: { readonly reach: NewsReach | null }
  readonly people: PeopleStored
}

const NOTHING_STORED: Contents = {
  deals: new Map(),
  fixings: new Map(),
  leases: new Map(),
  runs: new Map(),
  cursor: { blocks: [], version: 0 },
  statements: new Map(),
  reaches: new Map(),
  wishes: new Map(),
  told: { reach: null },
  people: NOBODY_STORED,
}

function documentsOf({ rfqs, negotiations }: PeopleStored) {
  const unversioned = (records: ReadonlyMap<string, object>) =>
    [...records.values()].map((record) => ({ ...record, version: 0 }))
  return { rfqs: unversioned(rfqs), negotiations: unversioned(negotiations) }
}

function asText(documents: object): string {
  return JSON.stringify(documents, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value))
}

function isIn({ terms, facts }: DealRecord, accounts: readonly string[]): boolean {
  const takers = facts.flatMap(({ event }) => (event.name === 'takenOver' ? [event.taker] : []))
  return [terms.seller, terms.buyer, ...takers].some((account) => accounts.includes(account))
}

function summaryOf({ facts: _, events: __, readiness: ___, ...summary }: DealRecord): DealSummary {
  return summary
}

function mayWait(deal: DealRecord, accounts: readonly string[]): boolean {
  const { state, chain } = deal
  if (!isIn(deal, accounts)) return false
  if (chain === null) return ['agreed', 'signedByOne', 'signedByBoth', 'opening'].includes(state)
  const { phase, proposal, balance, owner, claims } = chain.state
  if (claims.some(({ holder }) => accounts.includes(holder))) return true
  if (phase === 'closed') return SIDES.some((side) => accounts.includes(owner[side]) && balance[side] > 0n)
  const isWarned = deal.notices?.some(({ until }) => until === null) === true
  return phase === 'called' || isWarned || SIDES.some((side) => proposal[side] !== null)
}

function inMemoryStores(before: Omit<Contents, 'people'>) {
  const deals = new Map(before.deals)
  const fixings = new Map(before.fixings)
  const leases = new Map(before.leases)
  const runs = new Map(before.runs)
  const statements = new Map(before.statements)
  const reaches = new Map(before.reaches)
  const wishes = new Map(before.wishes)
  const told = { ...before.told }
  let cursor = before.cursor

  const all = (choose: (deal: DealRecord) => boolean) => {
    const sorted = [...deals.values()].sort((one, other) => (one.id < other.id ? -1 : 1))
    return structuredClone(sorted.filter(choose))
  }
  const keyOf = ({ series, day }: Pick<FixingFact, 'series' | 'day'>) => `${series}:${day}`

  const ports: Pick<Ports, 'deals' | 'fixings' | 'cursor' | 'leases' | 'runs' | 'statements' | 'news'> = {
    news: newsIn(wishes, told),
    statements: statementsIn(statements, reaches),
    deals: {
      insert: async (deal) => {
        if (!deals.has(deal.id)) deals.set(deal.id, structuredClone(deal))
        return structuredClone(deals.get(deal.id)!)
      },
      read: async (id) => structuredClone(deals.get(id) ?? null),
      replace: async (deal) => {
        if (deals.get(deal.id)?.version !== deal.version) throw new StaleWrite(deal.id)
        const next = structuredClone({ ...deal, version: deal.version + 1 })
        deals.set(deal.id, next)
        return structuredClone(next)
      },
      readByEscrows: async (escrows) => all((deal) => escrows.includes(deal.escrow)),
      insertMany: async (some) => {
        const there = some.filter(({ id }) => deals.has(id))
        for (const deal of some) if (!deals.has(deal.id)) deals.set(deal.id, structuredClone(deal))
        return there
      },
      replaceMany: async (some) => {
        const isFresh = ({ id, version }: DealRecord) => deals.get(id)?.version === version
        const [fresh, stale] = [some.filter(isFresh), some.filter((deal) => !isFresh(deal))]
        for (const deal of fresh) deals.set(deal.id, structuredClone({ ...deal, version: deal.version + 1 }))
        return stale
      },
      summariesByEscrow: async (escrows) => all((deal) => escrows.includes(deal.escrow)).map(summaryOf),
      appendFacts: async (some) => {
        const isFresh = ({ deal }: FactsAppended) => deals.get(deal.id)?.version === deal.version
        const [fresh, stale] = [some.filter(isFresh), some.filter((one) => !isFresh(one))]
        for (const { deal, facts, chain } of fresh) {
          const before = deals.get(deal.id)!
          const after = { ...before, facts: [...before.facts, ...facts], chain, version: deal.version + 1 }
          deals.set(deal.id, structuredClone(after))
        }
        return stale
      },
      noteNotices: async (some) => {
        const isFresh = ({ deal }: NoticesTold) => deals.get(deal.id)?.version === deal.version
        const [fresh, stale] = [some.filter(isFresh), some.filter((one) => !isFresh(one))]
        for (const { deal, notices } of fresh)
          deals.set(deal.id, structuredClone({ ...deals.get(deal.id)!, notices, version: deal.version + 1 }))
        return stale
      },
      liveSummaries: async ({ phases, settlesBy, planned }, page) => {
        const found = all(({ id, chain, callPlan }) => {
          if (chain === null || !phases.some((phase) => phase === chain.state.phase)) return false
          if (settlesBy !== undefined && (chain.nextSettlementDay ?? Infinity) > settlesBy) return false
          if (planned === 'only' && callPlan === undefined) return false
          return page === undefined || page.after === null || id > page.after
        })
        return found.slice(0, page?.most).map(summaryOf)
      },
      liveBalances: async () =>
        all(({ chain }) => chain !== null && chain.state.phase !== 'closed').map(({ terms, chain }) => ({
          token: terms.token,
          balance: chain!.state.balance,
        })),
      inState: async (states) => all((deal) => states.includes(deal.state)),
      live: async () => all(({ chain }) => chain !== null && chain.state.phase !== 'closed'),
      defaulted: async () => all(({ chain }) => chain?.state.phase === 'defaulted'),
      ofParties: async (accounts) => all((deal) => isIn(deal, accounts)),
      waiting: async (accounts) => all((deal) => mayWait(deal, accounts)),
      endedPartsOf: async (accounts) => all((deal) => isIn(deal, accounts)).flatMap(endedPartsIn),
      lastClosedOut: async () => {
        const ended = all(({ chain }) => chain?.state.cause === 'closedOut')
        return ended.sort((one, other) => other.chain!.last.block - one.chain!.last.block)[0] ?? null
      },
      noticedSince: async (since) => all(({ notices }) => (notices ?? []).some(({ at }) => at >= since)),
      withFactsAbove: async (block, most) =>
        all(({ facts }) => facts.some(({ point }) => point.block > block)).slice(0, most),
      adrift: async () => all((deal) => deal.state === 'open' && deal.chain === null),
    },
    fixings: {
      replaceBetween: async (from, to, facts) => {
        for (const fact of facts) fixings.set(keyOf(fact), fact)
        for (const [key, { block }] of fixings) {
          if (block >= from && block <= to && !facts.some((fact) => keyOf(fact) === key)) fixings.delete(key)
        }
      },
      read: async (series, day) => fixings.get(keyOf({ series, day })) ?? null,
      last: async (series) => {
        const found = [...fixings.values()].filter((fact) => fact.series === series)
        return found.sort((one, other) => other.day - one.day)[0] ?? null
      },
      between: async (series, from, to) => {
        const found = [...fixings.values()].filter(
          (fact) => fact.series === series && fact.day >= from && fact.day <= to,
        )
        return found.sort((one, other) => one.day - other.day)
      },
      dropAbove: async (above) => {
        for (const [key, { block }] of fixings) if (block > above) fixings.delete(key)
      },
    },
    cursor: {
      read: async () => cursor,
      write: async (next) => {
        if (next.version !== cursor.version) throw new StaleWrite('cursor')
        cursor = { ...next, version: next.version + 1 }
        return cursor
      },
    },
    leases: {
      acquire: async (name, holder, now, milliseconds) => {
        const held = leases.get(name)
        if (held !== undefined && held.holder !== holder && held.until > now) return null
        const token = held === undefined ? 1 : held.token + (held.holder === holder ? 0 : 1)
        const lease = { name, holder, token, until: now + milliseconds }
        leases.set(name, lease)
        return lease
      },
      renew: async (lease, until) => {
        const held = leases.get(lease.name)
        if (held?.holder !== lease.holder || held.token !== lease.token) return null
        leases.set(lease.name, { ...lease, until })
        return { ...lease, until }
      },
      release: async (lease) => {
        if (leases.get(lease.name)?.token === lease.token) leases.set(lease.name, { ...lease, until: 0 })
      },
      read: async (name) => leases.get(name) ?? null,
    },
    runs: {
      record: async (run) => {
        const key = `${run.job}@${run.asOf}`
        if ((runs.get(key)?.token ?? 0) > run.token) throw new StaleWrite(key)
        runs.set(key, run)
      },
      last: async (job) => {
        const found = [...runs.values()].filter((run) => run.job === job)
        return found.sort((one, other) => other.finishedAt - one.finishedAt)[0] ?? null
      },
      forgetBefore: async (worldTime) => {
        for (const [key, { finishedAt }] of runs) if (finishedAt < worldTime) runs.delete(key)
      },
    },
  }

  const documents = () => {
    const sorted = [...fixings.entries()].sort(([one], [other]) => (one < other ? -1 : 1))
    return {
      deals: all(() => true).map((deal) => ({ ...deal, version: 0 })),
      fixings: sorted,
      blocks: cursor.blocks.at(-1),
    }
  }
  const contents = (): Omit<Contents, 'people'> => ({
    deals,
    fixings,
    leases,
    runs,
    cursor,
    statements,
    reaches,
    wishes,
    told,
  })
  return { ports, documents, contents }
}

function newsIn(wishes: Map<string, NewsWishes>, told: { reach: NewsReach | null }): Ports['news'] {
  return {
    wishes: async (account) => structuredClone(wishes.get(account) ?? null),
    everyWish: async () => structuredClone([...wishes.values()]),
    wish: async (wish) => {
      if ((wishes.get(wish.account)?.version ?? 0) !== wish.version) throw new StaleWrite(wish.account)
      wishes.set(wish.account, structuredClone({ ...wish, version: wish.version + 1 }))
    },
    reach: async () => told.reach,
    moveReach: async (reach) => void (told.reach = reach),
  }
}

function statementsIn(statements: Map<string, Statement>, reaches: Map<string, number>): Ports['statements'] {
  const keyOf = ({ account, day }: Pick<Statement, 'account' | 'day'>) => `${account}@${day}`
  return {
    insert: async (statement) => {
      const key = keyOf(statement)
      if (!statements.has(key)) statements.set(key, structuredClone(statement))
    },
    read: async (account, day) => structuredClone(statements.get(keyOf({ account, day })) ?? null),
    before: async (account, before, count) => {
      const found = [...statements.values()].filter((made) => made.account === account && made.day < before)
      return structuredClone(found.sort((one, other) => other.day - one.day).slice(0, count))
    },
    through: async () => new Map(reaches),
    reach: async (account, day) => void reaches.set(account, Math.max(day, reaches.get(account) ?? day)),
  }
}

function endedPartsIn({ chain, facts }: DealRecord): readonly EndedPart[] {
  if (chain === null) return []
  const ends = facts.flatMap(({ event }) => (event.name === 'closedOut' ? [event.defaulter] : []))
  const takenFrom = facts.flatMap(({ event }) => (event.name === 'takenOver' ? [event.previous] : []))
  const { phase, owner } = chain.state
  return endedParts({ isClosed: phase === 'closed', owner, takenFrom, defaulter: ends[0] ?? null })
}

/** What a desk dies of in a test. */
export class Crash extends Error {}

/** When a call of a port kills the desk: before the outside heard of it, or after the outside did it and before the desk knew. */
export type CrashMoment = 'before' | 'after'

/** The same ports, of which the `nth` call (counted from 1, over all ports) kills the desk, and so does every later one. */
export function crashingAt(
  ports: World['ports'],
  nth: number,
  moment: CrashMoment,
): { ports: World['ports']; calls(): number } {
  let calls = 0
  const guarded = (port: object): object =>
    new Proxy(port, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name)
        if (typeof member !== 'function' || SYNCHRONOUS.has(String(name))) return member
        return async (...args: unknown[]) => {
          calls += 1
          if (calls > nth || (calls === nth && moment === 'before')) throw new Crash(`call ${nth}`)
          const answer = (await Reflect.apply(member, target, args)) as unknown
          if (calls === nth) throw new Crash(`call ${nth}`)
          return answer
        }
      },
    })
  const entries = Object.entries(ports).map(([name, port]: [string, object]) => [
    name,
    name === 'log' || name === 'proofs' || name === 'bitcoin' ? port : guarded(port),
  ])
  return { ports: Object.fromEntries(entries) as World['ports'], calls: () => calls }
}

const SYNCHRONOUS: ReadonlySet<string> = new Set([
  ...['worldNow', 'digestOf', 'documentHashOf', 'prepare', 'termsToSign'],
  ...['announce', 'listen', 'next', 'salt', 'secret', 'nonce', 'challenge'],
])
