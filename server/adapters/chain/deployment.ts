import { getCreateAddress } from 'ethers'
import { setTimeout as pause } from 'node:timers/promises'
import { PortFailure } from '../../desk/ports.ts'
import type { Network, Token } from '../../desk/ports.ts'
import { ZERO_ADDRESS } from '../../domain/terms/terms.ts'
import type { Address } from '../../domain/terms/terms.ts'
import type { Day } from '../../domain/units/time.ts'
import { ORACLE, TOKEN } from './abi.ts'
import { creationCode } from './artifact.ts'
import type { Artifact } from './artifact.ts'
import { ask, codeAt } from './calls.ts'
import { addressOf, countOf, listOf, textOf } from './decode.ts'
import { deployRelay } from './difficultyRelay.ts'
import type { RelaySetup } from './difficultyRelay.ts'
import { CallReverted } from './provider.ts'
import type { Chain } from './provider.ts'
import type { Sender } from './sender.ts'

export interface OracleSetup {
  readonly reporters: readonly Address[]
  readonly threshold: number
  readonly firstDay: Day
  /** Seconds after a day's end by which the next day is final in ordinary times. */
  readonly heartbeat: number
  /** Seconds for which a value stands before it is final; 0: it is final at once. */
  readonly finalityDelay: number
  /** Who may withhold a day once, if anybody: only with a delay. */
  readonly guardian: Address | null
  /** How far a day may be from the one before without waiting three days more; 0: as far as it likes. */
  readonly maxDailyMoveBps: number
}

export interface DevelopmentSetup {
  readonly chain: Chain
  /** An account that does nothing but this: the contracts stand where its first transactions put them. */
  readonly deployer: Sender
  /** Asked only for what is not there yet. */
  readonly artifacts: (name: string) => Promise<Artifact>
  readonly oracle: OracleSetup
  readonly tokens: readonly { readonly name: string; readonly symbol: string; readonly decimals: number }[]
}

const POLL_MS = 20
const POLLS = 500

interface Step {
  readonly contract: string
  readonly types: readonly string[]
  readonly args: readonly unknown[]
}

/**
 * Puts the desk's contracts on a development chain, each as the deployer's next transaction, and says where they stand.
 *
 * A contract's address follows from the deployer's account and the transaction's number, so that interrupted anywhere and run
 * again it finds what is there, adds the rest, and gives the same network.
 *
 * Refuses: PortFailure where the deployer's account was used for something else, or the oracle stands with another setup.
 */
export async function deployDevelopmentNetwork(setup: DevelopmentSetup): Promise<Network> {
  const { chain, oracle } = setup
  const addresses: Address[] = []
  for (const [number, step] of stepsOf(setup).entries()) addresses.push(await deployStep(setup, number, step))
  const [factory, keeper, oracleAddress, ...tokens] = addresses
  if (factory === undefined || keeper === undefined || oracleAddress === undefined)
    throw new RangeError('steps missing')
  const network = await knownNetwork(chain, { factory, keeper, oracle: oracleAddress, tokens })
  await assertOracle(chain, network.oracle, oracle)
  return network
}

/**
 * Puts a relay of Bitcoin's difficulty on a development chain, as the deployer's transaction after the network's own, and says where
 * it stands. Null on a chain whose deployer went on to other things before there were relays: its desk goes without.
 */
export async function deployDevelopmentRelay(setup: DevelopmentSetup, relay: RelaySetup): Promise<Address | null> {
  const { chain, deployer, artifacts } = setup
  const number = stepsOf(setup).length
  const address = addressOf(getCreateAddress({ from: deployer.address, nonce: number }))
  await waitWhileUnderWay(chain, deployer.address)
  if ((await codeAt(chain, address)) !== '0x') return address
  if ((await transactionsOf(chain, deployer.address, 'latest')) !== number) return null
  return deployRelay(deployer, await artifacts('DifficultyRelay'), relay)
}

/** The network whose contracts stand at configured addresses. Refuses: PortFailure where one of them does not. */
export async function knownNetwork(
  chain: Chain,
  where: {
    readonly factory: Address
    readonly keeper: Address
    readonly oracle: Address
    readonly tokens: readonly Address[]
  },
): Promise<Network> {
  const { factory, keeper, oracle, tokens } = where
  for (const address of [factory, keeper, oracle, ...tokens]) {
    if ((await codeAt(chain, address)) === '0x') throw new PortFailure('chain', `no contract stands at ${address}`)
  }
  return {
    chainId: chain.chainId,
    rpcUrl: chain.url,
    factory,
    keeper,
    oracle,
    tokens: await Promise.all(tokens.map((token) => readToken(chain, token))),
  }
}

function stepsOf({ oracle, tokens }: DevelopmentSetup): readonly Step[] {
  return [
    { contract: 'DealFactory', types: [], args: [] },
    { contract: 'Keeper', types: [], args: [] },
    {
      contract: 'AttestedOracle',
      types: ['address[]', 'uint256', 'uint32', 'uint256', 'uint256', 'address', 'uint16'],
      args: [
        oracle.reporters,
        oracle.threshold,
        oracle.firstDay,
        oracle.heartbeat,
        oracle.finalityDelay,
        oracle.guardian ?? ZERO_ADDRESS,
        oracle.maxDailyMoveBps,
      ],
    },
    ...tokens.map(({ name, symbol, decimals }) => ({
      contract: 'TestToken',
      types: ['string', 'string', 'uint8'],
      args: [name, symbol, decimals],
    })),
  ]
}

async function deployStep(setup: DevelopmentSetup, number: number, step: Step): Promise<Address> {
  const { chain, deployer, artifacts } = setup
  const address = addressOf(getCreateAddress({ from: deployer.address, nonce: number }))
  await waitWhileUnderWay(chain, deployer.address)
  if ((await codeAt(chain, address)) !== '0x') return address
  if ((await transactionsOf(chain, deployer.address, 'latest')) !== number) {
    const used = `transaction ${number} of the deployer ${deployer.address} did not deploy ${step.contract}`
    throw new PortFailure('chain', `${used}: its account was used for something else`)
  }
  const data = creationCode(await artifacts(step.contract), step.types, step.args)
  const { created } = await deployer.send({ to: null, data })
  if (created !== address) throw new PortFailure('chain', `${step.contract} was deployed at ${created ?? 'no address'}`)
  return address
}

/** Whoever was interrupted may have sent a transaction that is not mined yet. */
async function waitWhileUnderWay(chain: Chain, account: Address): Promise<void> {
  for (let poll = 0; poll < POLLS; poll++) {
    const sent = await transactionsOf(chain, account, 'pending')
    if ((await transactionsOf(chain, account, 'latest')) >= sent) return
    await pause(POLL_MS)
  }
  throw new PortFailure('chain', `a transaction of ${account} is under way and not mined`)
}

async function transactionsOf(chain: Chain, account: Address, at: 'latest' | 'pending'): Promise<number> {
  return countOf(await chain.request('eth_getTransactionCount', [account, at]))
}

async function assertOracle(chain: Chain, oracle: Address, wanted: OracleSetup): Promise<void> {
  const { reporters, threshold, firstDay, finalityDelay, guardian, maxDailyMoveBps } = await readOracle(
    chain,
    oracle,
  ).catch((cause: unknown) => {
    if (!(cause instanceof CallReverted)) throw cause
    throw new PortFailure('chain', `the oracle at ${oracle} is of an earlier desk: begin with another DATA_DIR`, {
      cause,
    })
  })
  const agrees =
    reporters.join() === wanted.reporters.join() &&
    threshold === wanted.threshold &&
    firstDay === wanted.firstDay &&
    finalityDelay === wanted.finalityDelay &&
    guardian === (wanted.guardian ?? ZERO_ADDRESS) &&
    maxDailyMoveBps === wanted.maxDailyMoveBps
  if (!agrees) throw new PortFailure('chain', `the oracle at ${oracle} stands with other reporters or other rules`)
}

async function readOracle(chain: Chain, oracle: Address): Promise<Omit<OracleSetup, 'heartbeat'>> {
  const asked = (question: string) => ask(chain, oracle, ORACLE, question)
  const [[reporters], [threshold], [firstDay], [finalityDelay, guardian, maxDailyMoveBps]] = await Promise.all([
    asked('reporters'),
    asked('threshold'),
    asked('firstDay'),
    asked('setup'),
  ])
  return {
    reporters: listOf(reporters).map(addressOf),
    threshold: countOf(threshold),
    firstDay: countOf(firstDay),
    finalityDelay: countOf(finalityDelay),
    guardian: addressOf(guardian),
    maxDailyMoveBps: countOf(maxDailyMoveBps),
  }
}

async function readToken(chain: Chain, address: Address): Promise<Token> {
  const [symbol, decimals] = await Promise.all([
    ask(chain, address, TOKEN, 'symbol'),
    ask(chain, address, TOKEN, 'decimals'),
  ])
  return { address, symbol: textOf(symbol[0]), decimals: countOf(decimals[0]) }
}
