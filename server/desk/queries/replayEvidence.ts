import type { ChainView } from '../../domain/deal/chainView.ts'
import { endingOf } from '../../domain/deal/ending.ts'
import type { SeriesName } from '../../domain/index/readings.ts'
import { lastDay } from '../../domain/terms/schedule.ts'
import type { Hex } from '../../domain/terms/terms.ts'
import { dayOf } from '../../domain/units/time.ts'
import { PortFailure } from '../ports.ts'
import type { BlockRef, DealRecord, FixingFact, Ports } from '../ports.ts'
import type { BlockEvidence, EscrowTold, FixingTold, Signed, TransactionEvidence } from '../ports/evidence.ts'

/** A deal that the chain knows. */
export type DealOnChain = DealRecord & { readonly chain: ChainView }

/** Where something stands on the chain. */
interface Place {
  readonly block: number
  readonly transaction: Hex
}

/** An event of the deal's escrow. */
export type FactEvidence = EscrowTold & Place

/** A fixing that the deal was reckoned with, and the signed reports behind it. */
export type FixingEvidence = FixingTold & Place

/** As many transactions, blocks and answers as are asked for at once. */
const AT_ONCE = 20

/** No oracle here lets a fixing take longer than a day and a half: in the days before the opening the last one is among these. */
const DAYS_BEFORE_OPENING = 4

/** The fixings the deal was reckoned with: from the last one at the opening to its last day, or to its end if that came first. */
export async function fixingsUsed(
  { fixings }: Pick<Ports, 'fixings'>,
  { terms, facts, chain }: DealOnChain,
  series: SeriesName,
  asOf: BlockRef,
): Promise<readonly FixingFact[]> {
  const { opened } = chain
  const until = endingOf(facts)?.point.block ?? asOf.number
  const known = await fixings.between(series, dayOf(opened.at) - DAYS_BEFORE_OPENING, lastDay(terms))
  const atOpening = known.findLast(({ block }) => block < opened.block)
  const from = Math.min(terms.startDay, atOpening?.day ?? terms.startDay)
  return known.filter(({ day, block }) => day >= from && block <= until)
}

/** What the chain keeps of the deal's transactions and of those that made these fixings final. */
export async function evidenceOf(
  ports: Pick<Ports, 'evidence'>,
  { escrow, facts }: DealOnChain,
  series: SeriesName,
  fixings: readonly FixingFact[],
): Promise<{
  readonly facts: readonly FactEvidence[]
  readonly fixings: readonly FixingEvidence[]
  readonly openings: readonly Signed[]
}> {
  const wanted = new Set([...facts.map(({ point }) => point.transaction), ...fixings.map((fact) => fact.transaction)])
  const read = await someAtOnce([...wanted], (hash) => ports.evidence.transaction(hash, series))
  const known = new Map(read.flatMap((one) => (one === null ? [] : [[one.transaction, one] as const])))
  return {
    facts: facts.map(({ point }) => {
      const evidence = known.get(point.transaction)
      const told = evidence?.told.find((one) => one.escrow === escrow && one.logIndex === point.logIndex)
      if (evidence?.blockHash !== point.blockHash || told === undefined) throw moved()
      return { ...told, ...placeOf(evidence) }
    }),
    fixings: fixings.map((fact) => fixingEvidence(fact, known.get(fact.transaction))),
    openings: read.flatMap((one) => one?.openings ?? []),
  }
}

function fixingEvidence({ day }: FixingFact, evidence: TransactionEvidence | undefined): FixingEvidence {
  const told = evidence?.fixings.find((one) => one.day === day)
  if (evidence === undefined || told === undefined) throw moved()
  return { ...told, ...placeOf(evidence) }
}

function placeOf({ block, transaction }: TransactionEvidence): Place {
  return { block, transaction }
}

/** Every block that these stand in, and the one that all is as of. */
export async function blocksOf(
  { evidence }: Pick<Ports, 'evidence'>,
  places: readonly Place[],
  asOf: BlockRef,
): Promise<readonly BlockEvidence[]> {
  const numbers = [...new Set([...places.map(({ block }) => block), asOf.number])].sort((one, other) => one - other)
  const read = await someAtOnce(numbers, (number) => evidence.block(number))
  const blocks = read.filter((block) => block !== null)
  if (blocks.length < numbers.length || blocks.at(-1)?.hash !== asOf.hash) throw moved()
  return blocks
}

/** The answers in the order of the questions, some questions at a time: a long deal asks thousands. */
export async function someAtOnce<Q, A>(
  questions: readonly Q[],
  ask: (question: Q) => Promise<A>,
): Promise<readonly A[]> {
  const answers: A[] = []
  for (let first = 0; first < questions.length; first += AT_ONCE) {
    answers.push(...(await Promise.all(questions.slice(first, first + AT_ONCE).map(ask))))
  }
  return answers
}

function moved(): PortFailure {
  return new PortFailure('chain', 'the chain went back while it was read, or has not been read again since')
}
