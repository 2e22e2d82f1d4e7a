import { earliestDefault } from '../../domain/deal/earliestDefault.ts'
import { isAnnounced } from '../../domain/deal/notices.ts'
import { isLive } from '../../domain/deal/phase.ts'
import type { Standing } from '../../domain/deal/possibleActs.ts'
import { epochsBegunBy } from '../../domain/index/difficulty.ts'
import { forecastsOf } from '../../domain/index/forecast.ts'
import type { IndexForecast } from '../../domain/index/forecast.ts'
import type { SeriesName } from '../../domain/index/readings.ts'
import { marginForecast } from '../../domain/margin/marginAfter.ts'
import type { MarginForecast } from '../../domain/margin/marginAfter.ts'
import { MARKINGS } from '../../domain/terms/terms.ts'
import type { BySide } from '../../domain/terms/terms.ts'
import type { Instant } from '../../domain/units/time.ts'
import type { Ports } from '../ports.ts'
import { orWhileDown } from './orWhileDown.ts'

/** A change of the index that falls into a deal's days, and what each side will need. */
export interface ChangeAhead {
  readonly forecast: IndexForecast
  readonly isAnnounced: boolean
  readonly margins: BySide<MarginForecast>
}

/** What can be said of calls to come. */
export interface CallsAhead {
  /** The deadline of the running call, or the earliest that one could have; null where the index cannot be read. */
  readonly deadline: Instant | null
  readonly isCalled: boolean
  readonly changes: readonly ChangeAhead[]
}

/** What is known to come of a series at `asOf`; nothing while the index source does not answer. */
export async function forecastsFor(
  { index }: Pick<Ports, 'index'>,
  series: SeriesName | null,
  asOf: Instant,
): Promise<readonly IndexForecast[]> {
  if (series === null) return []
  const epochs = await orWhileDown(index.epochs(), [])
  return forecastsOf(epochsBegunBy(epochs, asOf), series, asOf)
}

/** What is to come for a deal as it stands; null for one that calls nobody, or has ended. */
export function callsAhead(
  { terms, state, readings, now }: Standing,
  forecasts: readonly IndexForecast[],
): CallsAhead | null {
  if (terms.marking !== MARKINGS.marked || !isLive(state)) return null
  const latest = readings.latest()
  const isCalled = state.phase === 'called'
  return {
    isCalled,
    deadline: isCalled ? state.cureBy : latest && earliestDefault(terms, latest.day, now),
    changes: forecasts.flatMap((forecast): readonly ChangeAhead[] => {
      const seller = marginForecast(terms, state, 'seller', readings, forecast)
      const buyer = marginForecast(terms, state, 'buyer', readings, forecast)
      if (seller === null || buyer === null) return []
      return [{ forecast, isAnnounced: isAnnounced(forecast, now), margins: { seller, buyer } }]
    }),
  }
}
