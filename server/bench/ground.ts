import { DEVELOPMENT_ACCOUNTS } from '../../config/networks.ts'
import { replayClock } from '../adapters/chain/chainClock.ts'
import { escrowGateway } from '../adapters/chain/gateway.ts'
import { chainHistory } from '../adapters/chain/history.ts'
import type { Chain } from '../adapters/chain/provider.ts'
import { createSender } from '../adapters/chain/sender.ts'
import { partyWallet } from '../adapters/chain/wallet.ts'
import type { PartyWallet } from '../adapters/chain/wallet.ts'
import type { Sender } from '../adapters/chain/sender.ts'
import type { Scenario } from '../demo/scenarios.ts'
import type { ChainHistory, EscrowGateway, Log, Network, ReplayClock } from '../desk/ports.ts'
import type { Address, BySide, Hex } from '../domain/terms/terms.ts'
import type { Day } from '../domain/units/time.ts'
import { compiledContracts } from '../wiring/compiledContracts.ts'
import { DEVELOPMENT_KEYS, developmentNetwork } from '../wiring/developmentNetwork.ts'
import { openFleetingChain } from './fleetingChain.ts'

/** A chain that lives as long as the measurement, with the desk's contracts and two pairs of people on it; no database, no desk. */
export interface Ground {
  /** The deal that is opened here, and when. */
  readonly scenario: Scenario
  readonly clock: ReplayClock
  readonly escrows: EscrowGateway
  readonly history: ChainHistory
  /** The two who trade all day: with plenty of the token, half of it allowed to the factory. */
  readonly regulars: BySide<PartyWallet>
  /** Two with as much of the token who have never approved or permitted anything. */
  readonly newcomers: BySide<PartyWallet>
  /** Makes every fixing up to that of `day` final, and moves the clock to when it is. */
  fixUpTo(day: Day): Promise<void>
  leave(): Promise<void>
}

const GAS_MONEY = '0xde0b6b3a7640000'
/** Where a ground's fixings come from. */
interface Feed {
  readonly oracle: Address
  fixUpTo(day: Day): Promise<void>
}

/** Sets a feed up on a chain that has the desk's contracts. */
export type Feeding = (on: {
  readonly chain: Chain
  readonly network: Network
  readonly sender: Sender
  readonly clock: ReplayClock
}) => Promise<Feed>

/** Thousands of margins, in base units of the token. */
const PLENTY = 10n ** 12n

/** Keys of people whom the development chain does not know yet. Like all its keys they are PUBLIC and worth nothing. */
const NEWCOMERS: BySide<Hex> = { seller: `0x${'5e'.repeat(32)}`, buyer: `0x${'b0'.repeat(32)}` }

/** Builds the ground: the same adapters and wiring that the server uses, on a chain that begins when the scenario says. */
export async function buildGround(scenario: Scenario, feeding: Feeding, log: Log): Promise<Ground> {
  const { chain, leave } = await openFleetingChain(scenario.genesis, log)
  try {
    return { ...(await wire(chain, scenario, feeding)), leave }
  } catch (error) {
    await leave()
    throw error
  }
}

async function wire(chain: Chain, scenario: Scenario, feeding: Feeding): Promise<Omit<Ground, 'leave'>> {
  const development = await developmentNetwork(chain, scenario.genesis, compiledContracts())
  const sender = createSender(chain, DEVELOPMENT_KEYS.engine)
  const clock = replayClock(chain, Date.now)
  const feed = await feeding({ chain, network: development, sender, clock })
  const network = { ...development, oracle: feed.oracle }
  return {
    scenario,
    clock,
    escrows: escrowGateway({ chain, network, sender }),
    history: chainHistory(chain, network),
    ...(await peopleOn(chain, network)),
    fixUpTo: (day) => feed.fixUpTo(day),
  }
}

async function peopleOn(chain: Chain, network: Network): Promise<Pick<Ground, 'regulars' | 'newcomers'>> {
  const { miner, buyer } = DEVELOPMENT_ACCOUNTS
  const pair = (keys: BySide<Hex>): BySide<PartyWallet> => ({
    seller: partyWallet(chain, network, keys.seller),
    buyer: partyWallet(chain, network, keys.buyer),
  })
  const regulars = pair({ seller: miner.privateKey, buyer: buyer.privateKey })
  const newcomers = pair(NEWCOMERS)
  for (const { address } of Object.values(newcomers)) await chain.request('anvil_setBalance', [address, GAS_MONEY])
  for (const { address: token } of network.tokens) {
    for (const wallet of [...Object.values(regulars), ...Object.values(newcomers)]) await wallet.mint(token, PLENTY)
    for (const wallet of Object.values(regulars)) await wallet.approve(token, network.factory, PLENTY / 2n)
  }
  return { regulars, newcomers }
}
