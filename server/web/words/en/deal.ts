/** The words of the deal pages, in English. */
export const DEAL = {
  'deal.title': 'Deal',
} as const
