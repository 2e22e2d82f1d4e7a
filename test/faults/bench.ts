/**
 * Disturbs lives of deals and compares what came of them with the same lives undisturbed.
 *
 * A story is lived once without a fault. Then, moment by moment, each fault of the plan begins where that moment began, befalls the
 * server there, and lets the story go on to its end with whatever server is left; what came of it is compared.
 */
import { EMBEDDED_NETWORK } from '../../config/networks.ts'
import { drawing } from './drawing.ts'
import { firstDifference, whatDiffers } from './comparing.ts'
import { befall } from './befall.ts'
import { FAULTS } from './faults.ts'
import type { Fault, FaultKind } from './faults.ts'
import { startGround } from './ground.ts'
import type { Ground } from './ground.ts'
import { outcomeOf, readModelOf } from './likeness.ts'
import type { Closeness, Outcome } from './likeness.ts'
import { lookAround, startServer } from './server.ts'
import type { BenchServer } from './server.ts'
import { STORIES, aScene } from './stories.ts'
import type { Scene, Step, Story } from './stories.ts'

/** Every so many faults the story is lived to its end; after the others one step further, for nothing that differs is left by then. */
const LIVED_TO_THE_END = 4

export interface BenchWanted {
  readonly seed: string
  /** How many faults. */
  readonly count: number
  /** Only stories whose name contains this. */
  readonly only?: string
  /** Told of each fault as it is over. */
  readonly tell?: (line: string) => void
}

export interface BenchReport {
  readonly seed: string
  readonly faults: number
  readonly byKind: Readonly<Partial<Record<FaultKind, number>>>
  /** Distinct questions of every job, on their way out and back; and at how many of those a server was killed. */
  readonly failPoints: { readonly found: number; readonly killedAt: number; readonly missed: readonly string[] }
  /** What came out differently, fault by fault. */
  readonly differences: readonly string[]
}

/** What was found and done so far. */
interface Tallies {
  readonly byKind: Partial<Record<FaultKind, number>>
  readonly found: Set<string>
  readonly killedAt: Set<string>
  readonly differences: string[]
}

/** A story being disturbed. */
interface Life {
  readonly ground: Ground
  readonly story: Story
  readonly scene: Scene
  readonly tallies: Tallies
}

/** What an undisturbed life of a story said at each step, how often it could be held up there, and what came of it. */
interface Undisturbed {
  readonly heard: readonly (readonly string[])[]
  readonly waits: readonly number[]
  /** What had come of it after each step. */
  readonly outcomes: readonly Readonly<Record<Closeness, Outcome>>[]
}

export async function runBench({ seed, count, only = '', tell = () => undefined }: BenchWanted): Promise<BenchReport> {
  const tallies: Tallies = { byKind: {}, found: new Set(), killedAt: new Set(), differences: [] }
  const stories = STORIES.filter(({ name }) => name.includes(only))
  const plan = planOf(seed, count, stories)
  const ground = await startGround()
  try {
    const server = await startServer(ground)
    await server.turn.wait(() => server.desk.advanceReplay({ to: EMBEDDED_NETWORK.replayStart }))
    await server.leave()
    const scene = await aScene(ground)
    const beginning = await ground.checkpoint()
    for (const story of stories) {
      const faults = plan.filter((fault) => fault.story === story)
      if (faults.length === 0) continue
      await ground.goBack(beginning)
      await disturbStory({ ground, story, scene: { ...scene, deals: [] }, tallies }, faults, tell)
    }
  } finally {
    await ground.leave()
  }
  return reportOf(seed, tallies)
}

function reportOf(seed: string, { byKind, found, killedAt, differences }: Tallies): BenchReport {
  const points = [...found].flatMap((what) => [`${what} (before)`, `${what} (after)`])
  const missed = points.filter((point) => !killedAt.has(point)).sort()
  const failPoints = { found: points.length, killedAt: points.length - missed.length, missed }
  const faults = Object.values(byKind).reduce((sum, one) => sum + one, 0)
  return { seed, faults, byKind, failPoints, differences }
}

function planOf(seed: string, count: number, stories: readonly Story[]): readonly Fault[] {
  const draw = drawing(seed)
  return Array.from({ length: count }, (_, index) => {
    const story = stories[index % stories.length]!
    const step = draw(story.steps.length)
    const kind = FAULTS[draw(FAULTS.length)]!
    // What is slept through is done at the next look.
    const maySleep = story.steps[step]?.mayBeSlept === true && step < story.steps.length - 1
    const isPossible = kind !== 'sleeps through the step' || maySleep
    return { story, step, kind: isPossible ? kind : 'looks twice', nth: draw(1_000_000), more: draw(1_000_000) }
  })
}

async function disturbStory(life: Life, faults: readonly Fault[], tell: (line: string) => void): Promise<void> {
  const { ground, story, scene, tallies } = life
  const server = await startServer(ground)
  await story.begin(server, scene)
  await lookAround(server)
  await server.leave()
  const begun = await ground.checkpoint()
  const undisturbed = await liveUndisturbed(life)
  await ground.goBack(begun)
  for (const [index, step] of story.steps.entries()) {
    const before = await ground.checkpoint()
    for (const fault of faults.filter((one) => one.step === index)) {
      const began = performance.now()
      const difference = await disturbed(life, fault, undisturbed).catch((error: unknown) => String(error))
      tallies.byKind[fault.kind] = (tallies.byKind[fault.kind] ?? 0) + 1
      const line = `${story.name}, step ${index + 1}: ${fault.kind} ${placeOf(fault, undisturbed)}`
      if (difference !== null) tallies.differences.push(`${line}\n${difference}`)
      tell(
        `${difference === null ? 'same     ' : 'DIFFERENT'} ${line} (${Math.round(performance.now() - began)} ms)${difference === null ? '' : `\n${difference}`}`,
      )
      await ground.goBack(before)
    }
    await liveStep(life, await startServer(ground), step).then((left) => left.leave())
  }
}

/** Where it befalls the server, unless that looks for a place of its own. */
function placeOf({ nth, step }: Fault, { heard }: Undisturbed): string {
  const said = heard[step] ?? []
  return `[${nth % said.length}: ${said[nth % said.length] ?? ''}]`
}

async function liveUndisturbed(life: Life): Promise<Undisturbed> {
  const { ground, story, scene, tallies } = life
  const server = await startServer(ground)
  const [heard, waits, outcomes]: [string[][], number[], Record<Closeness, Outcome>[]] = [[], [], []]
  for (const step of story.steps) {
    server.gate.begin()
    await liveStep(life, server, step)
    heard.push(server.gate.heard.map(({ what }) => what))
    waits.push(server.gate.waits())
    outcomes.push({
      toTheSecond: await outcomeOf(scene, 'toTheSecond'),
      whateverTheHour: await outcomeOf(scene, 'whateverTheHour'),
    })
  }
  for (const what of heard.flat()) tallies.found.add(what)
  await server.leave()
  const wrong = outcomes.flatMap(({ toTheSecond }) => toTheSecond.wrong)
  if (wrong.length > 0) throw new Error(`undisturbed: ${wrong.join('; ')}`)
  return { heard, waits, outcomes }
}

/** One step as it is without a fault. */
async function liveStep({ ground, scene }: Life, server: BenchServer, step: Step): Promise<BenchServer> {
  await ground.moveTo(step.at)
  await step.people?.(scene)
  await step.asks?.(server, scene)
  await lookAround(server)
  return server
}

/** The story from the fault on; null where it came to the same, and otherwise what did not. */
async function disturbed(life: Life, fault: Fault, undisturbed: Undisturbed): Promise<string | null> {
  const { ground, story, scene, tallies } = life
  const { heard, waits, outcomes } = undisturbed
  const step = story.steps[fault.step]!
  await ground.moveTo(step.at)
  await step.people?.(scene)
  const said = heard[fault.step] ?? []
  let server = await befall({
    ground,
    scene,
    step,
    fault,
    said,
    waits: waits[fault.step] ?? 1,
    killedAt: tallies.killedAt,
  })
  const last =
    fault.more % LIVED_TO_THE_END === 0 ? story.steps.length - 1 : Math.min(fault.step + 1, story.steps.length - 1)
  for (const later of story.steps.slice(fault.step + 1, last + 1)) server = await liveStep(life, server, later)
  const closeness = fault.kind === 'sleeps through the step' ? 'whateverTheHour' : 'toTheSecond'
  const difference = whatDiffers(outcomes[last]![closeness], await outcomeOf(scene, closeness))
  const rebuilt = difference ?? (await rebuiltDifferently(ground, server))
  await server.leave()
  return rebuilt
}

/** What was followed through a fault is, byte for byte, what the chain tells from its first block on. */
async function rebuiltDifferently(ground: Ground, server: BenchServer): Promise<string | null> {
  const followed = await readModelOf(ground)
  await server.desk.rebuildReadModel()
  const difference = firstDifference(followed, await readModelOf(ground))
  return difference === null ? null : `rebuilt:\n${difference}`
}
