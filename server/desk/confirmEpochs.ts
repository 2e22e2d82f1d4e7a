import { epochNumber, epochOfDay } from '../domain/index/epochs.ts'
import type { DifficultyEpoch } from '../domain/index/epochs.ts'
import { daysOfEpoch, differencesFrom, epochsAsProven } from '../domain/index/proven.ts'
import { SERIES } from '../domain/index/readings.ts'
import type { Day, Instant } from '../domain/units/time.ts'
import { undecided } from './epochChecks.ts'
import type { FixingFact, Ports } from './ports.ts'
import type { EpochCheck, Proofs, RelayState, RetargetFact } from './ports/proofs.ts'
import type { Tally } from './tally.ts'

/** Everything that a comparison is made with, as of one moment. */
interface Ground {
  readonly source: readonly DifficultyEpoch[]
  /** All epochs up to the newest one that is final on the relay. */
  readonly proven: readonly DifficultyEpoch[]
  readonly firstDay: Day
  /** The last day that has a fixing in some series. */
  readonly lastFixed: Day
  readonly asOf: Instant
  readonly readTo: number
}

/**
 * Holds every fixing of an epoch that is final on the relay against the epoch's proven target, and writes down what came of it. Nothing
 * is corrected: a fixing that differs is a failure of this job until a person has decided on it.
 *
 * Days before the next epoch's proven beginning are compared for good. Beyond, it is not proven yet that the epoch goes on: a day is
 * compared if the index source says so too, and left open otherwise. Idempotent; what an earlier pass missed is caught up.
 */
export async function confirmEpochs(ports: Ports, proofs: Proofs, { newestFinal }: RelayState): Promise<Tally> {
  const [retargets, checks] = await Promise.all([proofs.facts.retargets(), proofs.checks.all()])
  const final = retargets.filter(({ number }) => number <= newestFinal)
  const ground = await groundOf(ports, final)
  if (ground === null) return { done: 0, failures: told(checks) }
  const known = new Map(checks.map((check) => [check.number, check]))
  let done = 0
  for (const retarget of final) {
    const before = known.get(retarget.number) ?? unchecked(retarget, ground)
    const after = await compared(ports, before, retarget, ground)
    if (isSame(before, after)) continue
    known.set(after.number, await proofs.checks.write(after))
    done += 1
  }
  if (done > 0) ports.changes.announce({ what: 'clock', id: '' })
  return { done, failures: told([...known.values()]) }
}

async function groundOf(ports: Ports, final: readonly RetargetFact[]): Promise<Ground | null> {
  const last = await Promise.all(SERIES.map((series) => ports.fixings.last(series)))
  const lastFixed = Math.max(...last.map((fixing) => fixing?.day ?? -1))
  if (final.length === 0 || lastFixed < 0) return null
  const [source, firstDay, asOf, cursor] = await Promise.all([
    ports.index.epochs(),
    ports.oracle.firstDay(),
    ports.clock.asOf(),
    ports.cursor.read(),
  ])
  const readTo = cursor.blocks.at(-1)?.number ?? 0
  return { source, proven: epochsAsProven(source, final), firstDay, lastFixed, asOf, readTo }
}

function unchecked({ number, bits, firstTime, firstHash, transaction }: RetargetFact, ground: Ground): EpochCheck {
  const from = Math.max(ground.firstDay, daysOfEpoch(ground.proven, number).from)
  const nothing = { to: null, through: from - 1, differences: [], resolutions: [], version: 0 }
  return { number, bits, firstTime, firstHash, transaction, from, ...nothing, checkedAt: ground.asOf, readTo: 0 }
}

async function compared(
  ports: Pick<Ports, 'fixings'>,
  check: EpochCheck,
  retarget: RetargetFact,
  ground: Ground,
): Promise<EpochCheck> {
  if (check.to !== null && check.through >= check.to) return check
  const { to } = daysOfEpoch(ground.proven, check.number)
  const last = Math.min(ground.lastFixed, to ?? lastOfSource(ground, check.number))
  const fixings = last > check.through ? await fixingsOf(ports, check.through + 1, last) : []
  const through = comparedThrough(check.through, last, fixings)
  const found = differencesFrom(ground.proven, check.number, fixings)
  const differences = [...check.differences.filter(({ day }) => day <= check.through), ...found]
  const { bits, firstTime, firstHash, transaction } = retarget
  const epoch = { bits, firstTime, firstHash, transaction }
  return { ...check, ...epoch, to, through, differences, checkedAt: ground.asOf, readTo: ground.readTo }
}

/** The last day fixed on which the source has the epoch still in force. */
function lastOfSource({ source, lastFixed }: Ground, number: number): Day {
  const next = source[number + 1]
  if (next === undefined) {
    const known = epochOfDay(source, lastFixed)
    return known !== null && epochNumber(known) === number ? lastFixed : -1
  }
  return daysOfEpoch(source, number).to ?? lastFixed
}

async function fixingsOf({ fixings }: Pick<Ports, 'fixings'>, from: Day, to: Day): Promise<readonly FixingFact[]> {
  return (await Promise.all(SERIES.map((series) => fixings.between(series, from, to)))).flat()
}

/** A day is done with once each of the series was compared on it. */
function comparedThrough(through: Day, last: Day, fixings: readonly FixingFact[]): Day {
  let day = through
  while (day < last && SERIES.every((series) => fixings.some((one) => one.series === series && one.day === day + 1))) {
    day += 1
  }
  return day
}

function isSame(before: EpochCheck, after: EpochCheck): boolean {
  return (
    before.version > 0 &&
    before.to === after.to &&
    before.through === after.through &&
    before.transaction === after.transaction &&
    before.differences.length === after.differences.length
  )
}

/** What a person must decide on, once for each epoch, as long as it stands. */
function told(checks: readonly EpochCheck[]): Tally['failures'] {
  return checks.flatMap((check) =>
    undecided(check).length === 0 ? [] : [{ what: `epoch ${check.number}`, why: 'indexContradicted' }],
  )
}
