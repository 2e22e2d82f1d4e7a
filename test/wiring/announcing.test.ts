import assert from 'node:assert/strict'
import { createChanges } from '../../server/adapters/changes.ts'
import { createIds } from '../../server/adapters/ids.ts'
import { StaleWrite } from '../../server/desk/ports.ts'
import type { Change } from '../../server/desk/ports/changes.ts'
import { announcing, concernedByDeal, concernedByNegotiation, concernedByRfq } from '../../server/wiring/announcing.ts'
import { inMemoryPeople, NOBODY_STORED } from '../support/peopleInMemory.ts'
import { aWorld, anAgreedDeal } from '../support/deals.ts'
import { aNegotiation, anRfq } from '../support/negotiations.ts'
import { testLog } from '../support/embedded.ts'

describe('a store that announces', () => {
  it('tells whoever listens of everything it has written, and of nothing it has not', async () => {
    const changes = createChanges(testLog)
    const heard: Change[] = []
    const stop = changes.listen((change) => void heard.push(change))
    const { rfqs } = inMemoryPeople(NOBODY_STORED, () => 0).ports
    const store = announcing(changes, 'rfq', rfqs)
    const rfq = await store.insert(anRfq())
    await store.read(rfq.id)
    await store.replace(rfq)
    await assert.rejects(store.replace(rfq), StaleWrite)
    const told = { what: 'rfq', id: 'rfq' }
    assert.deepEqual(heard, [told, told])
    stop()
    await store.insert(anRfq({ id: 'another' }))
    assert.equal(heard.length, 2)
  })

  it('tells of a quote to whoever looks at its request, and to its people', () => {
    assert.deepEqual(concernedByNegotiation(aNegotiation({ introducedBy: 'lindqvist' })), [
      { what: 'rfq', id: '' },
      { what: 'rfq', id: 'rfq' },
      { what: 'account', id: 'andes' },
      { what: 'account', id: 'borealis' },
      { what: 'account', id: 'lindqvist' },
    ])
  })

  it('tells of a request to whoever looks at the board, and to its people', () => {
    assert.deepEqual(concernedByRfq(anRfq({ invited: ['borealis'] })), [
      { what: 'rfq', id: '' },
      { what: 'account', id: 'andes' },
      { what: 'account', id: 'borealis' },
    ])
  })

  it('tells of a deal to its people, by their accounts on chain', async () => {
    const deal = await anAgreedDeal(await aWorld())
    assert.deepEqual(concernedByDeal(deal), [
      { what: 'account', id: deal.terms.seller },
      { what: 'account', id: deal.terms.buyer },
    ])
  })

  it('writes on if a listener fails, and tells the others', () => {
    const errors: string[] = []
    const changes = createChanges({ ...testLog, error: (_facts, message) => void errors.push(message) })
    const heard: Change[] = []
    changes.listen(() => {
      throw new Error('broken')
    })
    changes.listen((change) => void heard.push(change))
    changes.announce({ what: 'clock', id: '' })
    assert.deepEqual([heard.length, errors], [1, ['a listener failed']])
  })
})

describe('new names', () => {
  it('are short, fit for an address bar, and never the same', () => {
    const ids = createIds()
    const names = Array.from({ length: 1_000 }, () => ids.next())
    assert.equal(new Set(names).size, 1_000)
    for (const name of names) assert.match(name, /^[0-9a-z]{16}$/)
    const salts = Array.from({ length: 100 }, () => ids.salt())
    assert.equal(new Set(salts).size, 100)
    assert.ok(salts.every((salt) => salt < 2n ** 128n))
  })
})
