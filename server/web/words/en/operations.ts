/** The words of the operations pages, in English. */
export const OPERATIONS = {
  'operations.title': 'Operations',
} as const
