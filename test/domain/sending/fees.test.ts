import assert from 'node:assert/strict'
import { firstFees, replacementFees } from '../../../server/domain/sending/fees.ts'

describe('what a transaction offers for its gas', () => {
  it('is twice the base fee and the tip: 2 × 30 + 2 = 62', () => {
    assert.deepEqual(firstFees(30n, 2n, 500n), { most: 62n, tip: 2n })
  })

  it('is never above the cap, and nothing where the base fee alone is', () => {
    assert.deepEqual(firstFees(30n, 2n, 40n), { most: 40n, tip: 2n })
    assert.deepEqual(firstFees(30n, 50n, 40n), { most: 40n, tip: 40n })
    assert.equal(firstFees(41n, 2n, 40n), null)
  })
})

describe('what it offers when it has waited too long', () => {
  const before = { most: 80n, tip: 8n }

  it('is an eighth more of both, and one: 80 + 10 + 1 and 8 + 1 + 1', () => {
    assert.deepEqual(replacementFees(before, { most: 10n, tip: 1n }, 500n), { most: 91n, tip: 10n })
  })

  it('is what a transaction of today would offer, if that is more', () => {
    assert.deepEqual(replacementFees(before, { most: 200n, tip: 50n }, 500n), { most: 200n, tip: 50n })
  })

  it('rises from nothing, too', () => {
    assert.deepEqual(replacementFees({ most: 0n, tip: 0n }, { most: 0n, tip: 0n }, 500n), { most: 1n, tip: 1n })
  })

  it('is nothing else once it would be above the cap', () => {
    assert.equal(replacementFees(before, { most: 10n, tip: 1n }, 90n), null)
    assert.deepEqual(replacementFees(before, { most: 10n, tip: 1n }, 91n), { most: 91n, tip: 10n })
  })
})
