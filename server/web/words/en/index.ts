/** The words of the index pages, in English. */
export const INDEX = {
  'index.title': 'Index',
} as const
