import type { News, NewsWriter, Told } from '../desk/ports/news.ts'
import { isoDay } from '../domain/units/calendar.ts'
import { abs } from '../domain/units/rounding.ts'
import { paths, to } from './paths.ts'
import { symbolOf } from './view-models/dealTold.ts'
import { amount, count, date, dealName, moment, plainAmount, plainTime, rate, rateInput } from './view-models/format.ts'
import { wordsOf } from './words/words.ts'
import type { Facts, WordKey, Words } from './words/words.ts'

/** Puts news into words for people and into documents for their systems; `origin`: where the desk is reached. */
export function newsWriter(origin: () => string): NewsWriter {
  return {
    letter: ({ told }, language) => {
      const words = wordsOf(language)
      const facts = factsOf(told, words)
      const lines = [
        words(`news.text.${textOf(told)}`, facts),
        '',
        words('news.text.look', { url: origin() + pathOf(told) }),
        words('news.text.why', { url: origin() + paths.notifications }),
      ]
      return { subject: words(`news.subject.${told.what}`, facts), text: `${lines.join('\n')}\n` }
    },
    document: (news) => JSON.stringify(documentOf(news, origin() + pathOf(news.told))),
  }
}

/** What some news say differently to whoever pays and to whoever is paid. */
function textOf(told: Told): TextKey {
  if (told.what !== 'settled' && told.what !== 'terminated') return told.what
  const base = told.amount ?? 0n
  return `${told.what}.${base > 0n ? 'receive' : base < 0n ? 'pay' : 'nothing'}`
}

type TextKey = Extract<WordKey, `news.text.${string}`> extends `news.text.${infer Key}` ? Key : never

function factsOf(told: Told, words: Words): Facts {
  switch (told.what) {
    case 'quote': {
      const { hashrate, days, rate: fixed, by } = told
      return { hashrate: count(hashrate), days, rate: rate(fixed).text, by: moment(by, words) }
    }
    case 'agreed':
    case 'test':
      return {}
    case 'statement':
      return { day: date(told.day, words) }
    case 'sign':
      return { deal: dealName(told.deal), by: moment(told.by, words) }
    default: {
      const { deal, token, amount: base, by } = told
      return {
        deal: dealName(deal),
        amount: base === null ? '' : `${amount(abs(base), token.decimals).text} ${symbolOf(token)}`,
        by: by === null ? '' : moment(by, words),
      }
    }
  }
}

function pathOf(told: Told): string {
  if (told.what === 'sign') return to(paths.sign, { dealId: told.deal })
  if ('deal' in told) return to(paths.deal, { dealId: told.deal })
  if ('negotiation' in told) return to(paths.negotiation, { negotiationId: told.negotiation })
  return told.what === 'statement' ? to(paths.statement, { day: isoDay(told.day) }) : paths.notifications
}

/** Field names are for programs and stay; a field that does not apply is left out. */
function documentOf({ id, kinds, at, told }: News, url: string) {
  const common = { id, kinds, event: told.what, at: plainTime(at), url }
  switch (told.what) {
    case 'quote': {
      const { negotiation, hashrate, days, rate: fixed, by } = told
      const terms = { hashrate_ths: String(hashrate), days, fixed_rate_sat_per_ph_day: rateInput(fixed) }
      return { ...common, negotiation, ...terms, by: plainTime(by) }
    }
    case 'agreed':
      return { ...common, negotiation: told.negotiation }
    case 'statement':
      return { ...common, day: isoDay(told.day) }
    case 'test':
      return common
    case 'sign':
      return { ...common, deal: told.deal, by: plainTime(told.by) }
    default: {
      const { deal, token, amount: base, by } = told
      const money = base === null ? {} : { amount: plainAmount(base, token.decimals), token: symbolOf(token) }
      return { ...common, deal, ...money, ...(by === null ? {} : { by: plainTime(by) }) }
    }
  }
}
