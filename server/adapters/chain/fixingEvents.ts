import type { Fixing } from '../../desk/ports.ts'
import { SERIES, seriesId } from '../../domain/index/readings.ts'
import type { SeriesName } from '../../domain/index/readings.ts'
import type { Hex } from '../../domain/terms/terms.ts'
import { indexValue } from '../../domain/units/indexValue.ts'
import { ORACLE } from './abi.ts'
import { countOf, integerOf, wordOf } from './decode.ts'
import type { Log } from './logs.ts'

/** The first topic of `Fixed`. */
export const FIXED_TOPIC: Hex = wordOf(ORACLE.getEvent('Fixed')?.topicHash)

/** The fixing that our oracle made final in this log; null for series the desk does not publish. */
export function fixingOfLog(log: Log): Fixing | null {
  const description = ORACLE.parseLog({ topics: log.topics, data: log.data })
  if (description === null) return null
  const series = seriesCalled(wordOf(description.args.getValue('series')))
  if (series === null) return null
  const day = countOf(description.args.getValue('day'))
  return { series, day, value: indexValue(integerOf(description.args.getValue('value'))) }
}

/** The sum of the series up to and including the day that our oracle made final in this log. */
export function cumulativeOfLog(log: Log): bigint {
  return integerOf(ORACLE.parseLog({ topics: log.topics, data: log.data })?.args.getValue('cumulative'))
}

function seriesCalled(id: Hex): SeriesName | null {
  return SERIES.find((name) => seriesId(name) === id) ?? null
}
