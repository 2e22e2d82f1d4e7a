import { closeOutDue } from './closeOutDue.ts'
import { expireDue } from './expireDue.ts'
import { fixProven } from './fixProven.ts'
import { followBitcoin } from './followBitcoin.ts'
import { indexChain } from './indexChain.ts'
import { markDeals } from './markDeals.ts'
import type { Ports } from './ports.ts'
import { recordFixings } from './recordFixings.ts'
import { recordHashprice } from './recordHashprice.ts'
import { relayRetargets } from './relayRetargets.ts'
import { settleDue } from './settleDue.ts'
import { NOTHING_DONE, together } from './tally.ts'
import type { Tally } from './tally.ts'
import { warnParties } from './warnParties.ts'

/** The jobs of a pass, by the name of their run records, in the order in which they first run. */
export const PASS_JOBS = [
  'send',
  'follow',
  'fix',
  'indexChain',
  'relay',
  'settle',
  'mark',
  'closeOut',
  'expire',
  'warn',
] as const
export type PassJob = (typeof PASS_JOBS)[number]

/** The lease under which one server acts at a time. */
export const ENGINE_LEASE = 'engine'

/** The job whose last run says whether the engine is alive: no pass goes without it. */
export const INDEXING_JOB: PassJob = 'indexChain'

type Verb = (ports: Ports) => Promise<Tally>
type JobOfPass = readonly [job: PassJob, verb: Verb]

/**
 * One pass, in the order in which each job needs what the one before it did: what was left under way is finished, so that nobody decides
 * on it twice; Bitcoin's chain is read; a fixing is published, read, held against its proof, and settled on; the new balances are read
 * before the deals are marked, and the calls before defaults are closed out; who has to be warned is seen last, from what all of that left.
 */
const PASS: readonly JobOfPass[] = [
  ['send', (ports) => ports.sending.resume()],
  ['follow', followBitcoin],
  ['fix', fixDue],
  ['indexChain', indexChain],
  ['relay', relayRetargets],
  ['indexChain', indexChain],
  ['settle', settleDue],
  ['indexChain', indexChain],
  ['mark', markDeals],
  ['indexChain', indexChain],
  ['closeOut', closeOutDue],
  ['indexChain', indexChain],
  ['expire', expireDue],
  ['warn', warnParties],
]

/** Runs one job of a pass; the engine's way keeps the lease, records the run, and lets the other jobs go on if one fails. */
export type RunJob = (job: PassJob, verb: () => Promise<Tally>) => Promise<Tally>

/** Everything that falls due at this desk time, done once, in order. Idempotent: a second pass finds nothing to do. */
export async function enginePass(ports: Ports, runJob: RunJob = plainly): Promise<Tally> {
  let tally = NOTHING_DONE
  let isRead = false
  for (const [job, verb] of passOf(ports)) {
    // Nothing was sent since the chain was read: there is nothing new of ours to read.
    if (job === INDEXING_JOB && isRead) continue
    const done = await runJob(job, () => verb(ports))
    isRead = job === INDEXING_JOB ? done.failures.length === 0 : isRead && isQuiet(done)
    tally = together(tally, done)
  }
  return tally
}

/** A desk that replays history follows nothing. */
function passOf({ bitcoin }: Ports): readonly JobOfPass[] {
  return PASS.filter(([job]) => job !== 'follow' || bitcoin !== null)
}

/** Where fixings are proven nobody publishes them: what has become final in the relay becomes final in the oracle. */
async function fixDue(ports: Ports): Promise<Tally> {
  const proven = ports.proofs?.oracle ?? null
  if (proven !== null) return fixProven(ports, proven)
  return together(await recordFixings(ports), await recordHashprice(ports))
}

function isQuiet({ done, failures }: Tally): boolean {
  return done === 0 && failures.length === 0
}

function plainly(_job: PassJob, verb: () => Promise<Tally>): Promise<Tally> {
  return verb()
}
