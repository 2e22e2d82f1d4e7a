import type { INDEX as ENGLISH } from '../en/index.ts'

/** The words of the index pages, in Chinese. */
export const INDEX = {
  'index.title': 'Index',
} as const satisfies Record<keyof typeof ENGLISH, string>
