import { hashMessage, isHexString } from 'ethers'
import { SiweMessage, generateNonce } from 'siwe'
import type { WalletProofs } from '../../desk/ports/accounts.ts'
import { addressOf, hexOf } from './decode.ts'
import type { Chain } from './provider.ts'
import { isSignedBy } from './signatures.ts'

/**
 * Proofs by Sign-In with Ethereum (EIP-4361). The library writes and parses the message; whether a signature binds the account is
 * asked where every other signature is, so that contract accounts (ERC-1271) are asked over the desk's own connection.
 */
export function walletProofs(chain: Chain): WalletProofs {
  return {
    nonce: () => generateNonce(),
    challenge: ({ address, domain, origin, statement, nonce, issuedAt, expiresAt }) =>
      new SiweMessage({
        address: addressOf(address.toLowerCase()), // in whatever case it was typed
        domain,
        uri: origin,
        statement,
        nonce,
        version: '1',
        chainId: chain.chainId,
        issuedAt: isoOf(issuedAt),
        expirationTime: isoOf(expiresAt),
      }).prepareMessage(),
    verified: async ({ message, signature, domain, nonce, now }) => {
      const claim = parsed(message)
      if (claim?.domain !== domain || claim.nonce !== nonce || claim.chainId !== chain.chainId) return null
      if (!isCurrent(claim, now) || !isHexString(signature, true)) return null
      const address = addressOf(claim.address)
      return (await isSignedBy(chain, address, hexOf(hashMessage(message)), signature)) ? address : null
    },
  }
}

/** The message, null where it is none of EIP-4361. */
function parsed(message: string): SiweMessage | null {
  try {
    return new SiweMessage(message)
  } catch {
    // The parser throws whatever its grammar stumbles over: it is somebody's text, and it is not a message.
    return null
  }
}

/** A message of the desk has an end; one without was not written here. */
function isCurrent({ issuedAt, expirationTime }: SiweMessage, now: number): boolean {
  if (issuedAt === undefined || expirationTime === undefined) return false
  return Date.parse(issuedAt) <= now && now < Date.parse(expirationTime)
}

function isoOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}
