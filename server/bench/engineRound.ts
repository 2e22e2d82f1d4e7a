import { countOf } from '../adapters/chain/decode.ts'
import { chainHistory } from '../adapters/chain/history.ts'
import type { Chain } from '../adapters/chain/provider.ts'
import { accountOf } from '../adapters/chain/typedData.ts'
import type { Log, Network, ReplayClock } from '../desk/ports.ts'
import type { Instant } from '../domain/units/time.ts'
import { DEVELOPMENT_KEYS } from '../wiring/developmentNetwork.ts'
import type { EngineChild, PassMade } from './engineChild.ts'
import { sampling } from './latencies.ts'
import type { Latencies } from './latencies.ts'
import { secondsOfSending, sentBy } from './rawLimit.ts'
import type { Sent } from './rawLimit.ts'
import type { WatchedPages } from './watchedPages.ts'

/** Everything that takes part in a round. */
export interface RoundStage {
  readonly chain: Chain
  readonly network: Network
  readonly desk: EngineChild
  readonly clock: ReplayClock
  /** When the fixing is due that is measured. */
  readonly fixingAt: Instant
  readonly log: Log
}

/** One pass of the engine, and the same sent once more. */
export interface Round {
  readonly engine: PassMade
  readonly waited: Latencies
  readonly sent: readonly Sent[]
  readonly rawSeconds: number
  readonly settled: number
  readonly called: number
}

/** Plays one round, and leaves chain and desk as they were before it. */
export async function playRound(stage: RoundStage, pages: WatchedPages): Promise<Round> {
  const { chain, network, desk, clock, fixingAt } = stage
  const before = countOf(await chain.request('eth_blockNumber', []))
  const snapshot = await chain.request('evm_snapshot', [])
  await clock.moveTo(fixingAt)
  const watching = sampling(pages)
  const engine = await wholePass(desk)
  const waited = await watching.stop()
  const sent = await sentBy(chain, accountOf(DEVELOPMENT_KEYS.engine), before)
  const told = await toldSince(chain, network, before)
  await chain.request('evm_revert', [snapshot])

  const again = await chain.request('evm_snapshot', [])
  await clock.moveTo(fixingAt)
  const rawSeconds = await secondsOfSending(chain, sent)
  await chain.request('evm_revert', [again])
  await desk.forgetSince(before)
  return { engine, waited, sent, rawSeconds, ...told }
}

/** A pass of which nothing failed. */
export async function wholePass(desk: EngineChild): Promise<PassMade> {
  const made = await desk.pass()
  const [failure] = made.failures
  if (failure !== undefined) throw new Error(`${made.failures.length} failures, first ${failure.what}: ${failure.why}`)
  return made
}

async function toldSince(chain: Chain, network: Network, before: number): Promise<Pick<Round, 'settled' | 'called'>> {
  const history = chainHistory(chain, network)
  const facts = await history.escrowFacts(before + 1, (await history.head()).number)
  const count = (name: string) => facts.filter(({ event }) => event.name === name).length
  return { settled: count('settled'), called: count('marginCalled') }
}
