/** Everything the recomputation hashes and recovers. Written for it alone: the desk that made the file has code of its own. */
import {
  Signature,
  TypedDataEncoder,
  concat,
  dataLength,
  decodeRlp,
  getCreate2Address,
  keccak256,
  recoverAddress,
  sha256,
  toBeHex,
  toUtf8Bytes,
} from 'ethers'
import { TERMS_TYPE } from '../domain/terms/terms.ts'
import type { Address, Hex, Terms } from '../domain/terms/terms.ts'
import type { ReplayFile } from './format.ts'

/** The EIP-712 digest of the terms. */
export function digestOfTerms(domain: ReplayFile['deal']['domain'], terms: Terms): Hex {
  return TypedDataEncoder.hash(domain, { Terms: TERMS_TYPE.map((field) => ({ ...field })) }, { ...terms }) as Hex
}

/** keccak-256 of a text in UTF-8. */
export function hashOfText(text: string): Hex {
  return keccak256(toUtf8Bytes(text)) as Hex
}

/** keccak-256 of bytes. */
export function hashOfBytes(bytes: Hex): Hex {
  return keccak256(bytes) as Hex
}

const FIXING = TypedDataEncoder.from({
  Fixing: [
    { name: 'series', type: 'bytes32' },
    { name: 'day', type: 'uint32' },
    { name: 'value', type: 'uint256' },
  ],
})

interface SignedReport {
  readonly series: Hex
  readonly day: number
  readonly value: bigint
}

/** What the reporters of this oracle sign for one value of one day. */
export function reportDigests({
  chainId,
  oracle,
}: Pick<ReplayFile['network'], 'chainId' | 'oracle'>): (report: SignedReport) => Hex {
  const domain = { name: 'Hashdesk AttestedOracle', version: '1', chainId, verifyingContract: oracle }
  const separator = TypedDataEncoder.hashDomain(domain)
  return (report) => keccak256(concat(['0x1901', separator, FIXING.hash({ ...report })])) as Hex
}

/** Half the order of secp256k1: a signature with a larger s is another spelling of the same, and the contracts refuse it (EIP-2). */
const LARGEST_S = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n

/** Whose signature over `digest` it is; null where it is nobody's, or not 65 bytes r, s, v as the contracts take them. */
export function signerOf(digest: Hex, signature: Hex): Address | null {
  if (dataLength(signature) !== 65) return null
  const [s, v] = [BigInt(`0x${signature.slice(66, 130)}`), Number(`0x${signature.slice(130)}`)]
  if (s > LARGEST_S || (v !== 27 && v !== 28)) return null
  try {
    return recoverAddress(digest, Signature.from(signature)) as Address
  } catch {
    // No point of the curve has this r: nobody signed it.
    return null
  }
}

/** What a block's header says of itself. Source: Ethereum yellow paper, section 4.4: the ninth field and the twelfth. */
export function readHeader(header: Hex): { readonly number: bigint; readonly timestamp: bigint } | null {
  try {
    const fields = decodeRlp(header)
    const at = (index: number) => BigInt(`0x0${String(fields[index]).slice(2)}`)
    return { number: at(8), timestamp: at(11) }
  } catch {
    return null
  }
}

/** What makes the code that follows it stand at a new address: its length and one copy of it. */
const CREATION = '0x3d81600a3d39f3'

/** Where the factory puts an escrow with this code for the deal of this digest (EIP-1014). */
export function escrowAddress(factory: Address, digest: Hex, code: Hex): Address {
  const creation = concat(['0x61', toBeHex(dataLength(code), 2), CREATION, code])
  return getCreate2Address(factory, digest, keccak256(creation)) as Address
}

/** Whose signature over a digest it is, however that is found out. */
export type SignerOf = typeof signerOf

/** The hash of a Bitcoin header, as people and arithmetic read it: SHA-256 twice, the bytes in the opposite order. */
export function bitcoinHash(header: Hex): Hex {
  const digits = sha256(sha256(header)).slice(2)
  return `0x${(digits.match(/../g) ?? []).reverse().join('')}`
}
