import type { Hex } from '../../domain/terms/terms.ts'
import type { SourceName } from '../../desk/ports/bitcoin.ts'

/** A block that is known by its checked header. */
export interface BlockName {
  readonly height: number
  readonly hash: Hex
}

/**
 * Somebody who is asked about Bitcoin's chain. What it says of headers is believed only after `checkedHeaders.ts`; what it says of
 * fees cannot be checked by anything but another source.
 *
 * Every question throws PortFailure('index') where there is no answer, or none that could be true.
 */
export interface BlockSource {
  readonly name: SourceName
  /** Height of its newest block. */
  newestHeight(): Promise<number>
  /** Raw headers of 80 bytes from height `from` on, in order: `count`, or fewer where its chain ends. */
  headers(from: number, count: number): Promise<readonly Hex[]>
  /** What the transactions of each of `blocks`, which follow one another, paid in fees, in satoshi and in their order. */
  fees(blocks: readonly BlockName[]): Promise<readonly bigint[]>
}
