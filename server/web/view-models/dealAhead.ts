import type { CallsAhead, ChangeAhead } from '../../desk/queries/callsAhead.ts'
import { DESK_LEVEL } from '../../domain/margin/warningLevel.ts'
import { printDecimal } from '../../domain/units/print.ts'
import { SIDES } from '../../domain/terms/terms.ts'
import type { Side } from '../../domain/terms/terms.ts'
import { dayOf } from '../../domain/units/time.ts'
import { paths } from '../paths.ts'
import { localLine, markingWords } from './callsPart.ts'
import type { DealTold } from './dealTold.ts'
import { date, rate } from './format.ts'

/** When a call runs out for each party, when the desk marks, and what the changes that are known to come will need. */
export function dealAhead(told: DealTold, ahead: CallsAhead) {
  const { view, words } = told
  const { callPlan } = view.deal
  const { deadline, isCalled, changes } = ahead
  return {
    deadline:
      deadline === null
        ? null
        : {
            title: words(isCalled ? 'calls.deadline' : 'calls.default'),
            locals: SIDES.map((side) => localLine(side, deadline, view.zones[side], words)),
          },
    marking: markingWords(callPlan?.markAt ?? 0, words),
    level: levelOf(told),
    settings: told.isParty ? paths.callSettings : null,
    changes: changes.map((change) => changeLine(told, change)),
    none: changes.length === 0 ? words('calls.nothingAhead') : null,
  }
}

/** How near a call may come before the viewer is warned; null for onlookers. */
function levelOf({ view, words, isParty }: DealTold): string | null {
  if (!isParty) return null
  const { coverBps, moveBps } = view.deal.warnAt?.[view.side] ?? DESK_LEVEL
  const percent = (bps: number) => printDecimal(BigInt(bps), 2).replace(/\.?0+$/, '')
  return words('calls.level', { cover: percent(coverBps), move: percent(moveBps) })
}

function changeLine(told: DealTold, { forecast, isAnnounced, margins }: ChangeAhead) {
  const { words, money } = told
  const { kind, expectedAt, low, value, high } = forecast
  const needOf = (side: Side) => {
    const { expected, worst } = margins[side]
    return {
      text: words('calls.need', {
        side: words(`side.${side}`),
        requirement: money(expected.requirement),
        worst: money(worst.requirement),
        balance: money(worst.balance),
      }),
      isShort: worst.toAdd > 0n,
      verdict: worst.toAdd > 0n ? words('calls.toAdd', { amount: money(worst.toAdd) }) : words('calls.enough'),
    }
  }
  return {
    name: words(`calls.${kind}`, { day: date(dayOf(expectedAt), words) }),
    announced: isAnnounced ? words('calls.announced') : null,
    index: words('calls.index', { value: rate(value).text, low: rate(low).text, high: rate(high).text }),
    unit: words('unit.rate'),
    needs: SIDES.map(needOf),
  }
}
