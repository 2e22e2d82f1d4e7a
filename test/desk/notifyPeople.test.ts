import assert from 'node:assert/strict'
import { acceptOffer } from '../../server/desk/acceptOffer.ts'
import { advanceReplay } from '../../server/desk/advanceReplay.ts'
import { deliver } from '../../server/desk/deliver.ts'
import { makeStatements } from '../../server/desk/makeStatements.ts'
import { notifyPeople } from '../../server/desk/notifyPeople.ts'
import type { Account } from '../../server/desk/ports/accounts.ts'
import type { NewsWishes } from '../../server/desk/ports/news.ts'
import { NEWS_KINDS } from '../../server/domain/sending/newsKinds.ts'
import type { NewsKind } from '../../server/domain/sending/newsKinds.ts'
import { parseDay } from '../../server/domain/units/calendar.ts'
import { endOfDay } from '../../server/domain/units/time.ts'
import { aWorld } from '../support/deals.ts'
import { aDealOfTwo, aPerson, aPublishedRfq, aQuote } from '../support/negotiations.ts'
import type { World } from '../support/ports.ts'
import { aDealTakenOver } from '../support/takeovers.ts'
import { BUYER, SELLER } from '../support/terms.ts'

const SECOND_FALL = endOfDay(parseDay('2021-05-30')) + 300
/** What happens to deals, and not before. */
const OF_DEALS: readonly NewsKind[] = NEWS_KINDS.slice(NEWS_KINDS.indexOf('settled'))

async function wishing({ ports }: World, { id }: Account, wishes: Partial<NewsWishes> = {}): Promise<void> {
  await ports.news.wish({ account: id, language: 'en', mail: OF_DEALS, hook: null, version: 0, ...wishes })
}

/** The golden run, whose people wish to be told of everything that happens from now on. */
async function aDealOfTwoWhoListen(wishes: Partial<NewsWishes> = {}) {
  const world = await aWorld()
  const deal = await aDealOfTwo(world)
  await notifyPeople(world.ports)
  await wishing(world, deal.miner, wishes)
  await wishing(world, deal.fund, wishes)
  return { world, ...deal }
}

/** The letters that were written to somebody, in their order. */
function letters({ post }: World, { email }: Account) {
  return post.written().flatMap(({ message }) => (message.channel === 'mail' && message.to === email ? [message] : []))
}

function subjects(world: World, account: Account): string[] {
  return letters(world, account).map(({ subject }) => subject.replace(/Deal [0-9A-F-]{9}: /, ''))
}

describe('what people are told by mail', () => {
  it('is every settlement and call of theirs, and how the deal ended, to each side as it sees it', async () => {
    const { world, miner, fund } = await aDealOfTwoWhoListen()
    await advanceReplay(world.ports, { to: SECOND_FALL })
    await notifyPeople(world.ports)
    assert.deepEqual(subjects(world, miner), [
      'a period was settled',
      'the next retarget may bring a margin call',
      'a period was settled',
      'margin call on you',
    ])
    assert.deepEqual(subjects(world, fund), [
      'a period was settled',
      'the next retarget may bring a margin call',
      'a period was settled',
    ])
    const [received, , paid, called] = letters(world, miner).map(({ text }) => text.split('\n')[0])
    assert.equal(received, 'You received 0.00000134 tBTC. It is in your account in the escrow.')
    assert.equal(paid, 'You paid 0.00095234 tBTC out of your account in the escrow.')
    assert.match(called ?? '', /^Add 0\.06769576 tBTC by 1 Jun 2021 00:05 UTC\. /)

    await advanceReplay(world.ports, { to: SECOND_FALL + 86_401 })
    await notifyPeople(world.ports)
    assert.equal(subjects(world, miner).at(-1), 'closed out for your default')
    assert.match(letters(world, miner).at(-1)?.text ?? '', /paid out of your account: 0\.08774476 tBTC\./)
    assert.equal(subjects(world, fund).at(-1), 'closed out for the default of the counterparty')
  })

  it('names nobody, and leads to the deal and to where it can be stopped', async () => {
    const { world, id, miner } = await aDealOfTwoWhoListen()
    await advanceReplay(world.ports, { to: SECOND_FALL })
    await notifyPeople(world.ports)
    for (const { subject, text } of letters(world, miner)) {
      assert.doesNotMatch(subject + text, /Borealis|Andes/)
      assert.match(text, new RegExp(`https://desk\\.example/deals/${id}\n`))
      assert.match(text, /https:\/\/desk\.example\/notifications/)
    }
  })

  it('is told once, however often the engine looks, and whether or not it died before it remembered', async () => {
    const { world, miner } = await aDealOfTwoWhoListen()
    await advanceReplay(world.ports, { to: SECOND_FALL })
    const { ports } = world
    const forgetful = { ...ports.news, moveReach: () => Promise.reject(new Error('killed')) }
    await assert.rejects(notifyPeople({ ...ports, news: forgetful }), /killed/)
    const once = subjects(world, miner)
    await notifyPeople(ports)
    await notifyPeople(ports)
    assert.equal(once.length, 4)
    assert.deepEqual(subjects(world, miner), once)
    await deliver(ports)
    await deliver(ports)
    assert.equal(
      world.post.taken.filter(({ message }) => message.channel === 'mail' && message.to === miner.email).length,
      4,
    )
  })

  it('is what they chose, in their language, and nothing to whoever chose nothing', async () => {
    const { world, miner, fund } = await aDealOfTwoWhoListen({ mail: ['called'], language: 'zh' })
    await advanceReplay(world.ports, { to: SECOND_FALL })
    await notifyPeople(world.ports)
    assert.deepEqual(
      letters(world, miner).map(({ text }) => text.split('\n')[0]),
      ['请在 2021年6月1日 00:05 UTC 之前追加 0.06769576 tBTC。逾期未足额到账即构成违约，须支付条款约定的违约金。'],
    )
    assert.deepEqual(letters(world, fund), [])
  })

  it('begins when the desk first tells people: the past is no news', async () => {
    const world = await aWorld()
    const { miner } = await aDealOfTwo(world)
    await wishing(world, miner)
    await advanceReplay(world.ports, { to: SECOND_FALL })
    await notifyPeople(world.ports)
    assert.deepEqual(subjects(world, miner), [])
  })

  it('is an offer to whoever is to answer it, the agreement to both, and the signature that is missing', async () => {
    const world = await aWorld()
    await notifyPeople(world.ports)
    const miner = await aPerson(world, 'Andes Mining', [SELLER])
    const fund = await aPerson(world, 'Borealis Capital', [BUYER])
    await wishing(world, miner, { mail: NEWS_KINDS })
    await wishing(world, fund, { mail: NEWS_KINDS })
    const quote = await aQuote(world, fund, await aPublishedRfq(world, miner))
    await notifyPeople(world.ports)
    assert.deepEqual([subjects(world, miner), subjects(world, fund)], [['An offer for you to answer'], []])
    assert.match(
      letters(world, miner)[0]?.text ?? '',
      /^1,000 TH\/s for 84 days at 502,000 sat\/PH\/day, firm until 14 May 2021 01:10 UTC\./,
    )
    await acceptOffer(world.ports, { by: miner.id, negotiationId: quote.id, version: 1, address: null })
    await notifyPeople(world.ports)
    await notifyPeople(world.ports)
    const since = ['your signature is needed', 'You have agreed on a deal']
    assert.deepEqual(subjects(world, miner).slice(1).sort(), since.toSorted())
    assert.deepEqual(subjects(world, fund).sort(), since.toSorted())
  })

  it('is a takeover to whoever lost the side and to whoever stays', async () => {
    const scene = await aDealTakenOver()
    const { world, miner, fund, taker } = scene
    await notifyPeople(world.ports)
    for (const one of [miner, fund, taker]) await wishing(world, one)
    await world.ports.news.moveReach({ block: 0, at: 0 })
    await notifyPeople(world.ports)
    assert.deepEqual(subjects(world, miner).slice(-2), ['you are in default', 'your side was taken over'])
    assert.deepEqual(subjects(world, fund).slice(-2), [
      'the counterparty is in default',
      'the other side was taken over',
    ])
    assert.match(letters(world, fund).at(-1)?.text ?? '', /You were paid 0\.01575000 tBTC of the penalty/)
    assert.deepEqual(subjects(world, taker), [], 'who takes a side over knows it')
  })

  it('is the statement of the newest day, and of no day that is only caught up', async () => {
    const { world, miner } = await aDealOfTwoWhoListen({ mail: ['statement'] })
    await advanceReplay(world.ports, { to: SECOND_FALL })
    await makeStatements(world.ports)
    await makeStatements(world.ports)
    assert.deepEqual(subjects(world, miner), ['Your statement of 30 May 2021'])
  })
})

describe('what a person’s system is told', () => {
  it('is a document with plain numbers, signed by its secret, to the address given', async () => {
    const hook = { url: 'https://miner.example/hook', secret: 'only ours', kinds: ['called'] as const }
    const { world, id, miner } = await aDealOfTwoWhoListen({ mail: [], hook })
    await advanceReplay(world.ports, { to: SECOND_FALL })
    await notifyPeople(world.ports)
    const [posted, ...more] = world.post.written()
    assert.deepEqual(more, [])
    assert.ok(posted?.message.channel === 'webhook')
    assert.deepEqual(
      [posted.owner, posted.message.url, posted.message.secret, posted.message.reach],
      [miner.id, 'https://miner.example/hook', 'only ours', 'public'],
    )
    const { id: _, ...document } = JSON.parse(posted.message.body) as Record<string, unknown>
    assert.deepEqual(document, {
      kinds: ['called'],
      event: 'called',
      at: '2021-05-31T00:05:00Z',
      url: `https://desk.example/deals/${id}`,
      deal: id,
      amount: '0.06769576',
      token: 'tBTC',
      by: '2021-06-01T00:05:00Z',
    })
  })
})
