import { chainViewOf } from '../../domain/deal/chainView.ts'
import { endingOf } from '../../domain/deal/ending.ts'
import type { IndexReadings } from '../../domain/index/readings.ts'
import { exposure } from '../../domain/margin/exposure.ts'
import { requirement } from '../../domain/margin/requirement.ts'
import type { Side } from '../../domain/terms/terms.ts'
import type { Ports } from '../ports.ts'
import type { BlockEvidence, EscrowAnswers } from '../ports/evidence.ts'
import { someAtOnce } from './replayEvidence.ts'
import type { DealOnChain, FixingEvidence } from './replayEvidence.ts'

/** What both sides had to hold and were exposed to at the end of a block. */
export interface Valuation {
  readonly block: number
  /** escrow: it answered so itself. desk: the node has forgotten what the escrow knew then, and the desk reckoned it. */
  readonly by: 'escrow' | 'desk'
  readonly answers: EscrowAnswers
}

/** The valuation at the end of each of these blocks, from the deal's opening to its end. */
export async function valuationsOf(
  { evidence }: Pick<Ports, 'evidence'>,
  deal: DealOnChain,
  blocks: readonly BlockEvidence[],
  fixings: readonly FixingEvidence[],
): Promise<readonly Valuation[]> {
  const end = endingOf(deal.facts)?.point.block ?? Infinity
  const live = blocks.filter(({ number }) => number >= deal.chain.opened.block && number < end)
  return someAtOnce(live, async ({ number: block }) => {
    const answers = await evidence.answersAt(deal.escrow, block)
    return answers === null
      ? { block, by: 'desk', answers: reckoned(deal, block, fixings) }
      : { block, by: 'escrow', answers }
  })
}

function reckoned({ terms, facts }: DealOnChain, block: number, fixings: readonly FixingEvidence[]): EscrowAnswers {
  const known = facts.filter(({ point }) => point.block <= block)
  const view = chainViewOf(terms, known)
  if (view === null) throw new RangeError('a deal that the chain knows was opened')
  const readings = readingsAt(fixings.filter((fixing) => fixing.block <= block))
  const answersOf = (side: Side) => {
    const required = requirement(terms, view.state, side, readings)
    const owed = exposure(terms, view.state, side, readings)
    return required === null || owed === null ? null : { requirement: required, exposure: owed }
  }
  return { seller: answersOf('seller'), buyer: answersOf('buyer') }
}

/** What the oracle answered when these were its fixings. */
function readingsAt(fixings: readonly FixingEvidence[]): IndexReadings {
  const sums = new Map(fixings.map(({ day, cumulative }) => [day, cumulative]))
  const [first, last] = [fixings[0], fixings.at(-1)]
  if (first !== undefined) sums.set(first.day - 1, first.cumulative - first.value)
  return {
    cumulative: (day) => sums.get(day) ?? null,
    latest: () => last ?? null,
    heartbeat: () => null,
  }
}
