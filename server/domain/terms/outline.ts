import { seriesId } from '../index/readings.ts'
import type { SeriesName } from '../index/readings.ts'
import type { BaseUnits } from '../units/baseUnits.ts'
import { endOfDay } from '../units/time.ts'
import type { Day, Instant } from '../units/time.ts'
import type { TermSheet } from './termSheet.ts'
import type { Address, Terms } from './terms.ts'

/** What a deal is about: index, size, dates and price. What makes it safe can be proposed from it. */
export interface Outline extends Pick<
  Terms,
  'hashrate' | 'fixedRate' | 'floor' | 'cap' | 'startDay' | 'periodDays' | 'periods' | 'premium'
> {
  readonly series: SeriesName
}

/** What makes a deal safe: margins, penalties, clocks. */
export type Safety = Pick<
  Terms,
  | 'marking'
  | 'sellerMargin'
  | 'buyerMargin'
  | 'maintenanceBps'
  | 'sellerPenalty'
  | 'buyerPenalty'
  | 'cureSeconds'
  | 'takeoverSeconds'
  | 'fallbackDays'
  | 'minimumTransfer'
>

/** What a term sheet has besides. */
export interface SheetFrame {
  readonly token: Address
  readonly decimals: number
  readonly brokerFee: BaseUnits
}

/** The whole term sheet of an outline and its safety, to be opened on the first accrual day at the latest. */
export function sheetOf(outline: Outline, safety: Safety, frame: SheetFrame): TermSheet {
  const { series, ...rest } = outline
  const openBy = lastOpening(outline.startDay)
  return { ...rest, ...safety, ...frame, series: seriesId(series), openBy }
}

/** The last moment at which a deal can be opened that accrues from `startDay` on: the escrow refuses to open it on a later day. */
export function lastOpening(startDay: Day): Instant {
  return endOfDay(startDay) - 1
}
