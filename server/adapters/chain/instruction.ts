import type { Intent } from '../../desk/ports/sending.ts'
import type { Address, Hex } from '../../domain/terms/terms.ts'

/** A transaction as it is asked for. */
export interface Instruction {
  /** Null creates a contract. */
  readonly to: Address | null
  readonly data: Hex
  /** What is paid with it, in wei. */
  readonly value?: bigint
  /** Gas to send with instead of an estimate: a batch that swallows failures "succeeds" with any. */
  readonly gas?: bigint
  /** Tried by one call with that gas before it is sent: a refusal is heard before it costs anything, and an estimate would try it twenty times. */
  readonly trial?: 'first'
  /** What it is for, where that is written down; without it, nothing in particular. */
  readonly intent?: Intent
}
