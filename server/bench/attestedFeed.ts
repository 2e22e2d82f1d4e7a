import { fixingOracle } from '../adapters/chain/oracle.ts'
import { epochTable } from '../adapters/index/epochTable.ts'
import type { Fixing, FixingOracle } from '../desk/ports.ts'
import { fixingOfDay } from '../domain/index/fixings.ts'
import { endOfDay } from '../domain/units/time.ts'
import type { Day } from '../domain/units/time.ts'
import { DEVELOPMENT_KEYS } from '../wiring/developmentNetwork.ts'
import type { Feeding } from './ground.ts'

const TEN_MINUTES = 600

/** Fixings as reporters attest them on the development network's own oracle, ten minutes after each day's end. */
export const attestedFeed: Feeding = ({ chain, network, sender, clock }) => {
  const oracle = fixingOracle({ chain, network, sender, reporterKeys: DEVELOPMENT_KEYS.reporters })
  return Promise.resolve({
    oracle: network.oracle,
    fixUpTo: async (day) => {
      await clock.moveTo(endOfDay(day) + TEN_MINUTES)
      await oracle.publish(await fixingsDue(oracle, day))
    },
  })
}

/** The real fixings after the last one published, up to and including that of `day`. */
async function fixingsDue(oracle: FixingOracle, day: Day): Promise<readonly Fixing[]> {
  const epochs = await epochTable().epochs()
  const last = await oracle.lastFixed('BME14')
  const from = last === null ? await oracle.firstDay() : last + 1
  return Array.from({ length: day - from + 1 }, (_, offset) => {
    const fixing = fixingOfDay(epochs, 'BME14', from + offset)
    if (fixing === null) throw new RangeError(`BME14 has no fixing on day ${from + offset}`)
    return { series: 'BME14', day: from + offset, value: fixing.value }
  })
}
