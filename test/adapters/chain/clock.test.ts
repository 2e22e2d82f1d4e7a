import assert from 'node:assert/strict'
import { Refusal } from '../../../server/domain/refusals.ts'
import { REPLAY_GENESIS } from '../../support/embedded.ts'
import { startTestDesk } from '../../support/chain.ts'
import type { TestDesk } from '../../support/chain.ts'

describe('the clock of a replayed chain', () => {
  let desk: TestDesk
  before(async () => {
    desk = await startTestDesk()
  })
  after(() => desk.stop())

  it('stands still until it is moved, and then stands exactly where it was moved to', async () => {
    const week = REPLAY_GENESIS + 7 * 86_400
    await desk.clock.moveTo(week)
    assert.equal(await desk.clock.asOf(), week)
    assert.equal((await desk.history.head()).at, week)
    assert.equal(await desk.clock.asOf(), week)
  })

  it('does not move back', async () => {
    const asOf = await desk.clock.asOf()
    await assert.rejects(desk.clock.moveTo(asOf - 1), (error) => {
      assert.ok(error instanceof Refusal)
      assert.deepEqual([error.code, error.facts], ['clockBackwards', { asOf, instant: asOf - 1 }])
      return true
    })
    assert.equal(await desk.clock.asOf(), asOf)
  })

  it('takes no block to stay where it is', async () => {
    const before = await desk.history.head()
    await desk.clock.moveTo(before.at)
    assert.deepEqual(await desk.history.head(), before)
  })

  it('goes on by a second with each transaction after a move', async () => {
    const asOf = await desk.clock.asOf()
    await desk.clock.moveTo(asOf + 1_000)
    await desk.person('clock watcher', 1n)
    // Two mints: one of each token.
    assert.equal(await desk.clock.asOf(), asOf + 1_002)
  })
})
