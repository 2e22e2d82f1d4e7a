import { DEVELOPMENT_ACCOUNTS, EMBEDDED_NETWORK } from '../../config/networks.ts'
import { deployDevelopmentNetwork, deployDevelopmentRelay } from '../adapters/chain/deployment.ts'
import type { DevelopmentSetup } from '../adapters/chain/deployment.ts'
import type { Chain } from '../adapters/chain/provider.ts'
import { createSender } from '../adapters/chain/sender.ts'
import type { IndexSource, Network } from '../desk/ports.ts'
import type { HeaderSource } from '../desk/ports/proofs.ts'
import type { Address } from '../domain/terms/terms.ts'
import { dayOf } from '../domain/units/time.ts'
import type { Instant } from '../domain/units/time.ts'
import type { CompiledContracts } from './compiledContracts.ts'

/**
 * The desk's contracts on a development chain: deployed by its first account, or found where an earlier start put them. The oracle's
 * series begin on the day of `genesis`.
 */
export function developmentNetwork(chain: Chain, genesis: Instant, contracts: CompiledContracts): Promise<Network> {
  return deployDevelopmentNetwork(setupOn(chain, genesis, contracts))
}

/**
 * The relay of Bitcoin's difficulty on a development chain that has the network: trusted with the epoch in force at `genesis`. Null
 * where that epoch's first header is not built in, and on a chain that began before there were relays.
 */
export async function developmentRelay(
  chain: Chain,
  { genesis, contracts, index, headers }: RelayGround,
): Promise<Address | null> {
  const anchor = (await index.epochs()).findLast(({ firstTime }) => firstTime <= genesis)
  if (anchor === undefined) return null
  const height = anchor.firstHeight
  const [firstHeader] = await headers.headers(height, 1)
  if (firstHeader === undefined) return null
  const relay = { height, firstHeader, ...EMBEDDED_NETWORK.relay }
  return deployDevelopmentRelay(setupOn(chain, genesis, contracts), relay)
}

interface RelayGround {
  readonly genesis: Instant
  readonly contracts: CompiledContracts
  readonly index: IndexSource
  readonly headers: HeaderSource
}

function setupOn(chain: Chain, genesis: Instant, contracts: CompiledContracts): DevelopmentSetup {
  const { reporters, threshold, heartbeat, finalityDelay, guardian, maxDailyMoveBps, token } = EMBEDDED_NETWORK
  return {
    chain,
    deployer: createSender(chain, DEVELOPMENT_ACCOUNTS.deployer.privateKey),
    artifacts: contracts,
    oracle: {
      reporters: reporters.map(({ address }) => address),
      threshold,
      firstDay: dayOf(genesis),
      heartbeat,
      finalityDelay,
      guardian,
      maxDailyMoveBps,
    },
    tokens: [token],
  }
}

/** The public keys that act for the desk on a development chain. */
export const DEVELOPMENT_KEYS = {
  engine: DEVELOPMENT_ACCOUNTS.engine.privateKey,
  reporters: EMBEDDED_NETWORK.reporters.map(({ privateKey }) => privateKey),
} as const
