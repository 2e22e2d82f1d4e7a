import type { Address, Hex } from '../../domain/terms/terms.ts'
import { CONTRACT_WALLET } from './abi.ts'
import { codeAt } from './calls.ts'
import { hexOf } from './decode.ts'
import { CallReverted } from './provider.ts'
import type { Chain } from './provider.ts'
import { recovered } from './typedData.ts'

/** What an ERC-1271 account answers to a signature that binds it, padded to one word. */
const MAGIC = `0x1626ba7e${'0'.repeat(56)}`

/**
 * Whether `signature` binds `signer` to `digest`: ECDSA recovers the account, or its code says yes (ERC-1271).
 *
 * An ERC-7702 account may do either. What a contract account says can change; the factory asks again at the opening.
 */
export async function isSignedBy(chain: Chain, signer: Address, digest: Hex, signature: Hex): Promise<boolean> {
  if (recovered(digest, signature) === signer) return true
  if ((await codeAt(chain, signer)) === '0x') return false
  const data = CONTRACT_WALLET.encodeFunctionData('isValidSignature', [digest, signature])
  try {
    return hexOf(await chain.request('eth_call', [{ to: signer, data }, 'latest'])) === MAGIC
  } catch (failure) {
    if (failure instanceof CallReverted) return false
    throw failure
  }
}
