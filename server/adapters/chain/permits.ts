import { TypedDataEncoder } from 'ethers'
import type { Result, TypedDataDomain } from 'ethers'
import type { Permit } from '../../desk/ports/openings.ts'
import type { Address, Hex } from '../../domain/terms/terms.ts'
import type { Instant } from '../../domain/units/time.ts'
import { TOKEN } from './abi.ts'
import { addressOf, hexOf, integerOf, textOf } from './decode.ts'
import { CallReverted } from './provider.ts'
import type { Chain } from './provider.ts'
import { recovered } from './typedData.ts'

/** What an ERC-2612 permit says. */
export interface PermitWanted {
  readonly owner: Address
  readonly spender: Address
  readonly value: bigint
  readonly deadline: Instant
}

/** A permit as its owner signs it. */
export interface PermitDocument {
  readonly domain: TypedDataDomain
  readonly message: PermitWanted & { readonly nonce: bigint }
}

export const PERMIT_TYPE = {
  Permit: [
    { name: 'owner', type: 'address' },
    { name: 'spender', type: 'address' },
    { name: 'value', type: 'uint256' },
    { name: 'nonce', type: 'uint256' },
    { name: 'deadline', type: 'uint256' },
  ],
}

/**
 * The permit that `token` would take now: its domain and the owner's nonce are the token's own. Null where the token does not say
 * how it reads permits (ERC-5267), or knows none.
 */
export async function permitDocument(
  chain: Chain,
  token: Address,
  wanted: PermitWanted,
): Promise<PermitDocument | null> {
  const [domain, nonces] = await Promise.all([
    askIfKnown(chain, token, 'eip712Domain'),
    askIfKnown(chain, token, 'nonces', [wanted.owner]),
  ])
  if (domain === null || nonces === null) return null
  return {
    domain: {
      name: textOf(domain[1]),
      version: textOf(domain[2]),
      chainId: integerOf(domain[3]),
      verifyingContract: addressOf(domain[4]),
    },
    message: { ...wanted, nonce: integerOf(nonces[0]) },
  }
}

/** What the owner of a permit signs: its EIP-712 digest. */
export function permitDigest({ domain, message }: PermitDocument): Hex {
  return hexOf(TypedDataEncoder.hash(domain, PERMIT_TYPE, message))
}

/** Whether the token would take `permit` now: signed by the owner's key, over the nonce that is next. */
export async function permitBinds(
  chain: Chain,
  token: Address,
  { owner, spender, permit }: { readonly owner: Address; readonly spender: Address; readonly permit: Permit },
): Promise<boolean> {
  const { value, deadline, v, r, s } = permit
  const document = await permitDocument(chain, token, { owner, spender, value, deadline })
  if (document === null) return false
  const signature: Hex = `0x${r.slice(2)}${s.slice(2)}${v.toString(16).padStart(2, '0')}`
  return recovered(permitDigest(document), signature) === owner
}

/** The token's answer; null where it has no such question. A fallback that answers everything with nothing is none. */
async function askIfKnown(
  chain: Chain,
  token: Address,
  question: string,
  args: readonly unknown[] = [],
): Promise<Result | null> {
  const data = TOKEN.encodeFunctionData(question, args)
  try {
    const answer = hexOf(await chain.request('eth_call', [{ to: token, data }, 'latest']))
    return answer === '0x' ? null : TOKEN.decodeFunctionResult(question, answer)
  } catch (failure) {
    if (failure instanceof CallReverted) return null
    throw failure
  }
}
