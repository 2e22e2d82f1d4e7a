import type { NEGOTIATION as ENGLISH } from '../en/negotiation.ts'

/** The words of the negotiation pages, in Chinese. */
export const NEGOTIATION = {
  'negotiation.title': 'Negotiation',
} as const satisfies Record<keyof typeof ENGLISH, string>
