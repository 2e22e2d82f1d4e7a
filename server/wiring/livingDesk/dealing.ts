import { knownDeal } from '../../desk/changeDeal.ts'
import type { DealRecord } from '../../desk/ports.ts'
import { lockedAtOpen } from '../../domain/terms/locked.ts'
import { SIDES } from '../../domain/terms/terms.ts'
import type { BySide, Side } from '../../domain/terms/terms.ts'
import { parseAmount } from '../../domain/units/parse.ts'
import type { Instant } from '../../domain/units/time.ts'
import type { Person } from './cast.ts'
import type { Scene, Stage } from './stage.ts'

/** What each of the demo people has to begin with, in the token. */
const POCKET_MONEY = '5'

/** Somebody is given play money, and gas if the node has given them none. */
export function pocketMoney(
  { token, fund }: Stage,
  at: Instant,
  { wallet }: Person,
  hasGas: 'hasGas' | 'hasNone',
): Scene {
  return {
    at,
    isDone: async () => (await wallet.balanceOf(token.address)) > 0n,
    play: async () => {
      if (hasGas === 'hasNone') await fund(wallet.address)
      else await wallet.mint(token.address, parseAmount(POCKET_MONEY, token.decimals))
    },
  }
}

/** Both sides sign the terms and a permit for what they lock, and the deal is opened. */
export function signing(stage: Stage, negotiation: string, at: Instant, parties: BySide<Person>): Scene {
  const { desk, ports } = stage
  return {
    at,
    isDone: async () => (await dealOf(stage, negotiation)).state === 'open',
    play: async () => {
      const { id, terms } = await dealOf(stage, negotiation)
      for (const side of SIDES) {
        const { wallet } = parties[side]
        const locked = lockedAtOpen(terms, side)
        const permit = await wallet.signPermit(terms.token, ports.escrows.network.factory, locked, terms.openBy)
        await desk.recordSignature({ dealId: id, side, signature: wallet.signTerms(terms), permit })
      }
      await desk.openForParties({ dealId: id, by: parties.seller.account })
    },
  }
}

/** The called side adds what is demanded, in time. */
export function meetingCall(stage: Stage, negotiation: string, at: Instant, side: Side, { wallet }: Person): Scene {
  return {
    at,
    isDone: async () => (await dealOf(stage, negotiation)).facts.some(({ event }) => event.name === 'toppedUp'),
    play: async () => {
      const { terms, escrow, chain } = await dealOf(stage, negotiation)
      if (chain?.state.phase !== 'called') throw new Error(`the deal of ${negotiation} is not called`)
      const { due } = chain.state
      await wallet.approve(terms.token, escrow, due)
      await wallet.topUp(escrow, side, due)
    },
  }
}

async function dealOf({ ports }: Stage, negotiation: string): Promise<DealRecord> {
  const { dealId } = (await ports.negotiations.read(negotiation)) ?? {}
  if (dealId === undefined || dealId === null) throw new Error(`the seeded history has no deal of ${negotiation}`)
  return knownDeal(ports.deals, dealId)
}
