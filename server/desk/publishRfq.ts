import { steppedRfq } from './changeRfq.ts'
import type { Ports } from './ports.ts'
import type { AccountId } from './ports/accounts.ts'
import type { RfqRecord } from './ports/negotiation.ts'
import { checkDraft, draftOf } from './rfqDraft.ts'
import type { RfqDraft } from './rfqDraft.ts'

export interface PublishRfq {
  readonly by: AccountId
  readonly draft: RfqDraft
}

/**
 * Puts a request for terms before those who may see it: everybody, or the named ones.
 *
 * Refuses: whatever `checkDraft` refuses.
 */
export async function publishRfq(ports: Ports, { by, draft }: PublishRfq): Promise<RfqRecord> {
  await checkDraft(ports, by, draft)
  const at = await ports.clock.asOf()
  return ports.rfqs.insert(published(draftOf(ports.ids.next(), by, draft, at), by, at))
}

/** The request, open for quotes from `at` on. Refuses: `transitionForbidden` one that is no draft. */
export function published(rfq: RfqRecord, actor: AccountId, at: number): RfqRecord {
  return steppedRfq({ ...rfq, createdAt: at }, 'publish', { cause: 'published', at, actor })
}
