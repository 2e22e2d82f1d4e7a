/** The words of the signing pages, in English. */
export const SIGNING = {
  'signing.title': 'Signing',
} as const
