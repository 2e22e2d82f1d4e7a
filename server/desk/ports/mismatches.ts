/** What reconciliation found to differ: kept until the facts agree again, or a person has decided. */
import type { Discrepancy } from '../../domain/deal/discrepancies.ts'
import type { SeriesName } from '../../domain/index/readings.ts'
import type { Hex } from '../../domain/terms/terms.ts'
import type { Instant } from '../../domain/units/time.ts'

/** What a mismatch is about: one deal, or the fixings of one series. */
export type MismatchSubject = Hex | SeriesName

/** Something that happened to a mismatch. Appended, never edited. */
export type MismatchEvent = {
  /** Desk time, and the newest block that was read then. */
  readonly at: Instant
  readonly block: number
} & (
  | { readonly what: 'differed'; readonly discrepancies: readonly Discrepancy[] }
  /** Without anybody's doing: the copy and its source say the same again. */
  | { readonly what: 'agreed' }
  /** A person responsible lets the desk act again, whatever it says here. */
  | {
      readonly what: 'decided'
      readonly discrepancies: readonly Discrepancy[]
      /** Their e-mail address. */
      readonly by: string
      readonly reason: string
    }
)

export interface Mismatch {
  readonly subject: MismatchSubject
  /** What differs as of the last look; nothing: it agrees again. */
  readonly discrepancies: readonly Discrepancy[]
  /** Oldest first. */
  readonly events: readonly MismatchEvent[]
  readonly version: number
}

export interface MismatchStore {
  read(subject: MismatchSubject): Promise<Mismatch | null>
  /** Those that differ as of the last look, decided or not. */
  differing(): Promise<readonly Mismatch[]>
  /** The last to which something happened, newest first. */
  recent(count: number): Promise<readonly Mismatch[]>
  /** Writes under optimistic concurrency, as deals are; version 0 has never been written. Throws StaleWrite. Returns the new record. */
  write(mismatch: Mismatch): Promise<Mismatch>
}
