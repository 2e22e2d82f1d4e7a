import { strict as assert } from 'node:assert'
import { proposedMargin, proposedPenalty } from '../../../server/domain/margin/proposedMargin.ts'
import { proposedRate } from '../../../server/domain/margin/proposedRate.ts'
import { PROPOSED_CLOCKS } from '../../../server/domain/margin/proposedClocks.ts'
import { openChecks } from '../../../server/domain/terms/openChecks.ts'
import { notional } from '../../../server/domain/terms/notional.ts'
import { startOfDay } from '../../../server/domain/units/time.ts'
import { btcPerThDay, flatReadings, someTerms, units, wbtc } from '../../support/terms.ts'

describe('what a form proposes', () => {
  // 1 000 TH/s for 84 days at 5.02e-6 BTC is a fixed leg of 0.42168 BTC; a quarter of it is 0.10542.
  it('is the golden run’s margin and penalty for the golden run’s size', () => {
    assert.equal(notional(someTerms()), wbtc('0.42168'))
    assert.equal(proposedMargin(wbtc('0.42168')), wbtc('0.105'))
    assert.equal(proposedPenalty(wbtc('0.105')), wbtc('0.021'))
  })

  it('is nothing for nothing, and never more than the share it is of', () => {
    assert.equal(proposedMargin(units(0n)), 0n)
    assert.equal(proposedMargin(units(3n)), 0n)
    assert.equal(proposedMargin(units(4_000n)), 1_000n)
    assert.equal(proposedPenalty(units(9n)), 1n)
  })

  it('is the index, as people would quote it', () => {
    assert.equal(proposedRate(btcPerThDay('0.000005019834265107')), btcPerThDay('0.00000502'))
    assert.equal(proposedRate(btcPerThDay('0.000039580652517445')), btcPerThDay('0.0000396'))
  })

  it('can be opened as it is', () => {
    const margin = proposedMargin(wbtc('0.42168'))
    const terms = someTerms({ margin, penalty: proposedPenalty(margin), ...PROPOSED_CLOCKS })
    const today = terms.startDay - 3
    openChecks(terms, flatReadings(today, today, btcPerThDay('0.00000502')), startOfDay(today + 1) + 600)
  })
})
