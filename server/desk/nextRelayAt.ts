import { BLOCKS_PER_EPOCH } from '../domain/index/epochs.ts'
import { headersIn, runOf } from '../domain/index/headers.ts'
import type { Instant } from '../domain/units/time.ts'
import type { Ports } from './ports.ts'
import type { Proofs, RetargetFact } from './ports/proofs.ts'

/**
 * The next moment after `asOf` at which there is something to relay on a desk that replays history: the next retarget, or the second
 * after a standing one's window. Nobody waits for these moments, but what follows from the day they lie on should find them done.
 */
export async function nextRelayAt({ proofs }: Pick<Ports, 'proofs'>, asOf: Instant): Promise<Instant> {
  if (!proofs?.headers) return Infinity
  const newest = (await proofs.facts.retargets()).at(-1)
  if (newest === undefined) return Infinity
  const { finalityWindow } = await proofs.relay.rules()
  const moments = [newest.at + finalityWindow + 1, await nextRetargetAt(proofs, newest)]
  return Math.min(...moments.filter((moment) => moment > asOf))
}

async function nextRetargetAt({ relay, headers }: Proofs, { number }: RetargetFact): Promise<Instant> {
  const { headersRequired: count } = await relay.rules()
  const run = (await headers?.headers((number + 1) * BLOCKS_PER_EPOCH, count)) ?? []
  return run.length < count ? Infinity : Math.max(...headersIn(runOf(run)).map(({ time }) => time))
}
