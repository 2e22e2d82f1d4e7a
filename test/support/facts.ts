import type { ChainPoint, EscrowEvent, EscrowFact } from '../../server/domain/deal/chainFacts.ts'
import type { Address, Terms } from '../../server/domain/terms/terms.ts'
import type { Instant } from '../../server/domain/units/time.ts'

const ESCROW: Address = '0x6666666666666666666666666666666666666666'

/** A place on the chain: block number `block`, at `at`. */
export function chainPoint(block: number, at: Instant): ChainPoint {
  const hash = `0x${block.toString(16).padStart(64, '0')}` as const
  return { block, blockHash: hash, logIndex: 0, transaction: hash, at }
}

/** An event of the test escrow. */
export function aFact(event: EscrowEvent, block: number, at: Instant = block): EscrowFact {
  return { escrow: ESCROW, point: chainPoint(block, at), event }
}

/** The opening of the test escrow in block 1. */
export function theOpening(terms: Terms): EscrowFact {
  return aFact({ name: 'opened', digest: `0x${'d1'.repeat(32)}`, terms }, 1)
}
