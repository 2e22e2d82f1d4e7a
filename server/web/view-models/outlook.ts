import type { Outlook } from '../../desk/queries/outlook.ts'
import { LARGEST_INDEX_VALUE } from '../../domain/terms/payoff.ts'
import { totalDays } from '../../domain/terms/schedule.ts'
import { abs } from '../../domain/units/rounding.ts'
import type { Side } from '../../domain/terms/terms.ts'
import { payoffLine } from '../charts/payoffLine.ts'
import { ONCE } from '../forms/termFields.ts'
import type { WordKey, Words } from '../words/words.ts'
import { amount, count, date, percent, percentChange, rate, signedAmount, time } from './format.ts'
import type { Amount, Rate, Time } from './format.ts'
import { callsPart } from './callsPart.ts'
import { ifASideFails } from './ifASideFails.ts'
import { settledWords } from './termsFields.ts'

/** One line of the panel: a name, a note in small, and one value in the way it is printed. */
interface Line {
  readonly name: string
  readonly note?: string | undefined
  readonly amount?: Amount
  readonly rate?: Rate
  readonly time?: Time
  readonly text?: string
  readonly unit?: string
  readonly isLocal?: boolean
  readonly localLabel?: string
}

/** Whom the panel speaks to: one of the two sides, or a broker, about the seller. */
export type Voice = 'party' | 'broker'

/** What terms would mean for a side, worded: the sentence, the payoff line, and the figures that matter before signing. */
export function toOutlook(outlook: Outlook, words: Words, voice: Voice = 'party') {
  const say = VOICES[voice]
  return {
    sentence: sentences(outlook, words, say[outlook.side]),
    payoff: payoff(outlook, words),
    payoffTitle: words(say.payoff),
    price: priceLines(outlook, words),
    rows: [...moneyLines(outlook, words, say), ...dangerLines(outlook, words)],
    calls: callsPart(outlook, words),
    fails: failure(outlook, words, voice),
    scenarios: scenarios(outlook, words, voice),
  }
}

/** What happens if a side fails; null where nobody can. */
function failure({ sheet, token, side }: Outlook, words: Words, voice: Voice) {
  const lines = ifASideFails({ terms: sheet, symbol: token.symbol, side, voice, words })
  const title = words(voice === 'party' ? 'takeover.fails.title' : 'takeover.fails.titleEither')
  return lines.length === 0 ? null : { title, lines }
}

interface Said {
  readonly seller: WordKey
  readonly buyer: WordKey
  readonly payoff: WordKey
  readonly locked: WordKey
  readonly maxLoss: WordKey
  readonly maxGain: WordKey
  readonly bounded: WordKey
}

const VOICES: Readonly<Record<Voice, Said>> = {
  party: {
    seller: 'form.summarySeller',
    buyer: 'form.summaryBuyer',
    payoff: 'form.payoff',
    locked: 'form.locked',
    maxLoss: 'form.maxLoss',
    maxGain: 'form.maxGain',
    bounded: 'negotiation.bounded',
  },
  broker: {
    seller: 'form.summaryIntroduced',
    buyer: 'form.summaryIntroduced',
    payoff: 'form.payoffSeller',
    locked: 'form.lockedSeller',
    maxLoss: 'form.maxLossSeller',
    maxGain: 'form.maxGainSeller',
    bounded: 'negotiation.boundedSeller',
  },
}

/** The panel while the terms cannot be read yet. */
export function toWaitingOutlook(words: Words) {
  return { waits: words('form.summaryWaits') }
}

function sentences({ sheet, series, token }: Outlook, words: Words, key: WordKey): string {
  const { periods, periodDays, floor, cap, premium, hashrate, startDay, fixedRate } = sheet
  const all = [
    words(key, {
      hashrate: count(hashrate),
      days: totalDays(sheet),
      start: date(startDay, words),
      settled: settledWords(periods === 1 ? ONCE : String(periodDays), words),
      rate: rate(fixedRate).text,
      series: series ?? sheet.series,
    }),
    ...(floor > 0n ? [words('form.summaryFloor', { floor: rate(floor).text })] : []),
    ...(cap < LARGEST_INDEX_VALUE ? [words('form.summaryCap', { cap: rate(cap).text })] : []),
    ...(premium === 0n ? [] : [premiumSentence(premium, token, words)]),
  ]
  return all.join(words.locale === 'zh' ? '' : ' ')
}

function premiumSentence(premium: bigint, { decimals, symbol }: Outlook['token'], words: Words): string {
  const facts = { amount: amount(abs(premium), decimals).text, symbol }
  return words(premium > 0n ? 'form.summaryPremiumBuyer' : 'form.summaryPremiumSeller', facts)
}

/** What stands beside the rate. */
function priceLines({ index, series, sheet, notional, netToday, token }: Outlook, words: Words): readonly Line[] {
  const name = words('form.indexNow', { series: series ?? '' })
  return [
    index === null
      ? { name, text: words('form.indexUnknown') }
      : {
          name,
          note: words('form.indexDay', { day: date(index.day, words) }),
          rate: rate(index.value),
          unit: words('unit.rate'),
        },
    ...(index === null ? [] : [{ name: words('form.rateAgainst'), text: percentChange(sheet.fixedRate, index.value) }]),
    { name: words('form.notional'), amount: amount(notional, token.decimals), unit: token.symbol },
    ...(netToday === null
      ? []
      : [
          {
            name: words('form.ifNothingChanges'),
            amount: signedAmount(netToday, token.decimals),
            unit: token.symbol,
          },
        ]),
  ]
}

function moneyLines(outlook: Outlook, words: Words, say: Said): readonly Line[] {
  const { locked, largestLoss, largestGain, token } = outlook
  const money = (value: bigint) => ({ amount: amount(value, token.decimals), unit: token.symbol })
  const isBounded = largestLoss >= locked
  return [
    { name: words(say.locked), ...money(locked) },
    {
      name: words(say.maxLoss),
      note: isBounded ? words(say.bounded) : undefined,
      ...money(largestLoss > 0n ? largestLoss : 0n),
    },
    { name: words(say.maxGain), note: words('negotiation.boundedOther'), ...money(largestGain) },
  ]
}

function dangerLines(outlook: Outlook, words: Words): readonly Line[] {
  const { breakEven, callIndex, index, earliestDefault, sheet, asOf } = outlook
  const at = (name: WordKey, value: bigint | null, none: WordKey): Line =>
    value === null
      ? { name: words(name), text: words(none) }
      : {
          name: words(name),
          note: index === null ? undefined : percentChange(value, index.value),
          rate: rate(value),
          unit: words('unit.rate'),
        }
  const noCalls = sheet.marking === 0
  return [
    at('form.breakEven', breakEven, 'terms.none'),
    at('form.callAt', callIndex, noCalls ? 'form.noCall' : 'terms.none'),
    earliestDefault === null
      ? { name: words('form.earliestDefault'), text: words(noCalls ? 'form.noDefault' : 'form.indexUnknown') }
      : {
          name: words('form.earliestDefault'),
          note: words('form.earliestDefaultHint'),
          time: time(earliestDefault, asOf, words),
          isLocal: true,
          localLabel: words('form.localTime'),
        },
  ]
}

function payoff(outlook: Outlook, words: Words): string | null {
  const { payoff: points, index, sheet, token, breakEven, largestLoss, largestGain } = outlook
  const [first, last] = [points[0], points.at(-1)]
  if (first === undefined || last === undefined || first.index === last.index) return null
  const indexText = (value: bigint) => rate(value).text
  const resultText = (value: bigint) => signedAmount(value, token.decimals).text
  return payoffLine({
    points,
    bounds: { low: -largestLoss, high: largestGain },
    marks: [
      { index: sheet.fixedRate, word: words('form.payoffFixed'), kind: 'fixed' },
      ...(index === null ? [] : [{ index: index.value, word: words('form.payoffNow'), kind: 'now' as const }]),
    ],
    indexText,
    resultText,
    axis: words('form.payoffIndex'),
    alt: words('form.payoffAlt', {
      symbol: token.symbol,
      low: resultText(first.result),
      lowIndex: indexText(first.index),
      high: resultText(last.result),
      highIndex: indexText(last.index),
      breakEven: breakEven === null ? words('terms.none') : indexText(breakEven),
    }),
  })
}

function scenarios({ scenarios: rows, token, side }: Outlook, words: Words, voice: Voice) {
  return rows.map(({ percent: move, index, net, called }) => ({
    move: percent(BigInt(move), 100n, 'signed'),
    isToday: move === 0,
    index: rate(index),
    net: signedAmount(net, token.decimals),
    call: called === null ? words('negotiation.callNone') : words(callWord(called, side, voice)),
    isCall: called !== null,
  }))
}

function callWord(called: Side, side: Side, voice: Voice): WordKey {
  if (voice === 'broker') return called === 'seller' ? 'negotiation.callSeller' : 'negotiation.callBuyer'
  return called === side ? 'negotiation.callYou' : 'negotiation.callOther'
}
