import assert from 'node:assert/strict'
import { ORACLE } from '../../../server/adapters/chain/abi.ts'
import { fixingDigest } from '../../../server/adapters/chain/attestation.ts'
import { ask } from '../../../server/adapters/chain/calls.ts'
import { wordOf } from '../../../server/adapters/chain/decode.ts'
import { fixingOracle } from '../../../server/adapters/chain/oracle.ts'
import { Refusal } from '../../../server/domain/refusals.ts'
import { seriesId } from '../../../server/domain/index/readings.ts'
import type { SeriesName } from '../../../server/domain/index/readings.ts'
import { indexValue } from '../../../server/domain/units/indexValue.ts'
import type { Fixing, FixingOracle } from '../../../server/desk/ports.ts'
import { FIRST_DAY, REPORTER_KEYS, startTestDesk } from '../../support/chain.ts'
import type { TestDesk } from '../../support/chain.ts'
import { publicationOf } from '../../support/terms.ts'
import { keyNamed } from '../../support/wallets.ts'

describe('publishing fixings on chain', () => {
  let desk: TestDesk

  let untouched: unknown

  before(async () => {
    desk = await startTestDesk()
    await desk.clock.moveTo(publicationOf(FIRST_DAY + 4))
  })
  beforeEach(async () => {
    untouched = await desk.chain.request('evm_snapshot', [])
  })
  afterEach(async () => {
    await desk.chain.request('evm_revert', [untouched])
  })
  after(() => desk.stop())

  function fixing(series: SeriesName, offset: number, value: bigint): Fixing {
    return { series, day: FIRST_DAY + offset, value: indexValue(value) }
  }

  function publisherWith(reporterKeys: readonly `0x${string}`[]): FixingOracle {
    return fixingOracle({ chain: desk.chain, network: desk.network, sender: desk.engine, reporterKeys })
  }

  /** Every fixing the chain tells of, in its order. */
  async function published(): Promise<readonly Fixing[]> {
    const facts = await desk.history.fixingFacts(0, (await desk.history.head()).number)
    return facts.map(({ series, day, value }) => ({ series, day, value }))
  }

  async function reasonFor(publication: Promise<unknown>): Promise<unknown> {
    try {
      await publication
    } catch (error) {
      assert.ok(error instanceof Refusal, String(error))
      return error.facts.reason
    }
    return 'published'
  }

  it('reporters sign what the oracle verifies', async () => {
    const said = await ask(desk.chain, desk.network.oracle, ORACLE, 'digest', [seriesId('BME28'), FIRST_DAY, 77n])
    assert.equal(fixingDigest(desk.network, fixing('BME28', 0, 77n)), wordOf(said[0]))
  })

  it('before the first fixing there is no last one, and the first day is known', async () => {
    assert.equal(await desk.oracle.lastFixed('BME14'), null)
    assert.equal(await desk.oracle.firstDay(), FIRST_DAY)
  })

  it('two reporters of three make a fixing, and several series of a day go in one transaction', async () => {
    const mined = await desk.oracle.publish([fixing('BME14', 0, 10n), fixing('BME28', 0, 20n), fixing('BME14', 1, 11n)])
    const facts = await desk.history.fixingFacts(mined.block, mined.block)
    assert.deepEqual(
      facts.map(({ series, day, value, transaction }) => [series, day - FIRST_DAY, value, transaction]),
      [
        ['BME14', 0, 10n, mined.transaction],
        ['BME28', 0, 20n, mined.transaction],
        ['BME14', 1, 11n, mined.transaction],
      ],
    )
    assert.equal(await desk.oracle.lastFixed('BME14'), FIRST_DAY + 1)
    assert.equal(await desk.oracle.lastFixed('BME28'), FIRST_DAY)
  })

  it('one reporter is too few and waits for another, and a stranger is none', async () => {
    await publisherWith(REPORTER_KEYS.slice(2)).publish([fixing('BME14', 0, 1n)])
    assert.equal(await desk.oracle.lastFixed('BME14'), null)
    await publisherWith(REPORTER_KEYS.slice(1, 2)).publish([fixing('BME14', 0, 3n)])
    assert.deepEqual(await published(), [fixing('BME14', 0, 2n)])
    const forged = publisherWith([...REPORTER_KEYS.slice(0, 1), keyNamed('a stranger')])
    assert.equal(await reasonFor(forged.publish([fixing('BME28', 0, 1n)])), 'NotAReporter')
  })

  it('published twice is published once: the second time names the first transaction', async () => {
    const both = [fixing('BME14', 0, 10n), fixing('BME14', 1, 11n)]
    const first = await desk.oracle.publish(both)
    assert.deepEqual(await desk.oracle.publish(both), first)
    assert.equal((await desk.history.head()).number, first.block)
  })

  it('what a crash left out is added, and what is there is left alone', async () => {
    await desk.oracle.publish([fixing('BME14', 0, 10n)])
    await desk.oracle.publish([fixing('BME14', 0, 10n), fixing('BME28', 0, 20n), fixing('BME14', 1, 11n)])
    assert.deepEqual(await published(), [fixing('BME14', 0, 10n), fixing('BME28', 0, 20n), fixing('BME14', 1, 11n)])
  })

  it('two publishers at once do not disturb one another', async () => {
    const fixings = [fixing('BME14', 0, 10n), fixing('BME28', 0, 20n)]
    const [one, other] = [desk.oracle.publish(fixings), publisherWith(REPORTER_KEYS).publish(fixings)]
    assert.deepEqual(await other, await one)
    assert.equal(await desk.oracle.lastFixed('BME28'), FIRST_DAY)
  })

  it('another value for a day that is final is refused, and nothing of the rest is published', async () => {
    await desk.oracle.publish([fixing('BME14', 0, 10n)])
    const refusal = await reasonFor(desk.oracle.publish([fixing('BME28', 0, 20n), fixing('BME14', 0, 12n)]))
    assert.equal(refusal, 'AlreadyFixed')
    assert.equal(await desk.oracle.lastFixed('BME28'), null)
  })

  it('a day that is not over, and one before the first, are refused with their reason', async () => {
    assert.equal(await reasonFor(desk.oracle.publish([fixing('BME14', -1, 10n)])), 'BeforeFirstDay')
    await desk.oracle.publish([0, 1, 2, 3, 4].map((offset) => fixing('BME14', offset, 10n)))
    assert.equal(await reasonFor(desk.oracle.publish([fixing('BME14', 5, 10n)])), 'DayNotOver')
  })

  it('the readings of a series are sums that begin at 0 the day before its first, and fail after its last', async () => {
    await desk.oracle.publish([fixing('BME14', 0, 10n), fixing('BME14', 1, 11n), fixing('BME14', 2, 12n)])
    const readings = await desk.oracle.readings('BME14', FIRST_DAY)
    assert.deepEqual(
      [-1, 0, 1, 2, 3].map((offset) => readings.cumulative(FIRST_DAY + offset)),
      [0n, 10n, 21n, 33n, null],
    )
    assert.deepEqual(readings.latest(), { day: FIRST_DAY + 2, value: 12n })
    assert.equal(readings.heartbeat(), 36 * 3_600)
    const later = await desk.oracle.readings('BME14', FIRST_DAY + 2)
    assert.equal(later.cumulative(FIRST_DAY + 1), 21n)
    assert.throws(() => later.cumulative(FIRST_DAY), RangeError)
    assert.equal((await desk.oracle.readings('BME84', FIRST_DAY)).latest(), null)
  })

  it('a history longer than one transaction holds is published in order', async () => {
    await desk.clock.moveTo(publicationOf(FIRST_DAY + 120))
    const long = Array.from({ length: 120 }, (_, offset) => fixing('BME14', offset, BigInt(offset)))
    await desk.oracle.publish(long)
    assert.equal(await desk.oracle.lastFixed('BME14'), FIRST_DAY + 119)
    assert.deepEqual(await published(), long)
  })
})
