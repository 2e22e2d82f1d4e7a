import assert from 'node:assert/strict'
import { negotiating, formOn, wordsOn } from './negotiating.ts'
import type { Negotiating } from './negotiating.ts'

/** Desk time is 14 May 2021 00:10 UTC: the next fixing comes at the end of that day, when it is 01:00 in London's summer. */
describe('the form of somebody who has said where it is', () => {
  let here: Negotiating

  beforeEach(async () => {
    here = await negotiating()
    const { accounts } = here.world.ports
    await accounts.replace({ ...here.andes, timeZone: 'Europe/London' })
  })

  it('proposes a cure period with which a call runs out by day there', async () => {
    const page = await here.at(here.andes).get('/rfqs/new')
    // 20 hours after midnight UTC it is 21:00 in London.
    assert.equal(formOn(page.text).cureHours, '20')
    const words = wordsOn(page.text)
    assert.match(words, /Seller 15 May 2021 21:00 Europe\/London/)
    assert.match(words, /Buyer 15 May 2021 20:00 UTC \(time zone not said\)/)
    assert.doesNotMatch(words, /would run out between 22:00 and 08:00/)
  })

  it('warns of a period that ends at night, names the one that does not, and says when the desk would mark', async () => {
    const browser = here.at(here.andes)
    const fields = formOn((await browser.get('/rfqs/new')).text)
    const page = await browser.post('/rfqs/new', { ...fields, cureHours: '24', act: 'review' })
    const words = wordsOn(page.text)
    assert.match(words, /would run out between 22:00 and 08:00 for the seller\. A cure period of 20 h 0 m avoids it/)
    // A day after 07:00 UTC it is 08:00 in London again.
    assert.match(words, /The desk marks such a deal from 07:00 UTC each day.*Anyone may mark it on chain/)
  })

  it('says so where nobody has said where it is, and guesses nothing', async () => {
    const page = await here.at(here.cedar).get('/rfqs/new')
    assert.equal(formOn(page.text).cureHours, '24')
    assert.match(wordsOn(page.text), /no night is taken into account\. Set your time zone/)
  })
})
