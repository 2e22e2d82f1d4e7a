import type { SIGNING as ENGLISH } from '../en/signing.ts'

/** The words of the signing pages, in Chinese. */
export const SIGNING = {
  'signing.title': 'Signing',
} as const satisfies Record<keyof typeof ENGLISH, string>
