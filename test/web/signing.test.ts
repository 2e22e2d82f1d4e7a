import assert from 'node:assert/strict'
import type { Address } from '../../server/domain/terms/terms.ts'
import { createDesk } from '../../server/desk/desk.ts'
import { enginePass } from '../../server/desk/enginePass.ts'
import { Refusal } from '../../server/domain/refusals.ts'
import { aSignedDeal, aWorld, anAgreedDeal, anOpenDeal } from '../support/deals.ts'
import { BUYER, SELLER, STRANGER } from '../support/terms.ts'
import { accountOf, browserAt, signedInAs } from '../support/visitor.ts'
import type { World } from '../support/ports.ts'
import { fakeApp, fakeDesk, fakeLog } from './fakeDesk.ts'

/** A browser of whoever owns `address`, on a page of the real desk over an outside in memory. */
async function at(world: World, address: Address, path: string, language = 'en') {
  const app = fakeApp(createDesk(world.ports), fakeLog())
  const browser = await browserAt(
    signedInAs(
      () => accountOf('Andes Mining', address),
      () => app,
    ),
    path,
  )
  browser.agent.jar.setCookie(`language=${language}`)
  return browser
}

describe('the sign and open page', () => {
  it('tells each side what it agrees to in its own words, and what is missing', async () => {
    const world = await aWorld()
    const deal = await anAgreedDeal(world)
    const { page } = await at(world, SELLER, `/deals/${deal.id}/sign`)
    assert.equal(page.status, 200)
    assert.match(page.text, /You sell 1,000 TH\/s of BME14 for 84 days, from 17 May 2021 to 8 Aug 2021\./)
    assert.match(page.text, /you receive the fixed rate of 502,000 sat\/PH\/day and owe the index/)
    assert.match(page.text, /At the opening you lock 0\.105 tBTC\./)
    assert.match(page.text, /binds you until 18 May 2021 00:00 UTC/)
    assert.match(page.text, />Sign terms</)
    const other = await at(world, BUYER, `/deals/${deal.id}/sign`)
    assert.match(other.page.text, /You buy 1,000 TH\/s/)
  })

  it('is not there for a stranger', async () => {
    const world = await aWorld()
    const deal = await anAgreedDeal(world)
    assert.equal((await at(world, STRANGER, `/deals/${deal.id}/sign`)).page.status, 404)
    assert.equal((await at(world, STRANGER, '/deals/0xabcd/sign')).page.status, 404)
  })

  it('says whose side was not ready when the time has passed', async () => {
    const world = await aWorld()
    const deal = await anAgreedDeal(world)
    await world.ports.clock.moveTo(deal.terms.openBy + 1)
    await enginePass(world.ports)
    const { page } = await at(world, SELLER, `/deals/${deal.id}/sign`)
    assert.match(page.text, /The time to open has passed.*Neither side was ready\./)
  })
})

describe('what a script is told to ask a wallet', () => {
  it('is worded: a top-up that needs an approval first is two steps, with the balances before and after', async () => {
    const world = await aWorld()
    const deal = await anOpenDeal(world)
    world.parties.allow(SELLER, 0n)
    const { agent, post } = await at(world, SELLER, `/deals/${deal.id}/sign`)
    const path = `/deals/${deal.id}/acts/prepare`
    const answer = await post(path, { name: 'topUp', amount: '0.02' })
    const { steps } = answer.body as { steps: { title: string; rows: { label: string; value: string }[] }[] }
    assert.deepEqual(
      steps.map(({ title }) => title),
      [
        'Allow this deal’s escrow to take up to 0.02000000 tBTC from your wallet',
        'Add 0.02000000 tBTC to your account in the escrow',
      ],
    )
    const balance = { label: 'Your balance in the escrow', value: '0.10500000 → 0.12500000 tBTC' }
    assert.deepEqual(
      steps[1]?.rows.find(({ label }) => label === balance.label),
      balance,
    )
    const forged = await agent.post(path).set('Accept', 'application/json').send({ name: 'topUp', amount: '0.02' })
    assert.equal(forged.status, 403, 'a request without the token of its session could be anybody’s')
  })

  it('comes with the words of each step', async () => {
    const world = await aWorld()
    const deal = await aSignedDeal(world)
    const { post } = await at(world, SELLER, `/deals/${deal.id}/sign`)
    const answer = await post(`/deals/${deal.id}/acts/prepare`, { name: 'approve' })
    const { from, steps } = answer.body as { from: string; steps: { title: string; call: { data: string } }[] }
    assert.equal(from, SELLER)
    assert.deepEqual(
      steps.map(({ title }) => title),
      ['Allow the factory to take up to 0.10500000 tBTC from your wallet'],
    )
  })

  it('is refused in the reader’s language', async () => {
    const world = await aWorld()
    const deal = await aSignedDeal(world)
    world.parties.fund(SELLER, { gas: 0n })
    for (const [language, sentence] of [
      ['en', /none of the chain’s own coin/],
      ['zh', /没有可支付手续费/],
    ] as const) {
      const { post } = await at(world, SELLER, `/deals/${deal.id}/sign`, language)
      const answer = await post(`/deals/${deal.id}/acts/prepare`, { name: 'cancel' })
      assert.equal(answer.status, 409)
      assert.match((answer.body as { detail: string }).detail, sentence)
    }
  })

  it('is nothing where the form is not one of ours', async () => {
    const world = await aWorld()
    const deal = await aSignedDeal(world)
    const { post } = await at(world, SELLER, `/deals/${deal.id}/sign`)
    for (const body of [
      {},
      { name: 'topUp' },
      { name: 'steal', amount: '1' },
      { name: 'proposeTermination', amount: '1', payer: 'x' },
    ]) {
      assert.equal((await post(`/deals/${deal.id}/acts/prepare`, body)).status, 400)
    }
    assert.equal((await post(`/deals/${deal.id}/signature`, { signature: 'yes' })).status, 400)
  })
})

describe('a transaction that a page follows', () => {
  it('that failed is told with its reason in words', async () => {
    const desk = fakeDesk({ readFate: async () => ({ state: 'reverted', refusal: new Refusal('aboveWithdrawable') }) })
    const app = signedInAs(
      () => accountOf('Andes Mining', SELLER),
      () => fakeApp(desk),
    )
    const { agent } = await browserAt(app, '/')
    const answer = await agent.get(`/transactions/0x${'ab'.repeat(32)}`).set('Accept', 'application/json')
    assert.deepEqual(answer.body, { state: 'reverted', reason: 'That is more than may be withdrawn now.' })
  })
})
