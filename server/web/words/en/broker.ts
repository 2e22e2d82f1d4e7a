/** The words of the broker pages, in English. */
export const BROKER = {
  'broker.title': 'Broker',
} as const
