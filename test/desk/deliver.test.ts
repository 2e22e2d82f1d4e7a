import assert from 'node:assert/strict'
import { createDesk } from '../../server/desk/desk.ts'
import { enqueue } from '../../server/desk/deliver.ts'
import { Undelivered } from '../../server/desk/ports/deliveries.ts'
import type { Hook, Letter } from '../../server/desk/ports/deliveries.ts'
import { Crash, crashingAt, inMemoryWorld } from '../support/ports.ts'
import type { World } from '../support/ports.ts'

const SECOND = 1_000
const LETTER: Letter = {
  channel: 'mail',
  to: 'ada@example.org',
  subject: 'A call',
  text: 'Please pay.',
  attachments: [],
}
const HOOK: Hook = { channel: 'webhook', url: 'https://example.org/x', secret: 'shared', reach: 'public', body: '{}' }

describe('a message that leaves the desk', () => {
  let world: World

  beforeEach(() => {
    world = inMemoryWorld({ asOf: 1_700_000_000, epochs: [], firstDay: 19_675 })
  })

  const run = () => createDesk(world.ports).deliver()
  const written = () => world.post.written()[0]!
  const busy = () => new Undelivered('the server is busy', { isFinal: false })

  it('is sent once, however often it is asked for', async () => {
    await enqueue(world.ports, { id: 'call-1', owner: 'ada', message: LETTER })
    await enqueue(world.ports, { id: 'call-1', owner: 'ada', message: { ...LETTER, text: 'Again.' } })
    assert.equal((await run()).done, 1)
    assert.equal((await run()).done, 0)
    await enqueue(world.ports, { id: 'call-1', owner: 'ada', message: LETTER })
    assert.equal((await run()).done, 0)
    assert.deepEqual(world.post.taken, [{ id: 'call-1', message: LETTER }])
  })

  it('is tried again after ten seconds, then thirty, under the same id, also by a desk that was started in between', async () => {
    await enqueue(world.ports, { id: 'call-1', owner: null, message: HOOK })
    world.post.refusals.push(busy(), busy())
    assert.deepEqual((await run()).failures, [{ what: 'call-1', why: 'the server is busy' }])
    world.world.now += 9 * SECOND
    assert.deepEqual(await run(), { done: 0, failures: [] }, 'nine seconds are too early')
    world.world.now += 1 * SECOND
    assert.equal((await run()).failures.length, 1)
    world.world.now += 29 * SECOND
    assert.deepEqual(await run(), { done: 0, failures: [] })
    world.world.now += 1 * SECOND
    assert.equal((await run()).done, 1)
    assert.deepEqual(world.post.taken, [{ id: 'call-1', message: HOOK }])
    assert.equal(written().attempts, 3)
  })

  it('is given up after eleven attempts in some thirty hours, and its secret forgotten', async () => {
    await enqueue(world.ports, { id: 'call-1', owner: null, message: HOOK })
    // 10 s + 30 s + 2 min + 10 min + 30 min + 1 h + 2 h + 4 h + 8 h + 12 h
    const wholeWait = 10 + 30 + 120 + 600 + 1_800 + 3_600 + 7_200 + 14_400 + 28_800 + 43_200
    const begun = world.world.now
    while (written().state === 'waiting') {
      world.post.refusals.push(busy())
      await run()
      if (written().state === 'waiting') world.world.now = written().nextAt
    }
    assert.equal(written().state, 'givenUp')
    assert.equal(written().attempts, 11)
    assert.equal(world.world.now - begun, wholeWait * SECOND)
    const { message } = written()
    assert.equal(message.channel === 'webhook' && message.secret, '')
  })

  it('is given up at once where another attempt would fail alike', async () => {
    await enqueue(world.ports, { id: 'call-1', owner: null, message: LETTER })
    world.post.refusals.push(new Undelivered('550 no such user', { isFinal: true }))
    await run()
    assert.equal(written().state, 'givenUp')
    assert.equal(written().fault, '550 no such user')
  })

  it('keeps none of the others waiting', async () => {
    for (const id of ['one', 'two', 'three']) await enqueue(world.ports, { id, owner: null, message: LETTER })
    world.post.refusals.push(busy())
    const { done, failures } = await run()
    assert.equal(done, 2)
    assert.equal(failures.length, 1)
  })

  it('is sent at least once by a desk that dies at any moment, and is known by its id where it is sent twice', async () => {
    for (const moment of ['before', 'after'] as const) {
      for (let nth = 1; ; nth += 1) {
        const each = inMemoryWorld({ asOf: 1_700_000_000, epochs: [], firstDay: 19_675 })
        await enqueue(each.ports, { id: 'call-1', owner: null, message: LETTER })
        const crashing = crashingAt(each.ports, nth, moment)
        const died = await createDesk(crashing.ports)
          .deliver()
          .then(
            () => false,
            (error: unknown) => {
              if (!(error instanceof Crash)) throw error
              return true
            },
          )
        each.world.now += 60 * SECOND
        await createDesk(each.ports).deliver()
        const ids = new Set(each.post.taken.map(({ id }) => id))
        assert.deepEqual([...ids], ['call-1'], `died ${moment} call ${nth}`)
        assert.equal(each.post.written()[0]?.state, 'delivered')
        if (!died && crashing.calls() < nth) break
      }
    }
  })
})
