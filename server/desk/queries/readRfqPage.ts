import { otherSide } from '../../domain/terms/terms.ts'
import type { Ports } from '../ports.ts'
import { outlookOf } from './outlook.ts'
import type { Outlook } from './outlook.ts'
import { quoteFunding } from './quoteFunding.ts'
import type { QuoteFunding } from './quoteFunding.ts'
import { readRfq } from './readRfq.ts'
import type { ReadRfq, RfqView } from './readRfq.ts'

/** One request with everything its page says. */
export interface RfqPageView extends RfqView {
  /** What the terms of the request would mean for the viewer: its author on its own side, anybody else on the other. */
  readonly outlook: Outlook
  readonly funding: ReadonlyMap<string, QuoteFunding>
  /** E-mail addresses of those it is meant for; told to its author only. */
  readonly invitedEmails: readonly string[]
}

/** One request for its page. Refuses: `rfqUnknown`, to those who may not know of it as well. */
export async function readRfqPage(ports: Ports, asked: ReadRfq): Promise<RfqPageView> {
  const view = await readRfq(ports, asked)
  const { side, sheet } = view.rfq
  const zones = { seller: null, buyer: null, [side]: view.requester.timeZone ?? null }
  const [outlook, funding, invitedEmails] = await Promise.all([
    outlookOf(ports, { sheet, side: view.isOwn ? side : otherSide(side), asOf: view.asOf, zones }),
    quoteFunding(ports, view.isOwn ? view.quotes : []),
    view.isOwn ? emailsOf(ports, view) : [],
  ])
  return { ...view, outlook, funding, invitedEmails }
}

async function emailsOf({ accounts }: Ports, { rfq }: RfqView): Promise<readonly string[]> {
  return (await accounts.readMany(rfq.invited)).map(({ email }) => email).sort()
}
