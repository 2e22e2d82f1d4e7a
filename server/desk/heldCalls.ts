import { mark } from '../domain/deal/mark.ts'
import type { Outcome } from '../domain/deal/outcome.ts'
import { settle } from '../domain/deal/settle.ts'
import type { IndexReadings } from '../domain/index/readings.ts'
import { isFairMark, nextFairMark } from '../domain/margin/fairCalls.ts'
import { Refusal } from '../domain/refusals.ts'
import type { Instant } from '../domain/units/time.ts'
import type { DealOnChain, LiveDeals } from './liveDeals.ts'

/**
 * Whether the desk waits with an act on a deal because it would open a call whose deadline lies in the night of a party. It is put off to
 * the next moment at which it would not, within a day; meanwhile anyone may mark the deal on chain.
 */
export function isHeld({ callPlan, terms }: DealOnChain, { events }: Outcome, asOf: Instant): boolean {
  if (callPlan === undefined || !events.some(({ name }) => name === 'marginCalled')) return false
  if (isFairMark(callPlan, terms.cureSeconds, asOf)) return false
  return nextFairMark(callPlan, terms.cureSeconds, asOf) > asOf
}

/** The next moments at which the desk opens calls that it holds back at `asOf`. */
export function heldUntil({ series, asOf }: LiveDeals): readonly Instant[] {
  return series.flatMap(({ deals, readings }) =>
    deals
      .filter((deal) => wouldBeHeld(deal, readings, asOf))
      .flatMap(({ callPlan, terms }) =>
        callPlan === undefined ? [] : [nextFairMark(callPlan, terms.cureSeconds, asOf)],
      ),
  )
}

function wouldBeHeld(deal: DealOnChain, readings: IndexReadings, asOf: Instant): boolean {
  if (deal.callPlan === undefined) return false
  try {
    const { terms, chain } = deal
    return (
      isHeld(deal, settle(terms, chain.state, readings, asOf), asOf) ||
      isHeld(deal, mark(terms, chain.state, readings, asOf), asOf)
    )
  } catch (error) {
    if (error instanceof Refusal) return false
    throw error
  }
}
