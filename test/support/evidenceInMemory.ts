import type { FixingFact } from '../../server/desk/ports.ts'
import type { ChainEvidence, FixingTold, Signed } from '../../server/desk/ports/evidence.ts'
import type { BlockRef } from '../../server/desk/ports.ts'
import type { EscrowFact } from '../../server/domain/deal/chainFacts.ts'
import { exposure } from '../../server/domain/margin/exposure.ts'
import { requirement } from '../../server/domain/margin/requirement.ts'
import type { IndexReadings } from '../../server/domain/index/readings.ts'
import type { EscrowState } from '../../server/domain/deal/phase.ts'
import type { Address, Hex, Side, Terms } from '../../server/domain/terms/terms.ts'
import { SIDES, ZERO_ADDRESS } from '../../server/domain/terms/terms.ts'

/** What a chain in memory knows after one of its blocks. */
interface BlockKept {
  readonly ref: BlockRef
  readonly facts: readonly EscrowFact[]
  readonly fixings: readonly FixingFact[]
}

interface Kept {
  readonly blocks: () => readonly BlockKept[]
  readonly escrowAt: (escrow: Address, block: number) => { readonly terms: Terms; readonly state: EscrowState } | null
  readonly readingsAt: (terms: Terms, block: number) => IndexReadings
  readonly signed: ReadonlyMap<Hex, Signed['by']>
}

/** What a chain in memory keeps of its blocks. Nobody signs fixings there, and no block is hashed as on Ethereum. */
export function evidenceInMemory({ blocks, escrowAt, readingsAt, signed }: Kept): ChainEvidence {
  return {
    transaction: async (hash, series) => {
      const block = blocks().find((one) => [...one.facts.map(({ point }) => point), ...one.fixings].some(isOf(hash)))
      if (block === undefined) return null
      return {
        transaction: hash,
        block: block.ref.number,
        blockHash: block.ref.hash,
        told: block.facts.map(({ escrow, event, point }) => ({
          escrow,
          event,
          logIndex: point.logIndex,
          ledger: null,
        })),
        fixings: block.fixings
          .map(({ series, day, value }, logIndex): FixingTold => ({
            series,
            day,
            value,
            logIndex,
            cumulative: 0n,
            provenance: { kind: 'attested', reports: [] },
          }))
          .filter((told) => told.series === series),
        openings: block.facts.flatMap(({ event }) => {
          const by = event.name === 'opened' ? signed.get(event.digest) : undefined
          return event.name === 'opened' && by !== undefined ? [{ digest: event.digest, by }] : []
        }),
      }
    },
    block: async (number) => {
      const ref = blocks()[number]?.ref
      return ref === undefined ? null : { ...ref, header: null }
    },
    attestedSetup: async () => ({ reporters: [ZERO_ADDRESS], threshold: 1 }),
    answersAt: async (escrow, block) => {
      const known = escrowAt(escrow, block)
      if (known === null) return null
      const answers = SIDES.map((side) => [side, answersOf(known, side, readingsAt(known.terms, block))])
      return Object.fromEntries(answers) as Awaited<ReturnType<ChainEvidence['answersAt']>>
    },
    codeAt: async () => '0x',
    stateAt: async (escrow, block) => {
      const known = escrowAt(escrow, block)
      if (known === null) throw new RangeError(`no escrow at ${escrow} in block ${block}`)
      return known.state
    },
  }
}

function isOf(hash: Hex): (one: { readonly transaction: Hex }) => boolean {
  return ({ transaction }) => transaction === hash
}

function answersOf({ terms, state }: { terms: Terms; state: EscrowState }, side: Side, readings: IndexReadings) {
  const [required, owed] = [requirement(terms, state, side, readings), exposure(terms, state, side, readings)]
  return required === null || owed === null ? null : { requirement: required, exposure: owed }
}
