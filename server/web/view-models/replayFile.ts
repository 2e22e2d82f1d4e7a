import type { ReplayFileView } from '../../desk/queries/readReplayFile.ts'
import type { FactEvidence, FixingEvidence } from '../../desk/queries/replayEvidence.ts'
import type { BlockEvidence, SignatureTold } from '../../desk/ports/evidence.ts'
import type { EscrowState } from '../../domain/deal/phase.ts'
import { lastDay } from '../../domain/terms/schedule.ts'
import { TERMS_TYPE } from '../../domain/terms/terms.ts'
import { isoDay, isoInstant } from '../../domain/units/calendar.ts'
import type { Day } from '../../domain/units/time.ts'

/**
 * The replay file of a deal as JSON: version 1 of the format that `server/replay/README.md` explains and
 * `server/replay/replay-file.schema.json` holds it to.
 *
 * Amounts in base units and index values in 1e-18, both as decimal text; days and instants as numbers and in ISO 8601.
 */
export function toReplayFile(view: ReplayFileView) {
  const { deal, network, token, signatures, end } = view
  return {
    format: 'hashdesk-replay',
    version: 1,
    asOf: { block: view.asOf.number },
    network: { ...placesOf(view), token },
    deal: {
      digest: deal.id,
      domain: { name: 'Hashdesk', version: '1', chainId: network.chainId, verifyingContract: network.factory },
      terms: Object.fromEntries(TERMS_TYPE.map(({ name }) => [name, plain(deal.terms[name])])),
      firstDay: dayOf(deal.terms.startDay),
      lastDay: dayOf(lastDay(deal.terms)),
      confirmation: view.confirmation,
      code: view.code,
      signatures: signatures && {
        seller: signatureOf(signatures.seller, deal.terms.seller),
        buyer: signatureOf(signatures.buyer, deal.terms.buyer),
      },
    },
    index: {
      series: view.series,
      id: view.seriesId,
      heartbeat: view.heartbeat,
      source: view.source,
      epochs: view.epochs,
    },
    blocks: view.blocks.map(blockOf),
    fixings: view.fixings.map(fixingOf),
    facts: view.facts.map(factOf),
    results: {
      valuations: view.valuations.map(({ block, by, answers }) => ({ block, by, ...plain(answers) })),
      end: endOf(end),
    },
  }
}

function placesOf({ network: { chainId, factory, oracle }, deal: { escrow } }: ReplayFileView) {
  return { chainId, factory, escrow, oracle }
}

function dayOf(day: Day) {
  return { day, date: isoDay(day) }
}

/** What is checked by asking a contract account (ERC-1271) says so. */
function signatureOf({ signature, signer }: SignatureTold, party: string) {
  return { signature, by: signer === party ? 'ecdsa' : 'contract' }
}

function blockOf({ number, hash, at, header }: BlockEvidence) {
  return { number, hash, timestamp: at, time: isoInstant(at), header }
}

function fixingOf({ day, value, cumulative, block, transaction, logIndex, provenance }: FixingEvidence) {
  return {
    ...dayOf(day),
    value: plain(value),
    cumulative: plain(cumulative),
    block,
    transaction,
    logIndex,
    provenance: plain(provenance),
  }
}

/** The terms of an opening are told once, at the deal; in their place stands which escrow it made. */
function factOf({ block, transaction, logIndex, escrow, event, ledger }: FactEvidence) {
  const { terms, ledger: after, ...rest } = { terms: null, ledger: null, ...event }
  const told = terms === null ? rest : { ...rest, escrow }
  return { block, transaction, logIndex, event: plain(told), ledger, after: plain(after) }
}

/** The end of the file: what the escrow itself said. It does not show proposals. */
function endOf({ proposal: _proposal, ...state }: EscrowState) {
  return plain(state)
}

type Plain<T> = T extends bigint ? string : T extends object ? { [Key in keyof T]: Plain<T[Key]> } : T

/** The same with every integer that may be large as decimal text. */
function plain<T>(value: T): Plain<T> {
  if (typeof value === 'bigint') return value.toString() as Plain<T>
  if (typeof value !== 'object' || value === null) return value as Plain<T>
  if (Array.isArray(value)) return value.map(plain) as Plain<T>
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)])) as Plain<T>
}
