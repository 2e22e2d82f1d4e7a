import { DEVELOPMENT_ACCOUNTS } from '../../config/networks.ts'
import { replayClock } from '../adapters/chain/chainClock.ts'
import { escrowGateway } from '../adapters/chain/gateway.ts'
import { chainHistory } from '../adapters/chain/history.ts'
import { fixingOracle } from '../adapters/chain/oracle.ts'
import type { Chain } from '../adapters/chain/provider.ts'
import { createSender } from '../adapters/chain/sender.ts'
import { partyWallet } from '../adapters/chain/wallet.ts'
import type { PartyWallet } from '../adapters/chain/wallet.ts'
import { epochTable } from '../adapters/index/epochTable.ts'
import type { ChainHistory, EscrowGateway, Fixing, FixingOracle, Log, ReplayClock } from '../desk/ports.ts'
import { fixingOfDay } from '../domain/index/fixings.ts'
import type { BySide, Hex } from '../domain/terms/terms.ts'
import { endOfDay } from '../domain/units/time.ts'
import type { Day, Instant } from '../domain/units/time.ts'
import { compiledContracts } from '../wiring/compiledContracts.ts'
import { DEVELOPMENT_KEYS, developmentNetwork } from '../wiring/developmentNetwork.ts'
import { openFleetingChain } from './fleetingChain.ts'

/** A chain that lives as long as the measurement, with the desk's contracts and two pairs of people on it; no database, no desk. */
export interface Ground {
  readonly clock: ReplayClock
  readonly escrows: EscrowGateway
  readonly history: ChainHistory
  /** The two who trade all day: with plenty of the token, half of it allowed to the factory. */
  readonly regulars: BySide<PartyWallet>
  /** Two with as much of the token who have never approved or permitted anything. */
  readonly newcomers: BySide<PartyWallet>
  /** Moves the clock to ten minutes after the end of `day` and publishes every fixing up to that day's. */
  fixUpTo(day: Day): Promise<void>
  leave(): Promise<void>
}

const TEN_MINUTES = 600
const GAS_MONEY = '0xde0b6b3a7640000'
/** Thousands of margins, in base units of the token. */
const PLENTY = 10n ** 12n

/** Keys of people whom the development chain does not know yet. Like all its keys they are PUBLIC and worth nothing. */
const NEWCOMERS: BySide<Hex> = { seller: `0x${'5e'.repeat(32)}`, buyer: `0x${'b0'.repeat(32)}` }

/** Builds the ground: the same adapters and wiring that the server uses, on a chain that begins at `genesis`. */
export async function buildGround(genesis: Instant, log: Log): Promise<Ground> {
  const { chain, leave } = await openFleetingChain(genesis, log)
  try {
    return { ...(await wire(chain, genesis)), leave }
  } catch (error) {
    await leave()
    throw error
  }
}

async function wire(chain: Chain, genesis: Instant): Promise<Omit<Ground, 'leave'>> {
  const network = await developmentNetwork(chain, genesis, compiledContracts())
  const sender = createSender(chain, DEVELOPMENT_KEYS.engine)
  const clock = replayClock(chain, Date.now)
  const oracle = fixingOracle({ chain, network, sender, reporterKeys: DEVELOPMENT_KEYS.reporters })
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
  return {
    clock,
    escrows: escrowGateway({ chain, network, sender }),
    history: chainHistory(chain, network),
    regulars,
    newcomers,
    fixUpTo: async (day) => {
      await clock.moveTo(endOfDay(day) + TEN_MINUTES)
      await oracle.publish(await fixingsDue(oracle, day))
    },
  }
}

/** The real fixings after the last one published, up to and including that of `day`. */
async function fixingsDue(oracle: FixingOracle, day: Day): Promise<readonly Fixing[]> {
  const epochs = await epochTable().epochs()
  const last = await oracle.lastFixed('BME14')
  const from = last === null ? await oracle.firstDay() : last + 1
  return Array.from({ length: day - from + 1 }, (_, offset) => {
    const fixing = fixingOfDay(epochs, 'BME14', from + offset)
    if (fixing === null) throw new RangeError(`BME14 has no fixing on day ${from + offset}`)
    return { series: 'BME14', day: from + offset, value: fixing.value }
  })
}
