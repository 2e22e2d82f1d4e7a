/**
 * Runs the desk: reads the configuration, brings the parts up, wires them, listens, and takes everything down again when it is told
 * to stop. One line on stdout for each part.
 */
import { readEnv } from '../config/env.ts'
import { createLogger } from '../config/logger.ts'
import { lockDataDirectory } from './adapters/embedded/dataDirectory.ts'
import { createSessionStore } from './adapters/store/sessionStore.ts'
import { createDesk } from './desk/desk.ts'
import { PortFailure } from './desk/ports.ts'
import { createEngine } from './engine/engine.ts'
import { createApp } from './web/app.ts'
import { startBitcoinPart } from './wiring/bitcoinPart.ts'
import { createMetrics } from './web/metrics/metrics.ts'
import { startChainPart } from './wiring/chainPart.ts'
import { compiledContracts } from './wiring/compiledContracts.ts'
import type { CompiledContracts } from './wiring/compiledContracts.ts'
import { composePorts } from './wiring/composePorts.ts'
import { startDatabasePart } from './wiring/databasePart.ts'
import { impatient } from './wiring/impatient.ts'
import { outgoingPart } from './wiring/outgoing.ts'
import { playHistory } from './wiring/playHistory.ts'
import { projectRoot } from './wiring/projectRoot.ts'
import { sessionSecretOf } from './wiring/sessionSecret.ts'
import { takeDown } from './wiring/takeDown.ts'
import { tellDesk, tellGround } from './wiring/tellParts.ts'
import { startTrial } from './wiring/trial.ts'
import { CannotStart, openWebDoor } from './wiring/webDoor.ts'

const env = readEnv()
const log = createLogger(env.logLevel)
const metrics = createMetrics()
const parts = takeDown(log)

/** Runs the desk until it is told to stop. `contracts` is the folder of the compiled ones, once they are. */
export async function runDesk(contracts: Promise<string>): Promise<void> {
  try {
    await start(compiledContracts(contracts))
  } catch (error) {
    if (!(error instanceof PortFailure || error instanceof CannotStart)) throw error
    process.stderr.write(`The desk does not start: ${error.message}\n`)
    await parts.stop()
    process.exit(1)
  }
}

async function start(contracts: CompiledContracts): Promise<void> {
  const door = await openWebDoor(env.host, env.port)
  parts.add('web', () => door.close())
  const lock = await lockDataDirectory(env.dataDir)
  parts.add('lock', () => lock.release())
  const [databasePart, chainPart] = await Promise.all([
    startDatabasePart(env, log),
    // With port 0 the taken one is known only now; the chain answers pages from there.
    startChainPart({ ...env, port: Number(new URL(door.url).port) }, contracts, log),
  ])
  parts.add('database', () => databasePart.stop())
  parts.add('chain', () => chainPart.stop())
  tellGround(databasePart, chainPart)
  const outgoing = outgoingPart(env)
  parts.add('mail', () => outgoing.stop())
  const bitcoinPart = await startBitcoinPart({ choice: env.bitcoin, log, ...chainPart })
  const origin = () => env.publicUrl ?? door.url
  const ground = { ...databasePart, ...chainPart, ...bitcoinPart, ...outgoing, origin }
  const ports = composePorts({ ...ground, log, sending: env.sending, indexFromBlock: env.indexFromBlock })
  const desk = createDesk(ports)
  const engine = createEngine({ desk, ...ports, ran: metrics.ran })
  parts.add('engine', () => engine.stop())
  await desk.nameReaders({ operators: env.operators, auditors: env.auditors })
  const trial = await startTrial({ env, desk, ports, engine, chainPart, origin: origin() })
  if (trial !== null) parts.add('replay', () => trial.stop())
  await playHistory(ports, desk, engine)
  await engine.pass()
  engine.start()
  // People wait for an answer: what they ask of a part that is down or hangs fails within seconds.
  const forPages = impatient(ports)
  const sessions = {
    store: forPages.sessions(createSessionStore(databasePart.database)),
    secret: env.sessionSecret ?? (await sessionSecretOf(env.dataDir)),
  }
  const [{ changes }, { closing }, root] = [ports, door, projectRoot()]
  const pages = { desk: createDesk(forPages.ports), engine, log, changes, sessions, origin, root, trial, closing }
  door.serve(createApp({ ...pages, metrics: { metrics, token: env.telling.metricsToken } }))
  await tellDesk({ ...ports, ...bitcoinPart }, door.url, trial)
}
