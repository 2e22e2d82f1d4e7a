/** The words of the negotiation pages, in English. */
export const NEGOTIATION = {
  'negotiation.title': 'Negotiation',
} as const
