import { bmeOfEpoch } from '../../domain/index/fixings.ts'
import { difficultyOf } from '../../domain/index/difficulty.ts'
import { BLOCKS_PER_EPOCH } from '../../domain/index/epochs.ts'
import type { DifficultyEpoch } from '../../domain/index/epochs.ts'
import { headersIn } from '../../domain/index/headers.ts'
import type { BlockHeader } from '../../domain/index/headers.ts'
import { epochsAsProven } from '../../domain/index/proven.ts'
import { subsidyAt } from '../../domain/index/bme.ts'
import { targetOf } from '../../domain/index/target.ts'
import { Refusal } from '../../domain/refusals.ts'
import type { Address } from '../../domain/terms/terms.ts'
import type { IndexValue } from '../../domain/units/indexValue.ts'
import type { Instant } from '../../domain/units/time.ts'
import type { Ports } from '../ports.ts'
import type { EpochCheck, RetargetFact, SurvivalFact } from '../ports/proofs.ts'

/** Why a difficulty epoch has the value it has, so that anybody can redo it. */
export interface EpochProofView {
  readonly number: number
  readonly height: number
  readonly relay: Address
  /** Seconds for which the claim could be contradicted. */
  readonly finalityWindow: number
  readonly retarget: RetargetFact
  /** The last headers of the epoch before and the first of this one; none where the relay was given the epoch, or others hold them. */
  readonly ending: readonly BlockHeader[]
  readonly opening: readonly BlockHeader[]
  /** The epoch before, which the new target is reckoned from; null for the first one that the relay knows. */
  readonly before: { readonly bits: number; readonly firstTime: Instant; readonly target: bigint } | null
  readonly target: bigint
  readonly difficulty: bigint
  readonly subsidySat: bigint
  /** BME14 of the epoch. */
  readonly value: IndexValue
  /** The fixings of its days, held against it; null until the claim is final. */
  readonly check: EpochCheck | null
  /** Runs of headers that show how long it lasted, on a desk whose fixings are proven. */
  readonly survivals: readonly SurvivalFact[]
}

/**
 * The proof of one epoch, by its number.
 *
 * Refuses: `epochUnproven` where the relay does not know it, or there is no relay.
 */
export async function readEpochProof(
  { proofs, index }: Pick<Ports, 'proofs' | 'index'>,
  { number }: { readonly number: number },
): Promise<EpochProofView> {
  const retarget = (await proofs?.facts.retarget(number)) ?? null
  if (proofs === null || retarget === null) throw new Refusal('epochUnproven', { epoch: number })
  const [before, check, survivals, { finalityWindow }, source] = await Promise.all([
    proofs.facts.retarget(number - 1),
    proofs.checks.read(number),
    proofs.facts.survivals(number),
    proofs.relay.rules(),
    index.epochs(),
  ])
  const [ending, opening] = runsOf(retarget)
  const epoch = epochsAsProven(source, [retarget]).at(-1)
  if (epoch === undefined) throw new RangeError(`epoch ${number} is not known`)
  return {
    number,
    height: number * BLOCKS_PER_EPOCH,
    relay: proofs.relay.address,
    finalityWindow,
    retarget,
    ending,
    opening,
    before: before && { bits: before.bits, firstTime: before.firstTime, target: targetOf(before.bits) },
    ...earnings(epoch),
    check,
    survivals,
  }
}

function runsOf({ headers }: RetargetFact): readonly [readonly BlockHeader[], readonly BlockHeader[]] {
  const [ending, opening] = headers
  return [ending === undefined ? [] : headersIn(ending), opening === undefined ? [] : headersIn(opening)]
}

function earnings(epoch: DifficultyEpoch) {
  return {
    target: targetOf(epoch.bits),
    difficulty: difficultyOf(epoch),
    subsidySat: subsidyAt(epoch.firstHeight),
    value: bmeOfEpoch(epoch),
  }
}
