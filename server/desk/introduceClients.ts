import { Refusal } from '../domain/refusals.ts'
import type { TermSheet } from '../domain/terms/termSheet.ts'
import type { Instant } from '../domain/units/time.ts'
import { knownAccount } from './changeAccount.ts'
import { checkDeadline, checkSheet } from './checkSheet.ts'
import { signingAddress } from './offers.ts'
import type { Ports } from './ports.ts'
import type { Account, AccountId } from './ports/accounts.ts'
import type { NegotiationRecord, RfqRecord } from './ports/negotiation.ts'
import { published } from './publishRfq.ts'
import { draftOf } from './rfqDraft.ts'

export interface IntroduceClients {
  /** The broker. */
  readonly by: AccountId
  readonly seller: AccountId
  readonly buyer: AccountId
  /** The terms it proposes to both, its fee among them. */
  readonly sheet: TermSheet
  /** Whether the two learn each other's name only when they agree. */
  readonly isPseudonymous: boolean
  /** Desk time; inclusive. */
  readonly expiresAt: Instant
}

/**
 * A broker proposes terms to two others. Nobody is bound: the first of them to take the proposal over makes it its own firm offer.
 *
 * The request that goes with it is seen by the two and the broker, and holds the lock of the award like any other. The seller stands
 * as its requester. The broker's fee goes to the first wallet that it has linked by now.
 *
 * Refuses: `brokerIsParty`, `sameParty`, `accountUnknown`; `walletMissing` a fee without a wallet to pay it to; whatever is wrong with
 *          the term sheet or the deadline.
 */
export async function introduceClients(ports: Ports, command: IntroduceClients): Promise<NegotiationRecord> {
  const { by, seller, buyer, sheet, expiresAt } = command
  if (by === seller || by === buyer) throw new Refusal('brokerIsParty')
  if (seller === buyer) throw new Refusal('sameParty')
  const [broker, at] = await Promise.all([knownAccount(ports.accounts, by), ports.clock.asOf()])
  if ((await ports.accounts.readMany([seller, buyer])).length < 2) throw new Refusal('accountUnknown')
  const address = signingAddress(broker, null)
  if (sheet.brokerFee > 0n && address === null) throw new Refusal('walletMissing')
  await checkSheet(ports, sheet, address)
  checkDeadline(expiresAt, sheet, at)
  const rfq = await ports.rfqs.insert(requestFor(ports.ids.next(), command, at))
  return ports.negotiations.insert(introducedBy(ports, broker, rfq, command))
}

function requestFor(id: string, command: IntroduceClients, at: Instant): RfqRecord {
  const { by, seller, buyer, sheet, isPseudonymous, expiresAt } = command
  const invited = [seller, buyer]
  const draft = { side: 'seller', sheet, wishedRate: null, visibility: 'named', invited, isPseudonymous } as const
  return published({ ...draftOf(id, seller, { ...draft, expiresAt }, at), introducedBy: by }, by, at)
}

function introducedBy(ports: Ports, broker: Account, rfq: RfqRecord, command: IntroduceClients): NegotiationRecord {
  const { sheet, expiresAt } = command
  const at = rfq.createdAt
  const event = { before: 'introduced', event: 'introduce', after: 'introduced', cause: 'introduced' } as const
  const address = signingAddress(broker, null)
  return {
    id: ports.ids.next(),
    rfqId: rfq.id,
    requester: command.seller,
    quoter: command.buyer,
    introducedBy: broker.id,
    requesterSide: 'seller',
    state: 'introduced',
    versions: [{ number: 1, sheet, by: 'broker', at, expiresAt, address }],
    address: { requester: null, quoter: null, broker: address },
    declinedFor: null,
    salt: ports.ids.salt(),
    dealId: null,
    events: [{ ...event, at, actor: broker.id }],
    version: 1,
  }
}
