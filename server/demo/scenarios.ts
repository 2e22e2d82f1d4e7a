import type { Side } from '../domain/terms/terms.ts'
import { parseDay } from '../domain/units/calendar.ts'
import { parseAmount, parseIndexValue } from '../domain/units/parse.ts'
import type { BaseUnits } from '../domain/units/baseUnits.ts'
import type { IndexValue } from '../domain/units/indexValue.ts'
import { SECONDS_PER_DAY, startOfDay } from '../domain/units/time.ts'
import type { Day, Instant } from '../domain/units/time.ts'

export const SCENARIOS = ['default', 'mature', 'cured', 'terminate', 'unwind', 'takeover'] as const
export type ScenarioName = (typeof SCENARIOS)[number]

/** What the two parties do besides signing and withdrawing. The index, the escrow and the engine do the rest. */
export interface Scenario {
  readonly name: ScenarioName
  /** One sentence for people, with the dates. */
  readonly about: string
  /** When the chain begins: some days of fixings are published before the signing. */
  readonly genesis: Instant
  readonly signing: Instant
  readonly startDay: Day
  readonly fixedRate: IndexValue
  /** Whether a called side adds what is demanded. */
  readonly meetsCalls: boolean
  /** How long a failed side may be taken over; half of it later a stranger does, and meets every call from then on. 0: nobody may. */
  readonly takeoverSeconds: number
  /** Periods after which the two agree to end the deal, and what the one pays whom for it (positive: buyer to seller). */
  readonly termination: { readonly afterPeriods: number; readonly payment: BaseUnits; readonly proposer: Side } | null
  /** The day of the last fixing the feed ever gives; null: it never stops. */
  readonly feedStops: Day | null
}

/** What all the deals have in common: 1,000 TH/s for 84 days, settled weekly, in a token of 8 decimals. */
export const COMMON_TERMS = {
  decimals: 8,
  hashrate: 1_000n,
  periodDays: 7,
  periods: 12,
  margin: parseAmount('0.105', 8),
  penalty: parseAmount('0.021', 8),
  maintenanceBps: 7_500,
  cureSeconds: 86_400,
  fallbackDays: 5,
} as const

const TEN_PAST_MIDNIGHT = 600
const DAYS_OF_HISTORY = 3

function starting(startDay: string, fixedRate: string) {
  const day = parseDay(startDay)
  const signing = startOfDay(day - DAYS_OF_HISTORY) + TEN_PAST_MIDNIGHT
  return {
    startDay: day,
    fixedRate: parseIndexValue(fixedRate),
    signing,
    genesis: startOfDay(day - 2 * DAYS_OF_HISTORY),
    meetsCalls: false,
    takeoverSeconds: 0,
    termination: null,
    feedStops: null,
  }
}

export const SCENARIO: Readonly<Record<ScenarioName, Scenario>> = {
  default: {
    ...starting('2021-05-17', '0.00000502'),
    name: 'default',
    about:
      'Spring 2021. Signed on 14 May, the day after difficulty had risen by 21 %. Sixteen days later it falls by 16 %, the index jumps, the miner is called and does not pay.',
  },
  cured: {
    ...starting('2021-05-17', '0.00000502'),
    name: 'cured',
    about:
      'The same deal of 2021, through the ban in China and the largest difficulty drop ever, from 17 May to 8 August. The miner meets every call.',
    meetsCalls: true,
  },
  mature: {
    ...starting('2022-10-14', '0.0000035'),
    name: 'mature',
    about:
      'A calm quarter, 14 October 2022 to 5 January 2023. Twelve weeks settle, nobody is called, the deal matures.',
  },
  terminate: {
    ...starting('2022-05-02', '0.0000042'),
    name: 'terminate',
    about:
      'A calm spring, from 2 May 2022. After five weeks, on 6 June, the two agree to end the deal early: the buyer pays 0.002.',
    termination: { afterPeriods: 5, payment: parseAmount('0.002', 8), proposer: 'seller' },
  },
  unwind: {
    ...starting('2022-05-09', '0.0000042'),
    name: 'unwind',
    about:
      'From 9 May 2022. In the third week the feed falls silent: its last fixing is that of 25 May. After the fallback the seller unwinds without anybody’s fault.',
    feedStops: parseDay('2022-05-25'),
  },
  takeover: {
    ...starting('2021-05-17', '0.00000502'),
    name: 'takeover',
    about:
      'The same deal of 2021, whose terms keep it alive. The miner is called and does not pay; a day later a stranger steps into its place, is paid a quarter of the penalty for coming, and takes the deal through the largest difficulty drop ever to its end on 8 August.',
    takeoverSeconds: 2 * SECONDS_PER_DAY,
  },
}
