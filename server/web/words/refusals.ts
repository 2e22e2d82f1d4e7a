import { SIDES } from '../../domain/terms/terms.ts'
import type { Refusal, RefusalCode } from '../../domain/refusals.ts'
import { REFUSAL_SENTENCES as ENGLISH } from './en/refusals.ts'
import type { Locale } from './locales.ts'
import { REFUSAL_SENTENCES as CHINESE } from './zh/refusals.ts'

const SENTENCES: Readonly<Record<Locale, Readonly<Record<RefusalCode, string>>>> = { en: ENGLISH, zh: CHINESE }

const SIDE_WORDS: Readonly<Record<Locale, Readonly<Record<string, string>>>> = {
  en: { seller: 'seller', buyer: 'buyer' },
  zh: { seller: '卖方', buyer: '买方' },
}

/** The sentence about one refusal, with its facts. */
export function refusalSentence(code: RefusalCode, facts: Refusal['facts'] = {}, locale: Locale = 'en'): string {
  return SENTENCES[locale][code]
    .replace(/\[([^\]]*)\]/g, (_, part: string) => (factNames(part).every((name) => name in facts) ? part : ''))
    .replace(/\{(\w+)\}/g, (_, name: string) => worded(facts[name], locale))
}

function factNames(part: string): string[] {
  return [...part.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '')
}

function worded(fact: string | number | bigint | undefined, locale: Locale): string {
  const text = String(fact)
  return (SIDES as readonly string[]).includes(text) ? (SIDE_WORDS[locale][text] ?? text) : text
}
