import type { ACCOUNT as ENGLISH } from '../en/account.ts'

/** The words of the account pages, in Chinese. */
export const ACCOUNT = {
  'account.title': 'Account',
} as const satisfies Record<keyof typeof ENGLISH, string>
