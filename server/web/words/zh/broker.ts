import type { BROKER as ENGLISH } from '../en/broker.ts'

/** The words of the broker pages, in Chinese. */
export const BROKER = {
  'broker.title': 'Broker',
} as const satisfies Record<keyof typeof ENGLISH, string>
