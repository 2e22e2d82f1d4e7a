import type { BoardFilters } from '../desk/queries/listBoard.ts'
import { SERIES } from '../domain/index/readings.ts'
import type { Typed } from './forms/typed.ts'

/** How long deals are, in days, by what stands in the address. */
export const TENORS: Readonly<Record<string, { least?: number; most?: number }>> = {
  short: { most: 30 },
  quarter: { least: 31, most: 92 },
  long: { least: 93 },
}

/** How large, in TH/s. */
export const SIZES: Readonly<Record<string, { least?: bigint; most?: bigint }>> = {
  small: { most: 1_000n },
  middle: { least: 1_001n, most: 10_000n },
  large: { least: 10_001n },
}

export const FILTER_FIELDS = ['side', 'series', 'tenor', 'size', 'mine'] as const
export type TypedFilters = Typed<(typeof FILTER_FIELDS)[number]>

/** What the address of the board asks for; what it does not know, it leaves out. */
export function filtersOf({ side, series, tenor, size, mine }: TypedFilters): BoardFilters {
  return {
    side: side === 'seller' || side === 'buyer' ? side : undefined,
    series: SERIES.find((name) => name === series),
    days: TENORS[tenor],
    hashrate: SIZES[size],
    whose: mine === '' ? undefined : 'mine',
  }
}
