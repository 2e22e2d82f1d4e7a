import { consequences } from '../../domain/deal/consequences.ts'
import type { Consequences } from '../../domain/deal/consequences.ts'
import { Refusal } from '../../domain/refusals.ts'
import { confirmationText } from '../../domain/terms/confirmation.ts'
import type { Address, BySide, Hex } from '../../domain/terms/terms.ts'
import { seriesOf } from '../deskSeries.ts'
import type { SeriesName } from '../../domain/index/readings.ts'
import type { DealRecord, Ports, Token } from '../ports.ts'
import { tokenOf } from '../tokenOf.ts'
import { roleIn } from './dealRole.ts'
import type { DealRole, DealViewer } from './dealRole.ts'
import { namesOf, signersOf } from './partyNames.ts'
import type { PartiesView } from './partyNames.ts'

/** The confirmation of a deal: the text both sides signed the hash of, and what it says. */
export interface ConfirmationView {
  readonly deal: DealRecord
  readonly role: DealRole
  /** Those who signed. */
  readonly parties: PartiesView
  readonly token: Token
  readonly series: SeriesName | null
  /** The canonical text. */
  readonly text: string
  /** Its keccak-256, reckoned anew: `isSigned` says whether it is the one in the terms. */
  readonly hash: Hex
  readonly isSigned: boolean
  readonly consequences: BySide<Consequences>
  readonly chainId: number
  readonly factory: Address
}

export interface ReadConfirmation {
  readonly dealId: Hex
  readonly viewer: DealViewer
}

/** The confirmation, for the deal's parties, its broker and auditors. Refuses: `dealUnknown`, to anybody else as well. */
export async function readConfirmation(
  ports: Pick<Ports, 'deals' | 'negotiations' | 'escrows' | 'accounts'>,
  { dealId, viewer }: ReadConfirmation,
): Promise<ConfirmationView> {
  const [deal, negotiation] = await Promise.all([ports.deals.read(dealId), ports.negotiations.readByDeal(dealId)])
  const role = deal === null ? null : roleIn(deal, viewer, negotiation)
  if (deal === null || role === null) throw new Refusal('dealUnknown', { deal: dealId })
  const { terms } = deal
  const text = confirmationText(terms)
  const hash = ports.escrows.documentHashOf(text)
  const { chainId, factory } = ports.escrows.network
  return {
    deal,
    role,
    parties: signersOf(deal, await namesOf(ports, [deal])),
    token: tokenOf(ports, terms),
    series: seriesOf(ports, terms),
    text,
    hash,
    isSigned: hash === terms.documentHash,
    consequences: { seller: consequences(terms, 'seller'), buyer: consequences(terms, 'buyer') },
    chainId,
    factory,
  }
}
