import type { EscrowFact } from '../domain/deal/chainFacts.ts'
import { chainViewAfter, chainViewOf } from '../domain/deal/chainView.ts'
import type { EscrowState } from '../domain/deal/phase.ts'
import type { Address, Terms } from '../domain/terms/terms.ts'
import { changeDeal, stepped } from './changeDeal.ts'
import { NOTHING_DONE, failureOf, together } from './tally.ts'
import type { Tally } from './tally.ts'
import { PortFailure, StaleWrite } from './ports.ts'
import type { DealRecord, DealStore, DealSummary, Failure, FactsAppended, Ports } from './ports.ts'

/** Blocks `from` to `to`, both included. */
export interface BlockRange {
  readonly from: number
  readonly to: number
}

/** What today's chain says about a range of blocks, and the deals of which an earlier reading said something there or above. */
interface Told {
  readonly facts: readonly EscrowFact[]
  readonly left: readonly DealRecord[]
}

const NOT_READY = { signature: null, permit: null } as const

/** As many deals as are read and written in one question: the memory that reading the chain takes does not grow with their number. */
const DEALS_AT_ONCE = 500

/**
 * Makes `facts` what the deals know of a range of blocks: adds what is new, and drops what an earlier reading of these blocks left.
 *
 * An opening that the desk did not arrange makes a new deal. Anything said by an escrow that nobody opened here is ignored.
 * One deal's trouble never stops the rest.
 */
export async function applyFacts(ports: Ports, range: BlockRange, { facts, left }: Told): Promise<Tally> {
  const told = new Map<Address, EscrowFact[]>()
  for (const fact of facts) {
    const others = told.get(fact.escrow)
    if (others === undefined) told.set(fact.escrow, [fact])
    else others.push(fact)
  }
  for (const { escrow } of left) if (!told.has(escrow)) told.set(escrow, [])
  const all = [...told]
  let tally = NOTHING_DONE
  for (let first = 0; first < all.length; first += DEALS_AT_ONCE) {
    tally = together(tally, await applyToSome(ports, range, all.slice(first, first + DEALS_AT_ONCE)))
  }
  return tally
}

type ToldByEscrow = readonly (readonly [escrow: Address, told: readonly EscrowFact[]])[]

async function applyToSome(ports: Ports, range: BlockRange, told: ToldByEscrow): Promise<Tally> {
  const { deals } = ports
  const known = new Map((await deals.summariesByEscrow(escrowsOf(told))).map((deal) => [deal.escrow, deal]))
  const appended: FactsAppended[] = []
  const others: (typeof told)[number][] = []
  for (const one of told) {
    const following = followingOn(known.get(one[0]), range, one[1])
    if (following === null) others.push(one)
    else appended.push(following)
  }
  const again = await deals.appendFacts(appended)
  const stale = new Set(again.map(({ deal }) => deal.escrow))
  const rest = [...others, ...told.filter(([escrow]) => stale.has(escrow))]
  const tally = rest.length === 0 ? NOTHING_DONE : await applyToWhole(ports, range, rest)
  return { done: appended.length - again.length + tally.done, failures: tally.failures }
}

function escrowsOf(told: ToldByEscrow): readonly Address[] {
  return told.map(([escrow]) => escrow)
}

/** Facts that a deal's history of need not be read for: they follow upon what is known, in the ordinary course of a deal. */
function followingOn(
  deal: DealSummary | undefined,
  { from }: BlockRange,
  facts: readonly EscrowFact[],
): FactsAppended | null {
  if (deal?.state !== 'open' || deal.chain === null || facts.length === 0) return null
  const { chain, terms } = deal
  if (chain.last.block >= from || !isOrdinary(chain.state, terms)) return null
  if (facts.some(({ event }) => OF_DEFAULTS.has(event.name))) return null
  return { deal, facts, chain: chainViewAfter(terms, chain, facts) }
}

/** More people than the two who signed hear of these. */
const OF_DEFAULTS: ReadonlySet<EscrowFact['event']['name']> = new Set(['opened', 'windowOpened', 'takenOver'])

function isOrdinary({ phase, owner }: EscrowState, { seller, buyer }: Terms): boolean {
  return phase !== 'defaulted' && owner.seller === seller && owner.buyer === buyer
}

async function applyToWhole({ deals }: Ports, range: BlockRange, told: ToldByEscrow): Promise<Tally> {
  const known = new Map((await deals.readByEscrows(escrowsOf(told))).map((deal) => [deal.escrow, deal]))
  const adopted: DealRecord[] = []
  const changed: DealRecord[] = []
  const failures: Failure[] = []
  for (const [escrow, facts] of told) {
    try {
      const before = known.get(escrow)
      if (before === undefined) adopted.push(...adoptedFrom(facts))
      else changed.push(...[withFacts(before, range, facts)].filter((after) => after !== before))
    } catch (error) {
      failures.push(failureOf(escrow, error))
    }
  }
  // Somebody else was faster with one of them: each is read and decided on again.
  const again = [...(await deals.insertMany(adopted)), ...(await deals.replaceMany(changed))]
  const byEscrow = new Map(told)
  for (const deal of again) failures.push(...(await applyAgain(deals, deal, range, byEscrow.get(deal.escrow) ?? [])))
  return { done: adopted.length + changed.length, failures }
}

async function applyAgain(
  deals: DealStore,
  { id, escrow }: DealRecord,
  range: BlockRange,
  told: readonly EscrowFact[],
): Promise<readonly Failure[]> {
  try {
    if ((await deals.read(id)) === null) for (const deal of adoptedFrom(told)) await deals.insert(deal)
    await changeDeal(deals, id, (read) => withFacts(read, range, told))
    return []
  } catch (error) {
    if (error instanceof PortFailure || error instanceof StaleWrite) throw error
    return [failureOf(escrow, error)]
  }
}

/** A deal that others opened at our factory, in the state its opening proves; none if nobody opened it. */
function adoptedFrom(told: readonly EscrowFact[]): readonly DealRecord[] {
  for (const { escrow, event } of told) {
    if (event.name !== 'opened') continue
    const { digest: id, terms } = event
    const readiness = { seller: NOT_READY, buyer: NOT_READY }
    const desk = { state: 'open', readiness, lapsedFor: null, opening: null, events: [] } as const
    const chain = chainViewOf(terms, told)
    return [{ id, terms, escrow, ...desk, chain, facts: told, version: 1 }]
  }
  return []
}

function withFacts(deal: DealRecord, { from, to }: BlockRange, told: readonly EscrowFact[]): DealRecord {
  const before = deal.facts.filter(({ point }) => point.block < from)
  const after = deal.facts.filter(({ point }) => point.block > to)
  const facts = [...before, ...told, ...after]
  const isKnown = isSame(facts, deal.facts)
  if (isKnown && deal.chain !== null && deal.state === 'open') return deal
  const copied = isKnown ? deal : { ...deal, facts, chain: chainViewOf(deal.terms, facts) }
  return opened(copied)
}

/** The deal's desk life ends where the chain's begins. */
function opened(deal: DealRecord): DealRecord {
  const point = deal.chain?.opened
  if (point === undefined || deal.state === 'open') return deal
  return { ...stepped(deal, 'opened', { cause: point.transaction, at: point.at, actor: 'chain' }), lapsedFor: null }
}

function isSame(one: readonly EscrowFact[], other: readonly EscrowFact[]): boolean {
  return one.length === other.length && one.every((fact, index) => key(fact) === key(other[index]))
}

function key(fact: EscrowFact | undefined): string {
  return fact === undefined ? '' : `${fact.point.blockHash}:${fact.point.logIndex.toString()}`
}
