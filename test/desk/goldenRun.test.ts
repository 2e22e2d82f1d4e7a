import assert from 'node:assert/strict'
import { advanceReplay } from '../../server/desk/advanceReplay.ts'
import { parseDay } from '../../server/domain/units/calendar.ts'
import { endOfDay } from '../../server/domain/units/time.ts'
import type { Instant } from '../../server/domain/units/time.ts'
import { aWorld, anOpenDeal, dealOf } from '../support/deals.ts'
import type { World } from '../support/ports.ts'

const SECOND_FALL = fixingOf('2021-05-30')

// The golden run, worked by hand in the escrow semantics: 1 000 TH/s for 84 days from 17 May 2021 at 0.00000502, margin 0.105 each.
describe('the golden run, from signature to penalty', () => {
  it('calls the seller at the fixing of 30 May 2021 for what restores its margin plus exposure', async () => {
    const { world, id } = await aWorldAt(SECOND_FALL)
    const { facts, chain } = await dealOf(world, id)
    assert.deepEqual(settlements(facts), [-134n, 95_234n])
    assert.equal(chain?.state.phase, 'called')
    assert.equal(chain.state.callSide, 'seller')
    // 10 500 000 + 134 − 95 234 in the account; 10 500 000 + 6 674 476 restores it
    assert.equal(chain.state.balance.seller, 10_404_900n)
    assert.equal(chain.state.due, 6_769_576n)
  })

  it('closes out in the second after the cure period, and the honouring party gets value and penalty', async () => {
    const { world, id } = await aWorldAt(SECOND_FALL)
    const called = await dealOf(world, id)
    const cureBy = called.chain?.state.cureBy ?? 0

    await advanceReplay(world.ports, { to: cureBy })
    assert.equal((await dealOf(world, id)).chain?.state.phase, 'called', 'until the deadline the seller may still pay')

    const { needsPerson } = await advanceReplay(world.ports, { to: cureBy + 1 })
    const { chain, facts } = await dealOf(world, id)
    assert.equal(chain?.state.phase, 'closed')
    assert.equal(chain.state.cause, 'closedOut')
    const last = facts.at(-1)?.event
    assert.equal(last?.name === 'closedOut' && last.paid, 8_774_476n) // 6 674 476 of value and 2 100 000 of penalty
    assert.deepEqual(chain.state.balance, { seller: 1_630_424n, buyer: 19_369_576n })
    assert.deepEqual(
      needsPerson.map(({ deal, reason }) => [deal, reason]),
      [[id, 'defaultClosedOut']],
    )
  })

  it('comes to the same in one stride of three weeks as day by day', async () => {
    const one = await aWorldAt(fixingOf('2021-06-04'))
    const { world: other, id } = await opened()
    for (let days = 0; days < 21; days += 1) await advanceReplay(other.ports, { byDays: 1 })
    await advanceReplay(other.ports, { to: fixingOf('2021-06-04') })
    assert.deepEqual((await dealOf(one.world, id)).chain?.state, (await dealOf(other, id)).chain?.state)
    assert.deepEqual(history(await dealOf(one.world, id)), history(await dealOf(other, id)))
  })

  it('goes on when the seller meets the call', async () => {
    const { world, id } = await aWorldAt(SECOND_FALL)
    const { escrow, chain } = await dealOf(world, id)
    world.chain.topUp(escrow, 'seller', 6_769_576n)
    await advanceReplay(world.ports, { to: (chain?.state.cureBy ?? 0) + 1 })
    const after = await dealOf(world, id)
    assert.equal(after.chain?.state.phase, 'open')
    assert.equal(after.chain.state.balance.seller, 17_174_476n)
  })
})

async function opened(): Promise<{ world: World; id: `0x${string}` }> {
  const world = await aWorld()
  const { id } = await anOpenDeal(world)
  return { world, id }
}

async function aWorldAt(instant: Instant) {
  const { world, id } = await opened()
  await advanceReplay(world.ports, { to: instant })
  return { world, id }
}

/** The moment of a day's fixing: five minutes after the day's end. */
function fixingOf(day: string): Instant {
  return endOfDay(parseDay(day)) + 300
}

function settlements(facts: Awaited<ReturnType<typeof dealOf>>['facts']): bigint[] {
  return facts.flatMap(({ event }) => (event.name === 'settled' ? [event.amount] : []))
}

function history({ facts }: Awaited<ReturnType<typeof dealOf>>) {
  return facts.map(({ event, point }) => [event.name, point.at])
}
