import type { OPERATIONS as ENGLISH } from '../en/operations.ts'

/** The words of the operations pages, in Chinese. */
export const OPERATIONS = {
  'operations.title': 'Operations',
} as const satisfies Record<keyof typeof ENGLISH, string>
