/** Builders: a valid whole, of which a test names only what matters. */
import { openState } from '../../server/domain/deal/openState.ts'
import type { EscrowState } from '../../server/domain/deal/phase.ts'
import { fixingOfDay } from '../../server/domain/index/fixings.ts'
import type { DifficultyEpoch } from '../../server/domain/index/epochs.ts'
import { seriesId } from '../../server/domain/index/readings.ts'
import type { IndexReadings } from '../../server/domain/index/readings.ts'
import { MARKINGS, NO_CAP, ZERO_ADDRESS } from '../../server/domain/terms/terms.ts'
import type { Address, Terms } from '../../server/domain/terms/terms.ts'
import { baseUnits } from '../../server/domain/units/baseUnits.ts'
import type { BaseUnits } from '../../server/domain/units/baseUnits.ts'
import { indexValue } from '../../server/domain/units/indexValue.ts'
import type { IndexValue } from '../../server/domain/units/indexValue.ts'
import { parseAmount, parseIndexValue } from '../../server/domain/units/parse.ts'
import { endOfDay, startOfDay } from '../../server/domain/units/time.ts'
import type { Day, Instant } from '../../server/domain/units/time.ts'

export const SELLER: Address = '0x1111111111111111111111111111111111111111'
export const BUYER: Address = '0x2222222222222222222222222222222222222222'
export const STRANGER: Address = '0x3333333333333333333333333333333333333333'

/** 17 May 2021, the first accrual day of the golden run. */
const GOLDEN_START: Day = 18_764

/** How long after a day's end its fixing is published: five minutes. */
const PUBLICATION_SECONDS = 300

const HOURS_36 = 36 * 3_600

/** An amount of the test token, which has 8 decimals: wbtc('0.105') is 10 500 000. */
export function wbtc(text: string): BaseUnits {
  return parseAmount(text, 8)
}

/** A rate in BTC per TH/s per day: btcPerThDay('0.00002') is 20 000 000 000 000. */
export function btcPerThDay(text: string): IndexValue {
  return parseIndexValue(text)
}

/** Some money in base units. */
export function units(amount: bigint): BaseUnits {
  return baseUnits(amount)
}

type TermsWanted = Partial<Terms> & {
  /** Initial margin of both sides. */
  readonly margin?: BaseUnits
  /** Penalty of both sides. */
  readonly penalty?: BaseUnits
}

/** The terms of the golden run, 1 000 TH/s for 84 days from 17 May 2021, settled weekly, except for what is named. */
export function someTerms({ margin, penalty, ...wanted }: TermsWanted = {}): Terms {
  return {
    seller: SELLER,
    buyer: BUYER,
    token: '0x4444444444444444444444444444444444444444',
    decimals: 8,
    oracle: '0x5555555555555555555555555555555555555555',
    series: seriesId('BME14'),
    hashrate: 1_000n,
    fixedRate: indexValue(5_020_000_000_000n),
    floor: indexValue(0n),
    cap: NO_CAP,
    startDay: GOLDEN_START,
    periodDays: 7,
    periods: 12,
    sellerMargin: margin ?? wbtc('0.105'),
    buyerMargin: margin ?? wbtc('0.105'),
    maintenanceBps: 7_500,
    sellerPenalty: penalty ?? wbtc('0.021'),
    buyerPenalty: penalty ?? wbtc('0.021'),
    marking: MARKINGS.marked,
    minimumTransfer: baseUnits(0n),
    cureSeconds: 86_400,
    takeoverSeconds: 0,
    fallbackDays: 7,
    premium: baseUnits(0n),
    broker: ZERO_ADDRESS,
    brokerFee: baseUnits(0n),
    openBy: startOfDay(GOLDEN_START + 1),
    documentHash: `0x${'00'.repeat(32)}`,
    salt: 1n,
    ...wanted,
  }
}

/**
 * A deal that is easy on the eye: one unit of index per day is one base unit of money, so that amounts can be added up in one's head.
 * One period of ten days from day 100, fixed at 50, margin 100 and penalty 30 on both sides.
 */
export function plainTerms(wanted: TermsWanted = {}): Terms {
  return someTerms({
    hashrate: 1n,
    decimals: 18,
    fixedRate: indexValue(50n),
    startDay: 100,
    periodDays: 10,
    periods: 1,
    margin: baseUnits(100n),
    penalty: baseUnits(30n),
    maintenanceBps: 5_000,
    openBy: startOfDay(101),
    ...wanted,
  })
}

/** An escrow right after its opening, except for what is named. */
export function anEscrow(terms: Terms, wanted: Partial<EscrowState> = {}): EscrowState {
  return { ...openState(terms), ...wanted }
}

interface ReadingsWanted {
  /** Day of the first value. */
  readonly from: Day
  /** Daily values from there on, all final. */
  readonly values: readonly bigint[]
  /** Seconds; null: the read fails. */
  readonly heartbeat?: number | null
  /** Days whose cumulative cannot be read. */
  readonly unreadable?: readonly Day[]
  /** Whether `latest` fails too. */
  readonly isSilent?: boolean
}

/** An oracle that has fixed `values` from day `from` on. */
export function readingsFrom({ from, values, heartbeat, unreadable, isSilent }: ReadingsWanted): IndexReadings {
  const sums = [0n]
  for (const value of values) sums.push((sums.at(-1) ?? 0n) + value)
  const lastValue = values.at(-1)
  return {
    cumulative: (day) => (unreadable?.includes(day) ? null : (sums[day - from + 1] ?? null)),
    latest: () => (lastValue === undefined || isSilent ? null : { day: from + values.length - 1, value: lastValue }),
    heartbeat: () => (heartbeat === undefined ? HOURS_36 : heartbeat),
  }
}

/** The same value every day, from the day before `from` up to and including `to`. */
export function flatReadings(from: Day, to: Day, value: bigint): IndexReadings {
  return readingsFrom({ from: from - 1, values: Array<bigint>(to - from + 2).fill(value) })
}

/** The moment at which the fixing of `day` is published: five minutes after midnight. */
export function publicationOf(day: Day): Instant {
  return endOfDay(day) + PUBLICATION_SECONDS
}

/** An oracle that published BME14 from real difficulty, every day from `from` up to and including `to`. */
export function realReadings(epochs: readonly DifficultyEpoch[], from: Day, to: Day): IndexReadings {
  const values: bigint[] = []
  for (let day = from; day <= to; day += 1) {
    const fixing = fixingOfDay(epochs, 'BME14', day)
    if (fixing === null) throw new RangeError(`no fixing of day ${day}`)
    values.push(fixing.value)
  }
  return readingsFrom({ from, values })
}
