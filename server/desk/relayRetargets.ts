import { BLOCKS_PER_EPOCH } from '../domain/index/epochs.ts'
import { runOf } from '../domain/index/headers.ts'
import { answerRival } from './answerRival.ts'
import { brought, isPast } from './bringing.ts'
import type { Bringing } from './bringing.ts'
import { confirmEpochs } from './confirmEpochs.ts'
import { proveTip } from './proveTip.ts'
import type { Ports } from './ports.ts'
import { NOTHING_DONE, together } from './tally.ts'
import type { Tally } from './tally.ts'

/**
 * Keeps the relay of Bitcoin's difficulty up with what has happened by desk time, and holds the fixings against what is final there.
 *
 * Retargets are brought one by one, in order: the next one waits until the one before is final by the chain's clock. On a desk whose
 * fixings are proven, tips are brought as well. Idempotent: another server, or anybody else, may have been faster. A desk on a chain
 * without a relay has nothing to do here.
 */
export async function relayRetargets(ports: Ports): Promise<Tally> {
  const { proofs } = ports
  if (proofs === null) return NOTHING_DONE
  const [asOf, state] = await Promise.all([ports.clock.asOf(), proofs.relay.state()])
  const checked = await confirmEpochs(ports, proofs, state)
  if (proofs.headers === null) return checked
  const bringing: Bringing = { proofs, headers: proofs.headers, state, asOf }
  const retargets = state.newest === state.newestFinal ? await bringRetarget(bringing) : await answerRival(bringing)
  const tips = proofs.oracle === null ? NOTHING_DONE : await proveTip(bringing)
  return together(together(checked, retargets), tips)
}

async function bringRetarget({ proofs, headers, state, asOf }: Bringing): Promise<Tally> {
  const { relay } = proofs
  const { headersRequired: count } = await relay.rules()
  const number = state.newest + 1
  const newest = await headers.newestHeight(asOf)
  const last = number * BLOCKS_PER_EPOCH + count - 1
  if (newest === null || newest < last) return NOTHING_DONE
  const run = await headers.headers(last - 2 * count + 1, 2 * count)
  if (run.length < 2 * count || !isPast(run, asOf)) return NOTHING_DONE
  const claim = { number, ending: runOf(run.slice(0, count)), opening: runOf(run.slice(count)) }
  return brought(`retarget ${number}`, () => relay.retarget(claim))
}
