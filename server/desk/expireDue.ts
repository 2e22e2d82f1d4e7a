import { Refusal } from '../domain/refusals.ts'
import { SIDES } from '../domain/terms/terms.ts'
import type { Side } from '../domain/terms/terms.ts'
import type { Instant } from '../domain/units/time.ts'
import { changeDeal, stepped } from './changeDeal.ts'
import { sidesUnsigned } from './openDeal.ts'
import { expireOffers } from './expireOffers.ts'
import { NOTHING_DONE, together } from './tally.ts'
import type { Tally } from './tally.ts'
import type { DealRecord, Ports } from './ports.ts'
import { cancelled } from './recordCancellation.ts'
import { resumeOpenings } from './resumeOpenings.ts'
import { sideReadiness } from './sideReadiness.ts'

const PENDING = ['agreed', 'signedByOne', 'signedByBoth', 'opening'] as const

/** Ends what nobody answered in time, and finishes what was interrupted: first of negotiations, then of the deals that came from them. */
export async function expireDue(ports: Ports): Promise<Tally> {
  return together(await expireOffers(ports), await lapseOpenings(ports))
}

/**
 * Resumes openings that were interrupted, then lapses every deal whose signatures are dead: desk time is past `openBy`.
 *
 * Desk time is taken from the last block that was read, not from the newest: an opening mined in time is known before its deal
 * could lapse.
 */
async function lapseOpenings(ports: Ports): Promise<Tally> {
  if ((await ports.deals.inState(PENDING)).length === 0) return NOTHING_DONE
  const { done, failures } = await resumeOpenings(ports)
  const { blocks } = await ports.cursor.read()
  const asOf = blocks.at(-1)?.at ?? 0
  let lapsed = 0
  for (const deal of await ports.deals.inState(PENDING)) {
    if (asOf <= deal.terms.openBy) continue
    const why = await whyNotOpen(ports, deal)
    await changeDeal(ports.deals, deal.id, (read) => lapse(read, asOf, why))
    lapsed += 1
  }
  return { done: done + lapsed, failures }
}

/** The side that kept a deal from opening; null: both were ready, and nobody sent it. */
type Unready = Side | 'both' | null

function lapse(deal: DealRecord, asOf: Instant, why: Unready | 'cancelled'): DealRecord {
  if (!PENDING.some((state) => state === deal.state)) return deal
  if (why === 'cancelled' && deal.state !== 'opening') return cancelled(deal, asOf, 'chain')
  const lapsed = stepped(deal, 'lapse', { cause: 'not opened in time', at: asOf, actor: 'desk' })
  return { ...lapsed, lapsedFor: why === 'cancelled' ? null : why }
}

/** Signature, money and allowance or permit as they stand when the deal lapses. */
async function whyNotOpen(ports: Ports, deal: DealRecord): Promise<Unready | 'cancelled'> {
  if (await ports.parties.isCancelled(deal.id)) return 'cancelled'
  const [side, other] = await sidesNotReady(ports, deal)
  return other === undefined ? (side ?? null) : 'both'
}

async function sidesNotReady(ports: Ports, deal: DealRecord): Promise<readonly Side[]> {
  try {
    const views = await Promise.all(SIDES.map((side) => sideReadiness(ports, deal, side)))
    return SIDES.filter((_, index) => views[index]?.isReady === false)
  } catch (error) {
    // A token that does not say who holds what keeps nobody else's deal from lapsing.
    if (error instanceof Refusal) return sidesUnsigned(deal)
    throw error
  }
}
