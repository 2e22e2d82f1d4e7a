/** The words of the account pages, in English. */
export const ACCOUNT = {
  'account.title': 'Account',
} as const
