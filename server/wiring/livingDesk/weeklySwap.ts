import type { Token } from '../../desk/ports.ts'
import { seriesId } from '../../domain/index/readings.ts'
import { PROPOSED_CLOCKS } from '../../domain/margin/proposedClocks.ts'
import { proposedMargin, proposedPenalty } from '../../domain/margin/proposedMargin.ts'
import { swap } from '../../domain/terms/instruments.ts'
import { notional } from '../../domain/terms/notional.ts'
import type { TermSheet } from '../../domain/terms/termSheet.ts'
import { MARKINGS } from '../../domain/terms/terms.ts'
import { baseUnits } from '../../domain/units/baseUnits.ts'
import { parseDay } from '../../domain/units/calendar.ts'
import { parseAmount, parseIndexValue } from '../../domain/units/parse.ts'
import { startOfDay } from '../../domain/units/time.ts'

export interface WeeklySwap {
  readonly token: Token
  readonly hashrate: bigint
  /** BTC per TH/s per day. */
  readonly rate: string
  /** "YYYY-MM-DD". */
  readonly start: string
  readonly weeks: number
  /** In the token; none if not said. */
  readonly brokerFee?: string
}

const NONE = baseUnits(0n)
const NOON = 12 * 3_600

/** The term sheet of a swap on BME14 settled week by week, with everything else as the forms propose it. */
export function weeklySwap({ token, hashrate, rate, start, weeks, brokerFee = '0' }: WeeklySwap): TermSheet {
  const startDay = parseDay(start)
  const unsecured = {
    ...swap({ fixedRate: parseIndexValue(rate), periodDays: 7, periods: weeks }),
    ...PROPOSED_CLOCKS,
    token: token.address,
    decimals: token.decimals,
    series: seriesId('BME14'),
    hashrate,
    startDay,
    marking: MARKINGS.marked,
    minimumTransfer: NONE,
    brokerFee: parseAmount(brokerFee, token.decimals),
    openBy: startOfDay(startDay) + NOON,
    sellerMargin: NONE,
    buyerMargin: NONE,
    sellerPenalty: NONE,
    buyerPenalty: NONE,
  }
  const margin = proposedMargin(notional(unsecured))
  const penalty = proposedPenalty(margin)
  return { ...unsecured, sellerMargin: margin, buyerMargin: margin, sellerPenalty: penalty, buyerPenalty: penalty }
}
