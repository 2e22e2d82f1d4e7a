import { Refusal } from '../domain/refusals.ts'
import { lockedAtOpen } from '../domain/terms/locked.ts'
import type { Hex } from '../domain/terms/terms.ts'
import { dealOfParty } from './partyTo.ts'
import type { Viewer } from './partyTo.ts'
import type { DealRecord, Ports } from './ports.ts'
import { refuseUnlessSignable } from './prepareSigningAct.ts'
import { recordSignature } from './recordSignature.ts'
import { signatureParts } from './signatures.ts'

export interface RecordPermit {
  readonly dealId: Hex
  readonly by: Viewer
  /** Over the permit that `prepareAct` worded: exactly what the side locks, until the deal must be open. */
  readonly signature: Hex
}

/**
 * Keeps a party's permit beside its signature, once it is known that the token would take it.
 *
 * Refuses: `dealUnknown`, to strangers as well; `signatureMissing` before the terms are signed; `permitInvalid`; `openingLapsed`,
 *          `alreadyOpen`, `termsCancelled`.
 */
export async function recordPermit(ports: Ports, { dealId, by, signature }: RecordPermit): Promise<DealRecord> {
  const { deal, side } = await dealOfParty(ports.deals, dealId, by)
  await refuseUnlessSignable(ports, deal)
  const { terms, readiness } = deal
  const signed = readiness[side].signature
  if (signed === null) throw new Refusal('signatureMissing', { side })
  const permit = { value: lockedAtOpen(terms, side), deadline: terms.openBy, ...signatureParts(signature) }
  const binds = await ports.parties.permitBinds({ token: terms.token, owner: terms[side], permit })
  if (!binds) throw new Refusal('permitInvalid')
  return recordSignature(ports, { dealId, side, signature: signed, permit })
}
