import { hashpriceBtc } from '../domain/index/hashprice.ts'
import { subsidyAt } from '../domain/index/bme.ts'
import { HASHPRICE } from '../domain/index/readings.ts'
import { targetOf } from '../domain/index/target.ts'
import { Refusal } from '../domain/refusals.ts'
import type { IndexValue } from '../domain/units/indexValue.ts'
import { isoDay } from '../domain/units/calendar.ts'
import type { Day, Instant } from '../domain/units/time.ts'
import { FOLLOWING_DELAY, lastDayDue } from './fixingTimes.ts'
import type { BitcoinChain, DayRewards } from './ports/bitcoin.ts'
import { PortFailure } from './ports.ts'
import type { FixingOracle, Ports } from './ports.ts'
import { NOTHING_DONE, failureOf, together } from './tally.ts'
import type { Tally } from './tally.ts'

/** The published series averages what this many blocks paid in fees: a day's worth. */
const BLOCKS_AVERAGED = 144

/**
 * Publishes the hashprice of the next day that is due, and makes final the one that has waited as long as the oracle asks. One day a run:
 * what was missed is caught up day by day.
 *
 *   HASHPRICE_BTC of a day = what a terahash earns at the difficulty, the subsidy and the mean fees of the 144 blocks up to the day's last
 *
 * Where the sources of Bitcoin's chain differ, on a block or on what it paid, nothing is published. A source that does not answer is a
 * failure of this series alone.
 */
export async function recordHashprice({
  oracle,
  bitcoin,
  clock,
}: Pick<Ports, 'oracle' | 'bitcoin' | 'clock'>): Promise<Tally> {
  if (bitcoin === null) return NOTHING_DONE
  const asOf = await clock.asOf()
  const { waited, day } = await standing(oracle, asOf)
  const finalised = waited === null ? NOTHING_DONE : await finality(oracle, waited)
  if (day > lastDayDue(asOf)) return finalised
  return together(finalised, await publication(oracle, bitcoin, { day, asOf }))
}

/** The hashprice of the day whose last blocks paid that. Rounding: down, once. */
function hashpriceOf({ last, bits, blocks, feesSat }: DayRewards): IndexValue {
  return hashpriceBtc({ target: targetOf(bits), subsidySat: subsidyAt(last.height), feesSat, blocks })
}

/** The first day that is not final, if it has waited long enough, and the first on which our reporters have something to say. */
async function standing(
  oracle: FixingOracle,
  asOf: Instant,
): Promise<{ readonly waited: Day | null; readonly day: Day }> {
  const last = await oracle.lastFixed(HASHPRICE)
  const next = last === null ? await oracle.firstDay() : last + 1
  const pending = await oracle.pending(HASHPRICE, next)
  const first = pending[0]
  const isDue = first?.day === next && first.finalFrom !== null && first.finalFrom <= asOf
  const unsaid = pending.find(({ isReported }) => !isReported)?.day ?? next + pending.length
  return { waited: isDue ? next : null, day: unsaid }
}

function finality(oracle: FixingOracle, day: Day): Promise<Tally> {
  return toldAs(`finality of ${HASHPRICE}, ${isoDay(day)}`, async () => {
    const mined = await oracle.finalise([{ series: HASHPRICE, day }])
    return mined === null ? NOTHING_DONE : { done: 1, failures: [] }
  })
}

function publication(
  oracle: FixingOracle,
  bitcoin: BitcoinChain,
  { day, asOf }: { readonly day: Day; readonly asOf: Instant },
): Promise<Tally> {
  const what = `${HASHPRICE} of ${isoDay(day)}`
  return toldAs(what, async () => {
    const rewards = await bitcoin.rewards(day, BLOCKS_AVERAGED)
    if (rewards === null) {
      const isLate = day <= lastDayDue(asOf, FOLLOWING_DELAY)
      return { done: 0, failures: isLate ? [{ what, why: 'bitcoinBehind' }] : [] }
    }
    await oracle.publish([{ series: HASHPRICE, day, value: hashpriceOf(rewards) }])
    return { done: 1, failures: [] }
  })
}

/** A refusal, or a source that does not answer, is a failure of this series; the chain or the database being away is the job's. */
async function toldAs(what: string, act: () => Promise<Tally>): Promise<Tally> {
  try {
    return await act()
  } catch (error) {
    const isOurs = error instanceof Refusal || (error instanceof PortFailure && error.part === 'index')
    if (!isOurs) throw error
    return { done: 0, failures: [failureOf(what, error)] }
  }
}
