import { DESK_STATES } from '../../domain/deal/lifecycle.ts'
import type { DealRecord, Ports } from '../ports.ts'

/** Every deal the desk knows, by its digest. */
export async function listDeals(ports: Pick<Ports, 'deals'>): Promise<readonly DealRecord[]> {
  return ports.deals.inState(DESK_STATES)
}
