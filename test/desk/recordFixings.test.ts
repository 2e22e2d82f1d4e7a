import assert from 'node:assert/strict'
import { recordFixings } from '../../server/desk/recordFixings.ts'
import type { IndexSource } from '../../server/desk/ports.ts'
import { Refusal } from '../../server/domain/refusals.ts'
import { SERIES } from '../../server/domain/index/readings.ts'
import { endOfDay } from '../../server/domain/units/time.ts'
import { FIRST_DAY, OPENING_TIME, aWorldBeforeAnything } from '../support/deals.ts'
import type { World } from '../support/ports.ts'

const publications = ({ chain }: World) => chain.sent.filter(({ act }) => act === 'publish').length

describe('publishing fixings', () => {
  it('publishes a day five minutes after its end, not a second earlier', async () => {
    const world = await aWorldBeforeAnything()
    await recordFixings(world.ports)
    await world.ports.clock.moveTo(endOfDay(FIRST_DAY + 1) + 299)
    assert.equal((await recordFixings(world.ports)).done, 0)
    await world.ports.clock.moveTo(endOfDay(FIRST_DAY + 1) + 300)
    assert.equal((await recordFixings(world.ports)).done, SERIES.length)
    assert.equal(await world.ports.oracle.lastFixed('BME14'), FIRST_DAY + 1)
  })

  it('catches up what was missed, day by day, all series of a day in one transaction', async () => {
    const world = await aWorldBeforeAnything()
    await world.ports.clock.moveTo(OPENING_TIME + 20 * 86_400)
    assert.equal((await recordFixings(world.ports)).done, 21 * SERIES.length)
    assert.equal(publications(world), 21)
    // 86 400 s · 6.25 BTC · 10^12 / (2^32 · difficulty): 25.046 T until the retarget of 30 May 2021 (day 18 777), then 21.048 T
    const readings = await world.ports.oracle.readings('BME14', FIRST_DAY)
    const on = (day: number) => readings.cumulative(day)! - readings.cumulative(day - 1)!
    assert.equal(on(18_776), 5_019_807_552_691n)
    assert.equal(on(18_777), 5_973_496_626_645n)
    assert.equal((await recordFixings(world.ports)).done, 0)
  })

  it('goes on where another publisher, who was faster, left off', async () => {
    const world = await aWorldBeforeAnything()
    await world.ports.clock.moveTo(OPENING_TIME + 2 * 86_400)
    const publish: typeof world.ports.oracle.publish = async (fixings) => {
      // Somebody else has just published the same.
      await world.chain.oracle.publish(fixings)
      return world.chain.oracle.publish(fixings)
    }
    const ports = { ...world.ports, oracle: { ...world.ports.oracle, publish } }
    const { failures } = await recordFixings(ports)
    assert.deepEqual(failures, [])
    assert.equal(await ports.oracle.lastFixed('BME168'), FIRST_DAY + 2)
  })

  it('stops at a day the oracle refuses, and says which', async () => {
    const world = await aWorldBeforeAnything()
    const publish = () => Promise.reject(new Refusal('chainRefused', { reason: 'NotAReporter' }))
    const { done, failures } = await recordFixings({ ...world.ports, oracle: { ...world.ports.oracle, publish } })
    assert.equal(done, 0)
    assert.deepEqual(failures, [{ what: 'fixings of 2021-05-13', why: 'chainRefused: NotAReporter' }])
  })

  it('makes nothing up when the source has come to its end', async () => {
    const world = await aWorldBeforeAnything()
    await world.ports.clock.moveTo(OPENING_TIME + 10 * 86_400)
    const all = await world.ports.index.epochs()
    // The last epoch this source knows began on 13 May 2021: of the days after it, nothing is certain.
    const index: IndexSource = {
      kind: 'epoch-table',
      epochs: async () => all.filter((epoch) => epoch.firstTime < OPENING_TIME),
    }
    const recorded = await recordFixings({ ...world.ports, index })
    assert.equal(recorded.done, SERIES.length)
    assert.equal(recorded.tableExhausted, FIRST_DAY + 1)
    assert.deepEqual(recorded.failures, [{ what: 'fixings of 2021-05-14', why: 'tableExhausted' }])
    assert.equal(await world.ports.oracle.lastFixed('BME14'), FIRST_DAY)
  })
})
