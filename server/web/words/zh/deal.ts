import type { DEAL as ENGLISH } from '../en/deal.ts'

/** The words of the deal pages, in Chinese. */
export const DEAL = {
  'deal.title': 'Deal',
} as const satisfies Record<keyof typeof ENGLISH, string>
