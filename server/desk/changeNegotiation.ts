import { NEGOTIATION_LIFECYCLE, transition } from '../domain/deal/lifecycle.ts'
import type { NegotiationEvent } from '../domain/deal/lifecycle.ts'
import { Refusal } from '../domain/refusals.ts'
import { changeRecord } from './changeRecord.ts'
import type { Told } from './changeRfq.ts'
import type { NegotiationRecord, NegotiationStore, TermSheetVersion } from './ports/negotiation.ts'

/** The negotiation of that id. Refuses: `negotiationUnknown`. */
export async function knownNegotiation(
  negotiations: Pick<NegotiationStore, 'read'>,
  id: string,
): Promise<NegotiationRecord> {
  const negotiation = await negotiations.read(id)
  if (negotiation === null) throw new Refusal('negotiationUnknown', { negotiation: id })
  return negotiation
}

/** Changes a negotiation, as deals are changed. Refuses: `negotiationUnknown`, and whatever `change` refuses. */
export async function changeNegotiation(
  negotiations: NegotiationStore,
  id: string,
  change: (negotiation: NegotiationRecord) => NegotiationRecord,
): Promise<NegotiationRecord> {
  const contested = {
    read: () => knownNegotiation(negotiations, id),
    replace: (negotiation: NegotiationRecord) => negotiations.replace(negotiation),
  }
  return changeRecord(contested, change)
}

/** The negotiation after one step of its life, with the event that tells of it. Refuses: `transitionForbidden`. */
export function steppedNegotiation(
  negotiation: NegotiationRecord,
  event: NegotiationEvent,
  told: Told,
): NegotiationRecord {
  const { state: before, events } = negotiation
  const after = transition(NEGOTIATION_LIFECYCLE, before, event)
  const { cause, at, actor } = told
  return { ...negotiation, state: after, events: [...events, { before, event, after, cause, at, actor }] }
}

/** The version that is, or was last, on the table. */
export function lastVersion({ id, versions }: NegotiationRecord): TermSheetVersion {
  const last = versions.at(-1)
  if (last === undefined) throw new Error(`negotiation ${id} has no term sheet`)
  return last
}
