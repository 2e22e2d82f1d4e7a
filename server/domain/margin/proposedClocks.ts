import { SECONDS_PER_DAY } from '../units/time.ts'

/** What a form proposes for calls: when one comes, how long it may take to be met, and how long a silent index is waited for. */
export const PROPOSED_CLOCKS = {
  /** Three quarters of the initial margin must remain: small moves cost no transaction. */
  maintenanceBps: 7_500,
  /** A day: long enough for a night, and for money to be moved. */
  cureSeconds: SECONDS_PER_DAY,
  /** None: a default ends the deal at once, and the penalty is paid. Who wants its hedge to live on says so. */
  takeoverSeconds: 0,
  /** Longer than any weekend that keeps a reporter away. */
  fallbackDays: 5,
} as const

/** How long a takeover window is proposed to last where one is wanted: two nights in every time zone, for somebody to step in. */
export const PROPOSED_TAKEOVER_SECONDS = 2 * SECONDS_PER_DAY
