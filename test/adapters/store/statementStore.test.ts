import assert from 'node:assert/strict'
import { createStatementStore } from '../../../server/adapters/store/statementStore.ts'
import type { Statement } from '../../../server/desk/ports/statements.ts'
import { baseUnits } from '../../../server/domain/units/baseUnits.ts'
import { indexValue } from '../../../server/domain/units/indexValue.ts'
import { connectedDatabase } from '../../support/connectedDatabase.ts'

const HUGE = baseUnits((1n << 96n) - 1n)
const NOTHING = baseUnits(0n)

const made: Statement = {
  account: 'andes',
  day: 18_778,
  madeAt: 1_622_505_900,
  lines: [
    {
      deal: `0x${'7f'.repeat(32)}`,
      side: 'seller',
      phase: 'called',
      heldBefore: HUGE,
      paidIn: NOTHING,
      takenOut: NOTHING,
      realised: -95_234n,
      heldAfter: baseUnits(HUGE - 95_234n),
      mark: { day: 18_778, value: indexValue(5_973_496_600_000n) },
      requirement: null,
      exposure: null,
      worth: null,
      call: { side: 'seller', due: baseUnits(6_769_576n), by: 1_622_592_300 },
      entries: [
        {
          name: 'settled',
          at: 1_622_419_500,
          transaction: `0x${'ab'.repeat(32)}`,
          about: null,
          paidIn: NOTHING,
          takenOut: NOTHING,
          realised: -95_234n,
          held: baseUnits(HUGE - 95_234n),
        },
      ],
    },
  ],
}

describe('statements in the database', () => {
  const connection = connectedDatabase()

  it('come back to the last unit, and the first one made of a day stays', async () => {
    const store = createStatementStore(connection())
    await store.insert(made)
    await store.insert({ ...made, lines: [] })
    assert.deepEqual(await store.read('andes', 18_778), made)
    assert.equal(await store.read('borealis', 18_778), null)
  })

  it('are listed for their account, the newest first', async () => {
    const store = createStatementStore(connection())
    for (const day of [18_779, 18_780]) await store.insert({ ...made, day })
    await store.insert({ ...made, account: 'borealis', day: 18_779 })
    const days = (await store.before('andes', 18_780, 5)).map(({ account, day }) => [account, day])
    assert.deepEqual(days, [
      ['andes', 18_779],
      ['andes', 18_778],
    ])
  })

  it('have come as far as they once were, whatever an older engine says', async () => {
    const store = createStatementStore(connection())
    await store.reach('andes', 18_780)
    await store.reach('andes', 18_779)
    assert.deepEqual([...(await store.through())], [['andes', 18_780]])
  })
})
