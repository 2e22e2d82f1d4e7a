import assert from 'node:assert/strict'
import { newsModel } from '../../../models/News.ts'
import { createChanges } from '../../../server/adapters/changes.ts'
import { shareChanges } from '../../../server/adapters/store/sharedChanges.ts'
import type { Change } from '../../../server/desk/ports/changes.ts'
import { connectedDatabase } from '../../support/connectedDatabase.ts'
import { testLog } from '../../support/embedded.ts'

const DEAL: Change = { what: 'deal', id: '0x7f' }
const BOARD: Change = { what: 'rfq', id: '' }

describe('news among two servers on one database', () => {
  const connection = connectedDatabase()
  let now = 1_700_000_000_000
  const leaving: (() => void)[] = []

  function server(name: string, ahead = 0) {
    const here = createChanges(testLog)
    const worldNow = () => now + ahead
    const shared = shareChanges({ here, connection: connection(), server: name, worldNow, log: testLog })
    const heard: Change[] = []
    leaving.push(shared.listen((change) => heard.push(change)))
    return { announce: (change: Change) => shared.announce(change), heard }
  }

  afterEach(async () => {
    for (const leave of leaving.splice(0)) leave()
    await newsModel(connection()).deleteMany({})
  })

  /** Until the server has heard that many. */
  async function hears({ heard }: { readonly heard: readonly Change[] }, count: number): Promise<void> {
    while (heard.length < count) await new Promise((resolve) => setTimeout(resolve, 5))
  }

  it('is heard where it was announced at once, and on the other once, however often that one looks', async () => {
    const [one, other] = [server('one'), server('other')]
    one.announce(DEAL)
    assert.deepEqual(one.heard, [DEAL])
    await hears(other, 1)
    one.announce(BOARD)
    await hears(other, 2)
    assert.deepEqual(other.heard, [DEAL, BOARD])
    assert.deepEqual(one.heard, [DEAL, BOARD])
  })

  it('reaches a server whose clock is ten seconds ahead', async () => {
    const [one, other] = [server('one'), server('other', 10_000)]
    one.announce(DEAL)
    await hears(other, 1)
    assert.deepEqual(other.heard, [DEAL])
  })

  it('told many times over in a moment, is one piece of news to the others', async () => {
    const [one, other] = [server('one'), server('other')]
    for (let time = 0; time < 50; time++) one.announce(DEAL)
    await hears(other, 1)
    assert.equal(await newsModel(connection()).countDocuments(), 1)
  })

  it('is forgotten when it is old, so that there is never much of it', async () => {
    const [one, other] = [server('one'), server('other')]
    one.announce(DEAL)
    await hears(other, 1)
    now += 61_000
    one.announce(BOARD)
    await hears(other, 2)
    one.announce(BOARD)
    await hears(other, 3)
    const kept = await newsModel(connection()).find().lean()
    assert.deepEqual(
      kept.map(({ what }) => what),
      ['rfq', 'rfq'],
    )
  })
})
