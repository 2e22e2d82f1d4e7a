import { PortFailure } from '../../desk/ports.ts'
import type { Fixing, FixingOracle, Mined, Network } from '../../desk/ports.ts'
import { Refusal } from '../../domain/refusals.ts'
import { SERIES, seriesId } from '../../domain/index/readings.ts'
import type { Hex } from '../../domain/terms/terms.ts'
import { ORACLE } from './abi.ts'
import { publications } from './attestation.ts'
import { ask, readHead } from './calls.ts'
import { countOf, hexOf } from './decode.ts'
import { FIXED_TOPIC } from './fixingEvents.ts'
import { lastLog } from './logs.ts'
import { onceRead } from './onceRead.ts'
import type { Chain } from './provider.ts'
import { lastFixed, readAttesters, readHeartbeat, readReadings, valueOf } from './oracleReads.ts'
import { minedBy, readReceipt } from './receipts.ts'
import type { Receipt } from './receipts.ts'
import type { Sender } from './sender.ts'

/** How many fixings go into one transaction: about 80,000 gas each with three reporters. */
const FIXINGS_PER_TRANSACTION = 60

interface Publisher {
  readonly chain: Chain
  readonly network: Network
  readonly sender: Sender
  /** At least as many reporters as the oracle's threshold. */
  readonly reporterKeys: readonly Hex[]
}

/** The desk's oracle: reads what is final, and, where fixings are attested, publishes what the reporters whose keys it holds sign. */
export function fixingOracle(publisher: Publisher): FixingOracle {
  const { chain, network } = publisher
  const firstDay = onceRead(async () => countOf((await ask(chain, network.oracle, ORACLE, 'firstDay'))[0]))
  const heartbeats = new Map(SERIES.map((series) => [series, onceRead(() => readHeartbeat(chain, network, series))]))
  return {
    lastFixed: (series) => lastFixed(chain, network, series, 'latest'),
    firstDay,
    heartbeat: async (series) => (await heartbeats.get(series)?.()) ?? null,
    publish: (fixings) => publish(publisher, fixings),
    attesters: onceRead(() => readAttesters(chain, network)),
    readings: (series, from) => readReadings(chain, network, series, from),
  }
}

/**
 * Publishes what is not final yet, in the given order. What is final already with the same value is left alone, so that a crash
 * or a second publisher in between does no harm; then the transaction that made the last one final is returned.
 *
 * Refuses: `chainRefused` with reason AlreadyFixed where a day is final with another value.
 */
async function publish(publisher: Publisher, fixings: readonly Fixing[]): Promise<Mined> {
  try {
    return await send(publisher, fixings)
  } catch (failure) {
    if (!(failure instanceof Refusal) || failure.facts.reason !== 'AlreadyFixed') throw failure
    // Some were final already, or another publisher was faster. What is left is sent, and a different value is refused.
    const left = await notYetFinal(publisher, fixings)
    return left.length === 0 ? publishedBefore(publisher, fixings) : send(publisher, left)
  }
}

async function send(publisher: Publisher, fixings: readonly Fixing[]): Promise<Mined> {
  const { network, sender, reporterKeys } = publisher
  const calls = publications(network, reporterKeys, fixings)
  let mined: Receipt | null = null
  for (let first = 0; first < calls.length; first += FIXINGS_PER_TRANSACTION) {
    const some = calls.slice(first, first + FIXINGS_PER_TRANSACTION)
    const gas = gasFor(some.length, reporterKeys.length)
    mined = await sender.send({ to: network.oracle, data: together(some), gas, trial: 'first' })
  }
  if (mined === null) throw new RangeError('no fixing to publish')
  return minedBy(mined)
}

/** Half as much again as publishing takes at most: two new words, an event, and a recovered signature for each reporter. */
function gasFor(fixings: number, reporters: number): bigint {
  return 100_000n + BigInt(fixings) * (90_000n + 20_000n * BigInt(reporters))
}

function together(calls: readonly Hex[]): Hex {
  const [only, ...more] = calls
  return only !== undefined && more.length === 0 ? only : hexOf(ORACLE.encodeFunctionData('multicall', [calls]))
}

async function notYetFinal({ chain, network }: Publisher, fixings: readonly Fixing[]): Promise<readonly Fixing[]> {
  const final = await Promise.all(fixings.map(({ series, day }) => valueOf(chain, network, { series, day }, 'latest')))
  return fixings.filter((fixing, index) => {
    const value = final[index] ?? null
    if (value !== null && value !== fixing.value) throw alreadyFixed(fixing, value)
    return value === null
  })
}

function alreadyFixed({ series, day, value: offered }: Fixing, value: bigint): Refusal {
  return new Refusal('chainRefused', { reason: 'AlreadyFixed', series, day, value, offered })
}

/** The transaction that made the last of these fixings final. */
async function publishedBefore({ chain, network }: Publisher, fixings: readonly Fixing[]): Promise<Mined> {
  const last = fixings.at(-1)
  if (last === undefined) throw new RangeError('no fixing to publish')
  const day: Hex = `0x${last.day.toString(16).padStart(64, '0')}`
  const topics = [FIXED_TOPIC, seriesId(last.series), day]
  const log = await lastLog(chain, { address: network.oracle, topics }, (await readHead(chain)).number)
  if (log === null)
    throw new PortFailure('chain', `${last.series} of day ${last.day} is final, but its event is not found`)
  const receipt = await readReceipt(chain, log.transaction)
  if (receipt === null)
    throw new PortFailure('chain', `transaction ${log.transaction} left the chain while it was read`)
  return minedBy(receipt)
}
