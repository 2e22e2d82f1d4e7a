/** The words of the portfolio pages, in English. */
export const PORTFOLIO = {
  'portfolio.title': 'Portfolio',
} as const
