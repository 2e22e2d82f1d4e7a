import type { SeriesName } from '../../domain/index/readings.ts'
import type { Instant } from '../../domain/units/time.ts'
import { ENGINE_LEASE } from '../enginePass.ts'
import { fixingDelay, lastDayDue } from '../fixingTimes.ts'
import type { Lease, Ports } from '../ports.ts'
import type { BitcoinKnown } from '../ports/bitcoin.ts'
import type { Mismatch } from '../ports/mismatches.ts'
import { concernsOf } from './concerns.ts'
import type { Concern, Looked } from './concerns.ts'
import { jobFailures, lastRuns } from './jobFailures.ts'
import type { JobFailure } from './jobFailures.ts'
import { openCalls } from './openCalls.ts'
import { orWhileDown } from './orWhileDown.ts'
import { contradictionsOf, proofsSeen } from './provenance.ts'
import type { Readiness } from './readReadiness.ts'
import { reconciliation } from './reconciliation.ts'
import { waitingFixings } from './waitingFixings.ts'

/** The series whose fixings stand for all: they are published together. */
const SERIES_WATCHED: SeriesName = 'BME14'

/** Everything whoever runs the desk looks at. Null: not known, because the part that knows it is down. */
export interface OperationsView extends Looked {
  /** The engine's lease as its last holder left it. */
  readonly lease: Lease | null
  readonly failures: readonly JobFailure[] | null
  /** The worst first; nothing: all is well. */
  readonly concerns: readonly Concern[]
}

export interface ReadOperations {
  readonly asOf: Instant
  readonly readiness: Readiness
}

/** In a box of its own: that there is none is not that it is not known. */
async function lastFixing({ fixings }: Pick<Ports, 'fixings'>) {
  return { fixing: await fixings.last(SERIES_WATCHED) }
}

/** As many mismatches that are over are shown. */
const MISMATCHES_SHOWN = 20

/** All that differ now, and the last of those that did. */
async function mismatchesSeen({ mismatches }: Pick<Ports, 'mismatches'>): Promise<readonly Mismatch[]> {
  const [differing, recent] = await Promise.all([mismatches.differing(), mismatches.recent(MISMATCHES_SHOWN)])
  return [...differing, ...recent.filter(({ discrepancies }) => discrepancies.length === 0)]
}

/** How the desk is, part by part. Reads only; every part is told without the others. */
export async function readOperations(ports: Ports, { asOf, readiness }: ReadOperations): Promise<OperationsView> {
  const [head, cursor, last, waiting, account, sending, calls, runs, checked, lease, proofs, mismatches] =
    await Promise.all([
      orWhileDown(ports.history.head(), null),
      orWhileDown(ports.cursor.read(), null),
      orWhileDown(lastFixing(ports), null),
      orWhileDown(waitingFixings(ports), null),
      orWhileDown(ports.inspection.gasAccount(), null),
      orWhileDown(ports.sending.read(), null),
      orWhileDown(openCalls(ports), null),
      orWhileDown(lastRuns(ports), null),
      orWhileDown(reconciliation(ports), null),
      orWhileDown(ports.leases.read(ENGINE_LEASE), null),
      proofsSeen(ports),
      orWhileDown(mismatchesSeen(ports), null),
    ])
  const looked: Looked = {
    asOf,
    worldNow: ports.clock.worldNow(),
    readiness,
    head,
    read: cursor?.blocks.at(-1) ?? null,
    fixings: last && { lastFixed: last.fixing?.day ?? null, lastDue: lastDayDue(asOf, fixingDelay(ports)) },
    waiting,
    account,
    sending,
    calls,
    runs,
    reconciliation: checked,
    contradictions: contradictionsOf(proofs, 'any'),
    bitcoin: bitcoinSeen(ports),
    mismatches,
  }
  return {
    ...looked,
    lease,
    failures: runs && (await orWhileDown(jobFailures(ports, runs), null)),
    concerns: concernsOf(looked),
  }
}

function bitcoinSeen({ bitcoin }: Pick<Ports, 'bitcoin'>): BitcoinKnown | null {
  return bitcoin?.known() ?? null
}
