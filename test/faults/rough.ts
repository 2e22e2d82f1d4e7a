/**
 * The rough part of the bench: whole lives of deals while the database and the chain are killed like by a power cut, and the lines to them
 * cut and slowed, at a moment of every step; in half of the lives with two engines. When exactly is up to the machine, so that the seed
 * repeats what is done and not to the millisecond when.
 */
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { EMBEDDED_NETWORK } from '../../config/networks.ts'
import { startChain } from '../../server/adapters/embedded/chain.ts'
import type { EmbeddedChain } from '../../server/adapters/embedded/chain.ts'
import { startDatabase } from '../../server/adapters/embedded/database.ts'
import type { EmbeddedDatabase } from '../../server/adapters/embedded/database.ts'
import type { Log } from '../../server/desk/ports.ts'
import { NATIVE_CACHE, temporaryFolder } from '../support/embedded.ts'
import { whatDiffers } from './comparing.ts'
import { drawing } from './drawing.ts'
import { GENESIS, groundOn } from './ground.ts'
import type { Ground } from './ground.ts'
import { outcomeOf } from './likeness.ts'
import type { Outcome } from './likeness.ts'
import { openLine } from './line.ts'
import type { Line } from './line.ts'
import { lookAround, startServer } from './server.ts'
import type { BenchServer, Place } from './server.ts'
import { STORIES, aScene } from './stories.ts'
import type { Scene, Story } from './stories.ts'

const TROUBLES = [
  'the database is killed',
  'the chain is killed',
  'both are killed',
  'the line to the database is cut',
  'the line to the chain is cut',
  'both lines are slow',
] as const
type Trouble = (typeof TROUBLES)[number]

/** Lives in which seconds decide nothing: a chain that is started again counts a second for each block. */
const LIVES = ['a call is not met', 'a call is met', 'a deal matures', 'the two agree']
/** Steps are so much later, each a little more, that what falls due has fallen due by then whatever was late. */
const SLACK_SECONDS = 300
const LATEST_MS = 250
const CUT_MS = 300
const SLOW_MS = 25

export interface RoughReport {
  readonly faults: number
  readonly differences: readonly string[]
}

interface World {
  readonly ground: Ground
  /** What servers are told of it: both lines in between. */
  readonly place: Place
  readonly chain: EmbeddedChain
  readonly database: EmbeddedDatabase
  readonly lines: { readonly chain: Line; readonly database: Line }
  leave(): Promise<void>
}

/** At least `count` troubles, in whole lives. */
export async function runRough(seed: string, count: number, tell: (line: string) => void): Promise<RoughReport> {
  const draw = drawing(`${seed}/rough`)
  const template = await aTemplate()
  const expected = new Map<Story, Outcome>()
  const differences: string[] = []
  let faults = 0
  for (let life = 0; faults < count; life++) {
    const name = LIVES[life % LIVES.length]!
    const story = STORIES.find((one) => one.name.startsWith(name))!
    if (!expected.has(story)) expected.set(story, (await live(template, story, null)).outcome)
    const { outcome, troubles } = await live(template, story, draw)
    faults += troubles.length
    const difference = whatDiffers(expected.get(story)!, outcome)
    const line = `${story.name}: ${troubles.join(', ')}`
    if (difference !== null) differences.push(`${line}\n${difference}`)
    tell(`${difference === null ? 'same     ' : 'DIFFERENT'} ${line}${difference === null ? '' : `\n${difference}`}`)
  }
  return { faults, differences }
}

/** A data directory with the contracts and the first days, to begin every life from. */
async function aTemplate(): Promise<string> {
  const dir = temporaryFolder()
  const world = await startWorld(dir)
  const server = await startServer(world.ground)
  await server.turn.wait(() => server.desk.advanceReplay({ to: EMBEDDED_NETWORK.replayStart }))
  await server.leave()
  await world.leave()
  return dir
}

type Draw = (below: number) => number

/** One life of a story; with trouble at each of its steps if there is something to draw it from. */
async function live(template: string, story: Story, draw: Draw | null) {
  const dir = temporaryFolder()
  await cp(template, dir, { recursive: true })
  const world = await startWorld(dir)
  const server = await startServer(world.place)
  const other = draw !== null && draw(2) === 1 ? await startServer(world.place) : null
  try {
    const scene = await aScene(world.ground)
    await story.begin(server, scene)
    await lookUntilQuiet(server)
    const troubles: string[] = []
    for (const [index, step] of story.steps.entries()) {
      await world.ground.moveTo(step.at + (index + 1) * SLACK_SECONDS)
      await step.people?.(scene)
      const trouble = draw === null ? null : TROUBLES[draw(TROUBLES.length)]!
      if (trouble !== null) troubles.push(trouble)
      await Promise.all([
        lookUntilQuiet(server),
        other === null ? null : lookAround(other),
        draw === null || trouble === null ? null : make(trouble, world, draw(LATEST_MS)),
      ])
      await lookUntilQuiet(server)
    }
    const outcome = await outcomeOf(scene satisfies Scene, 'whateverTheHour')
    return { outcome, troubles: other === null ? troubles : [...troubles, 'with two engines'] }
  } finally {
    await server.leave()
    await other?.leave()
    await world.leave()
  }
}

/** Looks as the schedule does, again and again, until nothing fails and nothing is left. */
async function lookUntilQuiet(server: BenchServer): Promise<void> {
  for (let look = 0; look < 60; look++) {
    const { done, failures } = await server.tick()
    if (done === 0 && failures.length === 0) return
    if (failures.length > 0) await pause(250)
  }
}

async function make(trouble: Trouble, { chain, database, lines }: World, after: number): Promise<void> {
  await pause(after)
  switch (trouble) {
    case 'the database is killed':
      process.kill(database.pid(), 'SIGKILL')
      return
    case 'the chain is killed':
      process.kill(chain.pid(), 'SIGKILL')
      return
    case 'both are killed':
      process.kill(chain.pid(), 'SIGKILL')
      process.kill(database.pid(), 'SIGKILL')
      return
    case 'the line to the database is cut':
      return lines.database.cut(CUT_MS)
    case 'the line to the chain is cut':
      return lines.chain.cut(CUT_MS)
    case 'both lines are slow':
      lines.chain.slow(SLOW_MS)
      lines.database.slow(SLOW_MS)
      await pause(4 * CUT_MS)
      lines.chain.slow(0)
      lines.database.slow(0)
  }
}

/** Being killed is what this is about; whatever is not brought up again shows in what comes out. */
const SILENT: Log = { info: () => undefined, warn: () => undefined, error: () => undefined }

async function startWorld(dir: string): Promise<World> {
  const [chain, database] = await Promise.all([
    startChain({ dir: join(dir, 'chain'), genesis: GENESIS, clock: 'replay', log: SILENT }),
    startDatabase({ dir: join(dir, 'database'), log: SILENT, cache: NATIVE_CACHE }),
  ])
  const socket = decodeURIComponent(/^mongodb:\/\/([^/]+)\//.exec(database.uri)![1]!)
  const lineSocket = join(dir, 'line.sock')
  const [toChain, toDatabase] = await Promise.all([
    openLine({ port: 0 }, () => ({ port: Number(new URL(chain.rpcUrl).port) })),
    openLine({ path: lineSocket }, () => ({ path: socket })),
  ])
  const where = { chainId: chain.chainId, dbName: 'bench', databaseUri: database.uri, rpcUrl: chain.rpcUrl }
  const ground = await groundOn({
    ...where,
    stop: async () => {
      await Promise.all([toChain.close(), toDatabase.close()])
      await Promise.all([chain.stop(), database.stop()])
    },
  })
  const place = {
    ...ground,
    rpcUrl: `http://127.0.0.1:${toChain.port}`,
    databaseUri: database.uri.replace(encodeURIComponent(socket), encodeURIComponent(lineSocket)),
  }
  return {
    ground,
    place,
    chain,
    database,
    lines: { chain: toChain, database: toDatabase },
    leave: () => ground.leave(),
  }
}
