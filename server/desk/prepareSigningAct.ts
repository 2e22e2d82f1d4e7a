import { Refusal } from '../domain/refusals.ts'
import type { Address, Side } from '../domain/terms/terms.ts'
import { transactionStep } from './actSteps.ts'
import type { ActStep } from './actSteps.ts'
import { refuseWithoutGas, refuseWithoutToken } from './meansOf.ts'
import { openingOf } from './openDeal.ts'
import type { DealRecord, Ports } from './ports.ts'
import { sideReadiness } from './sideReadiness.ts'

export const SIGNING_ACTS = ['sign', 'permit', 'approve', 'open', 'cancel'] as const

/** What a party does before its deal is open. */
export interface SigningActAsked {
  readonly name: (typeof SIGNING_ACTS)[number]
}

interface Actor {
  readonly deal: DealRecord
  readonly side: Side
  readonly from: Address
}

/**
 * What the wallet is asked for before a deal is open.
 *
 * Refuses: `openingLapsed`, `alreadyOpen`, `termsCancelled`; `tokenShort` where the wallet does not hold what the side locks;
 *          `permitUnknown` a token without permits; `signatureMissing`; `gasMissing`.
 */
export async function signingSteps(ports: Ports, actor: Actor, { name }: SigningActAsked): Promise<readonly ActStep[]> {
  await refuseUnlessSignable(ports, actor.deal)
  switch (name) {
    case 'sign':
      return [{ kind: 'terms', request: ports.parties.termsToSign(actor.deal.terms) }]
    case 'permit':
      return [await permitStep(ports, actor)]
    case 'approve':
      return [await approval(ports, actor)]
    case 'open':
      await refuseWithoutGas(ports, actor)
      return [transactionStep(ports, { name: 'open', opening: openingOf(actor.deal) }, null)]
    case 'cancel':
      await refuseWithoutGas(ports, actor)
      return [transactionStep(ports, { name: 'cancel', terms: actor.deal.terms }, null)]
  }
}

const SIGNABLE: readonly DealRecord['state'][] = ['agreed', 'signedByOne', 'signedByBoth']

/** Refuses: `openingLapsed`, `alreadyOpen`, `termsCancelled`. A lapsed deal stays lapsed on the desk, even if its time is not over. */
export async function refuseUnlessSignable(ports: Ports, { id, terms, state }: DealRecord): Promise<void> {
  const [asOf, isCancelled] = await Promise.all([ports.clock.asOf(), ports.parties.isCancelled(id)])
  if (state === 'open' || state === 'opening') throw new Refusal('alreadyOpen')
  if (isCancelled || state === 'cancelled') throw new Refusal('termsCancelled')
  if (!SIGNABLE.includes(state) || asOf > terms.openBy) throw new Refusal('openingLapsed', { openBy: terms.openBy })
}

async function permitStep(ports: Ports, { deal, side, from }: Actor): Promise<ActStep> {
  const { terms } = deal
  if (deal.readiness[side].signature === null) throw new Refusal('signatureMissing', { side })
  const { needed } = await sideReadiness(ports, deal, side)
  await refuseWithoutToken(ports, { deal, from }, needed)
  const wanted = { token: terms.token, owner: from, value: needed, deadline: terms.openBy }
  const request = await ports.parties.permitToSign(wanted)
  if (request === null) throw new Refusal('permitUnknown')
  return { kind: 'permit', request }
}

async function approval(ports: Ports, { deal, side, from }: Actor): Promise<ActStep> {
  const { needed } = await sideReadiness(ports, deal, side)
  await refuseWithoutGas(ports, { deal, from })
  await refuseWithoutToken(ports, { deal, from }, needed)
  const { factory } = ports.escrows.network
  const act = { name: 'approve', token: deal.terms.token, spender: factory, amount: needed } as const
  return transactionStep(ports, act, null)
}
