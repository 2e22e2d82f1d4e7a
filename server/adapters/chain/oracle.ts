import { PortFailure } from '../../desk/ports.ts'
import type { Fixing, FixingDay, FixingOracle, Mined } from '../../desk/ports.ts'
import type { Intent } from '../../desk/ports/sending.ts'
import { Refusal } from '../../domain/refusals.ts'
import { SERIES, seriesId } from '../../domain/index/readings.ts'
import type { PublishedSeries } from '../../domain/index/readings.ts'
import type { Hex } from '../../domain/terms/terms.ts'
import { ORACLE } from './abi.ts'
import { finalisations, publications } from './attestation.ts'
import type { Statement } from './attestation.ts'
import { ask, readHead } from './calls.ts'
import { countOf, hexOf } from './decode.ts'
import { FIXED_TOPIC, REPORTED_TOPIC } from './fixingEvents.ts'
import { lastLog } from './logs.ts'
import { onceRead } from './onceRead.ts'
import { lastFixed, readAttesters, readHeartbeat, readReadings, valueOf } from './oracleReads.ts'
import { readIsFinalAtOnce, readPending, readPendingDays, silentKeys } from './pendingDays.ts'
import type { OurReporters } from './pendingDays.ts'
import { minedBy, readReceipt } from './receipts.ts'
import type { Receipt } from './receipts.ts'
import type { Sender } from './sender.ts'

/** The calls of one transaction have this much gas together, as one may have 2^24 at most: fifty fixings of three reporters. */
const GAS_OF_CALLS = 15_000_000n

interface Setting extends OurReporters {
  readonly sender: Sender
}

interface Publisher extends Setting {
  /** Whether what these reporters sign is final in the transaction that publishes it, whatever it is: then nothing ever waits. */
  readonly isFinalAtOnce: () => Promise<boolean>
}

/** The desk's oracle: reads what is final, and, where fixings are attested, publishes what the reporters whose keys it holds sign. */
export function fixingOracle(setting: Setting): FixingOracle {
  const { chain, network } = setting
  const publisher: Publisher = { ...setting, isFinalAtOnce: onceRead(() => readIsFinalAtOnce(setting)) }
  const firstDay = onceRead(async () => countOf((await ask(chain, network.oracle, ORACLE, 'firstDay'))[0]))
  const heartbeats = new Map(SERIES.map((series) => [series, onceRead(() => readHeartbeat(chain, network, series))]))
  return {
    lastFixed: (series) => lastFixed(chain, network, series, 'latest'),
    firstDay,
    heartbeat: async (series) => (await heartbeats.get(series)?.()) ?? null,
    pending: async (series, from) =>
      (await publisher.isFinalAtOnce()) ? [] : readPendingDays(publisher, { series, day: from }),
    publish: (fixings) => publish(publisher, fixings),
    finalise: (days) => finalise(publisher, days),
    attesters: onceRead(() => readAttesters(chain, network)),
    readings: (series, from) => readReadings(chain, network, series, from),
  }
}

/**
 * Publishes what is not there yet, in the given order. What is final already with the same value is left alone, and so is what our
 * reporters have said: a crash or a second publisher in between does no harm, and nobody is made to sign two values for one day. Where
 * nothing is left, the transaction that brought the last one is returned.
 *
 * Refuses: `chainRefused` with reason AlreadyFixed where a day is final with another value.
 */
async function publish(publisher: Publisher, fixings: readonly Fixing<PublishedSeries>[]): Promise<Mined> {
  const { reporterKeys, isFinalAtOnce } = publisher
  try {
    // What is final at once need not be asked about first: the oracle refuses what is there.
    if (await isFinalAtOnce())
      return await send(
        publisher,
        fixings.map((fixing) => ({ fixing, reporterKeys })),
      )
    return await publishUnsaid(publisher, fixings)
  } catch (failure) {
    if (!isRefusedAs(failure, ['AlreadyFixed', 'NothingNew', 'ReportsClosed'])) throw failure
    // Some were there already, or another publisher was faster. What is left is sent, and a different value is refused.
    return publishUnsaid(publisher, fixings)
  }
}

function isRefusedAs(failure: unknown, reasons: readonly string[]): boolean {
  return failure instanceof Refusal && reasons.includes(String(failure.facts.reason))
}

async function publishUnsaid(publisher: Publisher, fixings: readonly Fixing<PublishedSeries>[]): Promise<Mined> {
  const left = await unsaid(publisher, fixings)
  return left.length === 0 ? publishedBefore(publisher, fixings) : send(publisher, left)
}

/** What our reporters have not said of days that still take reports. */
async function unsaid(
  publisher: Publisher,
  fixings: readonly Fixing<PublishedSeries>[],
): Promise<readonly Statement[]> {
  const statements = await Promise.all(fixings.map((fixing) => unsaidOf(publisher, fixing)))
  return statements.filter(({ reporterKeys }) => reporterKeys.length > 0)
}

async function unsaidOf(publisher: Publisher, fixing: Fixing<PublishedSeries>): Promise<Statement> {
  const { chain, network, reporterKeys } = publisher
  const final = await valueOf(chain, network, fixing, 'latest')
  if (final !== null && final !== fixing.value) throw alreadyFixed(fixing, final)
  if (final !== null) return { fixing, reporterKeys: [] }
  const known = await readPending(publisher, fixing)
  if (known?.takesReports === false) return { fixing, reporterKeys: [] }
  const isUntouched = known === null || known.reports === 0
  return { fixing, reporterKeys: isUntouched ? reporterKeys : await silentKeys(publisher, fixing) }
}

function alreadyFixed({ series, day, value: offered }: Fixing<PublishedSeries>, value: bigint): Refusal {
  return new Refusal('chainRefused', { reason: 'AlreadyFixed', series, day, value, offered })
}

function send(publisher: Publisher, statements: readonly Statement[]): Promise<Mined> {
  const reporters = publisher.reporterKeys.length
  const days = statements.map(({ fixing }) => fixing)
  return sendCalls(publisher, publications(publisher.network, statements), gasToPublish(reporters), days)
}

/** Makes days final. Refuses: `chainRefused`, with reason StillWaiting or TooFewReports where one is not ready. */
async function finalise(publisher: Publisher, days: readonly FixingDay<PublishedSeries>[]): Promise<Mined | null> {
  try {
    return await sendCalls(publisher, finalisations(days), GAS_TO_FINALISE, days)
  } catch (failure) {
    if (!isRefusedAs(failure, ['AlreadyFixed'])) throw failure
    const { chain, network } = publisher
    const final = await Promise.all(days.map((day) => valueOf(chain, network, day, 'latest')))
    const left = days.filter((_day, index) => final[index] === null)
    return left.length === 0 ? null : sendCalls(publisher, finalisations(left), GAS_TO_FINALISE, left)
  }
}

/** Sends the calls, one for each of `days`, as many in a transaction as there is room for. */
async function sendCalls(
  { network, sender }: Publisher,
  calls: readonly Hex[],
  gasEach: bigint,
  days: readonly FixingDay<PublishedSeries>[],
): Promise<Mined> {
  const many = Number(GAS_OF_CALLS / gasEach)
  let mined: Receipt | null = null
  for (let first = 0; first < calls.length; first += many) {
    const some = calls.slice(first, first + many)
    const gas = 100_000n + BigInt(some.length) * gasEach
    const intent = intentOf(days.slice(first, first + many))
    mined = await sender.send({ to: network.oracle, data: together(some), gas, trial: 'first', intent })
  }
  if (mined === null) throw new RangeError('nothing to send')
  return minedBy(mined)
}

function intentOf(fixings: readonly FixingDay<PublishedSeries>[]): Intent {
  const days = fixings.map(({ day }) => day)
  const series = [...new Set(fixings.map((fixing) => fixing.series))]
  return { act: 'publish', escrows: [], series, days: { from: Math.min(...days), to: Math.max(...days) } }
}

/**
 * Half as much again as publishing a day takes at most: a word for its clocks, or two for the day that it makes final on the way, with an
 * event; and for each reporter a recovered signature, half a word and an event.
 */
function gasToPublish(reporters: number): bigint {
  return 180_000n + 40_000n * BigInt(reporters)
}

/** Two new words, an event, and up to 32 reports to read and sort. */
const GAS_TO_FINALISE = 200_000n

function together(calls: readonly Hex[]): Hex {
  const [only, ...more] = calls
  return only !== undefined && more.length === 0 ? only : hexOf(ORACLE.encodeFunctionData('multicall', [calls]))
}

/** The transaction that made the last of these fixings final, or brought the last report on it. */
async function publishedBefore(
  { chain, network }: Publisher,
  fixings: readonly Fixing<PublishedSeries>[],
): Promise<Mined> {
  const last = fixings.at(-1)
  if (last === undefined) throw new RangeError('no fixing to publish')
  const day: Hex = `0x${last.day.toString(16).padStart(64, '0')}`
  const topics = [[FIXED_TOPIC, REPORTED_TOPIC], seriesId(last.series), day]
  const log = await lastLog(chain, { address: network.oracle, topics }, (await readHead(chain)).number)
  if (log === null)
    throw new PortFailure('chain', `${last.series} of day ${last.day} is published, but its event is not found`)
  const receipt = await readReceipt(chain, log.transaction)
  if (receipt === null)
    throw new PortFailure('chain', `transaction ${log.transaction} left the chain while it was read`)
  return minedBy(receipt)
}
