import type { Hex } from '../../domain/terms/terms.ts'
import { knownDeal } from '../changeDeal.ts'
import type { DealRecord, Ports } from '../ports.ts'

/** One deal, as far as the desk knows it. Refuses: `dealUnknown`. */
export async function readDeal(ports: Pick<Ports, 'deals'>, id: Hex): Promise<DealRecord> {
  return knownDeal(ports.deals, id)
}
