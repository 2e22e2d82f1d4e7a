import { seriesNamed } from '../../desk/deskSeries.ts'
import { consequences } from '../../domain/deal/consequences.ts'
import { brokerFeePaidBy, lockedAtOpen } from '../../domain/terms/locked.ts'
import { lastDay, totalDays } from '../../domain/terms/schedule.ts'
import { MARKINGS, NO_CAP, penalty } from '../../domain/terms/terms.ts'
import type { Side, Terms } from '../../domain/terms/terms.ts'
import { abs } from '../../domain/units/rounding.ts'
import type { Words } from '../words/words.ts'
import { amountInput, count, date, percent, rate, shortHex, span } from './format.ts'
import { ifASideFails } from './ifASideFails.ts'

interface Told {
  readonly terms: Terms
  readonly symbol: string
  /** Whose eyes; null: a broker's. */
  readonly side: Side | null
  readonly words: Words
}

/** What signing these terms means, as sentences: who pays whom what and when, and the worst that can happen. */
export function dealInWords(told: Told): readonly string[] {
  const { side } = told
  const own = side === null ? [] : [...atOpening(told, side), worst(told, side)]
  return [what(told), payoff(told), ...range(told), ...own, calls(told), ...window(told), fallback(told)]
}

const WHAT = { seller: 'inWords.sell', buyer: 'inWords.buy', neither: 'inWords.neither' } as const
const PAYOFF = { seller: 'inWords.seller', buyer: 'inWords.buyer', neither: 'inWords.between' } as const

function what({ terms, side, words }: Told): string {
  return words(WHAT[side ?? 'neither'], {
    hashrate: count(terms.hashrate),
    series: seriesNamed(terms.series) ?? shortHex(terms.series),
    days: totalDays(terms),
    from: date(terms.startDay, words),
    to: date(lastDay(terms), words),
  })
}

function payoff({ terms, side, words }: Told): string {
  return words(PAYOFF[side ?? 'neither'], { period: terms.periodDays, rate: rate(terms.fixedRate).text })
}

function range({ terms, words }: Told): readonly string[] {
  const facts = { floor: rate(terms.floor).text, cap: rate(terms.cap).text }
  const [hasFloor, hasCap] = [terms.floor > 0n, terms.cap !== NO_CAP]
  if (hasFloor && hasCap) return [words('inWords.range', facts)]
  if (hasFloor) return [words('inWords.floor', facts)]
  return hasCap ? [words('inWords.cap', facts)] : []
}

function atOpening({ terms, symbol, words }: Told, side: Side): readonly string[] {
  const printed = (amount: bigint) => amountInput(amount, terms.decimals)
  const premium = printed(abs(terms.premium))
  const isPayer = side === 'buyer' ? terms.premium > 0n : terms.premium < 0n
  const fee = brokerFeePaidBy(terms, side)
  return [
    words('inWords.locked', { locked: printed(lockedAtOpen(terms, side)), symbol }),
    ...(terms.premium === 0n
      ? []
      : [words(isPayer ? 'inWords.premiumPaid' : 'inWords.premiumReceived', { premium, symbol })]),
    ...(fee === 0n ? [] : [words('inWords.fee', { fee: printed(fee), symbol })]),
  ]
}

function worst({ terms, symbol, words }: Told, side: Side): string {
  const { largestLoss, largestGain } = consequences(terms, side)
  const [loss, gain] = [largestLoss, largestGain].map((amount) => amountInput(amount, terms.decimals))
  return words('inWords.worst', { loss: loss ?? '', gain: gain ?? '', symbol })
}

function calls({ terms, symbol, side, words }: Told): string {
  if (terms.marking === MARKINGS.rangeCollateralised) return words('inWords.unmarked')
  return words('inWords.marked', {
    maintenance: percent(BigInt(terms.maintenanceBps), 10_000n),
    cure: span(terms.cureSeconds, words),
    penalty: amountInput(penalty(terms, side ?? 'seller'), terms.decimals),
    symbol,
  })
}

/** What is said of a default that does not end the deal at once; one that does is told with the calls. */
function window({ terms, symbol, side, words }: Told): readonly string[] {
  if (terms.takeoverSeconds === 0 || terms.marking === MARKINGS.rangeCollateralised) return []
  const [voice, who] = side === null ? (['broker', 'either'] as const) : (['party', 'you'] as const)
  const [, ...lines] = ifASideFails({ terms, symbol, side: side ?? 'seller', voice, words })
  const lead = words(`takeover.inWords.${who}`, { window: span(terms.takeoverSeconds, words) })
  return [lead, ...lines, ...(side === null ? [] : [words('takeover.fails.mirrored')])]
}

function fallback({ terms, words }: Told): string {
  return words('inWords.fallback', { days: terms.fallbackDays })
}
