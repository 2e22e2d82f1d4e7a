import { DEVELOPMENT_ACCOUNTS } from '../../config/networks.ts'
import { replayClock } from '../adapters/chain/chainClock.ts'
import { connectChain } from '../adapters/chain/provider.ts'
import type { Chain } from '../adapters/chain/provider.ts'
import { partyWallet } from '../adapters/chain/wallet.ts'
import type { PartyWallet } from '../adapters/chain/wallet.ts'
import { epochTable } from '../adapters/index/epochTable.ts'
import { connectDatabase } from '../adapters/store/connect.ts'
import type { Pass } from '../desk/advanceReplay.ts'
import { createDesk } from '../desk/desk.ts'
import type { Desk } from '../desk/desk.ts'
import type { IndexSource, Log, Network, Ports, ReplayClock } from '../desk/ports.ts'
import type { BySide } from '../domain/terms/terms.ts'
import { endOfDay } from '../domain/units/time.ts'
import type { Day } from '../domain/units/time.ts'
import { composePorts } from '../wiring/composePorts.ts'
import type { Connections } from '../wiring/composePorts.ts'
import { compiledContracts } from '../wiring/compiledContracts.ts'
import { DEVELOPMENT_KEYS, developmentNetwork } from '../wiring/developmentNetwork.ts'
import type { Parts } from './parts.ts'
import type { Scenario } from './scenarios.ts'

/** A desk on a database and a chain of its own, and the wallets of two parties and of a stranger. */
export interface Stage {
  readonly desk: Desk
  readonly ports: Ports & { readonly clock: ReplayClock }
  readonly wallets: BySide<PartyWallet>
  /** Somebody who is in no deal. */
  readonly stranger: PartyWallet
  /** One pass of the engine, as its schedule makes it. */
  readonly pass: Pass
  /** Does something in one turn, under the engine's lease. */
  readonly alone: <T>(act: () => Promise<T>) => Promise<T>
  leave(): Promise<void>
}

/** Builds the stage on parts that run, and that end with it: the same adapters and wiring that the server uses. */
export async function buildStage(scenario: Scenario, parts: Parts, log: Log): Promise<Stage> {
  try {
    const [database, { chain, network }] = await Promise.all([
      connectDatabase(parts.database.uri, 'hashdesk'),
      openChain(parts, scenario),
    ])
    const leave = async () => {
      chain.close()
      await database.close()
      await parts.stop()
    }
    return { ...wire(scenario, { database, chain, network, log }), leave }
  } catch (error) {
    await parts.stop()
    throw error
  }
}

interface OpenChain {
  readonly chain: Chain
  readonly network: Network
}

async function openChain({ node }: Parts, { genesis }: Scenario): Promise<OpenChain> {
  const chain = await connectChain(node.rpcUrl, node.chainId)
  return { chain, network: await developmentNetwork(chain, genesis, compiledContracts()) }
}

function wire(
  scenario: Scenario,
  { database, chain, network, log }: OpenChain & Pick<Connections<ReplayClock>, 'database' | 'log'>,
): Omit<Stage, 'leave'> {
  const ports = composePorts({
    database,
    chain,
    network,
    clock: replayClock(chain, Date.now),
    index: scenario.feedStops === null ? epochTable() : untilDay(epochTable(), scenario.feedStops),
    engineKey: DEVELOPMENT_KEYS.engine,
    reporterKeys: DEVELOPMENT_KEYS.reporters,
    log,
  })
  const { miner, buyer, broker } = DEVELOPMENT_ACCOUNTS
  const wallets = {
    seller: partyWallet(chain, network, miner.privateKey),
    buyer: partyWallet(chain, network, buyer.privateKey),
  }
  const stranger = partyWallet(chain, network, broker.privateKey)
  const desk = createDesk(ports)
  // Nobody else acts here: one turn for everything, no run records, the same jobs in the same order.
  return { desk, ports, wallets, stranger, pass: () => desk.enginePass(), alone: (act) => ports.turn.wait(act) }
}

/** A feed that knows of no epoch that began after `day`, so that the fixing of `day` is the last it can give. */
function untilDay(source: IndexSource, day: Day): IndexSource {
  return {
    kind: source.kind,
    epochs: async () => (await source.epochs()).filter(({ firstTime }) => firstTime < endOfDay(day)),
  }
}
