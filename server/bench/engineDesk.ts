/**
 * A desk in a process of its own, for the bench of the engine: pages and engine as a user runs them, but passes are made when the parent
 * asks for one, so that time, memory and answers are those of this process alone.
 */
import { randomUUID } from 'node:crypto'
import { createLogger } from '../../config/logger.ts'
import { replayClock } from '../adapters/chain/chainClock.ts'
import { connectChain } from '../adapters/chain/provider.ts'
import { partyWallet } from '../adapters/chain/wallet.ts'
import { epochTable } from '../adapters/index/epochTable.ts'
import { connectDatabase } from '../adapters/store/connect.ts'
import { createSessionStore } from '../adapters/store/sessionStore.ts'
import { createDesk } from '../desk/desk.ts'
import type { Desk } from '../desk/desk.ts'
import { createEngine } from '../engine/engine.ts'
import type { EngineParts } from '../engine/job.ts'
import { recordedRun } from '../engine/job.ts'
import { createApp } from '../web/app.ts'
import { compiledContracts } from '../wiring/compiledContracts.ts'
import { composePorts } from '../wiring/composePorts.ts'
import { DEVELOPMENT_KEYS, developmentNetwork } from '../wiring/developmentNetwork.ts'
import { withWallet } from '../wiring/demoPeople.ts'
import { impatient } from '../wiring/impatient.ts'
import { projectRoot } from '../wiring/projectRoot.ts'
import { openWebDoor } from '../wiring/webDoor.ts'
import type { DeskAnswer, DeskPlace, DeskQuestion, PassMade } from './engineChild.ts'
import { TRADER } from './engineChild.ts'
import { traderKey } from './manyDeals.ts'

const place = JSON.parse(process.argv[2] ?? '') as DeskPlace
const log = createLogger('warn')
const [database, chain] = await Promise.all([
  connectDatabase(place.databaseUri, 'hashdesk'),
  connectChain(place.rpcUrl, place.chainId),
])
const network = await developmentNetwork(chain, place.genesis, compiledContracts())
const ports = composePorts({
  ...{ database, chain, network, log, clock: replayClock(chain, Date.now), index: epochTable() },
  ...{ engineKey: DEVELOPMENT_KEYS.engine, reporterKeys: DEVELOPMENT_KEYS.reporters },
})
const desk = createDesk(ports)
const engine = createEngine({ desk, ...ports }, [])
const door = await openWebDoor('127.0.0.1', 0)
const forPages = impatient(ports)
door.serve(
  createApp({
    ...{ desk: createDesk(forPages.ports), engine, log, changes: ports.changes, root: projectRoot(), trial: null },
    ...{ origin: () => door.url, closing: door.closing },
    sessions: { store: forPages.sessions(createSessionStore(database)), secret: randomUUID() },
  }),
)
await withWallet(
  desk,
  await desk.registerDemoPerson({ ...TRADER, role: 'miner' }),
  partyWallet(chain, network, traderKey(0, 'seller')),
  door.url,
)

process.on('message', (question: DeskQuestion) => {
  void answer(question)
})
process.on('disconnect', () => {
  process.exit(0)
})
tell({ kind: 'ready', url: door.url })

async function answer(question: DeskQuestion): Promise<void> {
  try {
    if (question.kind === 'pass') tell({ kind: 'passed', ...(await timedPass({ desk, ...ports })) })
    if (question.kind === 'forget') {
      await forgetSince(question.block)
      tell({ kind: 'forgotten' })
    }
  } catch (error) {
    tell({ kind: 'failed', why: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
}

function tell(what: DeskAnswer): void {
  process.send?.(what)
}

/** The pass that the engine's schedule makes, with run records, and the seconds of each of its jobs. */
async function timedPass(parts: EngineParts & { readonly desk: Desk }): Promise<PassMade> {
  const jobSeconds: Record<string, number> = {}
  const began = performance.now()
  const { failures } = await parts.turn.wait(async () => {
    const token = parts.turn.current()?.token ?? 0
    const asOf = await parts.clock.asOf()
    return parts.desk.enginePass(async (job, verb) => {
      const start = performance.now()
      const tally = await recordedRun(parts, { token, asOf }, job, verb)
      jobSeconds[job] = (jobSeconds[job] ?? 0) + (performance.now() - start) / 1_000
      return tally
    })
  })
  const seconds = (performance.now() - began) / 1_000
  return { seconds, jobSeconds, failures, peakMemoryMb: Math.round(process.resourceUsage().maxRSS / 1_024) }
}

/** The chain has been put back to `block`: what was sent above it was never sent, and the read model follows the chain. */
async function forgetSince(block: number): Promise<void> {
  await database.collection('sendings').deleteMany({ 'mined.block': { $gt: block } })
  // What it told people is told again, so that each round does the same.
  await database.collection('deals').updateMany({}, { $unset: { notices: 1 } })
  await desk.indexChain()
}
