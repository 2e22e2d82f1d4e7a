import { fixingOfDay } from '../domain/index/fixings.ts'
import type { DifficultyEpoch } from '../domain/index/epochs.ts'
import { SERIES } from '../domain/index/readings.ts'
import type { SeriesName } from '../domain/index/readings.ts'
import { dayOf, endOfDay } from '../domain/units/time.ts'
import type { Day, Instant } from '../domain/units/time.ts'
import type { Fixing, Ports } from './ports.ts'

/** How long after a day's end its fixing is published, in seconds. */
const FIXING_DELAY = 300

/** How long after a day's end its proof is final in ordinary times: headers two hours past it, twenty of them, and the relay's window. */
const PROOF_DELAY = 12 * 3_600

/** How long after a day's end Bitcoin's chain shows in ordinary times that no retarget can lie in it any more: seventeen blocks, and luck. */
export const FOLLOWING_DELAY = 6 * 3_600

/** How long after a day's end its fixing is there in ordinary times, by where the desk has it from, in seconds. */
export function fixingDelay({ proofs, bitcoin }: Pick<Ports, 'proofs' | 'bitcoin'>): number {
  if (proofs?.oracle) return PROOF_DELAY
  return bitcoin === null ? FIXING_DELAY : FOLLOWING_DELAY
}

/** The moment from which the fixing of `day` is due; attested, if not said. */
export function fixingDue(day: Day, delay = FIXING_DELAY): Instant {
  return endOfDay(day) + delay
}

/** The last day whose fixing is due at `asOf`. */
export function lastDayDue(asOf: Instant, delay = FIXING_DELAY): Day {
  return dayOf(asOf - delay) - 1
}

/** The fixings of `day` that the source knows, of the series asked for. */
export function fixingsOfDay(
  epochs: readonly DifficultyEpoch[],
  day: Day,
  series: readonly SeriesName[] = SERIES,
): readonly Fixing[] {
  return series.flatMap((name): readonly Fixing[] => {
    const known = fixingOfDay(epochs, name, day)
    return known === null ? [] : [{ series: name, day, value: known.value }]
  })
}
