import assert from 'node:assert/strict'
import request from 'supertest'
import { advanceReplay } from '../../server/desk/advanceReplay.ts'
import { createDesk } from '../../server/desk/desk.ts'
import { enginePass } from '../../server/desk/enginePass.ts'
import { indexChain } from '../../server/desk/indexChain.ts'
import { PortFailure } from '../../server/desk/ports.ts'
import type { Account } from '../../server/desk/ports/accounts.ts'
import { confirmationText } from '../../server/domain/terms/confirmation.ts'
import type { Hex } from '../../server/domain/terms/terms.ts'
import { parseDay } from '../../server/domain/units/calendar.ts'
import { endOfDay } from '../../server/domain/units/time.ts'
import type { Instant } from '../../server/domain/units/time.ts'
import { aWorld, anAgreedDeal, dealOf, sign } from '../support/deals.ts'
import { aDealOfTwo, aPerson } from '../support/negotiations.ts'
import type { World } from '../support/ports.ts'
import { BUYER, SELLER, STRANGER } from '../support/terms.ts'
import { signedInAs } from '../support/visitor.ts'
import { fakeApp, fakeLog } from './fakeDesk.ts'
import { answerTo, mainOf, textOf } from './readPage.ts'

interface Scene {
  readonly world: World
  readonly id: Hex
  readonly miner: Account
  readonly fund: Account
}

/** The golden run, as it stands at `instant`. */
async function theDealAt(instant?: Instant): Promise<Scene> {
  const world = await aWorld()
  const deal = await aDealOfTwo(world)
  if (instant !== undefined) await advanceReplay(world.ports, { to: instant })
  return { world, ...deal }
}

/** What `viewer` is answered at an address of the real desk. */
/** The page of the deal as people read it: text without marks, one space between words. */
async function readBy(scene: Scene, viewer: Account, more = '', language = 'en'): Promise<string> {
  const answer = await answerTo(scene.world, viewer, `/deals/${scene.id}${more}`, language)
  assert.equal(answer.status, 200)
  return textOf(mainOf(answer.text))
}

const SECOND_FALL = endOfDay(parseDay('2021-05-30')) + 300
const AFTER_THE_CURE = SECOND_FALL + 86_401

describe('the page of a deal, for its seller and its buyer', () => {
  it('quiet: nobody has to do anything, and how far the index may go', async () => {
    const scene = await theDealAt(endOfDay(parseDay('2021-05-23')) + 300)
    const page = await readBy(scene, scene.miner)
    assert.match(page, /Sell 1,000 TH\/s for 84 days Open/)
    assert.match(page, /Nobody has to do anything\. Period 2 of 12 settles with the fixing of 30 May 2021\./)
    // 2 625 134 may go: 77 days at 34 092.7 above the rate cost that.
    assert.match(page, /The index can rise 6\.8 %, to 536,092, before a call\./)
    assert.match(page, /Withdraw 0\.00000134 tBTC; balance stays at 0\.10500000 tBTC\./)
    assert.match(await readBy(scene, scene.fund), /Buy 1,000 TH\/s for 84 days Open/)
  })

  it('called: what must be added by when, and what happens if it is not', async () => {
    const scene = await theDealAt(SECOND_FALL)
    const seller = await readBy(scene, scene.miner)
    assert.match(seller, /Margin call on you/)
    assert.match(seller, /1 d 0 h You must add 0\.06769576 tBTC by 1 Jun 2021 00:05 UTC\./)
    assert.match(
      seller,
      /0\.08774476 tBTC goes to Borealis Capital, 0\.02100000 tBTC of it penalty, and 0\.01630424 tBTC comes back/,
    )
    assert.match(seller, /Top up 0\.06769576 tBTC: the call is met; your balance becomes 0\.17174476 tBTC\./)
    const buyer = await readBy(scene, scene.fund)
    assert.match(
      buyer,
      /Andes Mining must add 0\.06769576 tBTC by 1 Jun 2021 00:05 UTC\. There is nothing for you to do\./,
    )
    assert.match(buyer, /0\.08774476 tBTC goes to you, 0\.02100000 tBTC of it penalty\./)
    assert.match(buyer, /m 0\.06674476, owed on the days to come, \+ P 0\.02100000, the penalty, = 0\.08774476\./)
  })

  it('called: one primary button for the side that must act, none for the other', async () => {
    const scene = await theDealAt(SECOND_FALL)
    const primaries = async (viewer: Account) =>
      (await answerTo(scene.world, viewer, `/deals/${scene.id}`)).text.match(/class='primary'/g)?.length ?? 0
    assert.deepEqual([await primaries(scene.miner), await primaries(scene.fund)], [1, 0])
  })

  it('called: the form that the wallet’s script sends to be prepared carries what is due', async () => {
    const scene = await theDealAt(SECOND_FALL)
    const { text } = await answerTo(scene.world, scene.miner, `/deals/${scene.id}`)
    assert.match(text, new RegExp(`action='/deals/${scene.id}/acts/prepare' data-act='topUp'`))
    assert.match(text, /<input type='hidden' name='amount' value='0\.06769576'>/)
    assert.match(text, /<noscript>.*Acting needs a wallet, and a wallet needs JavaScript\..*\/escrow\.html/s)
  })

  it('closed out: the cause, the arithmetic, and what is whose to withdraw', async () => {
    const scene = await theDealAt(AFTER_THE_CURE)
    const buyer = await readBy(scene, scene.fund)
    assert.match(buyer, /Andes Mining was called for 0\.06769576 tBTC and did not add it by 1 Jun 2021 00:05 UTC\./)
    assert.match(buyer, /m \+ P = 0\.06674476 \+ 0\.02100000 = 0\.08774476, paid to the buyer/)
    assert.match(buyer, /Yours to withdraw 0\.19369576 tBTC Withdraw 0\.19369576 tBTC/)
    assert.match(buyer, /Andes Mining has 0\.01630424 tBTC to withdraw\./)
    const seller = await readBy(scene, scene.miner)
    assert.match(seller, /You did not meet the call of 0\.06769576 tBTC/)
    assert.match(seller, /Withdraw 0\.01630424 tBTC/)
    assert.match(seller, /Seller · you Andes Mining 0\.10500000 0\.00000000 0\.01630424 −0\.08869576/)
  })

  it('an offer to end it is answered with what it costs', async () => {
    const scene = await theDealAt()
    scene.world.chain.propose((await dealOf(scene.world, scene.id)).escrow, 'seller', 200_000n)
    await indexChain(scene.world.ports)
    const { text } = await answerTo(scene.world, scene.fund, `/deals/${scene.id}`)
    const buyer = textOf(mainOf(text))
    assert.match(
      buyer,
      /Andes Mining offers to end the deal now: you pay 0\.00200000 tBTC\. Answer by 15 May 2021 00:10 UTC\./,
    )
    assert.match(buyer, /The deal ends at once; 0\.10300000 tBTC is yours to withdraw\./)
    assert.match(text, /name='amount' value='0\.002'><input type='hidden' name='payer' value='buyer'>/)
    const seller = await readBy(scene, scene.miner)
    assert.match(seller, /Borealis Capital has until 15 May 2021 00:10 UTC to accept your offer/)
    assert.match(seller, /You offered to end the deal for 0\.00200000 tBTC\. Take my offer back/)
  })

  it('is shown with its age while the chain does not answer', async () => {
    const scene = await theDealAt(SECOND_FALL)
    const { ports, world } = scene.world
    const outside = { isDown: false }
    const chain = () => (outside.isDown ? Promise.reject(new PortFailure('chain', 'down')) : Promise.resolve())
    const app = fakeApp(createDesk({ ...ports, health: { ...ports.health, chain } }), fakeLog())
    const asMiner = signedInAs(
      () => scene.miner,
      () => app,
    )
    const address = `/deals/${scene.id}`
    assert.doesNotMatch((await request(asMiner).get(address)).text, /The chain does not answer/)
    outside.isDown = true
    world.now += 180_000
    const page = textOf(mainOf((await request(asMiner).get(address)).text))
    assert.match(page, /The chain does not answer: balances, clocks and acts are as they were 3 m ago\./)
    assert.match(page, /You must add 0\.06769576 tBTC/)
  })

  it('in Chinese says the same', async () => {
    const scene = await theDealAt(SECOND_FALL)
    const page = await readBy(scene, scene.miner, '', 'zh')
    assert.match(page, /您须在 2021年6月1日 00:05 UTC 之前追加 0\.06769576 tBTC。/)
    assert.match(page, /0\.08774476 tBTC 归 Borealis Capital 所有，其中 0\.02100000 tBTC 为违约金/)
  })
})

describe('the timeline on the page', () => {
  it('tells everything, newest first, fixings that repeat together', async () => {
    const scene = await theDealAt(AFTER_THE_CURE)
    const page = await readBy(scene, scene.miner)
    const timeline = page.slice(page.lastIndexOf('Timeline'))
    assert.match(timeline, /Closed out: Andes Mining did not meet its call; penalty 0\.02100000 tBTC −0\.08774476/)
    assert.match(
      timeline,
      /Margin call on Andes Mining.*Fixing of 17 May 2021: 501,980 sat\/PH\/day, and the same on the 12 days after/,
    )
    assert.match(timeline, /Andes Mining accepts: agreed .* Borealis Capital offers version 1: 502,000 sat\/PH\/day/)
  })

  it('can be narrowed to money, to the index and to the negotiation', async () => {
    const scene = await theDealAt(AFTER_THE_CURE)
    const money = await readBy(scene, scene.miner, '?show=money')
    assert.doesNotMatch(money, /Fixing of|signs the terms/)
    const index = await readBy(scene, scene.miner, '?show=index')
    assert.equal(index.match(/Fixing of \d/g)?.length, 15)
    assert.match(await readBy(scene, scene.miner, '?show=negotiation'), /Borealis Capital signs the terms/)
    assert.match(await readBy(scene, scene.miner, '?show=nonsense'), /Fixing of .*signs the terms/)
  })

  it('is a file with a line for each thing, every fixing on its own', async () => {
    const scene = await theDealAt(AFTER_THE_CURE)
    const answer = await answerTo(scene.world, scene.fund, `/deals/${scene.id}/timeline.csv`)
    assert.match(answer.headers['content-type']!, /^text\/csv; charset=utf-8/)
    assert.match(answer.headers['content-disposition']!, /attachment; filename=hashdesk-[0-9A-F]{4}-[0-9A-F]{4}\.csv/)
    const lines = answer.text.split('\r\n')
    assert.equal(
      lines[0],
      'time,kind,event,description,seller_account_change,buyer_account_change,token,index_sat_per_ph_day,block,transaction',
    )
    assert.equal(lines.filter((line) => line.includes(',index,fixing,')).length, 15)
    const closing = lines.find((line) => line.includes(',closedOut,'))!
    assert.match(closing, /^2021-06-01T00:05:01Z,money,closedOut,.*,-0\.08774476,0\.08774476,tBTC,,\d+,0x[0-9a-f]{64}$/)
  })
})

describe('who may read a deal, its timeline and its confirmation', () => {
  const ADDRESSES = ['', '/timeline.csv', '/confirmation']

  it('is nobody who has no part in it: it is not there', async () => {
    const scene = await theDealAt()
    const stranger = await aPerson(scene.world, 'Cirrus Trading', [STRANGER])
    for (const more of ADDRESSES) {
      assert.equal((await answerTo(scene.world, stranger, `/deals/${scene.id}${more}`)).status, 404)
      assert.equal((await answerTo(scene.world, stranger, `/deals/0xabcd${more}`)).status, 404)
    }
  })

  it('is whoever signs in first: a visitor is shown the way, whether or not there is such a deal', async () => {
    const scene = await theDealAt()
    for (const more of ADDRESSES) {
      for (const id of [scene.id, '0xabcd']) {
        const answer = await answerTo(scene.world, null, `/deals/${id}${more}`)
        assert.equal(answer.status, 303)
        assert.equal(answer.headers.location, `/sign-in?back=${encodeURIComponent(`/deals/${id}${more}`)}`)
      }
    }
  })

  it('is the broker who introduced the two, without a button', async () => {
    const scene = await theDealAt(SECOND_FALL)
    const broker = await aPerson(scene.world, 'Lindqvist OTC', [STRANGER])
    const negotiation = (await scene.world.ports.negotiations.readByDeal(scene.id))!
    await scene.world.ports.negotiations.replace({ ...negotiation, introducedBy: broker.id })
    const { text } = await answerTo(scene.world, broker, `/deals/${scene.id}`)
    assert.match(textOf(mainOf(text)), /You brought this deal about: you can see it, and act on nothing\./)
    assert.match(
      textOf(mainOf(text)),
      /Andes Mining must add 0\.06769576 tBTC by 1 Jun 2021 00:05 UTC\. If it does not/,
    )
    assert.doesNotMatch(text, /data-act=/)
  })
})

describe('an auditor', () => {
  it('reads a deal like its broker does: both accounts, no button, and the file to recompute it from', async () => {
    const scene = await theDealAt(SECOND_FALL)
    const { accounts } = scene.world.ports
    const auditor = await accounts.replace({ ...(await aPerson(scene.world, 'The auditor')), isAuditor: true })
    const { text } = await answerTo(scene.world, auditor, `/deals/${scene.id}`)
    assert.match(textOf(mainOf(text)), /You read this deal as an auditor: you can see all of it, and act on nothing\./)
    assert.doesNotMatch(text, /data-act=/)
    assert.match(text, new RegExp(`href='/deals/${scene.id}/replay\\.json' download`))
    assert.match(textOf(mainOf(text)), /anybody, offline: npm run replay -- hashdesk-[^ ]+-replay\.json/)
  })
})

describe('a deal that is not open', () => {
  it('is read where it is signed', async () => {
    const world = await aWorld()
    const miner = await aPerson(world, 'Andes Mining', [SELLER])
    const { id } = await anAgreedDeal(world)
    const answer = await answerTo(world, miner, `/deals/${id}`)
    assert.deepEqual([answer.status, answer.headers.location], [303, `/deals/${id}/sign`])
  })

  it('stays to be read with its cause once it has lapsed', async () => {
    const world = await aWorld()
    const fund = await aPerson(world, 'Borealis Capital', [BUYER])
    const deal = await anAgreedDeal(world)
    await sign(world, deal, 'seller')
    await world.ports.clock.moveTo(deal.terms.openBy + 1)
    await enginePass(world.ports)
    const answer = await answerTo(world, fund, `/deals/${deal.id}`)
    assert.equal(answer.status, 200)
    assert.match(
      textOf(mainOf(answer.text)),
      /The deal lapsed: the buyer’s side was not ready in time\. Nothing was locked\./,
    )
  })
})

describe('a confirmation', () => {
  it('gives the text to the letter, and says that its hash is the one that was signed', async () => {
    const scene = await theDealAt()
    const { terms } = await dealOf(scene.world, scene.id)
    const { text } = await answerTo(scene.world, scene.miner, `/deals/${scene.id}/confirmation`)
    const canonical = /<pre[^>]*id='canonical'>([\s\S]*?)<\/pre>/.exec(text)?.[1]
    assert.equal(canonical?.replaceAll('&quot;', '"'), confirmationText(terms))
    const page = textOf(mainOf(text))
    assert.match(page, /You sell 1,000 TH\/s of BME14 for 84 days, from 17 May 2021 to 8 Aug 2021\./)
    assert.ok(page.includes(`${terms.documentHash} the document hash in the terms is the same`))
    assert.match(page, /fixedRate uint128 5020000000000/)
  })
})
