import type { NegotiationRecord } from '../../desk/ports/negotiation.ts'
import type { RfqDraft } from '../../desk/rfqDraft.ts'
import type { TermSheet } from '../../domain/terms/termSheet.ts'
import type { Instant } from '../../domain/units/time.ts'
import type { Person } from './cast.ts'
import { deskNaming } from './stage.ts'
import type { Scene, Stage } from './stage.ts'

interface Offered {
  readonly at: Instant
  readonly by: Person
  readonly sheet: TermSheet
  readonly expiresAt: Instant
}

/** Somebody asks everybody for terms. */
export function request(
  { ports }: Stage,
  rfq: string,
  { at, by, ...said }: Offered & Pick<RfqDraft, 'side' | 'isPseudonymous'>,
): Scene {
  const draft: RfqDraft = { ...said, wishedRate: said.sheet.fixedRate, visibility: 'public', invited: [] }
  return {
    at,
    isDone: async () => (await ports.rfqs.read(rfq)) !== null,
    play: async () => {
      await deskNaming(ports, { names: [rfq] }).publishRfq({ by: by.account.id, draft })
    },
  }
}

/** Somebody answers a request with a firm quote. */
export function quote(
  { ports }: Stage,
  negotiation: string,
  { at, by, sheet, expiresAt, rfq, salt }: Offered & { readonly rfq: string; readonly salt: bigint },
): Scene {
  return {
    at,
    isDone: async () => (await ports.negotiations.read(negotiation)) !== null,
    play: async () => {
      const desk = deskNaming(ports, { names: [negotiation], salt })
      await desk.submitQuote({ by: by.account.id, rfqId: rfq, sheet, expiresAt, address: by.wallet.address })
    },
  }
}

/** A broker proposes terms to a seller and a buyer. */
export function introduction(
  { ports }: Stage,
  negotiation: string,
  {
    at,
    by,
    sheet,
    expiresAt,
    seller,
    buyer,
    salt,
  }: Offered & { readonly seller: Person; readonly buyer: Person; readonly salt: bigint },
): Scene {
  return {
    at,
    isDone: async () => (await ports.negotiations.read(negotiation)) !== null,
    play: async () => {
      const parties = { by: by.account.id, seller: seller.account.id, buyer: buyer.account.id }
      const desk = deskNaming(ports, { names: [`${negotiation}-request`, negotiation], salt })
      await desk.introduceClients({ ...parties, sheet, isPseudonymous: false, expiresAt })
    },
  }
}

/** A party makes the broker's terms a firm offer of its own. */
export function takeOver({ ports, desk }: Stage, negotiation: string, at: Instant, by: Person): Scene {
  return {
    at,
    isDone: async () => (await known(ports, negotiation)).state !== 'introduced',
    play: async () => {
      const { address } = by.wallet
      await desk.takeOverIntroduction({ by: by.account.id, negotiationId: negotiation, version: 1, address })
    },
  }
}

/** A party answers `version` with other terms. */
export function counter(
  { ports, desk }: Stage,
  negotiation: string,
  { at, by, sheet, expiresAt, version }: Offered & { readonly version: number },
): Scene {
  return {
    at,
    isDone: async () => (await known(ports, negotiation)).versions.length > version,
    play: async () => {
      const { address } = by.wallet
      await desk.counterOffer({ by: by.account.id, negotiationId: negotiation, version, sheet, expiresAt, address })
    },
  }
}

/** A party accepts `version`, and the deal follows from it. */
export function acceptance(
  { ports, desk }: Stage,
  negotiation: string,
  { at, by, version }: { readonly at: Instant; readonly by: Person; readonly version: number },
): Scene {
  return {
    at,
    isDone: async () => (await known(ports, negotiation)).dealId !== null,
    play: async () => {
      const { address } = by.wallet
      await desk.acceptOffer({ by: by.account.id, negotiationId: negotiation, version, address })
    },
  }
}

async function known({ negotiations }: Stage['ports'], id: string): Promise<NegotiationRecord> {
  const negotiation = await negotiations.read(id)
  if (negotiation === null) throw new Error(`the seeded history has no negotiation ${id}`)
  return negotiation
}
