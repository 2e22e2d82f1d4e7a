import type { RFQ as ENGLISH } from '../en/rfq.ts'

/** The words of the rfq pages, in Chinese. */
export const RFQ = {
  'rfq.title': 'Rfq',
} as const satisfies Record<keyof typeof ENGLISH, string>
