import { isLive } from '../deal/phase.ts'
import type { EscrowState } from '../deal/phase.ts'
import { settle } from '../deal/settle.ts'
import type { IndexForecast } from '../index/forecast.ts'
import type { IndexReadings } from '../index/readings.ts'
import { LARGEST_INDEX_VALUE } from '../terms/payoff.ts'
import { lastDay } from '../terms/schedule.ts'
import { MARKINGS } from '../terms/terms.ts'
import type { Side, Terms } from '../terms/terms.ts'
import { baseUnits } from '../units/baseUnits.ts'
import type { BaseUnits } from '../units/baseUnits.ts'
import { max, min } from '../units/rounding.ts'
import { dayOf, endOfDay } from '../units/time.ts'
import type { Day } from '../units/time.ts'
import { requirementAt } from './requirement.ts'
import { unsettledValue } from './value.ts'

/** What one side would need once the index has changed, and has of it. */
export interface MarginAfter {
  /** The index it is reckoned at. */
  readonly index: bigint
  readonly requirement: BaseUnits
  /** The balance after the settlements until then. */
  readonly balance: BaseUnits
  /** What must be added by then for no call to come; 0 where the balance is enough. */
  readonly toAdd: BaseUnits
}

/** The margin of one side after a change of the index: at its estimate, and at the end of the band that is worse for the side. */
export interface MarginForecast {
  readonly forecast: IndexForecast
  readonly expected: MarginAfter
  readonly worst: MarginAfter
}

/**
 * What `side` would have to hold after the change that `forecast` tells of, if the index stays where it is until then.
 *
 * Null where the change comes after the deal's last day, or nobody is called: a range-collateralised deal, an ended one, one whose
 * index cannot be read.
 *
 * Units:  base units of the deal's token.
 * Source: term sheet, clause "Margin": as `mark` would reckon on the day of the change.
 */
export function marginForecast(
  terms: Terms,
  state: EscrowState,
  side: Side,
  readings: IndexReadings,
  forecast: IndexForecast,
): MarginForecast | null {
  const latest = readings.latest()
  if (terms.marking !== MARKINGS.marked || !isLive(state) || latest === null) return null
  const day = Math.max(dayOf(forecast.expectedAt), latest.day + 1)
  if (day >= lastDay(terms)) return null
  const at = (index: bigint) => marginAt(terms, state, side, withChange(readings, latest, { day, index }))
  const expected = at(forecast.value)
  const worst = at(side === 'seller' ? forecast.high : forecast.low)
  return expected === null || worst === null ? null : { forecast, expected, worst }
}

function marginAt(terms: Terms, state: EscrowState, side: Side, readings: IndexReadings): MarginAfter | null {
  const latest = readings.latest()
  if (latest === null) return null
  const settled = settle(terms, state, readings, endOfDay(latest.day)).state
  const value = unsettledValue(terms, settled.periodsSettled, readings)
  if (value === null) return null
  const requirement = requirementAt(terms, side, value)
  const unpaid = settled.unpaid > 0n && settled.callSide === side ? settled.unpaid : 0n
  const balance = settled.balance[side]
  return {
    index: latest.value,
    requirement,
    balance,
    toAdd: baseUnits(max(0n, requirement + unpaid - balance)),
  }
}

/** The readings up to the day of a change: every day before it at the latest value, and that day at the new one. */
function withChange(
  readings: IndexReadings,
  latest: { readonly day: Day; readonly value: bigint },
  change: { readonly day: Day; readonly index: bigint },
): IndexReadings {
  const index = min(change.index, LARGEST_INDEX_VALUE)
  // Only differences of sums are ever used: where the deal's first day lies ahead, its sums may begin here.
  const before = readings.cumulative(latest.day) ?? 0n
  return {
    cumulative: (day) => {
      if (day < latest.day) return readings.cumulative(day)
      if (day > change.day) return null
      const flat = before + BigInt(Math.min(day, change.day - 1) - latest.day) * latest.value
      return day === change.day ? flat + index : flat
    },
    latest: () => ({ day: change.day, value: index }),
    heartbeat: () => readings.heartbeat(),
  }
}
