import assert from 'node:assert/strict'
import { PortFailure } from '../../server/desk/ports.ts'
import { baseUnits } from '../../server/domain/units/baseUnits.ts'
import { indexValue } from '../../server/domain/units/indexValue.ts'
import { aPublishedRfq, aQuote } from '../support/negotiations.ts'
import { BUYER } from '../support/terms.ts'
import { formOn, negotiating, wordsOn } from './negotiating.ts'
import type { Negotiating } from './negotiating.ts'
import { aVisitor } from './signedInAs.ts'

/** 14 May 2021 00:10 UTC, and a day later. */
const NOW = 1_620_951_000
const TOMORROW = NOW + 86_400
const rate = (sat: bigint) => indexValue(sat * 10_000_000n)

describe('the board', () => {
  let here: Negotiating
  beforeEach(async () => {
    here = await negotiating()
  })

  it('lists open requests to anybody, soonest to expire first, with how far the wish is from the index', async () => {
    await aPublishedRfq(here.world, here.andes, { wishedRate: rate(502_000n), expiresAt: TOMORROW })
    await aPublishedRfq(here.world, here.delta, { side: 'buyer', isPseudonymous: true })
    const page = await aVisitor(here.desk).get('/rfqs')
    const words = wordsOn(page.text)
    assert.match(
      words,
      /Buy 1,000 BME14 17 May 2021 84 × 12 asks for a price 24\.9 % none yet 14 May 2021 01:10 UTC · in 1 h 0 m Miner [0-9A-F]{4} no deals yet/,
    )
    assert.match(
      words,
      /Sell 1,000 BME14 17 May 2021 84 × 12 502,000 0\.0 % 24\.9 % none yet 15 May 2021 00:10 UTC · in 1 d 0 h Andes Mining/,
    )
    assert.ok(words.indexOf('Buy 1,000') < words.indexOf('Sell 1,000'))
    assert.doesNotMatch(words, /Delta Fund/)
    assert.match(words, /2 open RFQs/)
  })

  it('keeps to the filters in its address, and says so when nothing passes them', async () => {
    await aPublishedRfq(here.world, here.andes)
    const browser = here.at(here.cedar)
    for (const fits of ['side=seller', 'series=BME14', 'tenor=quarter', 'size=small', '']) {
      assert.match(wordsOn((await browser.get(`/rfqs?${fits}`)).text), /1 open RFQ,/, fits)
    }
    for (const misses of ['side=buyer', 'series=BME84', 'tenor=long', 'size=large', 'mine=yes']) {
      const words = wordsOn((await browser.get(`/rfqs?${misses}`)).text)
      assert.match(words, /No open RFQs for these filters\. Clear filters/, misses)
      assert.match(words, /a miner’s 84-day hedge takes a minute/, misses)
    }
  })

  it('shows the last that traded where it is empty', async () => {
    const rfq = await aPublishedRfq(here.world, here.andes)
    const { id } = await aQuote(here.world, here.cedar, rfq)
    await here.desk.acceptOffer({ by: here.andes.id, negotiationId: id, version: 1, address: null })
    assert.match(wordsOn((await here.at(here.delta).get('/rfqs')).text), /The last that traded .* Awarded Andes Mining/)
  })

  it('tells the best rate to the author alone', async () => {
    const rfq = await aPublishedRfq(here.world, here.andes)
    await aQuote(here.world, here.cedar, rfq, { fixedRate: rate(495_000n) })
    assert.match(wordsOn((await here.at(here.andes).get('/rfqs')).text), /1 quote best 495,000/)
    const other = wordsOn((await here.at(here.delta).get('/rfqs')).text)
    assert.match(other, /1 quote/)
    assert.doesNotMatch(other, /495,000/)
  })
})

describe('a request', () => {
  let here: Negotiating
  beforeEach(async () => {
    here = await negotiating()
  })

  it('shows its author every quote, best first, and whether each is funded or a promise', async () => {
    const rfq = await aPublishedRfq(here.world, here.andes)
    await aQuote(here.world, here.cedar, rfq, { fixedRate: rate(495_000n) })
    await aQuote(here.world, here.delta, rfq, { fixedRate: rate(498_000n) })
    const words = wordsOn((await here.at(here.andes).get(`/rfqs/${rfq.id}`)).text)
    assert.match(words, /2 quotes are on the table, the best at 498,000 sat\/PH\/day/)
    assert.match(
      words,
      /498,000 −0\.8 % 0\.10500000 a promise Delta Fund .* 495,000 −1\.4 % 0\.10500000 funded Cedar Street/,
    )
  })

  it('calls a quote a promise without the allowance, and says it does not know while the chain is away', async () => {
    const rfq = await aPublishedRfq(here.world, here.andes)
    await aQuote(here.world, here.cedar, rfq)
    here.world.parties.fund(BUYER, { allowance: baseUnits(10_499_999n) })
    assert.match(wordsOn((await here.at(here.andes).get(`/rfqs/${rfq.id}`)).text), /a promise Cedar Street/)
    here.world.ports.parties.funding = () => Promise.reject(new PortFailure('chain', 'away'))
    assert.match(wordsOn((await here.at(here.andes).get(`/rfqs/${rfq.id}`)).text), /unknown Cedar Street/)
  })

  it('shows others neither the quotes nor who else was invited, and offers to quote', async () => {
    const invited = [here.cedar.id, here.delta.id]
    const rfq = await aPublishedRfq(here.world, here.andes, { visibility: 'named', invited })
    await aQuote(here.world, here.delta, rfq, { fixedRate: rate(498_000n) })
    const words = wordsOn((await here.at(here.cedar).get(`/rfqs/${rfq.id}`)).text)
    assert.doesNotMatch(words, /498,000|Delta/)
    assert.match(words, /Quotes are welcome until 14 May 2021 01:10 UTC/)
    assert.match(words, /You buy 1,000 TH\/s/)
    assert.equal((await here.at(here.lindqvist).get(`/rfqs/${rfq.id}`)).status, 404)
    assert.equal((await aVisitor(here.desk).get(`/rfqs/${rfq.id}`).set('Accept', 'text/html')).status, 404)
  })

  it('stays at its address with the reason when it has ended', async () => {
    const rfq = await aPublishedRfq(here.world, here.andes)
    const browser = here.at(here.andes)
    await browser.post(`/rfqs/${rfq.id}/withdraw`, { version: String(rfq.version) })
    assert.match(wordsOn((await browser.get(`/rfqs/${rfq.id}`)).text), /You withdrew it on 14 May 2021 00:10 UTC/)
    assert.match(wordsOn((await here.at(here.cedar).get(`/rfqs/${rfq.id}`)).text), /Withdrawn by its author/)
    const late = await aPublishedRfq(here.world, here.andes)
    await here.world.ports.clock.moveTo(late.expiresAt + 1)
    assert.match(wordsOn((await here.at(here.cedar).get(`/rfqs/${late.id}`)).text), /Expired on 14 May 2021 01:10 UTC/)
  })

  it('is withdrawn by nobody but its author', async () => {
    const rfq = await aPublishedRfq(here.world, here.andes)
    assert.equal((await here.at(here.cedar).post(`/rfqs/${rfq.id}/withdraw`, { version: '1' })).status, 404)
  })
})

describe('a quote', () => {
  let here: Negotiating
  beforeEach(async () => {
    here = await negotiating()
  })

  it('begins with the terms of the request on them, and says where it differs', async () => {
    const rfq = await aPublishedRfq(here.world, here.andes, { expiresAt: TOMORROW })
    const browser = here.at(here.cedar)
    const page = await browser.get(`/rfqs/${rfq.id}/quote`)
    assert.match(wordsOn(page.text), /You answer as: Buyer, receives the index/)
    assert.equal(formOn(page.text).rate, '502000')
    const fields = { ...formOn(page.text), rate: '495,000', sellerMargin: '0.12' }
    const reviewed = await browser.post(`/rfqs/${rfq.id}/quote`, { ...fields, act: 'send' })
    assert.match(wordsOn(reviewed.text), /You changed the terms/)
    assert.match(wordsOn(reviewed.text), /The request says 502000 .* The request says 0\.105/)
    const sent = await browser.post(`/rfqs/${rfq.id}/quote`, { ...formOn(reviewed.text), act: 'send' })
    assert.equal(sent.status, 303)
    const words = wordsOn((await browser.get(sent.headers.location!)).text)
    assert.match(words, /Your v1 is with Andes Mining, firm until 15 May 2021 00:10 UTC/)
    assert.match(words, /Fixed rate changed 495,000 sat\/PH\/day 502,000 sat\/PH\/day Cedar Street \(you\) · v1/)
    assert.match(words, /Initial margin, seller changed 0\.12000000 tBTC 0\.10500000 tBTC/)
  })

  it('is made once if it is sent twice', async () => {
    const rfq = await aPublishedRfq(here.world, here.andes)
    const browser = here.at(here.cedar)
    const fields = { ...formOn((await browser.get(`/rfqs/${rfq.id}/quote`)).text), act: 'send' }
    const one = await browser.post(`/rfqs/${rfq.id}/quote`, fields)
    const other = await browser.post(`/rfqs/${rfq.id}/quote`, fields)
    assert.equal(one.status, 303)
    assert.equal(other.headers.location, one.headers.location)
    const [negotiation] = await here.world.ports.negotiations.ofRfqs([rfq.id])
    assert.equal(negotiation!.versions.length, 1)
  })

  it('names its price', async () => {
    const rfq = await aPublishedRfq(here.world, here.andes)
    const browser = here.at(here.cedar)
    const fields = formOn((await browser.get(`/rfqs/${rfq.id}/quote`)).text)
    const page = await browser.post(`/rfqs/${rfq.id}/quote`, { ...fields, rate: '', act: 'send' })
    assert.equal(page.status, 422)
    assert.match(wordsOn(page.text), /a firm offer names its price/)
  })

  it('is not made on one’s own request, and keeps what was typed when the request has closed meanwhile', async () => {
    const rfq = await aPublishedRfq(here.world, here.andes)
    assert.equal((await here.at(here.andes).get(`/rfqs/${rfq.id}/quote`)).headers.location, `/rfqs/${rfq.id}`)
    const browser = here.at(here.cedar)
    const fields = { ...formOn((await browser.get(`/rfqs/${rfq.id}/quote`)).text), act: 'send' }
    await here.desk.withdrawRfq({ by: here.andes.id, rfqId: rfq.id, version: rfq.version })
    const page = await browser.post(`/rfqs/${rfq.id}/quote`, fields)
    assert.equal(page.status, 409)
    assert.equal(formOn(page.text).rate, '502000')
  })

  it('takes somebody without a wallet to link one, and back to everything typed', async () => {
    const rfq = await aPublishedRfq(here.world, here.andes)
    const browser = here.at(here.delta)
    const page = await browser.get(`/rfqs/${rfq.id}/quote`)
    assert.match(wordsOn(page.text), /You have not linked a wallet yet/)
    const left = await browser.post(`/rfqs/${rfq.id}/quote`, { ...formOn(page.text), rate: '490000', act: 'link' })
    const back = new URL(left.headers.location!, 'http://desk').searchParams.get('back')!
    assert.match(left.headers.location!, /^\/wallet\?back=/)
    assert.equal(formOn((await browser.get(back)).text).rate, '490000')
  })
})

describe('a negotiation', () => {
  let here: Negotiating
  let address: string
  let id: string
  beforeEach(async () => {
    here = await negotiating()
    const rfq = await aPublishedRfq(here.world, here.andes, { expiresAt: TOMORROW })
    ;({ id } = await aQuote(here.world, here.cedar, rfq, { fixedRate: rate(495_000n) }))
    address = `/negotiations/${id}`
  })

  it('says whose turn it is, and what accepting would mean', async () => {
    const words = wordsOn((await here.at(here.andes).get(address)).text)
    assert.match(words, /1 h 0 m Cedar Street offers v1 at 495,000 sat\/PH\/day, firm until 14 May 2021 01:10 UTC/)
    assert.match(
      words,
      /You accept 495,000 sat\/PH\/day, lock 0\.10500000 tBTC at the opening, and can lose at most 0\.10500000 tBTC/,
    )
    const theirs = wordsOn((await here.at(here.cedar).get(address)).text)
    assert.match(theirs, /Your v1 is with Andes Mining/)
    assert.doesNotMatch(theirs, /Accept v1/)
  })

  it('tells seven moves of the index with what each comes to, and on whom a call comes', async () => {
    const words = wordsOn((await here.at(here.andes).get(address)).text)
    // 84 days at 501,980.7 against 495,000: weekly ⌊7 · 6,980.755… · 1,000 …⌋ = 48,865 of 1e-8, twelve times 586,380.
    assert.match(words, /0\.0 % 501,980 −0\.0058 6380 none/)
    assert.match(words, /\+50\.0 % 752,971 −0\.2166 9564 on you/)
    assert.match(words, /−30\.0 % 351,386 \+0\.1206 3528 on them/)
  })

  it('is not there for strangers', async () => {
    assert.equal((await here.at(here.delta).get(address)).status, 404)
    for (const act of ['accept', 'decline', 'withdraw', 'counter', 'take-over']) {
      const answer = await here.at(here.delta).post(`${address}/${act}`, { version: '1', reason: 'price' })
      assert.equal(answer.status, 404, act)
    }
  })

  it('is countered in place: what is not changed stays, and each change says who made it', async () => {
    const browser = here.at(here.andes)
    const form = await browser.get(`${address}/counter`)
    const fields = { ...formOn(form.text), rate: '501000', cureHours: '12' }
    const reviewed = await browser.post(`${address}/counter`, { ...fields, act: 'send' })
    assert.match(wordsOn(reviewed.text), /v1 says 495000/)
    const sent = await browser.post(`${address}/counter`, { ...formOn(reviewed.text), act: 'send' })
    assert.equal(sent.headers.location, address)
    const words = wordsOn((await here.at(here.cedar).get(address)).text)
    assert.match(words, /Term sheet v2 against v1 · 2 terms changed/)
    assert.match(words, /Fixed rate changed 501,000 sat\/PH\/day 495,000 sat\/PH\/day Andes Mining · v2/)
    assert.match(words, /Time to meet a call changed 12 h 24 h Andes Mining · v2/)
    assert.match(words, /19 terms unchanged/)
  })

  it('turns a counter down that changes nothing', async () => {
    const browser = here.at(here.andes)
    const form = await browser.get(`${address}/counter`)
    const page = await browser.post(`${address}/counter`, { ...formOn(form.text), act: 'send' })
    assert.equal(page.status, 422)
    assert.match(wordsOn(page.text), /Change at least one term/)
  })

  /** Cedar replaces its own offer while somebody reads the first. */
  async function replaced() {
    const { versions } = (await here.world.ports.negotiations.read(id))!
    const sheet = { ...versions[0]!.sheet, fixedRate: rate(490_000n) }
    await here.desk.counterOffer({
      by: here.cedar.id,
      negotiationId: id,
      version: 1,
      sheet,
      expiresAt: TOMORROW,
      address: null,
    })
  }

  it('does not accept what was replaced while it was being read: it shows the difference', async () => {
    await replaced()
    const page = await here.at(here.andes).post(`${address}/accept`, { version: '1' })
    assert.equal(page.status, 409)
    const words = wordsOn(page.text)
    assert.match(words, /v2 replaced v1 while you were reading\. Here is the difference\./)
    assert.match(words, /Fixed rate changed 490,000 sat\/PH\/day 495,000 sat\/PH\/day/)
    assert.match(words, /Accept v2/)
    assert.equal((await here.world.ports.negotiations.read(id))!.state, 'offered')
  })

  it('keeps everything typed when a counter comes too late', async () => {
    const browser = here.at(here.andes)
    const form = await browser.get(`${address}/counter`)
    const fields = { ...formOn(form.text), rate: '501000' }
    const reviewed = await browser.post(`${address}/counter`, { ...fields, act: 'review' })
    await replaced()
    const page = await browser.post(`${address}/counter`, { ...formOn(reviewed.text), act: 'send' })
    assert.equal(page.status, 409)
    assert.match(wordsOn(page.text), /v2 replaced v1 while you were writing\. What you typed is kept/)
    assert.equal(formOn(page.text).rate, '501000')
    const sent = await browser.post(`${address}/counter`, { ...formOn(page.text), act: 'send' })
    assert.equal(sent.status, 303)
    assert.equal((await here.world.ports.negotiations.read(id))!.versions.length, 3)
  })

  it('compares any two versions, the request among them, and offers no act on an old one', async () => {
    await replaced()
    const words = wordsOn((await here.at(here.andes).get(`${address}?compare=0,1`)).text)
    assert.match(words, /You compare the request with v1/)
    assert.match(words, /Fixed rate changed 495,000 sat\/PH\/day 502,000 sat\/PH\/day Cedar Street · v1/)
    assert.doesNotMatch(words, /Accept v/)
    const chosen = wordsOn((await here.at(here.andes).get(`${address}?compare=2&compare=0`)).text)
    assert.match(chosen, /Fixed rate changed 490,000 sat\/PH\/day 502,000 sat\/PH\/day Cedar Street · v2/)
    assert.equal((await here.at(here.andes).get(`${address}?compare=9,12`)).status, 200)
  })

  it('leads both to signing once it is accepted, and a second click to the same place', async () => {
    const browser = here.at(here.andes)
    const one = await browser.post(`${address}/accept`, { version: '1' })
    const other = await browser.post(`${address}/accept`, { version: '1' })
    assert.equal(one.status, 303)
    assert.match(one.headers.location!, /^\/deals\/0x[0-9a-f]{64}\/sign$/)
    assert.equal(other.headers.location, one.headers.location)
    assert.match(
      wordsOn((await here.at(here.cedar).get(address)).text),
      /Agreed on v1\. Next, both sign the same terms .* Sign & open/,
    )
  })

  it('tells who has to link a wallet before the deal can be made', async () => {
    const rfq = await aPublishedRfq(here.world, here.andes, { expiresAt: TOMORROW })
    const quote = await aQuote(here.world, here.delta, rfq)
    await here.at(here.andes).post(`/negotiations/${quote.id}/accept`, { version: '1' })
    assert.match(
      wordsOn((await here.at(here.andes).get(`/negotiations/${quote.id}`)).text),
      /Delta Fund has still to link a wallet/,
    )
    const page = await here.at(here.delta).get(`/negotiations/${quote.id}`)
    assert.match(wordsOn(page.text), /Link a wallet to sign/)
    assert.match(page.text, new RegExp(`href='/wallet\\?back&#x3D;%2Fnegotiations%2F${quote.id}'`))
  })

  it('ends with the reason that was given', async () => {
    const answer = await here.at(here.andes).post(`${address}/decline`, { version: '1', reason: 'collateral' })
    assert.equal(answer.headers.location, address)
    const words = wordsOn((await here.at(here.cedar).get(address)).text)
    assert.match(
      words,
      /Andes Mining declined v1 on 14 May 2021 00:10 UTC: the collateral\. As long as the request takes quotes, you can make another\. Quote again/,
    )
    assert.equal((await here.at(here.andes).post(`${address}/decline`, { version: '1', reason: 'whim' })).status, 400)
  })

  it('ends with a withdrawal, an expiry, or an award elsewhere, and says which', async () => {
    const rfqs = await here.world.ports.rfqs.inState(['open'])
    const other = await aQuote(here.world, here.delta, rfqs[0]!, { fixedRate: rate(500_000n) })
    await here.at(here.delta).post(`/negotiations/${other.id}/withdraw`, { version: '1' })
    assert.match(
      wordsOn((await here.at(here.delta).get(`/negotiations/${other.id}`)).text),
      /You withdrew v1 on 14 May/,
    )
    const again = await aQuote(here.world, here.delta, rfqs[0]!, { fixedRate: rate(499_000n) })
    await here.at(here.andes).post(`/negotiations/${again.id}/accept`, { version: '2' })
    assert.match(wordsOn((await here.at(here.cedar).get(address)).text), /Awarded elsewhere on 14 May 2021/)
    const late = await here.at(here.andes).post(`${address}/accept`, { version: '1' })
    assert.equal(late.status, 409)
    assert.match(wordsOn(late.text), /awarded to another quote already/)
  })

  it('says that it expired, and takes no act any more', async () => {
    await here.world.ports.clock.moveTo(NOW + 3_601)
    const words = wordsOn((await here.at(here.andes).get(address)).text)
    assert.match(words, /v1 expired on 14 May 2021 01:10 UTC without an answer/)
    assert.doesNotMatch(words, /Accept v1/)
  })
})

describe('while the chain does not answer', () => {
  let here: Negotiating
  let negotiation: string
  beforeEach(async () => {
    here = await negotiating()
    const rfq = await aPublishedRfq(here.world, here.andes, { expiresAt: TOMORROW })
    const { id } = await aQuote(here.world, here.cedar, rfq, { fixedRate: rate(495_000n) })
    negotiation = `/negotiations/${id}`
    // Whoever reads a page learns what time it is: that is told on.
    await here.at(here.andes).get('/rfqs')
    const gone = () => Promise.reject(new PortFailure('chain', 'away'))
    Object.assign(here.world.ports.clock, { asOf: gone })
    Object.assign(here.world.ports.oracle, { readings: gone, heartbeat: gone })
    Object.assign(here.world.ports.parties, { funding: gone })
  })

  it('everything negotiated can be read, what needs the chain is said to be unknown, and an offer can be declined', async () => {
    const browser = here.at(here.andes)
    assert.match(wordsOn((await browser.get('/rfqs')).text), /1 open RFQ/)
    const words = wordsOn((await browser.get(negotiation)).text)
    assert.match(words, /Cedar Street offers v1/)
    assert.match(words, /495,000 −1\.4 % 0\.10500000 unknown/)
    const declined = await browser.post(`${negotiation}/decline`, { version: '1', reason: 'price' })
    assert.equal(declined.status, 303)
  })

  it('a form can be filled in, and says why it cannot be sent yet; a draft can be kept', async () => {
    const browser = here.at(here.andes)
    const form = await browser.get('/rfqs/new')
    assert.equal(form.status, 200)
    const page = await browser.post('/rfqs/new', { ...formOn(form.text), pseudonym: 'yes', act: 'post' })
    assert.equal(page.status, 503)
    assert.match(wordsOn(page.text), /The chain does not answer at the moment, .*What you typed is kept/)
    assert.equal(formOn(page.text).pseudonym, 'yes')
    assert.equal((await browser.post('/rfqs/new', { ...formOn(page.text), act: 'save' })).status, 303)
    const counter = formOn((await browser.get(`${negotiation}/counter`)).text)
    const reviewed = await browser.post(`${negotiation}/counter`, { ...counter, rate: '501000', act: 'review' })
    const sent = await browser.post(`${negotiation}/counter`, { ...formOn(reviewed.text), act: 'send' })
    assert.equal(sent.status, 503)
    assert.equal(formOn(sent.text).rate, '501000')
  })
})
