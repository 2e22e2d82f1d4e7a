import type { PORTFOLIO as ENGLISH } from '../en/portfolio.ts'

/** The words of the portfolio pages, in Chinese. */
export const PORTFOLIO = {
  'portfolio.title': 'Portfolio',
} as const satisfies Record<keyof typeof ENGLISH, string>
