import { EPOCHS_AVERAGED } from '../../domain/index/fixings.ts'
import type { Difference } from '../../domain/index/proven.ts'
import type { SeriesName } from '../../domain/index/readings.ts'
import type { Hex } from '../../domain/terms/terms.ts'
import type { Day } from '../../domain/units/time.ts'
import { undecided } from '../epochChecks.ts'
import type { FixingFact, Ports } from '../ports.ts'
import type { EpochCheck } from '../ports/proofs.ts'
import { orWhileDown } from './orWhileDown.ts'

/** How far an epoch is proven on this chain: as the relay was given it, finally, by a claim that may still be contradicted, or not. */
export type EpochProof = 'anchor' | 'proven' | 'standing'

/** What the headers say of one fixing. */
export interface FixingProof {
  readonly epoch: number
  /** The relay's transaction in which the epoch was shown to begin. */
  readonly transaction: Hex
  readonly verdict: 'agrees' | 'differs'
}

/** A fixing, why it holds, and what the headers say of it; null while they say nothing of its day. */
export interface FixingSeen {
  readonly fixing: FixingFact
  readonly proof: FixingProof | null
}

/** An epoch whose fixings differ from its proof, of which nobody has decided yet. */
export interface Contradiction {
  readonly check: EpochCheck
  readonly differences: readonly Difference[]
}

/** What is proven, as far as the database tells. */
export interface ProofsSeen {
  readonly checks: readonly EpochCheck[]
  readonly epochs: ReadonlyMap<number, EpochProof>
}

const NOTHING_SEEN: ProofsSeen = { checks: [], epochs: new Map() }

/** Reads what is proven of every epoch; nothing on a chain without a relay, and while the database does not answer. */
export async function proofsSeen({ proofs }: Pick<Ports, 'proofs'>): Promise<ProofsSeen> {
  if (proofs === null) return NOTHING_SEEN
  return orWhileDown(
    Promise.all([proofs.facts.retargets(), proofs.checks.all()]).then(([retargets, checks]) => {
      const final = new Set(checks.map(({ number }) => number))
      const proofOf = (number: number, shown: number): EpochProof =>
        shown === 0 ? 'anchor' : final.has(number) ? 'proven' : 'standing'
      return { checks, epochs: new Map(retargets.map(({ number, shown }) => [number, proofOf(number, shown)])) }
    }),
    NOTHING_SEEN,
  )
}

/** What the headers say of a fixing that is final on chain. */
export function proofOf({ checks }: Pick<ProofsSeen, 'checks'>, series: SeriesName, day: Day): FixingProof | null {
  const check = checks.find(({ from, through }) => from <= day && day <= through) ?? checks.find(differsOn(series, day))
  if (check === undefined) return null
  const { number: epoch, transaction } = check
  return { epoch, transaction, verdict: differsOn(series, day)(check) ? 'differs' : 'agrees' }
}

function differsOn(series: SeriesName, day: Day): (check: EpochCheck) => boolean {
  return ({ differences }) => differences.some((difference) => difference.series === series && difference.day === day)
}

/** The contradictions of a series, of any, or of none of this desk's (null), that wait for a decision. */
export function contradictionsOf(
  { checks }: Pick<ProofsSeen, 'checks'>,
  series: SeriesName | 'any' | null,
): readonly Contradiction[] {
  return checks.flatMap((check): readonly Contradiction[] => {
    const differences = undecided(check).filter((difference) => series === 'any' || difference.series === series)
    return differences.length === 0 ? [] : [{ check, differences }]
  })
}

/** Whether a series' value in an epoch follows from proven epochs alone: an average needs all that it reaches back to. */
export function isProven({ epochs }: Pick<ProofsSeen, 'epochs'>, series: SeriesName, number: number): boolean {
  const reached = Array.from({ length: EPOCHS_AVERAGED[series] }, (_, back) => epochs.get(number - back))
  return reached.every((proof) => proof === 'proven')
}
