import { expectedSum, sumOfFixings } from '../margin/value.ts'
import { settlementAmount } from '../terms/payoff.ts'
import { firstDayOf, lastDayOf } from '../terms/schedule.ts'
import type { Side, Terms } from '../terms/terms.ts'
import type { IndexReadings } from '../index/readings.ts'
import { baseUnits } from '../units/baseUnits.ts'
import type { BaseUnits } from '../units/baseUnits.ts'
import { indexValue } from '../units/indexValue.ts'
import type { IndexValue } from '../units/indexValue.ts'
import type { Day } from '../units/time.ts'
import type { ChainPoint, EscrowEvent, EscrowFact } from './chainFacts.ts'
import { endingOf } from './ending.ts'

/**
 * Where a settlement period stands. `running`: some of its days are fixed, or all of them and it waits to be settled. `netted`: the
 * deal ended before it was settled, and its ending counted whatever it was worth.
 */
export type PeriodStatus = 'settled' | 'running' | 'ahead' | 'netted'

/** The money of one settlement period, as one side sees it. */
export interface PeriodMoney {
  /** Counted from 0. */
  readonly period: number
  readonly firstDay: Day
  readonly lastDay: Day
  readonly status: PeriodStatus
  readonly fixedDays: number
  /** Sum of the fixings that are there, null where they cannot be read. */
  readonly sum: bigint | null
  /** Their mean, for people: the payoff forms none. Null where there is no fixing. */
  readonly average: IndexValue | null
  /**
   * What the side receives, negative where it pays: as settled; of what runs or comes next, what it comes to if the index stays. Null:
   * not known yet.
   */
  readonly received: bigint | null
  /** What of it the payer's account did not hold. */
  readonly unpaid: BaseUnits
  /** What the side received by the settlements up to this one; null where it is not settled. */
  readonly total: bigint | null
  /** Where it was settled. */
  readonly point: ChainPoint | null
}

type Settled = Extract<EscrowEvent, { readonly name: 'settled' }>

/**
 * The money of every settlement period of a deal, from the side of `side`.
 *
 * Units:    base units of the deal's token; sum and average in 1e-18 quote units per TH/s per day.
 * Rounding: the average towards zero; amounts as the escrow settles them.
 */
export function periodMoney(
  terms: Terms,
  facts: readonly EscrowFact[],
  readings: IndexReadings,
  side: Side,
): readonly PeriodMoney[] {
  const settlements = facts.filter((fact): fact is EscrowFact & { event: Settled } => fact.event.name === 'settled')
  const rest = { terms, readings, side, next: settlements.length, hasEnded: endingOf(facts) !== null }
  let total = 0n
  return Array.from({ length: terms.periods }, (_, period) => {
    const fact = settlements.find(({ event }) => event.period === period)
    if (fact === undefined) return unsettled(rest, period)
    const received = receivedBy(side, fact.event.amount)
    total += received
    const { unpaid } = fact.event
    return { ...fixedPart(terms, period, readings), status: 'settled', received, unpaid, total, point: fact.point }
  })
}

interface Unsettled {
  readonly terms: Terms
  readonly readings: IndexReadings
  readonly side: Side
  /** The first period that is not settled. */
  readonly next: number
  readonly hasEnded: boolean
}

function unsettled({ terms, readings, side, next, hasEnded }: Unsettled, period: number): PeriodMoney {
  const fixed = fixedPart(terms, period, readings)
  const rest = { ...fixed, unpaid: baseUnits(0n), total: null, point: null }
  if (hasEnded) return { ...rest, status: 'netted', received: null }
  const status = fixed.fixedDays === 0 ? 'ahead' : 'running'
  const latest = readings.latest()
  if (latest === null || (status === 'ahead' && period !== next)) return { ...rest, status, received: null }
  const sum = expectedSum(terms, period, readings, latest)
  return { ...rest, status, received: sum === null ? null : receivedBy(side, settlementAmount(terms, sum)) }
}

/** An amount that is positive when the seller pays, as `side` receives it. */
function receivedBy(side: Side, amount: bigint): bigint {
  return side === 'buyer' ? amount : 0n - amount
}

type FixedPart = Pick<PeriodMoney, 'period' | 'firstDay' | 'lastDay' | 'fixedDays' | 'sum' | 'average'>

function fixedPart(terms: Terms, period: number, readings: IndexReadings): FixedPart {
  const firstDay = firstDayOf(terms, period)
  const lastDay = lastDayOf(terms, period)
  const lastFixed = Math.min(readings.latest()?.day ?? firstDay - 1, lastDay)
  const fixedDays = Math.max(0, lastFixed - firstDay + 1)
  const sum = fixedDays === 0 ? null : sumOfFixings(readings, firstDay, lastFixed)
  const average = sum === null ? null : indexValue(sum / BigInt(fixedDays))
  return { period, firstDay, lastDay, fixedDays, sum, average }
}
