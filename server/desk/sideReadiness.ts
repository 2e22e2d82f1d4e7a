import { lockedAtOpen } from '../domain/terms/locked.ts'
import type { Address, Side } from '../domain/terms/terms.ts'
import type { BaseUnits } from '../domain/units/baseUnits.ts'
import type { DealRecord, Ports } from './ports.ts'

/** Whether the desk holds a permit of a side, and the token would still take it for enough. */
export type PermitState = 'none' | 'good' | 'useless'

const NO_PERMIT: PermitState = 'none'

/** What one side has done and holds for the opening. */
export interface SideReadinessView {
  readonly address: Address
  readonly hasSigned: boolean
  /** What it locks: margin, premium if it pays one, its part of the broker's fee. */
  readonly needed: BaseUnits
  readonly balance: BaseUnits
  /** What the factory may pull without a permit. */
  readonly allowance: BaseUnits
  readonly permit: PermitState
  /** The chain's own coin, in wei: needed to send a transaction, not to sign. */
  readonly gas: bigint
  readonly holdsEnough: boolean
  readonly allowsEnough: boolean
  /** Nothing is missing from this side. */
  readonly isReady: boolean
}

/** Reads from the chain what `side` holds and allows, and puts it beside what the deal locks. */
export async function sideReadiness(
  ports: Pick<Ports, 'parties'>,
  { terms, readiness }: DealRecord,
  side: Side,
): Promise<SideReadinessView> {
  const address = terms[side]
  const needed = lockedAtOpen(terms, side)
  const { signature, permit } = readiness[side]
  const [funding, permitted] = await Promise.all([
    ports.parties.funding(address, terms.token),
    permit === null ? NO_PERMIT : permitState(ports, { token: terms.token, owner: address, permit }, needed),
  ])
  const hasSigned = signature !== null
  const holdsEnough = funding.balance >= needed
  const allowsEnough = funding.allowance >= needed || permitted === 'good'
  return {
    address,
    hasSigned,
    needed,
    ...funding,
    permit: permitted,
    holdsEnough,
    allowsEnough,
    isReady: hasSigned && holdsEnough && allowsEnough,
  }
}

async function permitState(
  { parties }: Pick<Ports, 'parties'>,
  asked: Parameters<Ports['parties']['permitBinds']>[0],
  needed: BaseUnits,
): Promise<PermitState> {
  return asked.permit.value >= needed && (await parties.permitBinds(asked)) ? 'good' : 'useless'
}
