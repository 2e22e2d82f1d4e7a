/**
 * Runs the desk: reads the configuration, brings the parts up, wires them, listens, and takes everything down again when it is told
 * to stop. One line on stdout for each part.
 */
import { randomUUID } from 'node:crypto'
import { readEnv } from '../config/env.ts'
import { createLogger } from '../config/logger.ts'
import { EMBEDDED_NETWORK } from '../config/networks.ts'
import { lockDataDirectory } from './adapters/embedded/dataDirectory.ts'
import { epochTable } from './adapters/index/epochTable.ts'
import { createSessionStore } from './adapters/store/sessionStore.ts'
import { createDesk } from './desk/desk.ts'
import { isReplay } from './desk/advanceReplay.ts'
import { PortFailure } from './desk/ports.ts'
import { isoInstant } from './domain/units/calendar.ts'
import { createEngine } from './engine/engine.ts'
import { createApp } from './web/app.ts'
import { startChainPart } from './wiring/chainPart.ts'
import { compiledContracts } from './wiring/compiledContracts.ts'
import type { CompiledContracts } from './wiring/compiledContracts.ts'
import { composePorts } from './wiring/composePorts.ts'
import { startDatabasePart } from './wiring/databasePart.ts'
import { impatient } from './wiring/impatient.ts'
import { projectRoot } from './wiring/projectRoot.ts'
import { sessionSecretOf } from './wiring/sessionSecret.ts'
import { takeDown } from './wiring/takeDown.ts'
import { CannotStart, openWebDoor } from './wiring/webDoor.ts'

const env = readEnv()
const log = createLogger(env.logLevel)
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
  say('database', databasePart.line)
  say('chain', chainPart.line)
  say(
    'contracts',
    `factory ${chainPart.network.factory}, keeper ${chainPart.network.keeper}, oracle ${chainPart.network.oracle}`,
  )

  const ports = composePorts({ ...databasePart, ...chainPart, index: epochTable(), log })
  const desk = createDesk(ports)
  const engine = createEngine({ desk, ...ports, holder: randomUUID() })
  parts.add('engine', () => engine.stop())
  const asOf = await ports.clock.asOf()
  if (isReplay(ports.clock) && asOf < EMBEDDED_NETWORK.replayStart) {
    await engine.alone(() => desk.advanceReplay({ to: EMBEDDED_NETWORK.replayStart }))
  }
  await engine.pass()
  engine.start()
  const epochs = await ports.index.epochs()
  const time = isReplay(ports.clock) ? 'time stands still until it is moved' : 'live'
  say(
    'index',
    `${epochs.length} real difficulty epochs from the built-in table; desk time ${isoInstant(await ports.clock.asOf())}, ${time}`,
  )
  say('engine', 'a pass every two seconds; holds a gas key and no power')
  // People wait for an answer: what they ask of a part that is down or hangs fails within seconds.
  const forPages = impatient(ports)
  door.serve(
    createApp({
      desk: createDesk(forPages.ports),
      log,
      changes: ports.changes,
      sessions: {
        store: forPages.sessions(createSessionStore(databasePart.database)),
        secret: env.sessionSecret ?? (await sessionSecretOf(env.dataDir)),
      },
      origin: () => env.publicUrl ?? door.url,
      root: projectRoot(),
      trial: null,
      closing: door.closing,
    }),
  )
  say('web', `${door.url}   (Ctrl-C stops the desk; its state is kept)`)
}

function say(part: string, line: string): void {
  process.stdout.write(`${part.padEnd(10)} ${line}\n`)
}
