import type { Side } from '../domain/terms/terms.ts'
import type { Instant } from '../domain/units/time.ts'
import { changeDeal, stepped } from './changeDeal.ts'
import { sidesUnsigned } from './openDeal.ts'
import { NOTHING_DONE } from './tally.ts'
import type { Tally } from './tally.ts'
import type { DealRecord, Ports } from './ports.ts'
import { resumeOpenings } from './resumeOpenings.ts'

const PENDING = ['agreed', 'signedByOne', 'signedByBoth', 'opening'] as const

/**
 * Resumes openings that were interrupted, then lapses every deal whose signatures are dead: desk time is past `openBy`.
 *
 * Desk time is taken from the last block that was read, not from the newest: an opening mined in time is known before its deal
 * could lapse.
 */
export async function expireDue(ports: Ports): Promise<Tally> {
  if ((await ports.deals.inState(PENDING)).length === 0) return NOTHING_DONE
  const { done, failures } = await resumeOpenings(ports)
  const { blocks } = await ports.cursor.read()
  const asOf = blocks.at(-1)?.at ?? 0
  let lapsed = 0
  for (const deal of await ports.deals.inState(PENDING)) {
    if (asOf <= deal.terms.openBy) continue
    await changeDeal(ports.deals, deal.id, (read) => lapse(read, asOf))
    lapsed += 1
  }
  return { done: done + lapsed, failures }
}

function lapse(deal: DealRecord, asOf: Instant): DealRecord {
  if (!PENDING.some((state) => state === deal.state)) return deal
  return {
    ...stepped(deal, 'lapse', { cause: 'not opened in time', at: asOf, actor: 'desk' }),
    lapsedFor: notReady(deal),
  }
}

/** The side that had not signed; null if both had, and nobody sent it in time. */
function notReady(deal: DealRecord): Side | 'both' | null {
  const [side, other] = sidesUnsigned(deal)
  return other === undefined ? (side ?? null) : 'both'
}
