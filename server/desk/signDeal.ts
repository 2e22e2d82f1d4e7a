import type { Address, Hex } from '../domain/terms/terms.ts'
import { dealOfParty } from './partyTo.ts'
import type { Viewer } from './partyTo.ts'
import type { DealRecord, Ports } from './ports.ts'
import { refuseUnlessSignable } from './prepareSigningAct.ts'
import { recordSignature } from './recordSignature.ts'
import { canonicalSignature } from './signatures.ts'

export interface SignDeal {
  readonly dealId: Hex
  readonly by: Viewer
  readonly signature: Hex
}

/**
 * Keeps the signature that a party's wallet made over the terms, for that party's own side.
 *
 * Refuses: `dealUnknown`, to strangers as well; `signatureInvalid`, `openingLapsed`, `alreadyOpen`, `termsCancelled`.
 */
export async function signDeal(ports: Ports, { dealId, by, signature }: SignDeal): Promise<DealRecord> {
  const { deal, side } = await dealOfParty(ports.deals, dealId, by)
  await refuseUnlessSignable(ports, deal)
  const binding = await asItBinds(ports, deal.terms[side], dealId, signature)
  return recordSignature(ports, { dealId, side, signature: binding })
}

/** The signature as the wallet gave it if it binds, in canonical form otherwise: only a contract account knows what its own bytes mean. */
async function asItBinds({ escrows }: Ports, signer: Address, digest: Hex, signature: Hex): Promise<Hex> {
  return (await escrows.isSignedBy(signer, digest, signature)) ? signature : canonicalSignature(signature)
}
