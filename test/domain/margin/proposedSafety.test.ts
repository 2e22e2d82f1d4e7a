import assert from 'node:assert/strict'
import { proposedSafety } from '../../../server/domain/margin/proposedSafety.ts'
import type { Outline } from '../../../server/domain/terms/outline.ts'
import { MARKINGS, NO_CAP, ZERO_ADDRESS } from '../../../server/domain/terms/terms.ts'
import { baseUnits } from '../../../server/domain/units/baseUnits.ts'
import { indexValue } from '../../../server/domain/units/indexValue.ts'

const frame = { token: ZERO_ADDRESS, decimals: 8, brokerFee: baseUnits(0n) }
/** The golden run: 1,000 TH/s for 84 days at 0.00000502, a notional of 0.42168. */
const outline: Outline = {
  series: 'BME14',
  hashrate: 1_000n,
  fixedRate: indexValue(5_020_000_000_000n),
  floor: indexValue(0n),
  cap: NO_CAP,
  startDay: 18_764,
  periodDays: 7,
  periods: 12,
  premium: baseUnits(0n),
}

describe('the safety that a form proposes', () => {
  it('is that of the golden run for its size and price', () => {
    const { sellerMargin, buyerMargin, sellerPenalty, buyerPenalty, ...clocks } = proposedSafety(outline, {}, frame)
    assert.deepEqual([sellerMargin, buyerMargin], [10_500_000n, 10_500_000n])
    assert.deepEqual([sellerPenalty, buyerPenalty], [2_100_000n, 2_100_000n])
    assert.deepEqual(clocks, {
      marking: MARKINGS.marked,
      maintenanceBps: 7_500,
      cureSeconds: 86_400,
      takeoverSeconds: 0,
      fallbackDays: 5,
      minimumTransfer: 0n,
    })
  })

  it('lets a penalty follow the margin that was chosen for its side', () => {
    const chosen = { sellerMargin: baseUnits(20_000_000n) }
    const { sellerPenalty, buyerPenalty } = proposedSafety(outline, chosen, frame)
    assert.deepEqual([sellerPenalty, buyerPenalty], [4_000_000n, 2_100_000n])
  })

  it('covers the whole range where there are to be no calls', () => {
    // Up to 0.00000600 the seller owes 0.98e-6 · 84,000 TH-days = 0.08232; down to 0.00000400 the buyer 1.02e-6 · 84,000 = 0.08568.
    const collar = { ...outline, floor: indexValue(4_000_000_000_000n), cap: indexValue(6_000_000_000_000n) }
    const { sellerMargin, buyerMargin } = proposedSafety(collar, { marking: MARKINGS.rangeCollateralised }, frame)
    assert.deepEqual([sellerMargin, buyerMargin], [8_232_000n, 8_568_000n])
  })
})
