import type { Phase } from '../../domain/deal/phase.ts'
import type { Address, BySide, Hex, Side } from '../../domain/terms/terms.ts'
import { otherSide } from '../../domain/terms/terms.ts'
import type { Instant } from '../../domain/units/time.ts'
import { dealInSight } from '../partyTo.ts'
import type { Viewer } from '../partyTo.ts'
import type { DealRecord, Ports, Token } from '../ports.ts'
import { sideReadiness } from '../sideReadiness.ts'
import type { SideReadinessView } from '../sideReadiness.ts'
import { tokenOf } from '../tokenOf.ts'

/** How far the opening of a deal is. */
export type SigningStage = 'signing' | 'opening' | 'opened' | 'lapsed' | 'cancelled'

/** What the viewer is to do next; `wait`: it is the other side's turn; `watch`: a broker does nothing here. */
export type SigningStep = 'sign' | 'allow' | 'fund' | 'open' | 'wait' | 'watch' | 'none'

/** Everything the Sign & open page says about both sides. */
export interface SigningView {
  readonly deal: DealRecord
  /** Null: the viewer is the broker. */
  readonly viewerSide: Side | null
  readonly sides: BySide<SideReadinessView>
  /** The names of the accounts that the sides belong to; empty where one belongs to nobody here. */
  readonly names: BySide<string>
  readonly token: Token
  readonly stage: SigningStage
  readonly step: SigningStep
  /** Whether a party took its signature back on chain. */
  readonly isCancelled: boolean
  /** Where the escrow stands on chain, whoever opened it; `none` before. */
  readonly phase: Phase
  readonly asOf: Instant
}

export interface ReadSigning {
  readonly dealId: Hex
  readonly viewer: Viewer
}

/** One deal on its way to being open, as the chain and the desk know it now. Refuses: `dealUnknown`, to a stranger as well. */
export async function readSigning(ports: Ports, { dealId, viewer }: ReadSigning): Promise<SigningView> {
  const { deal, side } = await dealInSight(ports.deals, dealId, viewer)
  const [seller, buyer, isCancelled, phase, asOf, names] = await Promise.all([
    sideReadiness(ports, deal, 'seller'),
    sideReadiness(ports, deal, 'buyer'),
    ports.parties.isCancelled(dealId),
    phaseOf(ports, deal),
    ports.clock.asOf(),
    namesOf(ports, deal),
  ])
  const sides = { seller, buyer }
  const stage = stageOf(deal, { isCancelled, phase, asOf })
  const step = stage === 'signing' ? stepOf(sides, side) : 'none'
  const token = tokenOf(ports, deal.terms)
  return { deal, viewerSide: side, sides, names, token, stage, step, isCancelled, phase, asOf }
}

async function namesOf({ accounts }: Ports, { terms }: DealRecord): Promise<BySide<string>> {
  const known = await accounts.readByAddresses([terms.seller, terms.buyer])
  const nameOf = (address: Address) => known.find(({ addresses }) => addresses.includes(address))?.name ?? ''
  return { seller: nameOf(terms.seller), buyer: nameOf(terms.buyer) }
}

async function phaseOf(ports: Ports, { chain, escrow }: DealRecord): Promise<Phase> {
  return chain?.state.phase ?? (await ports.escrows.readState(escrow)).phase
}

interface Known {
  readonly isCancelled: boolean
  readonly phase: Phase
  readonly asOf: Instant
}

function stageOf({ state, terms }: DealRecord, { isCancelled, phase, asOf }: Known): SigningStage {
  if (phase !== 'none' || state === 'open') return 'opened'
  if (isCancelled || state === 'cancelled') return 'cancelled'
  if (state === 'opening') return 'opening'
  return state === 'lapsed' || asOf > terms.openBy ? 'lapsed' : 'signing'
}

function stepOf(sides: BySide<SideReadinessView>, side: Side | null): SigningStep {
  if (side === null) return 'watch'
  const { hasSigned, allowsEnough, holdsEnough } = sides[side]
  if (!hasSigned) return 'sign'
  if (!allowsEnough) return 'allow'
  if (!holdsEnough) return 'fund'
  return sides[otherSide(side)].isReady ? 'open' : 'wait'
}
