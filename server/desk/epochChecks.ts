import type { Difference } from '../domain/index/proven.ts'
import type { SeriesName } from '../domain/index/readings.ts'
import type { Ports } from './ports.ts'
import type { EpochCheck } from './ports/proofs.ts'

/** The differences of an epoch that nobody has decided on yet. */
export function undecided({ differences, resolutions }: EpochCheck): readonly Difference[] {
  return differences.filter(
    (difference) => !resolutions.some(({ covers }) => covers.some((covered) => isSame(covered, difference))),
  )
}

/** The epochs by which each series is contradicted, for series on which the desk therefore does not act; the oldest one. */
export async function contradictedSeries({ proofs }: Pick<Ports, 'proofs'>): Promise<ReadonlyMap<SeriesName, number>> {
  const contradicted = new Map<SeriesName, number>()
  for (const check of (await proofs?.checks.all()) ?? []) {
    for (const { series } of undecided(check)) {
      if (!contradicted.has(series)) contradicted.set(series, check.number)
    }
  }
  return contradicted
}

function isSame(one: Difference, other: Difference): boolean {
  return (
    one.series === other.series &&
    one.day === other.day &&
    one.attested === other.attested &&
    one.proven === other.proven
  )
}
