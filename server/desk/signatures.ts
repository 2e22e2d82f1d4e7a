import { Refusal } from '../domain/refusals.ts'
import type { Hex } from '../domain/terms/terms.ts'

/** 65 bytes r, s, v in hex, with the 0x. */
const LENGTH = 132
const V_AT = 130

/** A signature taken apart, as permits carry it. */
export interface SignatureParts {
  readonly r: Hex
  readonly s: Hex
  readonly v: number
}

/** The same signature with a v of 27 or 28: some wallets write 0 and 1, which the contracts do not take. Source: EIP-191, yellow paper. */
export function canonicalSignature(signature: Hex): Hex {
  if (signature.length !== LENGTH) return signature
  const v = parseInt(signature.slice(V_AT), 16)
  return v > 1 ? signature : `0x${signature.slice(2, V_AT)}${(v + 27).toString(16)}`
}

/** r, s and v of a signature by a key. Refuses: `permitInvalid` other than 65 bytes. */
export function signatureParts(signature: Hex): SignatureParts {
  if (signature.length !== LENGTH) throw new Refusal('permitInvalid')
  const canonical = canonicalSignature(signature)
  return {
    r: `0x${canonical.slice(2, 66)}`,
    s: `0x${canonical.slice(66, V_AT)}`,
    v: parseInt(canonical.slice(V_AT), 16),
  }
}
