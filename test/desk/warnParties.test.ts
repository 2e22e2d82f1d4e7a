import assert from 'node:assert/strict'
import { advanceReplay } from '../../server/desk/advanceReplay.ts'
import { enginePass } from '../../server/desk/enginePass.ts'
import { nextEventAt } from '../../server/desk/nextEventAt.ts'
import { isoInstant, parseInstant } from '../../server/domain/units/calendar.ts'
import { dealTerms, aWorld, anOpenDeal, dealOf } from '../support/deals.ts'
import type { World } from '../support/ports.ts'
import { anAccount } from '../support/negotiations.ts'
import { BUYER, SELLER } from '../support/terms.ts'

const CALL = parseInstant('2021-05-31T00:05:00Z')

const told = async (world: World, id: `0x${string}`) => (await dealOf(world, id)).notices ?? []

describe('warning the parties to a deal', () => {
  // The golden run: at the fixing of 30 May the difficulty falls, the index rises by 19 %, and the seller is called.
  it('announces a retarget that could bring a call, reminds of the call, each once', async () => {
    const world = await aWorld()
    const { id } = await anOpenDeal(world)
    await advanceReplay(world.ports, { to: CALL - 60 })
    // What the six retargets before it were like would call either side: both are told, three days before it is expected.
    const ahead = await told(world, id)
    assert.deepEqual(
      ahead.map(({ kind, side, at }) => [kind, side, isoInstant(at).slice(0, 10)]),
      [
        ['retarget', 'seller', '2021-05-25'],
        ['retarget', 'buyer', '2021-05-25'],
      ],
    )
    await advanceReplay(world.ports, { to: CALL + 86_000 })
    await enginePass(world.ports)
    const reminders = (await told(world, id)).filter(({ kind }) => kind === 'reminder')
    assert.deepEqual(
      reminders.map(({ side, at, of }) => [side, isoInstant(at), of.split(':')[1]]),
      [
        ['seller', '2021-05-31T12:05:00Z', 'half'],
        ['seller', '2021-05-31T23:05:00Z', 'last'],
      ],
    )
  })

  it('changes nothing when it is done again', async () => {
    const world = await aWorld()
    await anOpenDeal(world)
    await advanceReplay(world.ports, { to: CALL + 86_000 })
    const before = world.documents()
    await enginePass(world.ports)
    assert.equal(world.documents(), before)
  })
})

describe('a call that would run out at night', () => {
  it('waits for the hour at which it does not, and the replay stops there', async () => {
    const world = await aWorld()
    const { accounts } = world.ports
    await accounts.insert(anAccount({ id: 'andes', addresses: [SELLER], timeZone: 'America/Santiago' }))
    await accounts.insert(anAccount({ id: 'thames', addresses: [BUYER], timeZone: 'Europe/London' }))
    const { id } = await anOpenDeal(world, dealTerms())
    // A day after the fixing is the middle of London's night; Santiago, four hours behind UTC in winter, gets up at noon UTC.
    assert.equal((await dealOf(world, id)).callPlan?.markAt, 12 * 3_600)
    await advanceReplay(world.ports, { to: CALL })
    assert.equal((await dealOf(world, id)).chain?.state.phase, 'open')
    assert.equal(isoInstant(await nextEventAt(world.ports, CALL + 60)), '2021-05-31T12:00:00Z')
    await advanceReplay(world.ports, 'nextEvent')
    const called = await dealOf(world, id)
    assert.equal(called.chain?.state.phase, 'called')
    assert.equal(isoInstant(called.chain.state.cureBy).slice(0, 16), '2021-06-01T12:00')
  })
})
