import { strict as assert } from 'node:assert'
import { confirmationText } from '../../../server/domain/terms/confirmation.ts'
import { SELLER, someTerms, units } from '../../support/terms.ts'

describe('the confirmation’s canonical text', () => {
  it('is template, version and the terms in canonical JSON', () => {
    assert.equal(
      confirmationText(someTerms({ premium: units(-5n) })),
      'hashdesk-confirmation 1\n{' +
        '"broker":"0x0000000000000000000000000000000000000000","brokerFee":"0","buyer":"0x2222222222222222222222222222222222222222",' +
        '"buyerMargin":"10500000","buyerPenalty":"2100000","cap":"340282366920938463463374607431768211455","cureSeconds":86400,' +
        '"decimals":8,"fallbackDays":7,"fixedRate":"5020000000000","floor":"0","hashrate":"1000","maintenanceBps":7500,"marking":1,' +
        '"minimumTransfer":"0","openBy":1621296000,"oracle":"0x5555555555555555555555555555555555555555","periodDays":7,"periods":12,' +
        '"premium":"-5","salt":"1","seller":"0x1111111111111111111111111111111111111111","sellerMargin":"10500000",' +
        '"sellerPenalty":"2100000","series":"0x424d453134000000000000000000000000000000000000000000000000000000","startDay":18764,' +
        '"takeoverSeconds":0,"token":"0x4444444444444444444444444444444444444444"}',
    )
  })

  it('does not depend on the hash of itself', () => {
    const hashed = someTerms({ documentHash: `0x${'ab'.repeat(32)}` })
    assert.equal(confirmationText(hashed), confirmationText(someTerms()))
  })

  it('does not depend on how an account is spelled', () => {
    const mixed = someTerms({ token: '0xAbCdEf0000000000000000000000000000000000' })
    const lower = someTerms({ token: '0xabcdef0000000000000000000000000000000000' })
    assert.equal(confirmationText(mixed), confirmationText(lower))
  })

  it('changes with every single term', () => {
    const plain = someTerms()
    const changed = [
      someTerms({ buyer: SELLER }),
      someTerms({ decimals: 9 }),
      someTerms({ hashrate: 1_001n }),
      someTerms({ startDay: 18_765 }),
      someTerms({ premium: units(1n) }),
      someTerms({ salt: 2n }),
    ]
    const texts = new Set([plain, ...changed].map(confirmationText))
    assert.equal(texts.size, 1 + changed.length)
  })
})
