import type { ChainInspection } from '../../desk/ports/operations.ts'
import type { Address } from '../../domain/terms/terms.ts'
import { baseUnits } from '../../domain/units/baseUnits.ts'
import { TOKEN } from './abi.ts'
import { ask } from './calls.ts'
import { integerOf } from './decode.ts'
import type { Chain } from './provider.ts'

/** What the operations page asks of the chain; `gasPayer` is the account that sends for this server. */
export function chainInspection({
  chain,
  gasPayer,
  leastGas,
}: {
  readonly chain: Chain
  readonly gasPayer: Address
  /** Less than this is worth telling. Units: wei. */
  readonly leastGas: bigint
}): ChainInspection {
  return {
    gasAccount: async () => ({
      address: gasPayer,
      least: leastGas,
      balance: integerOf(await chain.request('eth_getBalance', [gasPayer, 'latest'])),
    }),
    holdings: (token, holders, block) =>
      Promise.all(
        holders.map(async (holder) =>
          baseUnits(integerOf((await ask(chain, token, TOKEN, 'balanceOf', [holder], block))[0])),
        ),
      ),
  }
}
