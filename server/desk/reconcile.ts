import type { EscrowState } from '../domain/deal/phase.ts'
import { indexChain } from './indexChain.ts'
import { failureOf } from './tally.ts'
import type { Tally } from './tally.ts'
import { PortFailure } from './ports.ts'
import type { DealRecord, Failure, Ports } from './ports.ts'

/**
 * Compares every live deal's copy with what its escrow says. A difference that reading the chain once more does not explain is a bug,
 * and is told with both versions; nothing is changed.
 */
export async function reconcile(ports: Ports): Promise<Tally> {
  const suspects = await differing(ports, await ports.deals.live())
  if (suspects.length === 0) return { done: 0, failures: [] }
  await indexChain(ports)
  const read = await Promise.all(suspects.map(({ what }) => ports.deals.read(what)))
  const failures = await differing(
    ports,
    read.filter((deal) => deal !== null),
  )
  return { done: 0, failures }
}

type DealFailure = Failure & { readonly what: DealRecord['id'] }

async function differing(ports: Ports, deals: readonly DealRecord[]): Promise<readonly DealFailure[]> {
  const failures: DealFailure[] = []
  for (const deal of deals) {
    const why = await difference(ports, deal)
    if (why !== null) failures.push({ what: deal.id, why })
  }
  return failures
}

async function difference(ports: Ports, deal: DealRecord): Promise<string | null> {
  if (deal.chain === null) return null
  try {
    const copy = comparable(deal.chain.state)
    const escrow = comparable(await ports.escrows.readState(deal.escrow))
    return copy === escrow ? null : `the copy says ${copy}, the escrow ${escrow}`
  } catch (error) {
    if (error instanceof PortFailure) throw error
    return failureOf(deal.id, error).why
  }
}

/** What an escrow shows of its state to whoever asks: everything but the proposals and the claims. */
function comparable({ proposal: _, claims: __, balance, owner, ...shown }: EscrowState): string {
  const bySide = { seller: balance.seller, buyer: balance.buyer, sellersOwner: owner.seller, buyersOwner: owner.buyer }
  const fields = Object.entries({ ...shown, ...bySide }).sort(([one], [other]) => (one < other ? -1 : 1))
  return fields.map(([field, value]) => `${field} ${String(value)}`).join(', ')
}
