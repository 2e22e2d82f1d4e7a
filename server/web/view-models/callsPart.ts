import type { Outlook } from '../../desk/queries/outlook.ts'
import { SIDES } from '../../domain/terms/terms.ts'
import type { Side } from '../../domain/terms/terms.ts'
import type { TimeZone } from '../../domain/units/zone.ts'
import { paths } from '../paths.ts'
import type { Words } from '../words/words.ts'
import { clock, localMoment, moment, span } from './format.ts'

/** When a call on such terms would run out, on the clocks of both parties; null where there are no calls, or the index is not known. */
export function callsPart({ earliestDefault, calls }: Outlook, words: Words) {
  if (earliestDefault === null) return null
  const { zones, nights, fairCure, markAt } = calls
  return {
    locals: SIDES.map((side) => localLine(side, earliestDefault, zones[side], words)),
    night:
      nights.length === 0 ? null : words('calls.night', { sides: sidesOf(nights, words), cure: span(fairCure, words) }),
    marking: markAt === null ? null : markingWords(markAt, words),
    unknown: zones.seller === null && zones.buyer === null ? words('calls.unknown') : null,
    settings: paths.callSettings,
  }
}

/** When the desk marks, so many seconds after midnight, UTC; and that anyone may. */
export function markingWords(markAt: number, words: Words): string {
  return markAt === 0 ? words('calls.markNow') : words('calls.markFrom', { at: clock(markAt) })
}

/** A moment on the clocks of one side; in UTC, said so, where the side has not said where it is. */
export function localLine(side: Side, instant: number, zone: TimeZone | null, words: Words) {
  return {
    name: words(`side.${side}`),
    text: zone === null ? words('calls.inUtc', { time: moment(instant, words) }) : localMoment(instant, zone, words),
  }
}

function sidesOf(sides: readonly Side[], words: Words): string {
  return sides.length > 1 ? words('calls.bothSides') : words(`calls.side.${sides[0] ?? 'seller'}`)
}
