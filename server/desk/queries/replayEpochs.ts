import { epochNumber, epochOfDay } from '../../domain/index/epochs.ts'
import type { DifficultyEpoch } from '../../domain/index/epochs.ts'
import { EPOCHS_AVERAGED } from '../../domain/index/fixings.ts'
import { epochsAsProven } from '../../domain/index/proven.ts'
import type { SeriesName } from '../../domain/index/readings.ts'
import type { Hex } from '../../domain/terms/terms.ts'
import type { Day, Instant } from '../../domain/units/time.ts'
import type { Ports } from '../ports.ts'
import type { Proofs, RetargetFact } from '../ports/proofs.ts'

/** A difficulty epoch, and the headers that were shown for it: nothing where it was given, and not shown. */
export interface EpochEvidence {
  readonly number: number
  readonly bits: number
  readonly firstTime: Instant
  /** The relay's transaction; null for an epoch from before it began. */
  readonly transaction: Hex | null
  /** The run that ends the epoch before, and the run that begins this one. */
  readonly headers: readonly Hex[]
  /** Until when headers of its own were shown later, and those headers; null where none were. */
  readonly survival: { readonly until: Instant; readonly transaction: Hex; readonly headers: readonly Hex[] } | null
}

/**
 * The epochs behind the fixings of some days, as the relay knows them: those in force, those before them that the series averages, and
 * the one after them, by which it is known how long the last was in force. Nothing on a desk without a relay.
 */
export async function epochsBehind(
  { proofs, index }: Pick<Ports, 'proofs' | 'index'>,
  series: SeriesName,
  days: readonly Day[],
): Promise<readonly EpochEvidence[]> {
  const [first, last] = [days[0], days.at(-1)]
  if (proofs === null || first === undefined || last === undefined) return []
  const [retargets, table] = await Promise.all([proofs.facts.retargets(), index.epochs()])
  const known = epochsAsProven(table, retargets)
  const from = numberAt(known, first) - (EPOCHS_AVERAGED[series] - 1)
  const wanted = known.slice(Math.max(0, from), numberAt(known, last) + 2)
  const shown = new Map(retargets.map((fact) => [fact.number, fact]))
  // What the relay has not seen at all is no evidence.
  if (!wanted.some((epoch) => shown.has(epochNumber(epoch)))) return []
  return Promise.all(wanted.map((epoch) => evidenceOf(proofs, epoch, shown.get(epochNumber(epoch)))))
}

/** The epoch in force at the end of `day`, as far as is known; beyond that the newest. */
function numberAt(epochs: readonly DifficultyEpoch[], day: Day): number {
  const epoch = epochOfDay(epochs, day)
  return epoch === null ? epochs.length - 1 : epochNumber(epoch)
}

async function evidenceOf(
  { facts }: Proofs,
  epoch: DifficultyEpoch,
  known: RetargetFact | undefined,
): Promise<EpochEvidence> {
  const { bits, firstTime } = epoch
  const number = epochNumber(epoch)
  if (known === undefined) return { number, bits, firstTime, transaction: null, headers: [], survival: null }
  const [retarget, survivals] = await Promise.all([facts.retarget(number), facts.survivals(number)])
  const survival = survivals.at(-1)
  return {
    number,
    bits,
    firstTime,
    transaction: known.transaction,
    headers: retarget?.headers ?? [],
    survival: survival === undefined ? null : told(survival),
  }
}

function told({ until, transaction, headers }: NonNullable<EpochEvidence['survival']>) {
  return { until, transaction, headers }
}
