/** The words of the home pages, in English. */
export const HOME = {
  'home.title': 'Home',
} as const
