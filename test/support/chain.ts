/** A desk's chain half for one test file: a development chain with the contracts deployed, and people with money on it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { replayClock } from '../../server/adapters/chain/chainClock.ts'
import { deployDevelopmentNetwork } from '../../server/adapters/chain/deployment.ts'
import type { OracleSetup } from '../../server/adapters/chain/deployment.ts'
import type { Artifact } from '../../server/adapters/chain/artifact.ts'
import { escrowGateway } from '../../server/adapters/chain/gateway.ts'
import { chainHistory } from '../../server/adapters/chain/history.ts'
import { fixingOracle } from '../../server/adapters/chain/oracle.ts'
import { connectChain } from '../../server/adapters/chain/provider.ts'
import type { Chain } from '../../server/adapters/chain/provider.ts'
import { createSender } from '../../server/adapters/chain/sender.ts'
import type { Sender } from '../../server/adapters/chain/sender.ts'
import { accountOf } from '../../server/adapters/chain/typedData.ts'
import { partyWallet } from '../../server/adapters/chain/wallet.ts'
import type { PartyWallet } from '../../server/adapters/chain/wallet.ts'
import type { ChainHistory, EscrowGateway, FixingOracle, Network, ReplayClock } from '../../server/desk/ports.ts'
import type { Opening } from '../../server/desk/ports/openings.ts'
import type { Address, Hex, Terms } from '../../server/domain/terms/terms.ts'
import { indexValue } from '../../server/domain/units/indexValue.ts'
import type { Day } from '../../server/domain/units/time.ts'
import { REPLAY_GENESIS, startTestChain } from './embedded.ts'
import type { TestChain } from './embedded.ts'
import { plainTerms, publicationOf } from './terms.ts'
import { giveGas, keyNamed } from './wallets.ts'

/** 12 April 2021: the chain's first day, and the first the oracle fixes. */
export const FIRST_DAY: Day = 18_729

export const REPORTER_KEYS = ['one', 'two', 'three'].map((name) => keyNamed(`reporter ${name}`))

const BUILT = join(import.meta.dirname, '../../.build/contracts')

/** The compiled contracts of `npm run build`. */
export function builtArtifact(name: string): Artifact {
  const current = readFileSync(join(BUILT, 'current'), 'utf8').trim()
  return JSON.parse(readFileSync(join(BUILT, current, `${name}.json`), 'utf8')) as Artifact
}

export interface TestDesk {
  readonly chain: Chain
  readonly network: Network
  readonly engine: Sender
  readonly clock: ReplayClock
  readonly escrows: EscrowGateway
  readonly oracle: FixingOracle
  readonly history: ChainHistory
  /** A person of that name, with gas and `money` of every token; the same account each time. */
  person(name: string, money?: bigint): Promise<PartyWallet>
  /** Publishes this BME14, five minutes after the day's end or now, if that is later. */
  fix(day: Day, value: bigint): Promise<void>
  stop(): Promise<void>
}

/** What every test network has: a 2-of-3 oracle with 36 hours of heartbeat, a token of 8 decimals and one of 18. */
export const ORACLE_SETUP = {
  reporters: REPORTER_KEYS.map(accountOf),
  threshold: 2,
  firstDay: FIRST_DAY,
  heartbeat: 36 * 3_600,
  finalityDelay: 0,
  guardian: null,
  maxDailyMoveBps: 0,
}
export const TOKENS = [
  { name: 'Test Bitcoin', symbol: 'tBTC', decimals: 8 },
  { name: 'Plain', symbol: 'PLN', decimals: 18 },
]

export async function startTestDesk(
  start: () => Promise<TestChain> = startReplay,
  different: Partial<OracleSetup> = {},
): Promise<TestDesk> {
  const node = await start()
  try {
    return await deskOn(node, different)
  } catch (error) {
    await node.stop() // a test run does not end while a node of its own lives
    throw error
  }
}

async function deskOn(node: TestChain, different: Partial<OracleSetup>): Promise<TestDesk> {
  const chain = await connectChain(node.rpcUrl, node.chainId)
  const deployerKey = keyNamed(`deployer ${Math.random()}`)
  const engineKey = keyNamed('engine')
  await giveGas(chain, deployerKey, engineKey)
  const deployer = createSender(chain, deployerKey)
  const network = await deployDevelopmentNetwork({
    chain,
    deployer,
    artifacts: (name) => Promise.resolve(builtArtifact(name)),
    oracle: { ...ORACLE_SETUP, ...different },
    tokens: TOKENS,
  })
  const engine = createSender(chain, engineKey)
  const clock = replayClock(chain, () => 0)
  const oracle = fixingOracle({ chain, network, sender: engine, reporterKeys: REPORTER_KEYS.slice(0, 2) })
  return {
    chain,
    network,
    engine,
    clock,
    oracle,
    escrows: escrowGateway({ chain, network, sender: engine }),
    history: chainHistory(chain, network),
    person: (name, money = 0n) => person(chain, network, keyNamed(name), money),
    fix: async (day, value) => {
      if ((await clock.asOf()) < publicationOf(day)) await clock.moveTo(publicationOf(day))
      await oracle.publish([{ series: 'BME14', day, value: indexValue(value) }])
    },
    stop: async () => {
      chain.close()
      await node.stop()
    },
  }
}

const startReplay = () => startTestChain({ genesis: REPLAY_GENESIS })

async function person(chain: Chain, network: Network, key: Hex, money: bigint): Promise<PartyWallet> {
  await giveGas(chain, key)
  const wallet = partyWallet(chain, network, key)
  if (money > 0n) for (const { address } of network.tokens) await wallet.mint(address, money)
  return wallet
}

/** A deal between two people of a test desk that both have signed, with a permit of each for what it locks. */
export async function agreedDeal(
  desk: TestDesk,
  {
    seller,
    buyer,
    ...wanted
  }: { readonly seller: PartyWallet; readonly buyer: PartyWallet } & Omit<PlainTerms, 'seller' | 'buyer'>,
): Promise<{ readonly terms: Terms; readonly escrow: Address; readonly opening: Opening }> {
  const terms = plainTerms({
    token: plainToken(desk.network),
    oracle: desk.network.oracle,
    salt: salts++,
    ...wanted,
    seller: seller.address,
    buyer: buyer.address,
  })
  const { factory } = desk.network
  const permit = (party: PartyWallet) => party.signPermit(terms.token, factory, LOCKED_AT_MOST, terms.openBy)
  return {
    terms,
    escrow: await desk.escrows.escrowOf(terms),
    opening: {
      terms,
      signature: { seller: seller.signTerms(terms), buyer: buyer.signTerms(terms) },
      permit: { seller: await permit(seller), buyer: await permit(buyer) },
    },
  }
}

/** The token of 18 decimals: with one TH/s, one unit of index per day is one base unit of it. */
export function plainToken(network: Network): Address {
  const token = network.tokens.find(({ decimals }) => decimals === 18)
  if (token === undefined) throw new RangeError('the test network has no plain token')
  return token.address
}

type PlainTerms = NonNullable<Parameters<typeof plainTerms>[0]>

const LOCKED_AT_MOST = 1_000_000n

let salts = 1n
