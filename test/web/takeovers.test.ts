import assert from 'node:assert/strict'
import { advanceReplay } from '../../server/desk/advanceReplay.ts'
import { createDesk } from '../../server/desk/desk.ts'
import type { Account } from '../../server/desk/ports/accounts.ts'
import { aWorld } from '../support/deals.ts'
import { aPerson } from '../support/negotiations.ts'
import type { World } from '../support/ports.ts'
import { TWO_DAYS, aDealInWindow, aDealTakenOver } from '../support/takeovers.ts'
import type { WindowScene } from '../support/takeovers.ts'
import { STRANGER } from '../support/terms.ts'
import { signedInAs as browserOf } from './signedInAs.ts'
import { answerTo, mainOf, textOf } from './readPage.ts'

/** A page as `viewer` reads it: text without marks, one space between words. */
async function readBy(world: World, viewer: Account, path: string, language = 'en'): Promise<string> {
  const answer = await answerTo(world, viewer, path, language)
  assert.equal(answer.status, 200)
  return textOf(mainOf(answer.text))
}

function includes(text: string, ...sentences: readonly string[]): void {
  for (const sentence of sentences) assert.ok(text.includes(sentence), `“${sentence}” is not on the page: ${text}`)
}

/** Half of the window has passed: 525 000 of the penalty is for whoever steps in. */
async function halfWay(): Promise<WindowScene> {
  const scene = await aDealInWindow()
  await advanceReplay(scene.world.ports, { to: scene.until - TWO_DAYS / 2 })
  return scene
}

describe('the page of deals to take over', () => {
  it('says what it is while there is none', async () => {
    const world = await aWorld()
    const text = await readBy(world, await aPerson(world, 'Cirrus Trading', [STRANGER]), '/takeovers')
    includes(text, 'No side is in default with its window open.', 'is paid up to half the penalty for coming')
  })

  it('tells of each what it costs, what it brings now and at the end, and until when', async () => {
    const { world, taker } = await halfWay()
    const text = await readBy(world, taker, '/takeovers')
    includes(text, 'seller, receiving fixed', '1,000 TH/s · BME14 · 502,000 sat/PH/day', '2 of 12 periods settled')
    includes(text, '−0.06674476', '0.10500000 tBTC', '0.00525000', '0.01050000', '3 Jun 2021 00:05 UTC · in 1 d 0 h')
    assert.doesNotMatch(text, /Andes|Borealis/)
  })

  it('is led to from the board, the first page and the portfolio of whoever could step in', async () => {
    const { world, taker, fund } = await halfWay()
    includes(await readBy(world, taker, '/rfqs'), '1 deal can be taken over')
    for (const path of ['/', '/portfolio']) {
      const sentence = 'A side failed and its place can be taken: whoever steps in is paid for coming'
      includes(await readBy(world, taker, path), sentence)
      assert.ok(!(await readBy(world, fund, path)).includes(sentence), 'nobody deals with itself')
    }
  })
})

describe('one deal to take over', () => {
  it('offers a stranger the side, with who gets what now, at the end, and if nobody comes', async () => {
    const { world, taker, deal } = await halfWay()
    const text = await readBy(world, taker, `/takeovers/${deal.id}`)
    includes(text, 'Become the seller of 1,000 TH/s', 'Take over for 0.10500000 tBTC')
    // 10 500 000 margin + 6 674 476 for the mark + 525 000 for coming
    includes(text, 'you pay in 0.10500000 tBTC, and your account then holds 0.17699476 tBTC, 0.00525000 tBTC of it')
    includes(text, 'at most 0.10605000 tBTC is taken, 1.0 % more than now')
    includes(text, 'Who steps in is paid 0.00525000 0.01050000 –')
    includes(text, 'Buyer, who kept its word, gets at once 0.01575000 0.01050000 0.08774476')
    includes(text, 'Seller, who failed, keeps 0.01630424 0.01630424 0.01630424')
    assert.doesNotMatch(text, /Andes|Borealis/)
  })

  it('sends somebody without a wallet to link one, and its own people to their deal', async () => {
    const { world, fund, miner, deal } = await halfWay()
    const path = `/takeovers/${deal.id}`
    includes(await readBy(world, await aPerson(world, 'No Wallet Yet'), path), 'Link a wallet')
    includes(await readBy(world, fund, path), 'The other side of this deal is yours', 'To the deal')
    includes(await readBy(world, miner, path), 'This side is your own.', 'To the deal')
  })

  it('words for the wallet what is asked of it: the deposit, its limit, and what comes of it', async () => {
    const { world, taker, deal } = await halfWay()
    world.parties.allow(STRANGER, 10_605_000n)
    const browser = browserOf(taker, createDesk(world.ports))
    const answer = await browser.postJson(`/deals/${deal.id}/acts/prepare`, { name: 'takeOver' })
    assert.equal(answer.status, 200)
    const { steps } = answer.body as { steps: { title: string; rows: { label: string; value: string }[] }[] }
    assert.equal(steps[0]?.title, 'Step into the side that failed: pay in 0.10500000 tBTC')
    assert.deepEqual(
      steps[0].rows.map(({ value }) => value),
      [
        STRANGER,
        '0.10500000 tBTC',
        '0.10605000 tBTC',
        '0.00525000 tBTC',
        '0.17699476 tBTC',
        'Seller (miner), receives fixed',
      ],
    )
  })

  it('says that it is over once somebody has stepped in, and leads the taker to its deal', async () => {
    const { world, taker, deal } = await aDealTakenOver()
    const path = `/takeovers/${deal.id}`
    includes(await readBy(world, taker, path), 'This side is yours now.', 'To the deal')
    const other = await aPerson(world, 'Too Late', ['0x7070707070707070707070707070707070707070'])
    includes(await readBy(world, other, path), 'Somebody has stepped in: this deal lives on')
  })

  it('is told in Chinese as well', async () => {
    const { world, taker, deal } = await halfWay()
    includes(
      await readBy(world, taker, `/takeovers/${deal.id}`, 'zh'),
      '成为 1,000 TH/s 的卖方',
      '存入 0.10500000 tBTC 接管',
    )
  })
})

describe('the page of a deal in its takeover window', () => {
  it('tells the side that kept its word what it gets, and that it need do nothing', async () => {
    const { world, fund, deal } = await halfWay()
    const text = await readBy(world, fund, `/deals/${deal.id}`)
    includes(
      text,
      'In default, can be taken over',
      'Andes Mining failed. Until 3 Jun 2021 00:05 UTC anybody may take its place',
    )
    includes(text, 'If somebody steps in now, 0.01575000 tBTC is credited to you at once.')
    includes(text, '0.08774476 tBTC goes to you', 'You get at once 0.01575000 0.01050000 0.08774476')
    includes(text, 'Andes Mining is in default: until 3 Jun 2021 00:05 UTC anyone may take its side over')
  })

  it('tells the side that failed what is left to it, and lets it come back', async () => {
    const { world, miner, deal } = await halfWay()
    const text = await readBy(world, miner, `/deals/${deal.id}`)
    includes(text, 'You did not meet your margin call.', 'Take my side again for 0.10500000 tBTC')
    includes(text, 'If somebody steps in now, 0.01630424 tBTC of your account is left to you.')
  })

  it('says, once it is closed out, that nobody came', async () => {
    const { world, fund, deal, until } = await aDealInWindow()
    await advanceReplay(world.ports, { to: until + 1 })
    const text = await readBy(world, fund, `/deals/${deal.id}`)
    includes(text, 'Closed out after a default', 'Nobody took the place of Andes Mining in its takeover window')
    includes(text, 'paid to the buyer 0.08774476')
  })

  it('is the taker’s page afterwards, with everybody called by the name they had then', async () => {
    const { world, taker, deal } = await aDealTakenOver()
    const text = await readBy(world, taker, `/deals/${deal.id}`)
    includes(
      text,
      'Sell 1,000 TH/s for 84 days',
      'You are the seller, receiving fixed',
      'Counterparty Borealis Capital',
    )
    includes(text, 'Cirrus Trading takes over from Andes Mining: pays in 0.10500000 tBTC')
    includes(text, 'Margin call on Andes Mining', 'Your side’s account')
  })

  it('lets who lost it read on, and take what was left to it', async () => {
    const { world, miner, deal } = await aDealTakenOver()
    const text = await readBy(world, miner, `/deals/${deal.id}`)
    includes(text, 'Your side was taken over on 2 Jun 2021 00:05 UTC by Cirrus Trading.', 'Withdraw 0.01630424 tBTC')
    includes(text, 'Your side of this deal is another’s now.')
    assert.doesNotMatch(text, /Top up|Propose to end early/)
    const portfolio = await readBy(world, miner, '/portfolio')
    includes(portfolio, 'your default; your side was taken over', '−0.08869576')
  })
})
