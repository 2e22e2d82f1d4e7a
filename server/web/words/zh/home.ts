import type { HOME as ENGLISH } from '../en/home.ts'

/** The words of the home pages, in Chinese. */
export const HOME = {
  'home.title': 'Home',
} as const satisfies Record<keyof typeof ENGLISH, string>
