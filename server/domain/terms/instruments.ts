/** The products people ask for, each as the fields of the terms that it fixes. One payoff serves them all. */
import { baseUnits } from '../units/baseUnits.ts'
import type { BaseUnits } from '../units/baseUnits.ts'
import { indexValue } from '../units/indexValue.ts'
import type { IndexValue } from '../units/indexValue.ts'
import { NO_CAP } from './terms.ts'
import type { Terms } from './terms.ts'

/** The part of the terms that makes an instrument; parties, size, dates and margins are the deal's own. */
export type InstrumentTerms = Pick<Terms, 'fixedRate' | 'floor' | 'cap' | 'periodDays' | 'periods' | 'premium'>

interface Schedule {
  readonly periodDays: number
  readonly periods: number
}

const NO_FLOOR = indexValue(0n)
const NO_PREMIUM = baseUnits(0n)

/** Fixed against floating over many settlement periods. */
export function swap(params: Schedule & { readonly fixedRate: IndexValue }): InstrumentTerms {
  return collar({ ...params, floor: NO_FLOOR, cap: NO_CAP })
}

/** Fixed against floating, settled once at the end (a non-deliverable forward). */
export function forward(params: { readonly fixedRate: IndexValue; readonly days: number }): InstrumentTerms {
  return cappedForward({ ...params, cap: NO_CAP })
}

/** A forward whose floating leg counts at most `cap` a day, so that the seller's loss has a bound it can post in full. */
export function cappedForward(params: {
  readonly fixedRate: IndexValue
  readonly cap: IndexValue
  readonly days: number
}): InstrumentTerms {
  const { fixedRate, cap, days } = params
  return collar({ fixedRate, floor: NO_FLOOR, cap, periodDays: days, periods: 1 })
}

/** A swap whose floating leg counts at least `floor` and at most `cap` a day: both sides' losses have a bound. */
export function collar(
  params: Schedule & { readonly fixedRate: IndexValue; readonly floor: IndexValue; readonly cap: IndexValue },
): InstrumentTerms {
  const { fixedRate, floor, cap, periodDays, periods } = params
  return { fixedRate, floor, cap, periodDays, periods, premium: NO_PREMIUM }
}

/** The buyer receives what the index exceeds `strike` by, up to `cap`, and owes nothing; it pays the seller `premium` at open. */
export function call(
  params: Schedule & { readonly strike: IndexValue; readonly cap: IndexValue; readonly premium: BaseUnits },
): InstrumentTerms {
  const { strike, cap, premium, periodDays, periods } = params
  return { fixedRate: strike, floor: strike, cap, periodDays, periods, premium }
}

/** The seller receives what the index falls short of `strike` by, down to `floor`, and owes nothing; it pays the buyer `premium` at open. */
export function put(
  params: Schedule & { readonly strike: IndexValue; readonly floor: IndexValue; readonly premium: BaseUnits },
): InstrumentTerms {
  const { strike, floor, premium, periodDays, periods } = params
  return { fixedRate: strike, floor, cap: strike, periodDays, periods, premium: baseUnits(0n - premium) }
}
