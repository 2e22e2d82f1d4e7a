import { Refusal } from '../domain/refusals.ts'
import type { Hex } from '../domain/terms/terms.ts'
import { changeAccount } from './changeAccount.ts'
import { completeAgreements } from './completeAgreements.ts'
import { PortFailure } from './ports.ts'
import type { Ports } from './ports.ts'
import type { Account, AccountId } from './ports/accounts.ts'

export interface LinkWallet {
  readonly by: AccountId
  readonly message: string
  readonly signature: Hex
  readonly domain: string
  /** The nonce that was kept with the session. */
  readonly nonce: string
}

/**
 * Links the wallet that signed the desk's message to an account, and makes the deals that only waited for it. Linking one's own wallet
 * again changes nothing.
 *
 * Refuses: `walletProofInvalid` a message that was not asked for, took too long, or was signed by somebody else; `addressTaken` the
 *          wallet of another account.
 */
export async function linkWallet(ports: Ports, { by, ...proof }: LinkWallet): Promise<Account> {
  const address = await ports.walletProofs.verified({ ...proof, now: ports.clock.worldNow() })
  if (address === null) throw new Refusal('walletProofInvalid')
  const account = await changeAccount(ports.accounts, by, (read) =>
    read.addresses.includes(address) ? read : { ...read, addresses: [...read.addresses, address] },
  )
  await dealsThatWaited(ports, by)
  return account
}

/** The wallet is linked whatever comes of this: what the chain does not answer for now, the engine finishes. */
async function dealsThatWaited(ports: Ports, account: AccountId): Promise<void> {
  try {
    await completeAgreements(ports, account)
  } catch (error) {
    if (!(error instanceof PortFailure)) throw error
    ports.log.warn({ account, why: error.message }, 'deals that waited for a wallet are left to the engine')
  }
}
