import type { Address } from '../domain/terms/terms.ts'
import { knownAccount } from './changeAccount.ts'
import type { Ports } from './ports.ts'
import type { AccountId } from './ports/accounts.ts'

/** How long a message may take to be signed, in world time. */
const VALID_MS = 10 * 60_000

export interface ChallengeWallet {
  readonly by: AccountId
  readonly address: Address
  /** Host and port of the desk, as the wallet shows it. */
  readonly domain: string
  /** Its whole origin. */
  readonly origin: string
  /** What signing does, in one line of ASCII: EIP-4361 allows no other. A page says it in the person's own language beside it. */
  readonly statement: string
}

/** The message for a wallet to sign, and the nonce to keep with the session until it comes back: it serves once, for ten minutes. */
export async function challengeWallet(
  ports: Ports,
  { by, ...asked }: ChallengeWallet,
): Promise<{ readonly message: string; readonly nonce: string }> {
  await knownAccount(ports.accounts, by)
  const nonce = ports.walletProofs.nonce()
  const issuedAt = ports.clock.worldNow()
  const message = ports.walletProofs.challenge({ ...asked, nonce, issuedAt, expiresAt: issuedAt + VALID_MS })
  return { message, nonce }
}
