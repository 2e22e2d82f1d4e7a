/** One server of the bench: the desk and its engine as `main.ts` wires them, whose every message passes a gate. */
import mongoose from 'mongoose'
import type { Connection } from 'mongoose'
import { replayClock } from '../../server/adapters/chain/chainClock.ts'
import { connectChain } from '../../server/adapters/chain/provider.ts'
import type { Chain } from '../../server/adapters/chain/provider.ts'
import { connectDatabase } from '../../server/adapters/store/connect.ts'
import { epochTable } from '../../server/adapters/index/epochTable.ts'
import { createDesk } from '../../server/desk/desk.ts'
import type { Desk } from '../../server/desk/desk.ts'
import { PortFailure } from '../../server/desk/ports.ts'
import type { Log, Network, Ports } from '../../server/desk/ports.ts'
import { NOTHING_DONE, together } from '../../server/desk/tally.ts'
import type { Turn } from '../../server/desk/ports/turn.ts'
import type { Tally } from '../../server/desk/tally.ts'
import { SCHEDULE } from '../../server/engine/schedule.ts'
import { composePorts } from '../../server/wiring/composePorts.ts'
import type { Proving } from '../../server/wiring/composePorts.ts'
import { DEVELOPMENT_KEYS } from '../../server/wiring/developmentNetwork.ts'
import { createGate } from './gate.ts'
import type { Gate, Message } from './gate.ts'

/** Where a server works. */
export interface Place {
  readonly rpcUrl: string
  readonly chainId: number
  readonly databaseUri: string
  readonly dbName: string
  readonly network: Network
  readonly proving: Proving | null
  /** World time in milliseconds. */
  readonly now: () => number
}

export interface BenchServer {
  readonly desk: Desk
  readonly gate: Gate
  readonly turn: Turn
  readonly escrows: Ports['escrows']
  /** Every job of the schedule once, in its order; what a job throws is a failure, as it is for the engine. */
  tick(): Promise<Tally>
  /** Lets go of its connections; whatever it holds in the outside it goes on holding. */
  leave(): Promise<void>
}

/** A server that tells nobody anything. */
const SILENT: Log = { info: () => undefined, warn: () => undefined, error: () => undefined }

export async function startServer(place: Place): Promise<BenchServer> {
  const gate = createGate()
  const [database, chain] = await Promise.all([gatedDatabase(place, gate), gatedChain(place, gate)])
  const { network, proving, now } = place
  const clock = replayClock(chain, now)
  const composed = composePorts({
    ...{ database, chain, network, proving, clock, log: SILENT, index: epochTable() },
    engineKey: DEVELOPMENT_KEYS.engine,
    reporterKeys: DEVELOPMENT_KEYS.reporters,
  })
  const ports = {
    ...composed,
    deals: waiting(composed.deals, gate),
    fixings: waiting(composed.fixings, gate),
    cursor: waiting(composed.cursor, gate),
    runs: waiting(composed.runs, gate),
  }
  const desk = createDesk(ports)
  jobs.set(gate, () => composed.turn.current()?.job ?? null)
  return {
    ...{ desk, gate, turn: composed.turn, escrows: composed.escrows },
    tick: async () => {
      let tally = NOTHING_DONE
      for (const { job } of SCHEDULE)
        tally = together(tally, await attempted(job.name, () => job.run({ ...ports, desk })))
      return tally
    },
    leave: async () => {
      chain.close()
      await database.close(true)
    },
  }
}

/** As many looks as it takes until there is nothing left to do. */
export async function lookAround(server: BenchServer): Promise<void> {
  for (let look = 0; look < 6; look++) {
    const { done, failures } = await server.tick()
    if (done === 0 && failures.length === 0) return
  }
}

async function attempted(name: string, run: () => Promise<Tally | null>): Promise<Tally> {
  try {
    return (await run()) ?? { done: 0, failures: [{ what: name, why: 'another server acts' }] }
  } catch (error) {
    return { done: 0, failures: [{ what: name, why: String(error) }] }
  }
}

/** The job in whose doing a message is sent. */
const jobs = new WeakMap<Gate, () => string | null>()

function named(gate: Gate, what: string): string {
  return `${jobs.get(gate)?.() ?? 'engine'}: ${what}`
}

async function gatedChain({ rpcUrl, chainId }: Place, gate: Gate): Promise<Chain> {
  const chain = await connectChain(rpcUrl, chainId)
  return {
    ...chain,
    request: async (method, params) => {
      await gate.comeBy()
      const message = gate.out(named(gate, method))
      const answer = await chain.request(method, params)
      gate.back(message)
      return answer
    },
  }
}

/** The desk's own connection, whose driver tells of each command: what a listener throws is what its sender hears. */
async function gatedDatabase({ databaseUri, dbName }: Place, gate: Gate): Promise<Connection> {
  const connection = await connectDatabase(`${databaseUri}&monitorCommands=true`, dbName)
  const client = connection.getClient()
  const underWay = new Map<number, Message>()
  client.on('commandStarted', ({ commandName, command, requestId }) => {
    if (UNHEARD.has(commandName)) return
    const collection = String((command as Readonly<Record<string, unknown>>)[commandName])
    underWay.set(requestId, gate.out(named(gate, `${commandName} ${collection}`)))
  })
  client.on('commandSucceeded', ({ requestId }) => {
    const message = underWay.get(requestId)
    underWay.delete(requestId)
    if (message !== undefined) gate.back(message)
  })
  return connection
}

/** What the driver says by itself. */
const UNHEARD: ReadonlySet<string> = new Set(['hello', 'ismaster', 'ping', 'endSessions', 'buildInfo'])

/** `port`, at whose every call a server can be held up, before it asks and before it hears the answer. */
function waiting<P extends object>(port: P, gate: Gate): P {
  const members = Object.entries(port).map(([name, member]: [string, (...args: unknown[]) => Promise<unknown>]) => {
    const held = async (...args: unknown[]) => {
      await gate.comeBy()
      const answer = await member.apply(port, args)
      await gate.comeBy()
      return answer
    }
    return [name, held]
  })
  return Object.fromEntries(members) as P
}

/** What a server dies of. */
export class Death extends Error {}

/** An answer that did not come, as each part tells it. */
export function noAnswer(what: string): Error {
  const isOfTheChain = / (eth|net|web3|evm|anvil)_/.test(what)
  return isOfTheChain
    ? new PortFailure('chain', 'the line is cut')
    : new mongoose.mongo.MongoNetworkError('the line is cut')
}
