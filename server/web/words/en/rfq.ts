/** The words of the rfq pages, in English. */
export const RFQ = {
  'rfq.title': 'Rfq',
} as const
