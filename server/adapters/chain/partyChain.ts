import type { Network } from '../../desk/ports.ts'
import type { Funding, PartyChain } from '../../desk/ports/parties.ts'
import type { Address } from '../../domain/terms/terms.ts'
import { baseUnits } from '../../domain/units/baseUnits.ts'
import type { BaseUnits } from '../../domain/units/baseUnits.ts'
import { FACTORY, TOKEN } from './abi.ts'
import { ask } from './calls.ts'
import { integerOf } from './decode.ts'
import { wordingRefusals } from './errors.ts'
import { fateOf } from './fates.ts'
import { preparedCall } from './partyCalls.ts'
import { permitBinds, permitDocument } from './permits.ts'
import type { Chain } from './provider.ts'
import { dealDomain } from './typedData.ts'
import { permitRequest, termsRequest } from './typedRequests.ts'

/** What parties need from the chain to act with their own wallets. Nothing here signs or sends. */
export function partyChain({ chain, network }: { readonly chain: Chain; readonly network: Network }): PartyChain {
  const { factory } = network
  const domain = dealDomain(network.chainId, factory)
  return {
    prepare: (act) => preparedCall(network, act),
    tryOut: async (act, from) => {
      const { to, data } = preparedCall(network, act)
      await wordingRefusals(chain.request('eth_call', [{ from, to, data }, 'latest']))
    },
    termsToSign: (terms) => termsRequest(domain, terms),
    permitToSign: async ({ token, ...wanted }) => {
      const document = await permitDocument(chain, token, { ...wanted, spender: factory })
      return document === null ? null : permitRequest(document)
    },
    permitBinds: ({ token, owner, permit }) => permitBinds(chain, token, { owner, spender: factory, permit }),
    funding: (account, token) => fundingOf(chain, { account, token, factory }),
    allowanceFor: (account, token, spender) => allowance(chain, { account, token, spender }),
    isCancelled: async (digest) => (await ask(chain, factory, FACTORY, 'isCancelled', [digest]))[0] === true,
    fateOf: (transaction) => fateOf(chain, transaction),
  }
}

async function fundingOf(
  chain: Chain,
  { account, token, factory }: { readonly account: Address; readonly token: Address; readonly factory: Address },
): Promise<Funding> {
  const [balance, allowed, gas] = await Promise.all([
    wordingRefusals(ask(chain, token, TOKEN, 'balanceOf', [account])),
    allowance(chain, { account, token, spender: factory }),
    chain.request('eth_getBalance', [account, 'latest']),
  ])
  return { balance: baseUnits(integerOf(balance[0])), allowance: allowed, gas: integerOf(gas) }
}

async function allowance(
  chain: Chain,
  { account, token, spender }: { readonly account: Address; readonly token: Address; readonly spender: Address },
): Promise<BaseUnits> {
  const answer = await wordingRefusals(ask(chain, token, TOKEN, 'allowance', [account, spender]))
  return baseUnits(integerOf(answer[0]))
}
