import type { Address } from '../terms/terms.ts'
import { baseUnits } from '../units/baseUnits.ts'
import type { BaseUnits } from '../units/baseUnits.ts'
import type { EscrowState } from './phase.ts'

/** What `holder` may take out of an escrow for a side that was taken over, 0 if nothing. Source: DealEscrow.claimable. */
export function claimOf({ claims }: Pick<EscrowState, 'claims'>, holder: Address): BaseUnits {
  return claims.find((claim) => claim.holder === holder)?.amount ?? baseUnits(0n)
}

/** All that an escrow holds beside the two accounts. */
export function claimsTotal({ claims }: Pick<EscrowState, 'claims'>): BaseUnits {
  return baseUnits(claims.reduce((total, { amount }) => total + amount, 0n))
}

/** The escrow with `amount` more left to `holder`. */
export function withClaim(state: EscrowState, holder: Address, amount: bigint): EscrowState {
  if (amount === 0n) return state
  const claim = { holder, amount: baseUnits(claimOf(state, holder) + amount) }
  const isKnown = state.claims.some((known) => known.holder === holder)
  const claims = state.claims.map((known) => (known.holder === holder ? claim : known))
  return { ...state, claims: isKnown ? claims : [...claims, claim] }
}

/** The escrow after `holder` took everything that was left to it. */
export function withoutClaim(state: EscrowState, holder: Address): EscrowState {
  return { ...state, claims: state.claims.filter((claim) => claim.holder !== holder) }
}
