import { DEVELOPMENT_ACCOUNTS, EMBEDDED_NETWORK } from '../../config/networks.ts'
import { deployDevelopmentNetwork } from '../adapters/chain/deployment.ts'
import type { Chain } from '../adapters/chain/provider.ts'
import { createSender } from '../adapters/chain/sender.ts'
import type { Network } from '../desk/ports.ts'
import { dayOf } from '../domain/units/time.ts'
import type { Instant } from '../domain/units/time.ts'
import type { CompiledContracts } from './compiledContracts.ts'

/**
 * The desk's contracts on a development chain: deployed by its first account, or found where an earlier start put them. The oracle's
 * series begin on the day of `genesis`.
 */
export function developmentNetwork(chain: Chain, genesis: Instant, contracts: CompiledContracts): Promise<Network> {
  const { reporters, threshold, heartbeat, token } = EMBEDDED_NETWORK
  return deployDevelopmentNetwork({
    chain,
    deployer: createSender(chain, DEVELOPMENT_ACCOUNTS.deployer.privateKey),
    artifacts: contracts,
    oracle: { reporters: reporters.map(({ address }) => address), threshold, firstDay: dayOf(genesis), heartbeat },
    tokens: [token],
  })
}

/** The public keys that act for the desk on a development chain. */
export const DEVELOPMENT_KEYS = {
  engine: DEVELOPMENT_ACCOUNTS.engine.privateKey,
  reporters: EMBEDDED_NETWORK.reporters.map(({ privateKey }) => privateKey),
} as const
