import type { Address, Hex, Side } from '../domain/terms/terms.ts'
import { sideNeeded } from './actSteps.ts'
import type { ActStep } from './actSteps.ts'
import { inDeskWords } from './chainReasons.ts'
import { dealInSight, dealToClaimFrom, dealToTakeOver } from './partyTo.ts'
import type { Viewer } from './partyTo.ts'
import type { DealRecord, Ports, Token } from './ports.ts'
import { tokenOf } from './tokenOf.ts'
import { ESCROW_ACTS, escrowSteps } from './prepareEscrowAct.ts'
import type { EscrowActAsked } from './prepareEscrowAct.ts'
import { signingSteps } from './prepareSigningAct.ts'
import type { SigningActAsked } from './prepareSigningAct.ts'

/** What a party wants to do with its own wallet. */
export type ActAsked = SigningActAsked | EscrowActAsked

/** An act that was checked and tried out: what the wallet is asked for, in order. */
export interface PreparedAct {
  readonly deal: DealRecord
  readonly token: Token
  /** Null: somebody without a side: a broker, a former party, a stranger who takes one over. */
  readonly side: Side | null
  /** The account that the wallet must act with. */
  readonly from: Address
  /** Where several are left, the next is prepared anew once the one before it is mined. */
  readonly steps: readonly ActStep[]
}

export interface PrepareAct {
  readonly dealId: Hex
  readonly by: Viewer
  readonly asked: ActAsked
}

/**
 * Prepares what a party's wallet signs or sends, once it is known that it may and that it would go through: everything that can be
 * refused is refused here, in words, before the wallet is asked.
 *
 * Refuses: `dealUnknown`, to strangers as well, who may only take over what is open to be; `notOwner` a broker who would act for a side; `gasMissing`, `tokenShort`; for acts
 *          on an escrow whatever the escrow refuses, for signing whatever makes a signature useless.
 */
export async function prepareAct(ports: Ports, { dealId, by, asked }: PrepareAct): Promise<PreparedAct> {
  const { deal, side, address } = await finderFor(asked)(ports.deals, dealId, by)
  const steps = isEscrowAct(asked)
    ? await escrowSteps(ports, { deal, side, from: address }, asked)
    : await signingSteps(ports, { deal, side: sideNeeded(side), from: address }, asked)
  await tryFirst(ports, steps, address)
  return { deal, token: tokenOf(ports, deal.terms), side, from: address, steps }
}

/** How the deal is found that somebody would act on, and the account it would act with. */
function finderFor({ name }: ActAsked): typeof dealInSight {
  if (name === 'takeOver') return dealToTakeOver
  return name === 'withdrawClaim' ? dealToClaimFrom : dealInSight
}

function isEscrowAct(asked: ActAsked): asked is EscrowActAsked {
  return (ESCROW_ACTS as readonly string[]).includes(asked.name)
}

/** Runs the next transaction without sending it. Later ones need it mined first. */
async function tryFirst(ports: Ports, [step]: readonly ActStep[], from: Address): Promise<void> {
  if (step?.kind !== 'transaction') return
  await inDeskWords(ports.parties.tryOut(step.act, from))
}
