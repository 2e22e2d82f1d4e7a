import assert from 'node:assert/strict'
import { PortFailure } from '../../server/desk/ports.ts'
import { watchPart } from '../../server/wiring/partWatch.ts'

/** Short, so that the tests are; only the order of things is asserted. */
const PATIENCE = { beforeDoubt: 5, forProof: 60, forAnswer: 400, betweenLooks: 5 }

const forEver = () => new Promise<never>(() => undefined)
const soon = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

describe('a part that people wait for', () => {
  let part: { isThere: boolean; looks: number }
  const watched = () => {
    const mine = part
    return watchPart(
      'database',
      async () => {
        mine.looks += 1
        if (!mine.isThere) await forEver()
      },
      PATIENCE,
    )
  }

  beforeEach(() => {
    part = { isThere: true, looks: 0 }
  })

  it('answers as if nobody watched', async () => {
    assert.equal(await watched().ask('count', async () => 7), 7)
    assert.equal(part.looks, 0)
  })

  it('fails everything under way once it turns out to hang, long before each question’s own time is over', async () => {
    part.isThere = false
    const watch = watched()
    const questions = [watch.ask('one', forEver), watch.ask('other', forEver)]
    for (const question of questions) await assert.rejects(question, /the database does not answer \(it is down\)/)
  })

  it('is not asked again while it is down, and answers again as soon as it is back', async () => {
    part.isThere = false
    const watch = watched()
    await assert.rejects(watch.ask('one', forEver))
    let asked = 0
    const ask = () => watch.ask('two', async () => (asked += 1))
    await assert.rejects(ask(), PortFailure)
    assert.equal(asked, 0)
    part.isThere = true
    for (;;) {
      const answer = await ask().catch(() => null)
      if (answer !== null) break
      await soon(1)
    }
    assert.equal(asked, 1)
  })

  it('is down at once when it refuses a question and is not there', async () => {
    part.isThere = false
    const watch = watched()
    await assert.rejects(
      watch.ask('one', () => Promise.reject(new PortFailure('database', 'connection refused'))),
      /connection refused/,
    )
    await soon(150)
    await assert.rejects(
      watch.ask('two', async () => 2),
      /two: it is down/,
    )
  })

  it('is not down for refusing one question', async () => {
    const watch = watched()
    const pruned = new PortFailure('database', 'that block is gone')
    await assert.rejects(
      watch.ask('one', () => Promise.reject(pruned)),
      pruned,
    )
    await soon(150)
    assert.equal(part.looks, 1)
    assert.equal(await watch.ask('two', async () => 2), 2)
  })

  it('is not down for being slow, and only the slow question fails', async () => {
    const watch = watched()
    const slow = watch.ask('slow', forEver)
    await soon(100)
    assert.equal(await watch.ask('quick', async () => 2), 2)
    await assert.rejects(slow, /slow: no answer in 400 ms/)
  })

  it('may find that there is nothing to find: a refusal of the domain is an answer', async () => {
    const refused = new RangeError('a bug, not an outage')
    await assert.rejects(
      watched().ask('one', () => Promise.reject(refused)),
      refused,
    )
    assert.equal(part.looks, 0)
  })
})
