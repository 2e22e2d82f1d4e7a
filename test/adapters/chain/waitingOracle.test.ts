import assert from 'node:assert/strict'
import { ORACLE } from '../../../server/adapters/chain/abi.ts'
import { ask } from '../../../server/adapters/chain/calls.ts'
import { hexOf, wordOf } from '../../../server/adapters/chain/decode.ts'
import { fixingOracle } from '../../../server/adapters/chain/oracle.ts'
import { createSender } from '../../../server/adapters/chain/sender.ts'
import type { Sender } from '../../../server/adapters/chain/sender.ts'
import { accountOf, signDigest } from '../../../server/adapters/chain/typedData.ts'
import type { Fixing, FixingOracle } from '../../../server/desk/ports.ts'
import { recordFixings } from '../../../server/desk/recordFixings.ts'
import { SERIES, seriesId } from '../../../server/domain/index/readings.ts'
import { Refusal } from '../../../server/domain/refusals.ts'
import type { Hex } from '../../../server/domain/terms/terms.ts'
import { indexValue } from '../../../server/domain/units/indexValue.ts'
import { endOfDay } from '../../../server/domain/units/time.ts'
import { FIRST_DAY, REPORTER_KEYS, startTestDesk } from '../../support/chain.ts'
import type { TestDesk } from '../../support/chain.ts'
import { aWorldBeforeAnything } from '../../support/deals.ts'
import { giveGas, keyNamed } from '../../support/wallets.ts'

const HOUR = 3_600
const DELAY = 6 * HOUR
const GUARDIAN_KEY = keyNamed('guardian')

/** Five minutes after the end of the first day: when its fixing is due. */
const DUE = endOfDay(FIRST_DAY) + 300

describe('an oracle whose values wait', () => {
  let desk: TestDesk
  let guardian: Sender
  let untouched: unknown

  before(async () => {
    desk = await startTestDesk(undefined, {
      finalityDelay: DELAY,
      guardian: accountOf(GUARDIAN_KEY),
      maxDailyMoveBps: 4_000,
    })
    await giveGas(desk.chain, GUARDIAN_KEY)
    guardian = createSender(desk.chain, GUARDIAN_KEY)
    await desk.clock.moveTo(DUE)
  })
  beforeEach(async () => {
    untouched = await desk.chain.request('evm_snapshot', [])
  })
  afterEach(async () => {
    await desk.chain.request('evm_revert', [untouched])
  })
  after(() => desk.stop())

  function fixing(offset: number, value: bigint): Fixing {
    return { series: 'BME14', day: FIRST_DAY + offset, value: indexValue(value) }
  }

  const day = (offset: number) => ({ series: 'BME14', day: FIRST_DAY + offset }) as const

  function deskWith(reporterKeys: readonly Hex[]): FixingOracle {
    return fixingOracle({ chain: desk.chain, network: desk.network, sender: desk.engine, reporterKeys })
  }

  async function waits(oracle: FixingOracle = desk.oracle) {
    const pending = await oracle.pending('BME14', FIRST_DAY)
    return pending.map(({ day, value, reports, waits, isReported }) => [
      day - FIRST_DAY,
      value,
      reports,
      waits,
      isReported,
    ])
  }

  async function finalFrom(offset: number): Promise<number> {
    const found = (await desk.oracle.pending('BME14', FIRST_DAY)).find((one) => one.day === FIRST_DAY + offset)
    assert.ok(found?.finalFrom)
    return found.finalFrom
  }

  async function refusedAs(act: Promise<unknown>): Promise<unknown> {
    const refusal = await act.then(
      () => null,
      (error: unknown) => error,
    )
    assert.ok(refusal instanceof Refusal, String(refusal))
    return refusal.facts.reason
  }

  function withhold(offset: number) {
    const data = hexOf(ORACLE.encodeFunctionData('withhold', [seriesId('BME14'), FIRST_DAY + offset]))
    return guardian.send({ to: desk.network.oracle, data })
  }

  /** The reporters with these keys lift the guardian's hand; a stranger brings what they signed. */
  async function overrule(offset: number, keys: readonly Hex[]) {
    const args = [seriesId('BME14'), FIRST_DAY + offset]
    const digest = wordOf((await ask(desk.chain, desk.network.oracle, ORACLE, 'overridingDigest', args))[0])
    const signatures = keys.map((key) => signDigest(key, digest))
    const data = hexOf(ORACLE.encodeFunctionData('overrideHold', [...args, signatures]))
    return desk.engine.send({ to: desk.network.oracle, data })
  }

  /** The first day is final at 1,000, and the second is over. */
  async function firstDayFixed(): Promise<void> {
    await desk.oracle.publish([fixing(0, 1_000n)])
    await desk.clock.moveTo(DUE + 24 * HOUR)
    await desk.oracle.finalise([day(0)])
  }

  it('a published value is final when it has stood for six hours, and not a second earlier', async () => {
    await desk.oracle.publish([fixing(0, 10n)])
    assert.deepEqual(await waits(), [[0, 10n, 2, 'forDelay', true]])
    assert.equal(await desk.oracle.lastFixed('BME14'), null)
    const from = await finalFrom(0)
    // What is tried is tried in the next block, a second later.
    await desk.clock.moveTo(from - 2)
    assert.equal(await refusedAs(desk.oracle.finalise([day(0)])), 'StillWaiting')
    await desk.clock.moveTo(from)
    const mined = await desk.oracle.finalise([day(0)])
    assert.equal(await desk.oracle.lastFixed('BME14'), FIRST_DAY)
    assert.deepEqual(await waits(), [])
    const facts = await desk.history.fixingFacts(mined!.block, mined!.block)
    assert.deepEqual(
      facts.map(({ value }) => value),
      [10n],
    )
  })

  it('each reporter’s desk brings its own signature, and the value is theirs in the middle', async () => {
    const [one, two, three] = REPORTER_KEYS.map((key) => deskWith([key]))
    await one!.publish([fixing(0, 10n)])
    assert.deepEqual(await waits(one), [[0, 10n, 1, 'forReports', true]])
    assert.deepEqual(await waits(two), [[0, 10n, 1, 'forReports', false]])
    await two!.publish([fixing(0, 30n)])
    await three!.publish([fixing(0, 14n)])
    assert.deepEqual(await waits(), [[0, 14n, 3, 'forDelay', true]])
  })

  it('published twice is published once, and no reporter is made to sign two values for a day', async () => {
    const first = await desk.oracle.publish([fixing(0, 10n)])
    assert.deepEqual(await desk.oracle.publish([fixing(0, 10n)]), first)
    assert.deepEqual(await desk.oracle.publish([fixing(0, 11n)]), first)
    assert.deepEqual(await waits(), [[0, 10n, 2, 'forDelay', true]])
  })

  it('two desks with the same keys do not disturb one another, publishing or finalising', async () => {
    const other = deskWith(REPORTER_KEYS.slice(0, 2))
    await Promise.all([desk.oracle.publish([fixing(0, 10n)]), other.publish([fixing(0, 10n)])])
    await desk.clock.moveTo(await finalFrom(0))
    const finalised = await Promise.all([desk.oracle.finalise([day(0)]), other.finalise([day(0)])])
    assert.equal(finalised.filter((mined) => mined !== null).length, 1)
    assert.equal(await desk.oracle.lastFixed('BME14'), FIRST_DAY)
  })

  it('the guardian withholds a day once, for 48 hours', async () => {
    await desk.oracle.publish([fixing(0, 10n)])
    await withhold(0)
    assert.deepEqual(await waits(), [[0, 10n, 2, 'withheld', true]])
    assert.equal(await refusedAs(withhold(0)), 'WithheldBefore')
    await desk.clock.moveTo((await finalFrom(0)) - 2)
    assert.equal(await refusedAs(desk.oracle.finalise([day(0)])), 'StillWaiting')
    await desk.clock.moveTo(await finalFrom(0))
    await desk.oracle.finalise([day(0)])
    assert.equal(await desk.oracle.lastFixed('BME14'), FIRST_DAY)
  })

  it('two reporters of three override the guardian at once; one does not, and a stranger’s signature is none', async () => {
    await desk.oracle.publish([fixing(0, 10n)])
    await withhold(0)
    await desk.clock.moveTo(DUE + 7 * HOUR)
    assert.equal(await refusedAs(overrule(0, REPORTER_KEYS.slice(0, 1))), 'TooFewSignatures')
    assert.equal(await refusedAs(overrule(0, [REPORTER_KEYS[0]!, keyNamed('a stranger')])), 'NotAReporter')
    await overrule(0, REPORTER_KEYS.slice(1))
    assert.equal(await desk.oracle.lastFixed('BME14'), FIRST_DAY)
  })

  it('a large move waits three days more', async () => {
    await firstDayFixed()
    await desk.oracle.publish([fixing(1, 1_401n)])
    assert.deepEqual(await desk.oracle.pending('BME14', FIRST_DAY + 1).then(([next]) => next?.waits), 'forMove')
    const from = await finalFromOfSecond()
    const published = (await desk.history.head()).at
    assert.equal(from - published, DELAY + 72 * HOUR)
    await desk.clock.moveTo(from)
    await desk.oracle.finalise([day(1)])
    assert.equal(await desk.oracle.lastFixed('BME14'), FIRST_DAY + 1)
  })

  it('a halving that all reporters sign passes like any other day', async () => {
    await firstDayFixed()
    await deskWith(REPORTER_KEYS).publish([fixing(1, 500n)])
    const from = await finalFromOfSecond()
    assert.equal(from - (await desk.history.head()).at, DELAY)
    await desk.clock.moveTo(from)
    await desk.oracle.finalise([day(1)])
    assert.deepEqual((await desk.oracle.readings('BME14', FIRST_DAY)).latest(), { day: FIRST_DAY + 1, value: 500n })
  })

  async function finalFromOfSecond(): Promise<number> {
    const [next] = await desk.oracle.pending('BME14', FIRST_DAY + 1)
    assert.ok(next?.finalFrom)
    return next.finalFrom
  }

  it('the engine publishes and finalises by itself, catches up in order, and does nothing twice', async () => {
    const { ports } = await aWorldBeforeAnything()
    const engine = { ...ports, clock: desk.clock, oracle: desk.oracle }
    assert.deepEqual(await recordFixings(engine), { done: SERIES.length, failures: [], tableExhausted: null })
    assert.deepEqual(await recordFixings(engine), { done: 0, failures: [], tableExhausted: null })
    assert.equal(await desk.oracle.lastFixed('BME168'), null)

    // It slept for four days: the first is made final, the others are published, and they wait side by side.
    await desk.clock.moveTo(DUE + 4 * 24 * HOUR)
    assert.equal((await recordFixings(engine)).done, 5 * SERIES.length)
    assert.equal(await desk.oracle.lastFixed('BME168'), FIRST_DAY)
    await desk.clock.moveTo(DUE + 4 * 24 * HOUR + DELAY + 60)
    assert.equal((await recordFixings(engine)).done, 4 * SERIES.length)
    assert.equal(await desk.oracle.lastFixed('BME168'), FIRST_DAY + 4)
    assert.deepEqual(await recordFixings(engine), { done: 0, failures: [], tableExhausted: null })
  })
})
