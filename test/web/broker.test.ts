import assert from 'node:assert/strict'
import { enginePass } from '../../server/desk/enginePass.ts'
import { openDeal } from '../../server/desk/openDeal.ts'
import { sign } from '../support/deals.ts'
import { formOn, negotiating, wordsOn } from './negotiating.ts'
import type { Negotiating } from './negotiating.ts'
import type { Account } from '../../server/desk/ports/accounts.ts'

const FORM = '/broker/introduce'

describe('a broker', () => {
  let here: Negotiating
  beforeEach(async () => {
    here = await negotiating()
  })

  /** What Lindqvist would send to introduce Andes and Cedar for a fee of 0.001. */
  async function introduction(typed: Record<string, string> = {}, by: Account = here.lindqvist) {
    const browser = here.at(by)
    const clients = { seller: 'andes.mining@example.com', buyer: 'Cedar.Street@example.com' }
    const fields = { ...formOn((await browser.get(FORM)).text), ...clients, brokerFee: '0.001', ...typed }
    const reviewed = await browser.post(FORM, { ...fields, act: 'send' })
    return { browser, reviewed, fields: { ...formOn(reviewed.text), ...typed, act: 'send' } }
  }

  /** The same, sent: the address of the negotiation. */
  async function introduced(): Promise<string> {
    const { browser, fields } = await introduction()
    const sent = await browser.post(FORM, fields)
    assert.equal(sent.status, 303)
    return sent.headers.location!
  }

  it('is told what an introduction is before it has made one, and always that it cannot move money', async () => {
    const words = wordsOn((await here.at(here.lindqvist).get('/broker')).text)
    assert.match(words, /You can propose and see; you cannot sign, move or hold money\./)
    assert.match(words, /You name two clients who have accounts here/)
    assert.match(words, /Nothing needs you\./)
  })

  it('sees what the terms would mean for the seller, its fee shared by both', async () => {
    const { reviewed } = await introduction()
    const words = wordsOn(reviewed.text)
    assert.match(words, /You changed the terms/)
    assert.match(words, /The seller sells 1,000 TH\/s for 84 days/)
    // 0.105 and half of 0.001.
    assert.match(words, /The seller locks at the opening 0\.1055 0000 tBTC/)
  })

  it('proposes to both, and nothing binds until both have said yes', async () => {
    const address = await introduced()
    const own = wordsOn((await here.at(here.lindqvist).get(address)).text)
    assert.match(own, /Nothing binds anybody until both have said yes/)
    assert.doesNotMatch(own, /Accept v|Take it over|Counter/)
    const seller = wordsOn((await here.at(here.andes).get(address)).text)
    assert.match(seller, /Lindqvist OTC proposes these terms to you and Cedar Street\. Nothing binds anybody/)
    assert.match(seller, /Take it over/)
    assert.match(seller, /Introduced by Lindqvist OTC/)
    assert.equal((await here.at(here.delta).get(address)).status, 404)
    await here.at(here.andes).post(`${address}/take-over`, { version: '1' })
    const buyer = wordsOn((await here.at(here.cedar).get(address)).text)
    assert.match(buyer, /Andes Mining offers v2 at 502,000 sat\/PH\/day/)
    assert.match(wordsOn((await here.at(here.lindqvist).get('/broker')).text), /negotiating Cedar Street/)
  })

  it('cannot act for either of them', async () => {
    const address = await introduced()
    for (const act of ['take-over', 'accept', 'decline', 'counter']) {
      const answer = await here.at(here.lindqvist).post(`${address}/${act}`, { version: '1', reason: 'price' })
      assert.equal(answer.status, 404, act)
    }
  })

  it('follows it from introduced to open, when the fee is paid', async () => {
    const address = await introduced()
    const pipeline = async () => wordsOn((await here.at(here.lindqvist).get('/broker')).text)
    assert.match(
      await pipeline(),
      /Andes Mining Cedar Street 1,000 TH\/s × 84 days 0\.0010 0000 introduced either of the two/,
    )
    assert.match(await pipeline(), /Paid 0\.0000 0000 Pending paid when those deals open 0\.0010 0000/)
    await here.at(here.andes).post(`${address}/take-over`, { version: '1' })
    const accepted = await here.at(here.cedar).post(`${address}/accept`, { version: '2' })
    const [, id] = /\/deals\/(0x[0-9a-f]+)\/sign/.exec(accepted.headers.location!)!
    assert.match(await pipeline(), /agreed, to be signed signatures and collateral/)
    const deal = (await here.world.ports.deals.read(id as `0x${string}`))!
    await sign(here.world, deal, 'seller')
    await sign(here.world, deal, 'buyer')
    await openDeal(here.world.ports, { dealId: deal.id, actor: 'desk' })
    await enginePass(here.world.ports)
    assert.match(await pipeline(), /open – /)
    assert.match(await pipeline(), /Paid 0\.0010 0000 Pending .* 0\.0000 0000 Month Paid 2021-05 0\.0010 0000/)
  })

  it('names people that exist, and not itself', async () => {
    const unknown = await introduction({ seller: 'nobody@example.com' })
    const page = await unknown.browser.post(FORM, unknown.fields)
    assert.equal(page.status, 422)
    assert.match(page.text, /href='#seller'\s*>nobody@example\.com has no account here/)
    assert.equal(formOn(page.text).brokerFee, '0.001')
    const itself = await introduction({ buyer: 'lindqvist.otc@example.com' })
    assert.equal((await itself.browser.post(FORM, itself.fields)).status, 422)
  })

  it('needs a wallet for a fee', async () => {
    const { reviewed } = await introduction({}, here.delta)
    assert.match(wordsOn(reviewed.text), /Link a wallet first, or leave the fee at zero/)
    assert.match(wordsOn((await here.at(here.delta).get('/broker')).text), /your fee is paid to it when a deal opens/)
  })

  it('introduces once if the form is sent twice', async () => {
    const { browser, fields } = await introduction()
    const one = await browser.post(FORM, fields)
    const other = await browser.post(FORM, fields)
    assert.equal(other.headers.location, one.headers.location)
    assert.equal((await here.world.ports.negotiations.concerning(here.lindqvist.id)).length, 1)
  })
})
