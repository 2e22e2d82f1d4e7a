/** What a person may choose to be told of, in the order of a deal's life. */
export const NEWS_KINDS = [
  'quoteReceived',
  'agreed',
  'signatureNeeded',
  'settled',
  'callNear',
  'called',
  'callRunsOut',
  'defaulted',
  'closed',
  'statement',
] as const
export type NewsKind = (typeof NEWS_KINDS)[number]

/** The languages that a person may be told in. */
export const NEWS_LANGUAGES = ['en', 'zh'] as const
export type NewsLanguage = (typeof NEWS_LANGUAGES)[number]
