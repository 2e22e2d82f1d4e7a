import type { Fixing, FixingFact, Network } from '../../desk/ports.ts'
import { PortFailure } from '../../desk/ports.ts'
import { SERIES, seriesId } from '../../domain/index/readings.ts'
import type { SeriesName } from '../../domain/index/readings.ts'
import type { Hex } from '../../domain/terms/terms.ts'
import { indexValue } from '../../domain/units/indexValue.ts'
import type { IndexValue } from '../../domain/units/indexValue.ts'
import { BME_ORACLE, ORACLE } from './abi.ts'
import { countOf, integerOf, wordOf } from './decode.ts'
import { searchLogs } from './logs.ts'
import type { Log } from './logs.ts'
import { valueOf } from './oracleReads.ts'
import type { Chain } from './provider.ts'

/** The first topic of an attested day's `Fixed`. */
export const FIXED_TOPIC: Hex = wordOf(ORACLE.getEvent('Fixed')?.topicHash)

/** The first topic of `Reported`. */
export const REPORTED_TOPIC: Hex = wordOf(ORACLE.getEvent('Reported')?.topicHash)

/** The first topic of a row of proven days. */
export const PROVEN_TOPIC: Hex = wordOf(BME_ORACLE.getEvent('Fixed')?.topicHash)
const VALUED_TOPIC: Hex = wordOf(BME_ORACLE.getEvent('Valued')?.topicHash)

/** All fixings that the desk's oracle, of whichever kind, made final between two blocks, both included. */
export async function fixingFacts(
  chain: Chain,
  network: Network,
  from: number,
  to: number,
): Promise<readonly FixingFact[]> {
  const topics = [[FIXED_TOPIC, PROVEN_TOPIC, VALUED_TOPIC]]
  const logs = await searchLogs(chain, { address: network.oracle, topics }, from, to)
  const values = valuesTold(logs)
  const facts: FixingFact[] = []
  for (const log of logs) {
    if (log.topics[0] === FIXED_TOPIC) facts.push(...attested(log))
    if (log.topics[0] === PROVEN_TOPIC) facts.push(...(await proven(log, values, { chain, network })))
  }
  return facts
}

/** The fixing that an attested oracle made final in this log; null for series the desk does not publish. */
export function fixingOfLog(log: Log): Fixing | null {
  const said = parsed(ORACLE, log)
  const series = seriesCalled(wordOf(said.getValue('series')))
  if (series === null) return null
  return { series, day: countOf(said.getValue('day')), value: indexValue(integerOf(said.getValue('value'))) }
}

function attested(log: Log): readonly FixingFact[] {
  const fixing = fixingOfLog(log)
  if (fixing === null) return []
  const reports = countOf(parsed(ORACLE, log).getValue('reports'))
  return [{ ...fixing, provenance: { source: 'attested', reports }, ...placeOf(log) }]
}

/** A row of days, each of every series. */
async function proven(
  log: Log,
  values: ReadonlyMap<string, IndexValue>,
  where: { readonly chain: Chain; readonly network: Network },
): Promise<readonly FixingFact[]> {
  const said = parsed(BME_ORACLE, log)
  const [epoch, first, last] = [said.getValue('epoch'), said.getValue('from'), said.getValue('to')].map(countOf) as [
    number,
    number,
    number,
  ]
  const provenance = { source: 'relay', epoch } as const
  const rows = await Promise.all(
    SERIES.map(async (series) => {
      const value = values.get(keyOf(epoch, series)) ?? (await valueRead(where, { series, day: first }))
      return Array.from({ length: last - first + 1 }, (_, offset) => ({
        ...{ series, day: first + offset, value, provenance },
        ...placeOf(log),
      }))
    }),
  )
  return rows.flat()
}

/** An epoch's values are told once, when the first of its days becomes final: often long before the others. */
async function valueRead(
  { chain, network }: { readonly chain: Chain; readonly network: Network },
  day: Pick<Fixing, 'series' | 'day'>,
): Promise<IndexValue> {
  const value = await valueOf(chain, network, day, 'latest')
  if (value === null) throw new PortFailure('chain', `day ${day.day} left the chain while its fixing was read`)
  return value
}

function valuesTold(logs: readonly Log[]): ReadonlyMap<string, IndexValue> {
  const values = new Map<string, IndexValue>()
  for (const log of logs) {
    if (log.topics[0] !== VALUED_TOPIC) continue
    const said = parsed(BME_ORACLE, log)
    const series = seriesCalled(wordOf(said.getValue('series')))
    if (series === null) continue
    values.set(keyOf(countOf(said.getValue('epoch')), series), indexValue(integerOf(said.getValue('value'))))
  }
  return values
}

function parsed(contract: typeof ORACLE, { topics, data }: Log) {
  const said = contract.parseLog({ topics, data })
  if (said === null) throw new TypeError('the oracle said what is not in its interface')
  return said.args
}

function placeOf({ block, transaction }: Log): Pick<FixingFact, 'block' | 'transaction'> {
  return { block, transaction }
}

function keyOf(epoch: number, series: SeriesName): string {
  return `${epoch}:${series}`
}

/** The sum of the series up to and including the day that our oracle made final in this log. */
export function cumulativeOfLog(log: Log): bigint {
  return integerOf(ORACLE.parseLog({ topics: log.topics, data: log.data })?.args.getValue('cumulative'))
}

function seriesCalled(id: Hex): SeriesName | null {
  return SERIES.find((name) => seriesId(name) === id) ?? null
}
