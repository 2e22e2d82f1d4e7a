import {
  Signature,
  SigningKey,
  TypedDataEncoder,
  computeAddress,
  dataLength,
  keccak256,
  recoverAddress,
  toUtf8Bytes,
} from 'ethers'
import type { TypedDataDomain } from 'ethers'
import { TERMS_TYPE } from '../../domain/terms/terms.ts'
import type { Address, Hex, Terms } from '../../domain/terms/terms.ts'
import { addressOf, hexOf } from './decode.ts'

/** The EIP-712 domain of the terms of one desk: a signature for another chain or factory is none. */
export function dealDomain(chainId: number, factory: Address): TypedDataDomain {
  return { name: 'Hashdesk', version: '1', chainId, verifyingContract: factory }
}

/** What both sides sign: the EIP-712 digest of the whole terms. */
export function termsDigest(domain: TypedDataDomain, terms: Terms): Hex {
  return hexOf(TypedDataEncoder.hash(domain, { Terms: TERMS_TYPE.map((field) => ({ ...field })) }, { ...terms }))
}

/** keccak-256 of the confirmation's canonical text, in UTF-8. */
export function textHash(text: string): Hex {
  return hexOf(keccak256(toUtf8Bytes(text)))
}

/** 65 bytes r, s, v over a digest. */
export function signDigest(key: Hex, digest: Hex): Hex {
  return hexOf(new SigningKey(key).sign(digest).serialized)
}

export function accountOf(key: Hex): Address {
  return addressOf(computeAddress(key))
}

/** Half the order of secp256k1: a signature with a larger s is the same one written a second way, and refused (EIP-2). */
const LARGEST_S = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n

/**
 * The account whose key made `signature` over `digest`; null where it is not 65 canonical bytes r, s, v. Exactly what the
 * contracts accept: no 64-byte form (EIP-2098), no v of 0 or 1, no large s.
 */
export function recovered(digest: Hex, signature: Hex): Address | null {
  if (dataLength(signature) !== 65) return null
  const s = BigInt(`0x${signature.slice(66, 130)}`)
  const v = Number(`0x${signature.slice(130)}`)
  if (s > LARGEST_S || (v !== 27 && v !== 28)) return null
  try {
    return addressOf(recoverAddress(digest, Signature.from(signature)))
  } catch {
    // An r that is no point on the curve: nobody signed this.
    return null
  }
}
