import { setTimeout as pause } from 'node:timers/promises'
import { replayClock } from '../adapters/chain/chainClock.ts'
import { escrowGateway } from '../adapters/chain/gateway.ts'
import { connectChain } from '../adapters/chain/provider.ts'
import { createSender } from '../adapters/chain/sender.ts'
import { startParts } from '../demo/parts.ts'
import { SCENARIO } from '../demo/scenarios.ts'
import type { Log } from '../desk/ports.ts'
import { fixingDue } from '../desk/fixingTimes.ts'
import { parseDay } from '../domain/units/calendar.ts'
import { compiledContracts } from '../wiring/compiledContracts.ts'
import { DEVELOPMENT_KEYS, developmentNetwork } from '../wiring/developmentNetwork.ts'
import { startEngineChild } from './engineChild.ts'
import type { SizeFigures } from './engineFigures.ts'
import { playRound, wholePass } from './engineRound.ts'
import type { Round, RoundStage } from './engineRound.ts'
import { latencyOf, sampling } from './latencies.ts'
import type { Latencies } from './latencies.ts'
import { openMany } from './manyDeals.ts'
import { peakMemoryMb } from './peakMemory.ts'
import { watchedPages } from './watchedPages.ts'

/** What is measured. */
export interface EngineMeasurement {
  readonly deals: number
  readonly rounds: number
  readonly log: Log
}

/**
 * Spring 2021: the difficulty falls by 16 % at the end of 29 May. The fixing of the 30th ends the second week of every deal, and calls
 * the sellers of those with little margin.
 */
const SPRING = SCENARIO.default
const DAY_BEFORE = parseDay('2021-05-29')
const FIXING_DAY = DAY_BEFORE + 1
const AT_REST_MS = 3_000

/**
 * Opens so many deals really, reads them, plays to the day before a fixing that settles all of them and calls every tenth, and then, round
 * for round from the same block, lets a desk in a process of its own make its pass, and sends what it sent once more, only sent.
 *
 * Throws where a pass did not do what its figure is for.
 */
export async function measureEngine({ deals, rounds, log }: EngineMeasurement): Promise<SizeFigures> {
  const parts = await startParts(SPRING.genesis, log, 'journalled')
  const leaving: (() => unknown)[] = [() => parts.stop()]
  try {
    const { rpcUrl, chainId } = parts.node
    const chain = await connectChain(rpcUrl, chainId)
    leaving.push(() => {
      chain.close()
    })
    const network = await developmentNetwork(chain, SPRING.genesis, compiledContracts())
    const desk = await startEngineChild({ databaseUri: parts.database.uri, rpcUrl, chainId, genesis: SPRING.genesis })
    leaving.push(() => desk.stop())
    const stage = { chain, network, desk, clock: replayClock(chain, Date.now), fixingAt: fixingDue(FIXING_DAY), log }
    const { toCall, ...prepared } = await prepare(stage, deals)
    const measured = await playRounds(stage, rounds)
    const { settled, called } = measured
    if (settled !== deals || called !== toCall)
      throw new Error(`${settled} deals of ${deals} were settled, ${called} of ${toCall} were called`)
    const [database, node] = [peakMemoryMb(parts.database.pid()), peakMemoryMb(parts.node.pid())]
    const peaks = { desk: measured.deskMb, database: await database, chain: await node }
    return { deals, rounds, ...measured.figures, ...prepared, settled, called, peakMemoryMb: peaks }
  } finally {
    for (const step of leaving.toReversed()) await step()
  }
}

async function prepare(stage: RoundStage, deals: number) {
  const { chain, network, desk, clock, log } = stage
  const escrows = escrowGateway({ chain, network, sender: createSender(chain, DEVELOPMENT_KEYS.engine) })
  await clock.moveTo(SPRING.signing)
  await wholePass(desk)
  const began = performance.now()
  const toCall = await openMany({ chain, escrows, scenario: SPRING }, deals)
  log.warn({ deals, seconds: (performance.now() - began) / 1_000 }, 'the deals are open')
  const { jobSeconds } = await wholePass(desk)
  log.warn({ deals, jobSeconds }, 'their openings are read')
  await clock.moveTo(fixingDue(DAY_BEFORE))
  const { seconds } = await wholePass(desk)
  log.warn({ deals, seconds }, 'their first week is settled')
  return { toCall, openingsReadSeconds: rounded(jobSeconds.indexChain ?? NaN, 2) }
}

async function playRounds(stage: RoundStage, rounds: number) {
  const { desk, log } = stage
  const pages = await watchedPages(desk.url)
  const quiet = sampling(pages)
  await pause(AT_REST_MS)
  const atRest = latenciesOf([await quiet.stop()])
  const played: Round[] = []
  for (let number = 1; number <= rounds; number++) {
    const round = await playRound(stage, pages)
    log.warn({ number, engine: round.engine, rawSeconds: round.rawSeconds }, 'a round is played')
    played.push(round)
  }
  return {
    settled: Math.min(...played.map(({ settled }) => settled)),
    called: Math.min(...played.map(({ called }) => called)),
    deskMb: Math.max(...played.map(({ engine }) => engine.peakMemoryMb)),
    figures: { ...figuresOf(played), pages: { duringPass: latenciesOf(played.map(({ waited }) => waited)), atRest } },
  }
}

function figuresOf(played: readonly Round[]) {
  const [{ engine, sent, settled }] = played as [Round]
  const engineSeconds = median(played.map((round) => round.engine.seconds))
  const rawSeconds = median(played.map((round) => round.rawSeconds))
  const times = played.map((round) => round.engine.seconds / round.rawSeconds)
  const gas = sent.reduce((sum, { gasUsed }) => sum + Number(gasUsed), 0)
  const jobs = Object.keys(engine.jobSeconds).map((job) => {
    const seconds = played.map((round) => round.engine.jobSeconds[job] ?? 0)
    return [job, rounded(median(seconds), 3)] as const
  })
  return {
    engineSeconds: rounded(engineSeconds, 3),
    dealsPerSecond: rounded(settled / engineSeconds, 1),
    jobSeconds: Object.fromEntries(jobs),
    transactions: sent.length,
    gas,
    gasPerDeal: Math.round(gas / settled),
    rawSeconds: rounded(rawSeconds, 3),
    rawDealsPerSecond: rounded(settled / rawSeconds, 1),
    timesRaw: rounded(median(times), 2),
    timesRawOfRounds: times.map((time) => rounded(time, 2)),
  }
}

function latenciesOf(waited: readonly Latencies[]) {
  return {
    health: latencyOf(waited.flatMap(({ health }) => health)),
    deal: latencyOf(waited.flatMap(({ deal }) => deal)),
  }
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? NaN
}

function rounded(number: number, places: number): number {
  return Number(number.toFixed(places))
}
