import type { Day } from '../units/time.ts'
import type { Hex } from '../terms/terms.ts'

/**
 * What an index oracle answers for one series; null is a read that fails.
 *
 * Units: values in 1e-18 quote units per TH/s per day; `cumulative` their sum; heartbeat in seconds.
 */
export interface IndexReadings {
  /** Sum of the daily values up to and including `day`, null where it is not fixed (the day before the first is 0). */
  cumulative(day: Day): bigint | null
  /** The last final day and its value. */
  latest(): { readonly day: Day; readonly value: bigint } | null
  /** How long after a day's end its successor may take before the series counts as stale. */
  heartbeat(): number | null
}

/** An index that has said nothing yet, or that cannot be read: every read of it fails. */
export const SILENCE: IndexReadings = { cumulative: () => null, latest: () => null, heartbeat: () => null }

/** The published series, by the name people use. */
export const SERIES = ['BME14', 'BME28', 'BME56', 'BME84', 'BME168'] as const
export type SeriesName = (typeof SERIES)[number]

/** The series that includes fees; a series of its own, because nothing but those who attest it can say what blocks paid. */
export const HASHPRICE = 'HASHPRICE_BTC'

/** Everything that reporters may publish. */
export type PublishedSeries = SeriesName | typeof HASHPRICE

/** How a series is called on chain: its name in ASCII, padded to 32 bytes. */
export function seriesId(name: PublishedSeries): Hex {
  let hex = ''
  for (const character of name) hex += character.charCodeAt(0).toString(16)
  return `0x${hex.padEnd(64, '0')}`
}
