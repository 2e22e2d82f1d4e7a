import { join } from 'node:path'
import type { EmbeddedChain as EmbeddedChoice, Env, ExternalChain } from '../../config/env.ts'
import { EMBEDDED_NETWORK } from '../../config/networks.ts'
import { chainClock, replayClock } from '../adapters/chain/chainClock.ts'
import { knownNetwork } from '../adapters/chain/deployment.ts'
import { relayBehind } from '../adapters/chain/provenOracle.ts'
import { connectChain, readChainId } from '../adapters/chain/provider.ts'
import type { Chain } from '../adapters/chain/provider.ts'
import { startChain } from '../adapters/embedded/chain.ts'
import { epochTable } from '../adapters/index/epochTable.ts'
import { retargetHeaders } from '../adapters/index/retargetHeaders.ts'
import { PortFailure } from '../desk/ports.ts'
import type { Clock, Log, Network, ReplayClock } from '../desk/ports.ts'
import type { Address, Hex } from '../domain/terms/terms.ts'
import { isoInstant } from '../domain/units/calendar.ts'
import type { CompiledContracts } from './compiledContracts.ts'
import type { Proving } from './composePorts.ts'
import { DEVELOPMENT_KEYS, developmentNetwork, developmentRelay } from './developmentNetwork.ts'

/** The chain the desk works on, with its contracts, its clock and the keys that act for the desk there. */
export interface ChainPart {
  readonly chain: Chain
  readonly network: Network
  readonly clock: Clock | ReplayClock
  readonly engineKey: Hex
  readonly reporterKeys: readonly Hex[]
  /** Null on a chain without a relay of Bitcoin's difficulty. */
  readonly proving: Proving | null
  /** What to tell people about it. */
  readonly line: string
  stop(): Promise<void>
}

/** Brings the chain up: the embedded one, or the one that is configured. Refuses: PortFailure, with what to do about it. */
export function startChainPart(env: Env, contracts: CompiledContracts, log: Log): Promise<ChainPart> {
  return env.chain.kind === 'embedded'
    ? embeddedChain(env, env.chain, contracts, log)
    : externalChain(env.chain, contracts)
}

async function embeddedChain(
  env: Env,
  choice: EmbeddedChoice,
  contracts: CompiledContracts,
  log: Log,
): Promise<ChainPart> {
  const dir = join(env.dataDir, 'chain')
  const program = choice.anvil === null ? {} : { program: choice.anvil }
  const node = await startChain({
    dir,
    port: choice.port,
    genesis: EMBEDDED_NETWORK.genesis,
    clock: 'replay',
    log,
    origins: webOrigins(env),
    ...program,
  })
  try {
    const chain = await connectChain(node.rpcUrl, node.chainId)
    return {
      ...(await developmentPart(chain, contracts)),
      line: `embedded ${node.version}, chain ${node.chainId} at ${node.rpcUrl}, kept in ${dir}; its keys are public, its money is play money`,
      stop: async () => {
        chain.close()
        await node.stop()
      },
    }
  } catch (error) {
    await node.stop()
    throw error
  }
}

async function externalChain(choice: ExternalChain, compiled: CompiledContracts): Promise<ChainPart> {
  const chainId = await readChainId(choice.rpcUrl)
  const chain = await connectChain(choice.rpcUrl, chainId)
  const line = `external, chain ${chainId}`
  const stop = () => {
    chain.close()
    return Promise.resolve()
  }
  const { contracts, engineKey, reporterKeys } = choice
  if (contracts === null || engineKey === null) {
    if (chainId !== EMBEDDED_NETWORK.chainId) {
      chain.close()
      throw new PortFailure(
        'chain',
        `RPC_URL is chain ${chainId}, which is no development chain: set DEAL_FACTORY, KEEPER, ORACLE, TOKENS and ENGINE_KEY`,
      )
    }
    await holdTimeStill(chain)
    return {
      ...(await developmentPart(chain, compiled)),
      line: `${line}, a development chain; its time is moved by this desk`,
      stop,
    }
  }
  const network = { ...(await knownNetwork(chain, contracts)), rpcUrl: withoutSecrets(choice.rpcUrl) }
  const proving = await provingOn(chain, network, contracts.relay)
  return { chain, network, clock: chainClock(chain, Date.now), engineKey, reporterKeys, proving, line, stop }
}

/** What kind of oracle the desk has is asked of the oracle itself: it names its relay, or knows of none. */
async function provingOn(chain: Chain, { oracle }: Network, configured: Address | null): Promise<Proving | null> {
  const behind = await relayBehind(chain, oracle)
  if (behind !== null) return { relay: behind, headers: null, fixings: 'proven' }
  return configured === null ? null : { relay: configured, headers: null, fixings: 'attested' }
}

async function developmentPart(chain: Chain, contracts: CompiledContracts): Promise<Omit<ChainPart, 'line' | 'stop'>> {
  const clock = replayClock(chain, Date.now)
  const asOf = await clock.asOf()
  if (asOf > EMBEDDED_NETWORK.lastReplay) {
    const genesis = EMBEDDED_NETWORK.genesis
    throw new PortFailure(
      'chain',
      `the clock of the development chain stands at ${isoInstant(asOf)}, after the history that is replayed: start it with --timestamp ${genesis}`,
    )
  }
  const { genesis } = EMBEDDED_NETWORK
  const network = await developmentNetwork(chain, genesis, contracts)
  const headers = retargetHeaders()
  const relay = await developmentRelay(chain, { genesis, contracts, index: epochTable(), headers })
  return {
    chain,
    network,
    proving: relay && { relay, headers, fixings: 'attested' },
    clock,
    engineKey: DEVELOPMENT_KEYS.engine,
    reporterKeys: DEVELOPMENT_KEYS.reporters,
  }
}

/** On a development chain of the user's own: one second per block from now on, and none between blocks. */
async function holdTimeStill(chain: Chain): Promise<void> {
  await chain.request('anvil_setBlockTimestampInterval', [1])
}

/** What may be told of a provider's address: its path, query and user often are an API key. */
function withoutSecrets(url: string): string {
  return new URL(url).origin
}

/** Where the desk's own pages come from: they may talk to the embedded chain, other pages may not. */
function webOrigins({ host, port }: Env): readonly string[] {
  return [...new Set([host, '127.0.0.1', 'localhost'])].map(
    (name) => `http://${name.includes(':') ? `[${name}]` : name}:${port}`,
  )
}
