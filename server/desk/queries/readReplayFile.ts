import type { EscrowState } from '../../domain/deal/phase.ts'
import { seriesId } from '../../domain/index/readings.ts'
import type { SeriesName } from '../../domain/index/readings.ts'
import { Refusal } from '../../domain/refusals.ts'
import { confirmationText } from '../../domain/terms/confirmation.ts'
import type { Address, BySide, Hex } from '../../domain/terms/terms.ts'
import { seriesOf } from '../deskSeries.ts'
import { PortFailure } from '../ports.ts'
import type { BlockRef, DealRecord, Network, Ports, Token } from '../ports.ts'
import type { AttestedSetup, BlockEvidence, SignatureTold } from '../ports/evidence.ts'
import { tokenOf } from '../tokenOf.ts'
import { roleIn } from './dealRole.ts'
import type { DealViewer } from './dealRole.ts'
import { blocksOf, evidenceOf, fixingsUsed } from './replayEvidence.ts'
import { epochsBehind } from './replayEpochs.ts'
import type { EpochEvidence } from './replayEpochs.ts'
import type { DealOnChain, FactEvidence, FixingEvidence } from './replayEvidence.ts'
import { valuationsOf } from './replayValuations.ts'
import type { Valuation } from './replayValuations.ts'

/** Everything a stranger needs to recompute a deal: what was signed, what went in, and what the chain says came out. */
export interface ReplayFileView {
  readonly deal: Pick<DealRecord, 'id' | 'terms' | 'escrow'>
  readonly network: Pick<Network, 'chainId' | 'factory' | 'oracle'>
  readonly token: Token
  /** The canonical text whose hash is in the terms. */
  readonly confirmation: string
  /** Null where the opening's call data does not carry it. */
  readonly signatures: BySide<SignatureTold> | null
  /** The code at the escrow's address. */
  readonly code: Hex
  readonly series: SeriesName
  readonly seriesId: Hex
  readonly heartbeat: number
  readonly source:
    ({ readonly kind: 'attested' } & AttestedSetup) | { readonly kind: 'proven'; readonly relay: Address }
  /** The difficulty behind the fixings, as far as the relay was shown it. */
  readonly epochs: readonly EpochEvidence[]
  /** The block that everything is as of. */
  readonly asOf: BlockRef
  /** Every block that is referred to, in order. */
  readonly blocks: readonly BlockEvidence[]
  readonly fixings: readonly FixingEvidence[]
  readonly facts: readonly FactEvidence[]
  readonly valuations: readonly Valuation[]
  readonly end: EscrowState
}

export interface ReadReplayFile {
  readonly dealId: Hex
  readonly viewer: DealViewer
}

type ReplayPorts = Pick<
  Ports,
  'deals' | 'negotiations' | 'fixings' | 'cursor' | 'oracle' | 'escrows' | 'evidence' | 'proofs' | 'index'
>

/**
 * What a deal can be recomputed from, read from the chain itself: the read model only says where to look.
 *
 * Refuses: `dealUnknown` to anybody but the deal's parties, its broker and auditors; `dealNotOpened` before there is anything to
 *          recompute; `indexForeign` a deal on an index whose fixings this desk does not follow.
 */
export async function readReplayFile(ports: ReplayPorts, { dealId, viewer }: ReadReplayFile): Promise<ReplayFileView> {
  const deal = await dealInSight(ports, dealId, viewer)
  const { terms, chain, escrow } = deal
  const series = seriesOf(ports, terms)
  const asOf = (await ports.cursor.read()).blocks.at(-1)
  if (chain === null || asOf === undefined) throw new Refusal('dealNotOpened')
  if (series === null) throw new Refusal('indexForeign')
  const opened: DealOnChain = { ...deal, chain }
  const [index, code, end, known] = await Promise.all([
    indexEvidence(ports, series),
    ports.evidence.codeAt(escrow, asOf.number),
    ports.evidence.stateAt(escrow, asOf.number, claimantsOf(deal)),
    fixingsUsed(ports, opened, series, asOf),
  ])
  const { facts, fixings, openings } = await evidenceOf(ports, opened, series, known)
  const blocks = await blocksOf(ports, [...facts, ...fixings], asOf)
  return {
    deal,
    network: ports.escrows.network,
    token: tokenOf(ports, terms),
    confirmation: confirmationText(terms),
    signatures: openings.find(({ digest }) => digest === dealId)?.by ?? null,
    code,
    ...index,
    epochs: await epochsBehind(
      ports,
      series,
      known.map(({ day }) => day),
    ),
    asOf,
    blocks,
    fixings,
    facts,
    valuations: await valuationsOf(ports, opened, blocks, fixings),
    end,
  }
}

async function dealInSight(ports: ReplayPorts, dealId: Hex, viewer: DealViewer): Promise<DealRecord> {
  const [deal, negotiation] = await Promise.all([ports.deals.read(dealId), ports.negotiations.readByDeal(dealId)])
  if (deal === null || roleIn(deal, viewer, negotiation) === null) {
    throw new Refusal('dealUnknown', { deal: dealId })
  }
  return deal
}

async function indexEvidence(ports: ReplayPorts, series: SeriesName) {
  const [heartbeat, source] = await Promise.all([ports.oracle.heartbeat(series), sourceOf(ports)])
  if (heartbeat === null) throw new PortFailure('chain', 'the oracle does not say its heartbeat')
  return { series, seriesId: seriesId(series), heartbeat, source }
}

async function sourceOf({ proofs, evidence }: ReplayPorts): Promise<ReplayFileView['source']> {
  const isProven = proofs !== null && proofs.oracle !== null
  return isProven
    ? { kind: 'proven', relay: proofs.relay.address }
    : { kind: 'attested', ...(await evidence.attestedSetup()) }
}

/** Everybody whose side was taken over, each once, in the order in which it came to it. */
function claimantsOf({ facts }: DealRecord): readonly Address[] {
  return [...new Set(facts.flatMap(({ event }) => (event.name === 'takenOver' ? [event.previous] : [])))]
}
