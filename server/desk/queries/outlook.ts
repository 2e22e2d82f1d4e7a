import { consequences } from '../../domain/deal/consequences.ts'
import type { Consequences } from '../../domain/deal/consequences.ts'
import { earliestDefault } from '../../domain/deal/earliestDefault.ts'
import { netAt, scenarioRows } from '../../domain/deal/scenarios.ts'
import type { ScenarioRow } from '../../domain/deal/scenarios.ts'
import type { SeriesName } from '../../domain/index/readings.ts'
import { callIndexToday } from '../../domain/deal/callIndex.ts'
import { fairCure, fairMarkAt, nightsHit } from '../../domain/margin/fairCalls.ts'
import type { CallsAsked, Zones } from '../../domain/margin/fairCalls.ts'
import { lastDay } from '../../domain/terms/schedule.ts'
import { MARKINGS } from '../../domain/terms/terms.ts'
import { dayOf } from '../../domain/units/time.ts'
import { notional } from '../../domain/terms/notional.ts'
import { unsignedTerms } from '../../domain/terms/termSheet.ts'
import type { TermSheet } from '../../domain/terms/termSheet.ts'
import type { Side } from '../../domain/terms/terms.ts'
import type { BaseUnits } from '../../domain/units/baseUnits.ts'
import { indexValue } from '../../domain/units/indexValue.ts'
import type { IndexValue } from '../../domain/units/indexValue.ts'
import type { Day, Instant } from '../../domain/units/time.ts'
import { seriesNamed } from '../deskSeries.ts'
import type { Ports, Token } from '../ports.ts'
import { tokenOf } from '../tokenOf.ts'

/** The index a payoff is drawn over: from half to one and a half times the fixed rate, in so many steps. */
const PAYOFF_STEPS = 40n

/** When calls on a term sheet would run out, as far as it is known where its parties are. */
export interface CallsOutlook {
  readonly zones: Zones
  /** The sides for whom a call right after a fixing would run out at night, on some day of the deal. */
  readonly nights: readonly Side[]
  /** The cure period that avoids it. */
  readonly fairCure: number
  /** Seconds after midnight, UTC, from which the desk would mark such a deal; null where it does not wait. */
  readonly markAt: number | null
}

/** What a term sheet would mean for one side, today. */
export interface Outlook extends Consequences {
  readonly side: Side
  readonly sheet: TermSheet
  readonly token: Token
  readonly series: SeriesName | null
  /** The last final fixing of the series, null where none is known. */
  readonly index: { readonly day: Day; readonly value: IndexValue } | null
  readonly notional: BaseUnits
  /** What it comes to if the index stays where it is, null where that is not known. */
  readonly netToday: bigint | null
  /** Seven moves of the index; none where it is not known. */
  readonly scenarios: readonly ScenarioRow[]
  /** The index at which a call would come right after the opening, for either side; null: none. */
  readonly callIndex: IndexValue | null
  /** Null: there are no calls, or the index is not known. */
  readonly earliestDefault: Instant | null
  readonly calls: CallsOutlook
  /** The net result by constant index, in order. */
  readonly payoff: readonly { readonly index: IndexValue; readonly result: bigint }[]
  readonly asOf: Instant
}

interface OutlookAsked {
  readonly sheet: TermSheet
  readonly side: Side
  readonly asOf: Instant
  /** Where the parties are, as far as the viewer may know it. */
  readonly zones?: Zones
}

/** What `sheet` would mean for `side`. Asks the database for the index and nothing of the chain: it works while that is away. */
export async function outlookOf(
  ports: Pick<Ports, 'fixings' | 'escrows'>,
  { sheet, side, asOf, zones = NOWHERE }: OutlookAsked,
): Promise<Outlook> {
  const series = seriesNamed(sheet.series)
  const index = series === null ? null : await ports.fixings.last(series)
  const terms = unsignedTerms(sheet)
  return {
    ...consequences(terms, side),
    side,
    sheet,
    token: tokenOf(ports, terms),
    series,
    index,
    notional: notional(sheet),
    netToday: index === null ? null : netAt(terms, side, index.value),
    scenarios: index === null ? [] : scenarioRows(terms, side, index.value),
    callIndex: callIndexToday(terms, side),
    earliestDefault: index === null ? null : earliestDefault(sheet, index.day, asOf),
    calls: callsOutlook(sheet, zones, asOf),
    payoff: payoffOf(sheet, side),
    asOf,
  }
}

/** Nobody has said where it is. */
const NOWHERE: Zones = { seller: null, buyer: null }

function callsOutlook(sheet: TermSheet, zones: Zones, asOf: Instant): CallsOutlook {
  const isKnown = zones.seller !== null || zones.buyer !== null
  if (!isKnown || sheet.marking !== MARKINGS.marked) {
    return { zones, nights: [], fairCure: sheet.cureSeconds, markAt: null }
  }
  const asked = callsAsked(sheet, zones, asOf)
  return {
    zones,
    nights: nightsHit(asked, sheet.cureSeconds),
    fairCure: fairCure(asked),
    markAt: fairMarkAt(asked, sheet.cureSeconds),
  }
}

/** The days on which a deal on such terms may be called. */
export function callsAsked(
  schedule: Pick<TermSheet, 'startDay' | 'periodDays' | 'periods'>,
  zones: Zones,
  asOf: Instant,
): CallsAsked {
  return { zones, firstDay: Math.min(dayOf(asOf), schedule.startDay), lastDay: lastDay(schedule) }
}

function payoffOf(sheet: TermSheet, side: Side): Outlook['payoff'] {
  const terms = unsignedTerms(sheet)
  return Array.from({ length: Number(PAYOFF_STEPS) + 1 }, (_, step) => {
    const index = indexValue((sheet.fixedRate * (PAYOFF_STEPS + 2n * BigInt(step))) / (2n * PAYOFF_STEPS))
    return { index, result: netAt(terms, side, index) }
  })
}
