import type { Pass, ReplayAdvanced } from '../desk/advanceReplay.ts'
import type { Desk } from '../desk/desk.ts'
import type { Clock, Log } from '../desk/ports.ts'
import type { Change, Changes } from '../desk/ports/changes.ts'
import type { PersonNeeded } from '../desk/queries/readPersonNeeded.ts'
import { reasonOf } from '../desk/tally.ts'
import { Refusal } from '../domain/refusals.ts'
import { SECONDS_PER_DAY } from '../domain/units/time.ts'
import type { Instant } from '../domain/units/time.ts'

/** How long desk time takes for the days of one beat, in milliseconds of world time. */
const BEAT_MS = 1_000

/** Days of desk time in one beat. */
type Speed = 1 | 7

export interface ReplayPlayerParts {
  readonly desk: Pick<Desk, 'advanceReplay' | 'nextEventAt' | 'replayEndsAt' | 'readPersonNeeded'>
  /** The engine's pass, in its turn and under its lease. */
  readonly pass: Pass
  readonly clock: Clock
  readonly changes: Changes
  readonly log: Log
  /** Waits for so many milliseconds, or until `signal` is aborted. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>
}

/** What the player is doing. */
export interface ReplayState {
  readonly isPlaying: boolean
  readonly speed: Speed
  /** The table of real epochs has come to its end. */
  readonly hasEnded: boolean
  /** What stopped it, or what its last step left for a person to do. */
  readonly stoppedFor: PersonNeeded | 'failure' | null
}

export interface ReplayPlayer {
  state(): ReplayState
  nextEvent(): Promise<ReplayAdvanced>
  advance(days: number): Promise<ReplayAdvanced>
  play(speed: Speed): void
  pause(): void
  /** Pauses, and waits for the step under way. */
  stop(): Promise<void>
}

/** A player as it stands. */
interface Deck {
  readonly parts: ReplayPlayerParts
  speed: Speed
  /** Aborted when time is to stand still; null while it does. */
  playing: AbortController | null
  stoppedFor: ReplayState['stoppedFor']
  /** Where the table of real epochs ends. */
  readonly ends: Instant
  hasEnded: boolean
  /** The step under way, or the last one. */
  last: Promise<unknown>
}

/**
 * Moves desk time for people who are trying the desk out: by a step, or by itself, so many days a second, until a person is needed.
 * It lives in the server, so that it goes on while pages are turned; every step is the pass that the engine's schedule makes.
 *
 * It begins paused, and stands still at the first moment at which a person is needed, not at the end of the day or week.
 */
export async function createReplayPlayer(parts: ReplayPlayerParts): Promise<ReplayPlayer> {
  const { desk, pass, clock, changes } = parts
  const [asOf, ends] = await Promise.all([clock.asOf(), desk.replayEndsAt()])
  const deck: Deck = {
    parts,
    speed: 1,
    playing: null,
    stoppedFor: null,
    ends,
    hasEnded: asOf >= ends,
    last: Promise.resolve(),
  }
  changes.listen((change) => {
    if (deck.playing !== null) void heed(deck, change)
  })
  return {
    state: () => ({
      isPlaying: deck.playing !== null,
      speed: deck.speed,
      hasEnded: deck.hasEnded,
      stoppedFor: deck.stoppedFor,
    }),
    nextEvent: () => byHand(deck, () => desk.advanceReplay('nextEvent', pass)),
    advance: (days) => byHand(deck, () => desk.advanceReplay({ byDays: days }, pass)),
    play: (speed) => {
      start(deck, speed)
    },
    pause: () => {
      if (deck.playing !== null) halt(deck, null)
    },
    stop: async () => {
      if (deck.playing !== null) halt(deck, null)
      await deck.last
    },
  }
}

function byHand(deck: Deck, move: () => Promise<ReplayAdvanced>): Promise<ReplayAdvanced> {
  halt(deck, null)
  return inTurn(deck, () => telling(deck, () => step(deck, move)))
}

function start(deck: Deck, speed: Speed): void {
  deck.speed = speed
  deck.stoppedFor = null
  if (deck.playing === null && !deck.hasEnded) {
    deck.playing = new AbortController()
    void run(deck, deck.playing.signal)
  }
  tell(deck)
}

function halt(deck: Deck, reason: ReplayState['stoppedFor']): void {
  deck.playing?.abort()
  deck.playing = null
  deck.stoppedFor = reason
  tell(deck)
}

function tell({ parts }: Deck): void {
  parts.changes.announce({ what: 'clock', id: '' })
}

/** What people do in other windows while time plays may leave something for others to do. */
async function heed(deck: Deck, change: Change): Promise<void> {
  // A question that fails stops nothing: the step under way fails as well, and says so.
  const needed = await deck.parts.desk.readPersonNeeded(change).catch(() => null)
  if (needed !== null && deck.playing !== null) halt(deck, needed)
}

async function run(deck: Deck, signal: AbortSignal): Promise<void> {
  const { clock, wait } = deck.parts
  try {
    while (!signal.aborted) {
      const began = clock.worldNow()
      await inTurn(deck, () => telling(deck, () => beat(deck, signal)))
      await wait(Math.max(0, BEAT_MS - (clock.worldNow() - began)), signal)
    }
  } catch {
    // It was told when it happened.
    if (!signal.aborted) halt(deck, deck.stoppedFor)
  }
}

/** Does `act`, and tells the log and the bar if it fails: whoever asked for it may have stopped waiting. */
async function telling<T>(deck: Deck, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    if (!(error instanceof Refusal)) {
      deck.parts.log.error({ error }, `time could not be moved: ${reasonOf(error)}`)
      deck.stoppedFor = 'failure'
    }
    throw error
  }
}

/** The days of one beat, moment by moment, so that whatever stops the player stops it there. */
async function beat(deck: Deck, signal: AbortSignal): Promise<void> {
  const { desk, pass, clock } = deck.parts
  let asOf: Instant = await clock.asOf()
  const target = asOf + deck.speed * SECONDS_PER_DAY
  while (!signal.aborted && asOf < target) {
    const to = Math.min(await desk.nextEventAt(asOf), target)
    asOf = (await step(deck, () => desk.advanceReplay({ to }, pass))).to
    if (deck.hasEnded || deck.stoppedFor !== null) halt(deck, deck.stoppedFor)
  }
}

async function step(deck: Deck, move: () => Promise<ReplayAdvanced>): Promise<ReplayAdvanced> {
  try {
    const advanced = await move()
    const [needed] = advanced.needsPerson
    deck.hasEnded = advanced.to >= deck.ends
    if (needed !== undefined) deck.stoppedFor = { ...needed, what: 'deal', id: needed.deal }
    return advanced
  } finally {
    tell(deck)
  }
}

/** One step at a time, in the order in which they were asked for. */
function inTurn<T>(deck: Deck, act: () => Promise<T>): Promise<T> {
  const turn = deck.last.then(act)
  deck.last = turn.catch(() => undefined) // whoever asked for the step sees its failure; the next one only waits for it
  return turn
}
