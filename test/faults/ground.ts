/** What the servers of a bench stand on: a real chain and a real database, which can be put back to where they stood. */
import mongoose from 'mongoose'
import type { Connection } from 'mongoose'
import { replayClock } from '../../server/adapters/chain/chainClock.ts'
import { connectChain } from '../../server/adapters/chain/provider.ts'
import { escrowGateway } from '../../server/adapters/chain/gateway.ts'
import type { Chain } from '../../server/adapters/chain/provider.ts'
import { createSender } from '../../server/adapters/chain/sender.ts'
import { connectDatabase } from '../../server/adapters/store/connect.ts'
import { epochTable } from '../../server/adapters/index/epochTable.ts'
import { retargetHeaders } from '../../server/adapters/index/retargetHeaders.ts'
import type { EscrowGateway } from '../../server/desk/ports.ts'
import type { Proving } from '../../server/wiring/composePorts.ts'
import { compiledContracts } from '../../server/wiring/compiledContracts.ts'
import { DEVELOPMENT_KEYS, developmentNetwork, developmentRelay } from '../../server/wiring/developmentNetwork.ts'
import { parseDay } from '../../server/domain/units/calendar.ts'
import { startOfDay } from '../../server/domain/units/time.ts'
import type { Instant } from '../../server/domain/units/time.ts'
import { startTestChain, startTestDatabase } from '../support/embedded.ts'
import type { Place } from './server.ts'

/** A chain and a database as they stood. */
export interface Checkpoint {
  /** The chain's own; it can be gone back to once. */
  snapshot: unknown
  readonly contents: Contents
}

type Contents = readonly (readonly [collection: string, documents: readonly mongoose.mongo.Document[]])[]

export interface Ground extends Place {
  readonly chain: Chain
  readonly database: Connection
  readonly escrows: Pick<EscrowGateway, 'readState'>
  /** World time moves by so many milliseconds more than it does. */
  shift(milliseconds: number): void
  /** Moves desk time there. */
  moveTo(instant: Instant): Promise<void>
  checkpoint(): Promise<Checkpoint>
  goBack(checkpoint: Checkpoint): Promise<void>
  contents(): Promise<Contents>
  leave(): Promise<void>
}

/** Where a ground is. */
export interface Parts extends Pick<Place, 'rpcUrl' | 'chainId' | 'databaseUri' | 'dbName'> {
  readonly stop: () => Promise<void>
}

/** Three days of fixings before the stories begin. */
export const GENESIS = startOfDay(parseDay('2021-05-11'))

/**
 * The desk's contracts, with a relay, on a chain that begins on 11 May 2021. Its clock does not move by itself at all, not even by the
 * second that a block usually takes: whatever happens between two moves of it happens at the same second, with a fault or without.
 */
export async function startGround(): Promise<Ground> {
  const [node, store] = await Promise.all([startTestChain({ genesis: GENESIS }), startTestDatabase()])
  const stop = async () => {
    await Promise.all([node.stop(), store.stop()])
  }
  return groundOn({ rpcUrl: node.rpcUrl, chainId: node.chainId, databaseUri: store.uri, dbName: store.dbName, stop })
}

/** The same on parts that somebody else has started, and that end with it. */
export async function groundOn({ stop, ...where }: Parts): Promise<Ground> {
  const [chain, database] = await Promise.all([
    connectChain(where.rpcUrl, where.chainId),
    connectDatabase(where.databaseUri, where.dbName),
  ])
  const network = await developmentNetwork(chain, GENESIS, compiledContracts())
  const proving = await provingOn(chain)
  const escrows = escrowGateway({ chain, network, sender: createSender(chain, DEVELOPMENT_KEYS.engine) })
  await chain.request('anvil_setBlockTimestampInterval', [0])
  let shifted = 0
  return {
    ...{ ...where, chain, database, network, proving, escrows },
    now: () => Date.now() + shifted,
    shift: (milliseconds) => {
      shifted += milliseconds
    },
    moveTo: (instant) => replayClock(chain, Date.now).moveTo(instant),
    contents: () => contentsOf(database),
    checkpoint: async () => ({
      snapshot: await chain.request('evm_snapshot', []),
      contents: await contentsOf(database),
    }),
    goBack: async (checkpoint) => {
      await chain.request('evm_revert', [checkpoint.snapshot])
      checkpoint.snapshot = await chain.request('evm_snapshot', [])
      await refill(database, checkpoint.contents)
    },
    leave: async () => {
      chain.close()
      await database.close()
      await stop()
    },
  }
}

async function provingOn(chain: Chain): Promise<Proving | null> {
  const headers = retargetHeaders()
  const relay = await developmentRelay(chain, {
    genesis: GENESIS,
    contracts: compiledContracts(),
    index: epochTable(),
    headers,
  })
  return relay && { relay, headers, fixings: 'attested' }
}

async function contentsOf({ db }: Connection): Promise<Contents> {
  const collections = (await db?.listCollections().toArray()) ?? []
  const names = collections.map(({ name }) => name).sort()
  return Promise.all(
    names.map(async (name) => [name, (await db?.collection(name).find().sort({ _id: 1 }).toArray()) ?? []] as const),
  )
}

async function refill({ db }: Connection, contents: Contents): Promise<void> {
  const before = new Map(contents)
  for (const { name } of (await db?.listCollections().toArray()) ?? []) {
    await db?.collection(name).deleteMany({})
    const documents = before.get(name) ?? []
    if (documents.length > 0) await db?.collection(name).insertMany([...documents])
  }
}
