import type { EscrowFact } from '../domain/deal/chainFacts.ts'
import { chainViewOf } from '../domain/deal/chainView.ts'
import type { Address } from '../domain/terms/terms.ts'
import { changeDeal, stepped } from './changeDeal.ts'
import { NOTHING_DONE, failureOf, together } from './tally.ts'
import type { Tally } from './tally.ts'
import { PortFailure, StaleWrite } from './ports.ts'
import type { DealRecord, Ports } from './ports.ts'

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

/**
 * Makes `facts` what the deals know of a range of blocks: adds what is new, and drops what an earlier reading of these blocks left.
 *
 * An opening that the desk did not arrange makes a new deal. Anything said by an escrow that nobody opened here is ignored.
 * One deal's trouble never stops the rest.
 */
export async function applyFacts(ports: Ports, range: BlockRange, { facts, left }: Told): Promise<Tally> {
  const escrows = new Set<Address>([...facts, ...left].map(({ escrow }) => escrow))
  let tally = NOTHING_DONE
  for (const escrow of escrows) {
    const told = facts.filter((fact) => fact.escrow === escrow)
    tally = together(tally, await applyToDeal(ports, escrow, range, told))
  }
  return tally
}

async function applyToDeal(
  ports: Ports,
  escrow: Address,
  range: BlockRange,
  told: readonly EscrowFact[],
): Promise<Tally> {
  try {
    const known = await ports.deals.readByEscrow(escrow)
    const deal = known ?? (await adopted(ports, told))
    if (deal === null) return NOTHING_DONE
    const after = await changeDeal(ports.deals, deal.id, (read) => withFacts(read, range, told))
    return { done: after.version === known?.version ? 0 : 1, failures: [] }
  } catch (error) {
    if (error instanceof PortFailure || error instanceof StaleWrite) throw error
    return { done: 0, failures: [failureOf(escrow, error)] }
  }
}

/** A deal that others opened at our factory, in the state its opening proves; null if nobody opened it. */
async function adopted(ports: Ports, told: readonly EscrowFact[]): Promise<DealRecord | null> {
  for (const { escrow, event } of told) {
    if (event.name !== 'opened') continue
    const { digest: id, terms } = event
    const readiness = { seller: NOT_READY, buyer: NOT_READY }
    const desk = { state: 'open', readiness, lapsedFor: null, opening: null, events: [] } as const
    const chain = chainViewOf(terms, told)
    return ports.deals.insert({ id, terms, escrow, ...desk, chain, facts: told, version: 1 })
  }
  return null
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
