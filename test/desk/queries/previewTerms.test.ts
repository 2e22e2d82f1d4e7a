import assert from 'node:assert/strict'
import { previewTerms } from '../../../server/desk/queries/previewTerms.ts'
import { proposeTerms } from '../../../server/desk/queries/proposeTerms.ts'
import { PortFailure } from '../../../server/desk/ports.ts'
import { NO_CAP } from '../../../server/domain/terms/terms.ts'
import { baseUnits } from '../../../server/domain/units/baseUnits.ts'
import { indexValue } from '../../../server/domain/units/indexValue.ts'
import { aWorld, aWorldBeforeAnything } from '../../support/deals.ts'
import { isRefusal } from '../../support/refusals.ts'

const asked = {
  side: 'seller',
  outline: {
    series: 'BME14',
    hashrate: 1_000n,
    fixedRate: null,
    floor: indexValue(0n),
    cap: NO_CAP,
    startDay: 18_764,
    periodDays: 7,
    periods: 12,
    premium: baseUnits(0n),
  },
  chosen: {},
  brokerFee: baseUnits(0n),
  broker: null,
  answered: null,
} as const

describe('terms while they are being written', () => {
  it('take the rate from the index where none is named, in three digits', async () => {
    const { ports } = await aWorld()
    const { sheet, refusal } = await previewTerms(ports, asked)
    assert.equal(sheet.fixedRate, 5_020_000_000_000n)
    assert.equal(refusal, null)
  })

  it('say why the factory would not open them', async () => {
    const { ports } = await aWorld()
    const { refusal } = await previewTerms(ports, { ...asked, chosen: { sellerPenalty: baseUnits(20_000_000n) } })
    assert.equal(refusal?.code, 'penaltyAboveMargin')
    assert.equal(refusal.facts.side, 'seller')
  })

  it('can be written while the chain does not say whether it would open them', async () => {
    const { ports } = await aWorld()
    const away = {
      ...ports,
      oracle: { ...ports.oracle, readings: () => Promise.reject(new PortFailure('chain', 'away')) },
    }
    const { refusal, outlook } = await previewTerms(away, asked)
    assert.equal(refusal, null)
    assert.equal(outlook.locked, 10_500_000n)
  })

  it('keep the last moment to open of the terms they answer, as long as the first day stays', async () => {
    const { ports } = await aWorld()
    const answered = { startDay: 18_764, openBy: 1_621_200_000 }
    assert.equal((await previewTerms(ports, { ...asked, answered })).sheet.openBy, 1_621_200_000)
    const moved = { ...asked.outline, startDay: 18_766 }
    // Until the last second of 19 May.
    assert.equal((await previewTerms(ports, { ...asked, outline: moved, answered })).sheet.openBy, 18_767 * 86_400 - 1)
  })

  it('cannot be proposed before anything is fixed', async () => {
    const { ports } = await aWorldBeforeAnything()
    await assert.rejects(proposeTerms(ports, { side: 'seller' }), isRefusal('indexUnreadable'))
  })
})
