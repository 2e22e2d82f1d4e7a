import { Refusal } from '../domain/refusals.ts'
import type { Instant } from '../domain/units/time.ts'
import { checkDeadline, checkSheet } from './checkSheet.ts'
import type { Ports } from './ports.ts'
import type { AccountId } from './ports/accounts.ts'
import type { RfqRecord } from './ports/negotiation.ts'

/** What a request says, as its form has it. */
export type RfqDraft = Pick<
  RfqRecord,
  'side' | 'sheet' | 'wishedRate' | 'visibility' | 'invited' | 'isPseudonymous' | 'expiresAt'
>

/** A request that only its author can see yet. */
export function draftOf(id: string, requester: AccountId, draft: RfqDraft, createdAt: Instant): RfqRecord {
  return {
    id,
    requester,
    ...draft,
    introducedBy: null,
    state: 'draft',
    awardedTo: null,
    award: null,
    createdAt,
    events: [],
    version: 1,
  }
}

/**
 * Refuses a request that could not become a deal, or that nobody could answer.
 *
 * Refuses: whatever is wrong with its term sheet; `deadlinePassed`, `deadlineTooFar`; `accountUnknown` for invited people that do
 *          not exist, and where a request for named people names nobody else.
 */
export async function checkDraft(ports: Ports, by: AccountId, draft: RfqDraft): Promise<void> {
  await checkSheet(ports, draft.sheet)
  checkDeadline(draft.expiresAt, draft.sheet, await ports.clock.asOf())
  const invited = new Set(draft.invited.filter((account) => account !== by))
  const known = await ports.accounts.readMany([...invited])
  const isAddressed = draft.visibility === 'public' || invited.size > 0
  if (known.length < invited.size || !isAddressed) throw new Refusal('accountUnknown')
}
