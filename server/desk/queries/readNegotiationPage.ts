import { lastVersion } from '../changeNegotiation.ts'
import type { Zones } from '../../domain/margin/fairCalls.ts'
import type { Ports } from '../ports.ts'
import type { NegotiationView } from './negotiationView.ts'
import { outlookOf } from './outlook.ts'
import type { Outlook } from './outlook.ts'
import { quoteFunding } from './quoteFunding.ts'
import type { QuoteFunding } from './quoteFunding.ts'
import { readNegotiation } from './readNegotiation.ts'
import { readRfq } from './readRfq.ts'

export interface ReadNegotiationPage {
  readonly negotiationId: string
  readonly viewer: string
  /** The version whose meaning is asked for; the latest without. */
  readonly version?: number | undefined
}

/** One negotiation with everything its page says. */
export interface NegotiationPageView extends NegotiationView {
  /** What that version would mean: for the viewer's side; for the seller where the viewer is the broker. */
  readonly outlook: Outlook
  /** For the requester: every quote on its request, best first, this one among them. */
  readonly quotes: readonly NegotiationView[]
  readonly funding: ReadonlyMap<string, QuoteFunding>
}

/** One negotiation for its page. Refuses: `negotiationUnknown`; `notYours` to anybody but its parties and its broker. */
export async function readNegotiationPage(ports: Ports, asked: ReadNegotiationPage): Promise<NegotiationPageView> {
  const view = await readNegotiation(ports, asked)
  const { negotiation, viewer, asOf } = view
  const chosen = negotiation.versions.find(({ number }) => number === asked.version) ?? lastVersion(negotiation)
  const [outlook, quotes] = await Promise.all([
    outlookOf(ports, { sheet: chosen.sheet, side: viewer.side ?? 'seller', asOf, zones: zonesIn(view) }),
    viewer.role === 'requester' && negotiation.introducedBy === null ? quotesOn(ports, asked, negotiation.rfqId) : [],
  ])
  return { ...view, outlook, quotes, funding: await quoteFunding(ports, quotes) }
}

function zonesIn({ negotiation, people }: NegotiationView): Zones {
  const requester = people.requester.timeZone ?? null
  const quoter = people.quoter.timeZone ?? null
  const isSelling = negotiation.requesterSide === 'seller'
  return isSelling ? { seller: requester, buyer: quoter } : { seller: quoter, buyer: requester }
}

async function quotesOn(
  ports: Ports,
  { viewer }: ReadNegotiationPage,
  rfqId: string,
): Promise<readonly NegotiationView[]> {
  return (await readRfq(ports, { rfqId, viewer })).quotes
}
