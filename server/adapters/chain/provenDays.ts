import type { Network } from '../../desk/ports.ts'
import type { FixingTold } from '../../desk/ports/evidence.ts'
import { seriesId } from '../../domain/index/readings.ts'
import type { SeriesName } from '../../domain/index/readings.ts'
import { indexValue } from '../../domain/units/indexValue.ts'
import { BME_ORACLE, ORACLE } from './abi.ts'
import { ask } from './calls.ts'
import { countOf, integerOf } from './decode.ts'
import { PROVEN_TOPIC } from './fixingEvents.ts'
import type { Log } from './logs.ts'
import type { Chain } from './provider.ts'

interface Where {
  readonly chain: Chain
  readonly network: Network
  readonly series: SeriesName
}

/** The days that a proven oracle made final in these logs, one event for a row of them; their values are the oracle's answers. */
export async function provenDays(where: Where, logs: readonly Log[]): Promise<readonly FixingTold[]> {
  const rows = logs.filter(({ address, topics }) => address === where.network.oracle && topics[0] === PROVEN_TOPIC)
  return (await Promise.all(rows.map((log) => daysOf(where, log)))).flat()
}

async function daysOf({ chain, network, series }: Where, log: Log): Promise<readonly FixingTold[]> {
  const said = BME_ORACLE.parseLog({ topics: log.topics, data: log.data })?.args
  const count = (name: string) => countOf(said?.getValue(name))
  const [epoch, from, to] = [count('epoch'), count('from'), count('to')]
  const answer = async (question: string, day: number) =>
    integerOf((await ask(chain, network.oracle, ORACLE, question, [seriesId(series), day]))[0])
  const days = Array.from({ length: to - from + 1 }, (_, offset) => from + offset)
  return Promise.all(
    days.map(async (day) => ({
      ...{ series, day, logIndex: log.logIndex, provenance: { kind: 'proven', epoch } as const },
      value: indexValue(await answer('valueOf', day)),
      cumulative: await answer('cumulative', day),
    })),
  )
}
