/** A whole desk without its doors that proves difficulty: real database, real chain, the wiring's own ports; time is moved by the test. */
import type { Connection } from 'mongoose'
import { replayClock } from '../../server/adapters/chain/chainClock.ts'
import { connectChain } from '../../server/adapters/chain/provider.ts'
import type { Chain } from '../../server/adapters/chain/provider.ts'
import { partyWallet } from '../../server/adapters/chain/wallet.ts'
import type { PartyWallet } from '../../server/adapters/chain/wallet.ts'
import { epochTable } from '../../server/adapters/index/epochTable.ts'
import type { LiveIndex } from '../../server/adapters/index/liveIndex.ts'
import { connectDatabase } from '../../server/adapters/store/connect.ts'
import { createDesk } from '../../server/desk/desk.ts'
import type { Desk } from '../../server/desk/desk.ts'
import type { DealRecord, Network, Ports, ReplayClock } from '../../server/desk/ports.ts'
import { confirmationText } from '../../server/domain/terms/confirmation.ts'
import { SIDES } from '../../server/domain/terms/terms.ts'
import type { BySide, Hex, Side, Terms } from '../../server/domain/terms/terms.ts'
import type { Instant } from '../../server/domain/units/time.ts'
import { composePorts } from '../../server/wiring/composePorts.ts'
import type { Proving } from '../../server/wiring/composePorts.ts'
import { compiledContracts } from '../../server/wiring/compiledContracts.ts'
import { DEVELOPMENT_KEYS, developmentNetwork } from '../../server/wiring/developmentNetwork.ts'
import { startTestChain, startTestDatabase, testLog } from './embedded.ts'
import { someTerms } from './terms.ts'
import { giveGas, keyNamed } from './wallets.ts'

export interface ProvingDesk {
  readonly desk: Desk
  readonly ports: Ports & { readonly clock: ReplayClock }
  readonly chain: Chain
  readonly database: Connection
  /** The address of its own database, by name. */
  readonly databaseUri: string
  readonly network: Network
  readonly wallets: BySide<PartyWallet>
  /** Moves time there, and lets the engine do what falls due. */
  at(instant: Instant): Promise<void>
  /** A deal of the two on the desk's oracle, signed, opened and read. */
  open(wanted: Partial<Terms>): Promise<DealRecord>
  stop(): Promise<void>
}

export interface ProvingWanted {
  /** Where the index comes from; the built-in table, if not said. */
  readonly following?: Pick<LiveIndex, 'index' | 'bitcoin'>
  readonly genesis: Instant
  /** Puts relay and, if it is to be another, oracle on the chain that has the rest of the network. */
  readonly proving: (
    chain: Chain,
    network: Network,
  ) => Promise<{ readonly proving: Proving | null; readonly network: Network }>
  /** The keys that attest; those of the development network, if not said. */
  readonly reporterKeys?: readonly Hex[]
}

export async function startProvingDesk({
  genesis,
  proving,
  reporterKeys,
  following,
}: ProvingWanted): Promise<ProvingDesk> {
  const [node, store] = await Promise.all([startTestChain({ genesis }), startTestDatabase()])
  const [chain, database] = await Promise.all([
    connectChain(node.rpcUrl, node.chainId),
    connectDatabase(store.uri, store.dbName),
  ])
  const proven = await proving(chain, await developmentNetwork(chain, genesis, compiledContracts()))
  const { network } = proven
  const ports = composePorts({
    ...{
      database,
      chain,
      network,
      log: testLog,
      clock: replayClock(chain, Date.now),
      index: following?.index ?? epochTable(),
    },
    engineKey: DEVELOPMENT_KEYS.engine,
    reporterKeys: reporterKeys ?? DEVELOPMENT_KEYS.reporters,
    proving: proven.proving,
    bitcoin: following?.bitcoin ?? null,
  })
  const desk = createDesk(ports)
  const walletOf = async (name: string) => {
    await giveGas(chain, keyNamed(name))
    return partyWallet(chain, network, keyNamed(name))
  }
  const wallets = { seller: await walletOf('proven seller'), buyer: await walletOf('proven buyer') }
  return {
    ...{ desk, ports, chain, database, network, wallets },
    databaseUri: store.uri.replace('/?', `/${store.dbName}?`),
    at: async (instant) => {
      if ((await ports.clock.asOf()) < instant) await ports.clock.moveTo(instant)
      await desk.enginePass()
    },
    open: (wanted) => openDeal({ desk, ports, network, wallets }, wanted),
    stop: async () => {
      chain.close()
      await database.close()
      await Promise.all([node.stop(), store.stop()])
    },
  }
}

type Signing = Pick<ProvingDesk, 'desk' | 'network' | 'wallets'> & { readonly ports: Pick<Ports, 'escrows'> }

async function openDeal(signing: Signing, wanted: Partial<Terms>): Promise<DealRecord> {
  const { desk } = signing
  const id = await signDeal(signing, wanted)
  await desk.openDeal({ dealId: id, actor: 'test' })
  await desk.indexChain()
  return desk.readDeal(id)
}

/** A deal of the two on the desk's oracle that those have signed, with money and a permit for what they lock. */
export async function signDeal(
  { desk, ports, network, wallets }: Signing,
  wanted: Partial<Terms>,
  signers: readonly Side[] = SIDES,
): Promise<Hex> {
  const parties = { seller: wallets.seller.address, buyer: wallets.buyer.address }
  const terms = someTerms({ ...parties, token: network.tokens[0]!.address, oracle: network.oracle, ...wanted })
  const documentHash = ports.escrows.documentHashOf(confirmationText(terms))
  const { id } = await desk.agreeDeal({ terms: { ...terms, documentHash }, actor: 'test' })
  const deal = await desk.readDeal(id)
  for (const side of signers) {
    const wallet = wallets[side]
    const margin = side === 'seller' ? terms.sellerMargin : terms.buyerMargin
    await wallet.mint(terms.token, margin)
    const permit = await wallet.signPermit(terms.token, network.factory, margin, terms.openBy)
    await desk.recordSignature({ dealId: id, side, signature: wallet.signTerms(deal.terms), permit })
  }
  return id
}
