import { changeDeal, stepped } from './changeDeal.ts'
import { finishOpening, sidesUnsigned, standsOnChain } from './openDeal.ts'
import { NOTHING_DONE, failureOf, together } from './tally.ts'
import type { Tally } from './tally.ts'
import { PortFailure } from './ports.ts'
import type { DealRecord, Ports } from './ports.ts'

/**
 * Finishes what an interrupted desk began, and repeats what a chain that went back forgot.
 *
 * A deal found in `opening` was interrupted somewhere between the decision and the mined transaction. One that is signed by both
 * and still names an opening transaction was on the chain once: the desk sent it, so the desk sends it again.
 */
export async function resumeOpenings(ports: Ports): Promise<Tally> {
  let tally = NOTHING_DONE
  for (const deal of await ports.deals.inState(['opening', 'signedByBoth'])) {
    if (deal.state === 'opening' || deal.opening !== null) tally = together(tally, await resumed(ports, deal))
  }
  return tally
}

async function resumed(ports: Ports, deal: DealRecord): Promise<Tally> {
  const asOf = await ports.clock.asOf()
  if (asOf > deal.terms.openBy || sidesUnsigned(deal).length > 0) return NOTHING_DONE
  try {
    if (await standsOnChain(ports, deal)) return NOTHING_DONE
    const told = { cause: 'the chain went back', at: asOf, actor: 'desk' }
    const opening = await changeDeal(ports.deals, deal.id, (read) =>
      read.state === 'signedByBoth' ? stepped(read, 'send', told) : read,
    )
    if (opening.state !== 'opening') return NOTHING_DONE
    await finishOpening(ports, opening)
    return { done: 1, failures: [] }
  } catch (error) {
    if (error instanceof PortFailure) throw error
    return { done: 0, failures: [failureOf(deal.id, error)] }
  }
}
