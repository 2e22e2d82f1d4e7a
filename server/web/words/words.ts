import i18next from 'i18next'
import { CATALOGUE as ENGLISH } from './en/catalogue.ts'
import type { Locale } from './locales.ts'
import { CATALOGUE as CHINESE } from './zh/catalogue.ts'

type Plain<Key extends string> = Key extends `${infer Stem}_one` | `${infer Stem}_other` ? Stem : Key

/** What can be said: the keys of the catalogues, a plural by its stem. */
export type WordKey = Plain<keyof typeof ENGLISH>

export type Facts = Readonly<Record<string, string | number>>

/** Says something in one language; `count` chooses the plural. */
export interface Words {
  (key: WordKey, facts?: Facts): string
  readonly locale: Locale
}

const catalogues = i18next.createInstance()
await catalogues.init({
  lng: 'en',
  fallbackLng: false,
  keySeparator: false,
  nsSeparator: false,
  // Handlebars escapes what it prints.
  interpolation: { escapeValue: false },
  resources: { en: { translation: ENGLISH }, zh: { translation: CHINESE } },
})

const CATALOGUES: Readonly<Record<Locale, Readonly<Record<string, string>>>> = { en: ENGLISH, zh: CHINESE }

const WORDS: Readonly<Record<Locale, Words>> = { en: wordsIn('en'), zh: wordsIn('zh') }

/** The words of one language. */
export function wordsOf(locale: Locale): Words {
  return WORDS[locale]
}

function wordsIn(locale: Locale): Words {
  const say = catalogues.getFixedT(locale)
  // Most of what a page says has nothing to fill in, and needs no looking for what to fill.
  const plain = new Map<string, string>(Object.entries(CATALOGUES[locale]).filter(([, text]) => !text.includes('{{')))
  return Object.assign((key: WordKey, facts: Facts = {}) => plain.get(key) ?? say(key, facts), { locale })
}
