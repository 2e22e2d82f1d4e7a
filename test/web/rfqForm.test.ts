import assert from 'node:assert/strict'
import { aVisitor } from './signedInAs.ts'
import { formOn, negotiating, wordsOn } from './negotiating.ts'
import type { Negotiating } from './negotiating.ts'

describe('the form of a request', () => {
  let here: Negotiating
  beforeEach(async () => {
    here = await negotiating()
  })

  /** The form as it is first drawn for a miner, with some fields typed over. */
  async function filledIn(typed: Record<string, string> = {}) {
    const browser = here.at(here.andes)
    const page = await browser.get('/rfqs/new')
    return { browser, page, fields: { ...formOn(page.text), ...typed } }
  }

  it('proposes the golden run: nothing needs to be typed', async () => {
    const { browser, page, fields } = await filledIn()
    assert.equal(page.status, 200)
    assert.equal(fields.hashrate, '1000')
    assert.equal(fields.startDay, '2021-05-17')
    assert.equal(fields.rate, '502000')
    assert.equal(fields.sellerMargin, '0.105')
    assert.equal(fields.buyerPenalty, '0.021')
    assert.equal(fields.maintenance, '75')
    const posted = await browser.post('/rfqs/new', { ...fields, act: 'post' })
    assert.equal(posted.status, 303)
    const [rfq] = await here.world.ports.rfqs.inState(['open'])
    assert.equal(rfq!.sheet.fixedRate, 5_020_000_000_000n)
    assert.deepEqual([rfq!.sheet.sellerMargin, rfq!.sheet.buyerMargin], [10_500_000n, 10_500_000n])
    assert.deepEqual([rfq!.sheet.sellerPenalty, rfq!.sheet.cureSeconds], [2_100_000n, 86_400])
    assert.deepEqual([rfq!.sheet.periodDays, rfq!.sheet.periods, rfq!.sheet.fallbackDays], [7, 12, 5])
    // Until the last second of 17 May.
    assert.equal(rfq!.sheet.openBy, 18_765 * 86_400 - 1)
    assert.equal(posted.headers.location, `/rfqs/${rfq!.id}`)
  })

  it('says in a sentence and in figures what the terms would mean', async () => {
    const { page } = await filledIn()
    const words = wordsOn(page.text)
    assert.match(
      words,
      /You sell 1,000 TH\/s for 84 days from 17 May 2021: every week you receive 502,000 sat\/PH\/day/,
    )
    assert.match(words, /You lock at the opening 0\.1050 0000 tBTC/)
    assert.match(words, /You can lose at most bounded by what you lock 0\.1050 0000 tBTC/)
    // 0.02625001 of exposure over 84,000 TH-days: 31,250.01 sat/PH/day above the rate.
    assert.match(words, /A call comes today at an index of \+6\.2 % 533,250 sat\/PH\/day/)
    assert.match(words, /Earliest possible default .* 16 May 2021 00:00 UTC/)
    assert.match(page.text, /<svg [^>]*aria-label='Net result against the average index/)
  })

  it('lets margins follow the size while they are the proposal, and shows what they came to before anything is posted', async () => {
    const { browser, fields } = await filledIn({ hashrate: '2000' })
    const page = await browser.post('/rfqs/new', { ...fields, act: 'post' })
    assert.equal(page.status, 200)
    assert.match(wordsOn(page.text), /You changed the terms: here is what they mean now/)
    // A quarter of 0.84336 is 0.21084.
    assert.equal(formOn(page.text).sellerMargin, '0.21')
    assert.equal(formOn(page.text).sellerPenalty, '0.042')
    assert.deepEqual(await here.world.ports.rfqs.inState(['open']), [])
    const posted = await browser.post('/rfqs/new', { ...formOn(page.text), act: 'post' })
    assert.equal(posted.status, 303)
  })

  it('says who pays what if the other side fails, and asks to keep the hedge alive where that is chosen', async () => {
    const { browser, fields } = await filledIn({ takeover: '0' })
    const ends = await browser.post('/rfqs/new', { ...fields, act: 'review' })
    assert.match(
      wordsOn(ends.text),
      /The deal ends\. You are paid what it is worth to you then and the penalty, 0\.021 tBTC/,
    )
    const asked = { ...fields, takeover: '1', takeoverHours: '36' }
    const lives = await browser.post('/rfqs/new', { ...asked, act: 'review' })
    // Half of 0.021 at most for whoever steps in; the other half at least for who kept its word.
    assert.match(wordsOn(lives.text), /for 1 d 12 h anybody may take the other side’s place/)
    assert.match(
      wordsOn(lives.text),
      /deposits 0\.105 tBTC of margin .* growing evenly to 0\.0105 tBTC, half of the penalty/,
    )
    assert.match(wordsOn(lives.text), /0\.021 tBTC if somebody comes at the start, 0\.0105 tBTC at the end/)
    const reviewed = { ...formOn(lives.text), takeover: '1', takeoverHours: '36' }
    const posted = await browser.post('/rfqs/new', { ...reviewed, act: 'post' })
    assert.equal(posted.status, 303)
    const [rfq] = await here.world.ports.rfqs.inState(['open'])
    assert.equal(rfq!.sheet.takeoverSeconds, 36 * 3_600)
    const page = await browser.get(`/rfqs/${rfq!.id}`)
    assert.match(wordsOn(page.text), /Takeover window 36 h, then close-out/)
  })

  it('keeps a margin that was chosen', async () => {
    const { browser, fields } = await filledIn({ hashrate: '2000', sellerMargin: '0.3' })
    const page = await browser.post('/rfqs/new', { ...fields, act: 'review' })
    assert.equal(formOn(page.text).sellerMargin, '0.3')
    assert.equal(formOn(page.text).buyerMargin, '0.21')
    const restored = await browser.post('/rfqs/new', { ...formOn(page.text), restore: 'sellerMargin' })
    assert.equal(formOn(restored.text).sellerMargin, '0.21')
  })

  it('says what is wrong at the field, and keeps what was typed', async () => {
    const { browser, fields } = await filledIn({ sellerPenalty: '0.2', hashrate: '1000' })
    const page = await browser.post('/rfqs/new', { ...fields, act: 'post' })
    assert.equal(page.status, 422)
    assert.match(
      page.text,
      /<a\s+href='#sellerPenalty'\s*>Penalty 0\.2 is more than the margin 0\.105 it would be paid from\./,
    )
    assert.equal(formOn(page.text).sellerPenalty, '0.2')
    assert.deepEqual(await here.world.ports.rfqs.inState(['open']), [])
  })

  const refused: readonly [string, string, RegExp][] = [
    ['rate', '300000', /At today’s index the seller must hold 0\.\d+ tBTC from the start, and 0\.\d+ is less/],
    ['startDay', '2021-05-13', /Enter a first day from 14 May 2021 on/],
    ['cureHours', '0.5', /The cure period is 1 hour to 30 days/],
    ['fallbackDays', '1', /The fallback must be at least 2 days/],
    ['minimumTransfer', '0.2', /Enter at most 0\.105 tBTC/],
    ['deadline', '2021-05-13T00:00', /Enter a deadline that lies in the future/],
    ['deadline', '2021-05-19T00:00', /before the first accrual day is over/],
    ['deadline', 'tomorrow', /YYYY-MM-DD hh:mm/],
  ]
  for (const [field, text, sentence] of refused) {
    it(`turns down ${field} ${text}`, async () => {
      const { browser, fields } = await filledIn({ [field]: text })
      const reviewed = await browser.post('/rfqs/new', { ...fields, act: 'review' })
      const page = await browser.post('/rfqs/new', { ...formOn(reviewed.text), [field]: text, act: 'post' })
      assert.equal(page.status, 422)
      assert.match(wordsOn(page.text), sentence)
    })
  }

  it('asks for people it knows where it is not for everybody', async () => {
    const { browser, fields } = await filledIn({ visibility: 'named', invited: 'nobody@example.com' })
    const page = await browser.post('/rfqs/new', { ...fields, act: 'post' })
    assert.equal(page.status, 422)
    assert.match(page.text, /href='#invited'\s*>nobody@example\.com has no account here/)
    const nobody = await browser.post('/rfqs/new', { ...fields, invited: '', act: 'post' })
    assert.match(wordsOn(nobody.text), /at least one counterparty/)
    const posted = await browser.post('/rfqs/new', { ...fields, invited: 'Cedar.Street@example.com; ', act: 'post' })
    const seen = await here.at(here.cedar).get(posted.headers.location!)
    assert.equal(seen.status, 200)
    assert.equal((await here.at(here.delta).get(posted.headers.location!)).status, 404)
  })

  it('posts one request if it is sent twice', async () => {
    const { browser, fields } = await filledIn()
    const [one, other] = await Promise.all([
      browser.post('/rfqs/new', { ...fields, act: 'post' }),
      browser.post('/rfqs/new', { ...fields, act: 'post' }),
    ])
    assert.equal(one.headers.location, other.headers.location)
    assert.equal((await here.world.ports.rfqs.inState(['open'])).length, 1)
  })

  it('keeps a draft for its author alone, who edits and publishes it', async () => {
    const { browser, fields } = await filledIn({ sellerMargin: '0.11' })
    const saved = await browser.post('/rfqs/new', { ...fields, act: 'save' })
    const address = saved.headers.location!
    assert.match(wordsOn((await browser.get(address)).text), /Only you can see this draft/)
    assert.equal((await here.at(here.cedar).get(address)).status, 404)
    const edit = await browser.get(`${address}/edit`)
    assert.equal(formOn(edit.text).sellerMargin, '0.11')
    const posted = await browser.post(`${address}/edit`, { ...formOn(edit.text), act: 'post' })
    assert.equal(posted.headers.location, address)
    assert.match(
      wordsOn((await here.at(here.cedar).get(address)).text),
      /Quotes are welcome until 16 May 2021 00:00 UTC/,
    )
    const again = await browser.post(`${address}/edit`, { ...formOn(edit.text), form: 'other', act: 'save' })
    assert.equal(again.status, 409)
  })

  it('shows what keeps a draft from being published by now', async () => {
    const { browser, fields } = await filledIn({ deadline: '2021-05-14T12:00' })
    const { headers } = await browser.post('/rfqs/new', { ...fields, act: 'save' })
    assert.match(wordsOn((await browser.get('/rfqs?mine=yes')).text), /Your drafts and past requests .* Draft yours/)
    await here.world.ports.clock.moveTo(1_621_000_000)
    const page = await browser.post(`${headers.location!}/publish`, { version: '1' })
    assert.equal(page.status, 422)
    assert.match(page.text, /href='#deadline'\s*>Enter a deadline that lies in the future/)
  })

  it('answers a script with the parts that follow what is typed, and no page around them', async () => {
    const { browser, fields } = await filledIn({ hashrate: '2000' })
    const parts = await browser.post('/rfqs/new', { ...fields, act: 'preview' })
    assert.equal(parts.status, 200)
    assert.doesNotMatch(parts.text, /<html/)
    assert.match(wordsOn(parts.text), /You sell 2,000 TH\/s/)
    assert.equal(formOn(parts.text).buyerMargin, '0.21')
  })

  it('shows a visitor the way to sign in, and back', async () => {
    const answer = await aVisitor(here.desk).get('/rfqs/new').set('Accept', 'text/html')
    assert.equal(answer.headers.location, '/sign-in?back=%2Frfqs%2Fnew')
  })
})
