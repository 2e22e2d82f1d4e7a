import assert from 'node:assert/strict'
import { createNewsStore } from '../../../server/adapters/store/newsStore.ts'
import { StaleWrite } from '../../../server/desk/ports.ts'
import type { NewsWishes } from '../../../server/desk/ports/news.ts'
import { connectedDatabase } from '../../support/connectedDatabase.ts'

const WISHES: NewsWishes = {
  account: 'andes',
  language: 'zh',
  mail: ['called', 'statement'],
  hook: { url: 'https://miner.example/hook', secret: 'only ours', kinds: ['settled'] },
  version: 0,
}

describe('what people wish to be told, in the database', () => {
  const connection = connectedDatabase()

  it('comes back as it was wished, and is not overwritten from a page that is out of date', async () => {
    const store = createNewsStore(connection())
    await store.wish(WISHES)
    assert.deepEqual(await store.wishes('andes'), { ...WISHES, version: 1 })
    await assert.rejects(store.wish({ ...WISHES, mail: [] }), StaleWrite)
    await store.wish({ ...WISHES, hook: null, version: 1 })
    assert.deepEqual(await store.everyWish(), [{ ...WISHES, hook: null, version: 2 }])
  })

  it('remembers how far people have been told', async () => {
    const store = createNewsStore(connection())
    assert.equal(await store.reach(), null)
    await store.moveReach({ block: 7, at: 1_620_951_000 })
    await store.moveReach({ block: 9, at: 1_620_951_600 })
    assert.deepEqual(await store.reach(), { block: 9, at: 1_620_951_600 })
  })
})
