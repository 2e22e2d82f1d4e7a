import assert from 'node:assert/strict'
import { advanceReplay } from '../../server/desk/advanceReplay.ts'
import { enginePass } from '../../server/desk/enginePass.ts'
import { nextEventAt } from '../../server/desk/nextEventAt.ts'
import type { IndexSource, Ports } from '../../server/desk/ports.ts'
import { isoInstant, parseInstant } from '../../server/domain/units/calendar.ts'
import { OPENING_TIME, aWorld, anAgreedDeal, anOpenDeal, dealOf, dealTerms, refuses } from '../support/deals.ts'
import type { World } from '../support/ports.ts'

describe('moving desk time', () => {
  it('passes through every moment at which something falls due, in order, and ends where it was sent', async () => {
    const world = await aWorld()
    const openBy = parseInstant('2021-05-16T12:00:00Z')
    const { id } = await anAgreedDeal(world, dealTerms({ openBy }))
    const { seen, pass } = watched(world)
    const advanced = await advanceReplay(world.ports, { to: parseInstant('2021-05-17T06:00:00Z') }, pass)
    assert.deepEqual(seen, [
      '2021-05-15T00:05:00Z', // the fixing of 14 May
      '2021-05-16T00:05:00Z',
      '2021-05-16T12:00:01Z', // the signatures are dead
      '2021-05-17T00:05:00Z',
      '2021-05-17T06:00:00Z',
    ])
    assert.equal(advanced.passes, 5)
    assert.equal(isoInstant(advanced.to), '2021-05-17T06:00:00Z')
    assert.equal((await dealOf(world, id)).state, 'lapsed')
  })

  it('stops at the second after a call’s deadline, though the call was opened on the way', async () => {
    const world = await aWorld()
    const { id } = await anOpenDeal(world)
    const { seen, pass } = watched(world)
    await advanceReplay(world.ports, { to: parseInstant('2021-06-01T12:00:00Z') }, pass)
    assert.deepEqual(seen.slice(-6), [
      '2021-05-31T00:05:00Z', // the fixing of 30 May opens the call
      '2021-05-31T12:05:00Z', // the called side is reminded, and again an hour before the deadline
      '2021-05-31T23:05:00Z',
      '2021-06-01T00:05:00Z',
      '2021-06-01T00:05:01Z', // 24 hours and a second later it is a default
      '2021-06-01T12:00:00Z',
    ])
    assert.equal((await dealOf(world, id)).chain?.state.cause, 'closedOut')
  })

  it('goes to the next event alone when asked for it', async () => {
    const world = await aWorld()
    assert.equal(isoInstant(await nextEventAt(world.ports, OPENING_TIME)), '2021-05-15T00:05:00Z')
    const { passes, to } = await advanceReplay(world.ports, 'nextEvent')
    assert.equal(passes, 1)
    assert.equal(isoInstant(to), '2021-05-15T00:05:00Z')
  })

  it('says who must look: a call, a default, a deal that matured', async () => {
    const world = await aWorld()
    const { id } = await anOpenDeal(world)
    // Two days of 1 000 TH/s at this rate settle far within the margins, and the deal is over.
    const short = await anOpenDeal(world, dealTerms({ salt: 2n, periodDays: 2, periods: 1 }))
    const { needsPerson } = await advanceReplay(world.ports, { byDays: 21 })
    assert.deepEqual(
      needsPerson.map(({ deal, reason, at }) => [deal, reason, isoInstant(at)]),
      [
        [short.id, 'dealMatured', '2021-05-19T00:05:00Z'],
        [id, 'callOpened', '2021-05-31T00:05:00Z'],
        [id, 'defaultClosedOut', '2021-06-01T00:05:01Z'],
      ],
    )
  })

  it('refuses to go back', async () => {
    const { ports } = await aWorld()
    await refuses(advanceReplay(ports, { to: OPENING_TIME - 1 }), 'clockBackwards')
    await refuses(advanceReplay(ports, { byDays: -1 }), 'clockBackwards')
  })

  it('stops at the last fixing of the table, says so, and refuses to go on from there', async () => {
    const world = await aWorld()
    const all = await world.ports.index.epochs()
    const index: IndexSource = {
      kind: 'epoch-table',
      epochs: async () => all.filter(({ firstTime }) => firstTime < parseInstant('2021-06-01T00:00:00Z')),
    }
    const ports = { ...world.ports, index }
    const { to, stoppedBy } = await advanceReplay(ports, { byDays: 60 })
    // The last epoch that is left began on 30 May 2021.
    assert.equal(isoInstant(to), '2021-05-31T00:05:00Z')
    assert.equal(stoppedBy, 'tableExhausted')
    assert.equal(await ports.oracle.lastFixed('BME14'), 18_777)
    await refuses(advanceReplay(ports, { byDays: 1 }), 'tableExhausted')
  })

  it('is not for a desk that lives in real time', async () => {
    const { ports } = await aWorld()
    const live: Ports = { ...ports, clock: { asOf: () => ports.clock.asOf(), worldNow: () => 0 } }
    await refuses(advanceReplay(live, { byDays: 1 }), 'replayOnly')
  })
})

/** Passes that are written down by the desk time they are made at. */
function watched(world: World) {
  const seen: string[] = []
  const pass = async () => {
    seen.push(isoInstant(await world.ports.clock.asOf()))
    return enginePass(world.ports)
  }
  return { seen, pass }
}
