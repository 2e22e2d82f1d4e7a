import { BLOCKS_PER_EPOCH } from '../domain/index/epochs.ts'
import { headersIn, runOf } from '../domain/index/headers.ts'
import type { RetargetFact } from './ports/proofs.ts'
import { brought, isPast } from './bringing.ts'
import type { Bringing } from './bringing.ts'
import { NOTHING_DONE, together } from './tally.ts'
import type { Tally } from './tally.ts'

/**
 * Answers a retarget that stands on the relay and that the desk's own headers contradict, with one header more than was shown for it;
 * does nothing where they agree or do not reach so far.
 *
 * Where the epoch before goes on, its newest headers dispute the claim; where it ended otherwise, the true retarget takes its place.
 * Until it is displaced the claim is a failure of the job: it becomes final if nobody shows more work within the window.
 */
export async function answerRival(bringing: Bringing): Promise<Tally> {
  const { proofs, headers, state, asOf } = bringing
  const standing = await proofs.facts.retarget(state.newest)
  if (standing === null) return NOTHING_DONE
  const height = standing.number * BLOCKS_PER_EPOCH
  const newest = await headers.newestHeight(asOf)
  if (newest === null) return NOTHING_DONE
  if (newest < height) return contradicted(standing, () => disputed(bringing, standing, newest))
  const [, second] = await headers.headers(height, 2)
  // The second header says the hash of the first.
  if (second === undefined || headersIn(second)[0]?.previousHash === standing.firstHash) return NOTHING_DONE
  return contradicted(standing, () => outweighed(bringing, standing))
}

async function contradicted(standing: RetargetFact, answer: () => Promise<Tally>): Promise<Tally> {
  const answered = await answer()
  if (answered.done > 0 || answered.failures.length > 0) return answered
  const failure = { what: `retarget ${standing.number}`, why: 'rivalStands' }
  return together(answered, { done: 0, failures: [failure] })
}

async function disputed({ proofs, headers, asOf }: Bringing, standing: RetargetFact, newest: number): Promise<Tally> {
  const { headersRequired } = await proofs.relay.rules()
  const count = Math.max(headersRequired, standing.shown + 1)
  const run = await headers.headers(newest - count + 1, count)
  // The relay asks for later dates than the claim's own last ones; at the claim's first they certainly are.
  const isLater = headersIn(runOf(run)).every(({ time }) => time >= standing.firstTime)
  if (run.length < count || !isLater || !isPast(run, asOf)) return NOTHING_DONE
  const claim = { number: standing.number, headers: runOf(run) }
  return brought(`dispute of retarget ${standing.number}`, () => proofs.relay.dispute(claim))
}

async function outweighed({ proofs, headers, asOf }: Bringing, standing: RetargetFact): Promise<Tally> {
  const { headersRequired } = await proofs.relay.rules()
  const height = standing.number * BLOCKS_PER_EPOCH
  const count = Math.max(headersRequired, standing.shown + 1)
  const [ending, opening] = await Promise.all([
    headers.headers(height - headersRequired, headersRequired),
    headers.headers(height, count),
  ])
  const isThere = ending.length === headersRequired && opening.length === count
  if (!isThere || !isPast([...ending, ...opening], asOf)) return NOTHING_DONE
  const claim = { number: standing.number, ending: runOf(ending), opening: runOf(opening) }
  return brought(`retarget ${standing.number}`, () => proofs.relay.retarget(claim))
}
