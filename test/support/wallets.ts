/** Accounts for tests: keys made from names, gas from the development chain. */
import { id } from 'ethers'
import type { Address, Hex } from '../../server/domain/terms/terms.ts'
import type { Chain } from '../../server/adapters/chain/provider.ts'
import { accountOf } from '../../server/adapters/chain/typedData.ts'

/** The same private key for the same name, on every machine. Worth nothing anywhere. */
export function keyNamed(name: string): Hex {
  return id(`hashdesk test account: ${name}`) as Hex
}

/** Gives an account of a development chain a thousand of the chain's own coin, for gas. */
export async function giveGas(chain: Chain, ...keys: readonly Hex[]): Promise<void> {
  const accounts: readonly Address[] = keys.map(accountOf)
  const thousand = `0x${(1_000n * 10n ** 18n).toString(16)}`
  await Promise.all(accounts.map((account) => chain.request('anvil_setBalance', [account, thousand])))
}
