import type { Network } from '../../desk/ports.ts'
import type { Address, Hex } from '../../domain/terms/terms.ts'
import { TOKEN } from './abi.ts'
import { hexOf } from './decode.ts'
import type { Chain } from './provider.ts'
import { createSender } from './sender.ts'

/** Gas for thousands of transactions. */
const ONE_ETHER = 10n ** 18n

/**
 * Play money on a development chain, from an account of everybody's: one of each token, and one ether for gas. By transactions, and not
 * by commands to the node, so that it is on the chain like everything else.
 */
export function testFunds(chain: Chain, { tokens }: Pick<Network, 'tokens'>, key: Hex): (to: Address) => Promise<void> {
  const sender = createSender(chain, key)
  return async (to) => {
    await sender.send({ to, data: '0x', value: ONE_ETHER })
    for (const { address, decimals } of tokens) {
      const data = hexOf(TOKEN.encodeFunctionData('mint', [to, 10n ** BigInt(decimals)]))
      await sender.send({ to: address, data })
    }
  }
}
