import assert from 'node:assert/strict'
import { acceptOffer } from '../../server/desk/acceptOffer.ts'
import { counterOffer } from '../../server/desk/counterOffer.ts'
import type { CounterOffer } from '../../server/desk/counterOffer.ts'
import { declineOffer } from '../../server/desk/declineOffer.ts'
import { enginePass } from '../../server/desk/enginePass.ts'
import { expireDue } from '../../server/desk/expireDue.ts'
import { nextEventAt } from '../../server/desk/nextEventAt.ts'
import { publishDraft } from '../../server/desk/publishDraft.ts'
import { publishRfq } from '../../server/desk/publishRfq.ts'
import type { Account } from '../../server/desk/ports/accounts.ts'
import type { NegotiationRecord, RfqRecord } from '../../server/desk/ports/negotiation.ts'
import type { RfqDraft } from '../../server/desk/rfqDraft.ts'
import { saveDraft } from '../../server/desk/saveDraft.ts'
import { submitQuote } from '../../server/desk/submitQuote.ts'
import { withdrawOffer } from '../../server/desk/withdrawOffer.ts'
import { withdrawRfq } from '../../server/desk/withdrawRfq.ts'
import type { RefusalCode } from '../../server/domain/refusals.ts'
import { changedFields } from '../../server/domain/terms/termSheet.ts'
import { OPENING_TIME, aWorld, refuses } from '../support/deals.ts'
import { aDraft, aPerson, aPublishedRfq, aQuote, aSheet } from '../support/negotiations.ts'
import type { World } from '../support/ports.ts'
import { BUYER, SELLER, btcPerThDay, units, wbtc } from '../support/terms.ts'

const HOUR = 3_600

interface Scene {
  readonly world: World
  readonly miner: Account
  readonly fund: Account
  readonly rfq: RfqRecord
}

async function aScene(wanted: Partial<RfqDraft> = {}): Promise<Scene> {
  const world = await aWorld()
  const miner = await aPerson(world, 'Andes Mining', [SELLER])
  const fund = await aPerson(world, 'Borealis Capital', [BUYER])
  return { world, miner, fund, rfq: await aPublishedRfq(world, miner, wanted) }
}

/** The same with the fund's quote on the table. */
async function aQuotedScene(): Promise<Scene & { readonly quote: NegotiationRecord }> {
  const scene = await aScene()
  return { ...scene, quote: await aQuote(scene.world, scene.fund, scene.rfq) }
}

/** A counter-offer of `by` to version `version`, at 5.10 instead of 5.02, except for what is named. */
function aCounter(by: Account, quote: NegotiationRecord, wanted: Partial<CounterOffer> = {}): CounterOffer {
  const sheet = { ...quote.versions[0]!.sheet, fixedRate: btcPerThDay('0.0000051') }
  const expiresAt = OPENING_TIME + HOUR
  return { by: by.id, negotiationId: quote.id, version: 1, sheet, expiresAt, address: null, ...wanted }
}

describe('a request for terms', () => {
  it('is open from the moment it is published', async () => {
    const { rfq, miner } = await aScene({ wishedRate: btcPerThDay('0.0000051') })
    assert.deepEqual([rfq.state, rfq.requester, rfq.awardedTo], ['open', miner.id, null])
    assert.deepEqual(
      rfq.events.map(({ event, actor, at }) => [event, actor, at]),
      [['publish', miner.id, OPENING_TIME]],
    )
  })

  const refused: readonly { wanted: Partial<RfqDraft>; code: RefusalCode; because: string }[] = [
    { wanted: { sheet: aSheet({ hashrate: 0n }) }, code: 'hashrateMissing', because: 'the factory would not open it' },
    { wanted: { sheet: aSheet({ margin: wbtc('0.02') }) }, code: 'penaltyAboveMargin', because: 'nor this' },
    { wanted: { sheet: aSheet({ brokerFee: units(1n) }) }, code: 'feeWithoutBroker', because: 'nobody would earn it' },
    { wanted: { sheet: aSheet({ decimals: 18 }) }, code: 'tokenUnknown', because: 'the token has eight decimals' },
    { wanted: { sheet: aSheet({ token: SELLER }) }, code: 'tokenUnknown', because: 'that is no money of this desk' },
    { wanted: { sheet: aSheet({ series: '0xab' }) }, code: 'seriesUnknown', because: 'nobody publishes it here' },
    { wanted: { expiresAt: OPENING_TIME }, code: 'deadlinePassed', because: 'its deadline is now' },
    { wanted: { expiresAt: aSheet().openBy + 1 }, code: 'deadlineTooFar', because: 'nobody could sign any more' },
    { wanted: { invited: ['nobody'] }, code: 'accountUnknown', because: 'it invites somebody who is not here' },
    { wanted: { visibility: 'named' }, code: 'accountUnknown', because: 'it is for named people and names none' },
  ]
  for (const { wanted, code, because } of refused) {
    it(`is refused with ${code}: ${because}`, async () => {
      const world = await aWorld()
      const { id: by } = await aPerson(world, 'Andes Mining')
      await refuses(publishRfq(world.ports, { by, draft: aDraft(wanted) }), code)
    })
  }

  it('may wait as a draft, unchecked, until its author publishes what he saw', async () => {
    const world = await aWorld()
    const [miner, fund] = [await aPerson(world, 'Andes Mining'), await aPerson(world, 'Borealis Capital')]
    const unfinished = aDraft({ sheet: aSheet({ hashrate: 0n }), expiresAt: 0 })
    const draft = await saveDraft(world.ports, { by: miner.id, draft: unfinished })
    assert.equal(draft.state, 'draft')
    await refuses(publishDraft(world.ports, { by: miner.id, rfqId: draft.id, version: 1 }), 'hashrateMissing')
    const known = { rfqId: draft.id, version: 1 }
    await refuses(saveDraft(world.ports, { by: fund.id, ...known, draft: aDraft() }), 'rfqUnknown')
    await saveDraft(world.ports, { by: miner.id, ...known, draft: aDraft() })
    await refuses(saveDraft(world.ports, { by: miner.id, ...known, draft: aDraft() }), 'staleVersion')
    await refuses(publishDraft(world.ports, { by: miner.id, ...known }), 'staleVersion')
    await refuses(publishDraft(world.ports, { by: fund.id, rfqId: draft.id, version: 2 }), 'rfqUnknown')
    await refuses(aQuote(world, fund, draft), 'rfqUnknown')
    const open = await publishDraft(world.ports, { by: miner.id, rfqId: draft.id, version: 2 })
    assert.equal(open.state, 'open')
    await refuses(
      saveDraft(world.ports, { by: miner.id, rfqId: open.id, version: open.version, draft: aDraft() }),
      'transitionForbidden',
    )
  })

  it('takes every offer with it when it is withdrawn, and cannot be once it is awarded', async () => {
    const { world, miner, fund, rfq, quote } = await aQuotedScene()
    await refuses(withdrawRfq(world.ports, { by: fund.id, rfqId: rfq.id, version: 1 }), 'rfqUnknown')
    await refuses(withdrawRfq(world.ports, { by: miner.id, rfqId: rfq.id, version: 2 }), 'staleVersion')
    await withdrawRfq(world.ports, { by: miner.id, rfqId: rfq.id, version: 1 })
    const closed = await world.ports.negotiations.read(quote.id)
    assert.deepEqual([closed?.state, closed?.events.at(-1)?.cause], ['expired', 'rfqWithdrawn'])
    await refuses(aQuote(world, fund, rfq), 'rfqClosed')

    const other = await aQuotedScene()
    const accepted = { by: other.miner.id, negotiationId: other.quote.id, version: 1, address: null }
    await acceptOffer(other.world.ports, accepted)
    const late = { by: other.miner.id, rfqId: other.rfq.id, version: 1 }
    await refuses(withdrawRfq(other.world.ports, late), 'alreadyAwarded')
  })
})

describe('a quote', () => {
  it('begins the negotiation of its quoter', async () => {
    const { quote, miner, fund } = await aQuotedScene()
    assert.deepEqual([quote.state, quote.requester, quote.quoter], ['offered', miner.id, fund.id])
    assert.deepEqual(quote.address, { requester: null, quoter: BUYER, broker: null })
    assert.deepEqual(
      quote.versions.map(({ number, by, at, address }) => [number, by, at, address]),
      [[1, 'quoter', OPENING_TIME, BUYER]],
    )
  })

  it('may come in the last second of the request, and not in the next', async () => {
    const { world, fund, rfq } = await aScene()
    await world.ports.clock.moveTo(OPENING_TIME + HOUR)
    await aQuote(world, fund, rfq, { expiresAt: OPENING_TIME + 2 * HOUR })
    const late = await aScene()
    await late.world.ports.clock.moveTo(OPENING_TIME + HOUR + 1)
    await refuses(aQuote(late.world, late.fund, late.rfq, { expiresAt: OPENING_TIME + 2 * HOUR }), 'rfqClosed')
  })

  it('may come without a wallet, but not with one that is somebody else’s', async () => {
    const { world, rfq } = await aScene()
    const trader = await aPerson(world, 'Cirrus Trading')
    const offer = { by: trader.id, rfqId: rfq.id, sheet: rfq.sheet, expiresAt: OPENING_TIME + HOUR }
    await refuses(submitQuote(world.ports, { ...offer, address: BUYER }), 'walletMissing')
    assert.equal((await submitQuote(world.ports, { ...offer, address: null })).address.quoter, null)
  })

  it('is not for the requester, nor for those who may not see the request', async () => {
    const world = await aWorld()
    const [miner, fund] = [await aPerson(world, 'Andes Mining'), await aPerson(world, 'Borealis Capital')]
    const trader = await aPerson(world, 'Cirrus Trading')
    const rfq = await aPublishedRfq(world, miner, { visibility: 'named', invited: [fund.id] })
    await refuses(aQuote(world, miner, rfq), 'ownRfq')
    await refuses(aQuote(world, trader, rfq), 'rfqUnknown')
    assert.equal((await aQuote(world, fund, rfq)).state, 'offered')
  })

  it('is replaced by the next of the same quoter, as the next version', async () => {
    const { world, fund, rfq, quote } = await aQuotedScene()
    const again = await aQuote(world, fund, rfq, { fixedRate: btcPerThDay('0.00000501') })
    assert.equal(again.id, quote.id)
    assert.deepEqual(
      again.versions.map(({ number }) => number),
      [1, 2],
    )
    await refuses(aQuote(world, fund, rfq, { fixedRate: btcPerThDay('0.00000501') }), 'nothingChanged')
    const longer = await aQuote(world, fund, rfq, {
      fixedRate: btcPerThDay('0.00000501'),
      expiresAt: OPENING_TIME + 2 * HOUR,
    })
    assert.equal(longer.versions.length, 3, 'another deadline is another offer')
  })

  it('does not go over an answer of the requester', async () => {
    const { world, miner, fund, rfq, quote } = await aQuotedScene()
    await counterOffer(world.ports, aCounter(miner, quote))
    await refuses(aQuote(world, fund, rfq, { fixedRate: btcPerThDay('0.00000501') }), 'offerSuperseded')
  })

  it('may be followed by another once it was declined, was withdrawn or has expired', async () => {
    const { world, miner, fund, rfq, quote } = await aQuotedScene()
    const { ports } = world
    await declineOffer(ports, { by: miner.id, negotiationId: quote.id, version: 1, reason: 'price' })
    const second = await aQuote(world, fund, rfq, { fixedRate: btcPerThDay('0.00000503') })
    assert.deepEqual([second.id, second.state, second.declinedFor], [quote.id, 'offered', null])
    await withdrawOffer(ports, { by: fund.id, negotiationId: quote.id, version: 2 })
    await aQuote(world, fund, rfq, { expiresAt: OPENING_TIME + 60 })
    await ports.clock.moveTo(OPENING_TIME + 61) // expired, though the engine has not come round
    const fourth = await aQuote(world, fund, rfq)
    assert.deepEqual(
      fourth.events.map(({ before, event, after }) => `${before} ${event} ${after}`),
      [
        'offered quote offered',
        'offered decline declined',
        'declined quoteAgain offered',
        'offered withdraw withdrawn',
        'withdrawn quoteAgain offered',
        'offered expire expired',
        'expired quoteAgain offered',
      ],
    )
  })

  it('begins one negotiation even if it is sent twice at the same moment', async () => {
    const { world, fund, rfq } = await aScene()
    const both = await Promise.allSettled([aQuote(world, fund, rfq), aQuote(world, fund, rfq)])
    assert.equal(both.filter(({ status }) => status === 'fulfilled').length, 1)
    assert.equal((await world.ports.negotiations.ofRfqs([rfq.id])).length, 1)
  })

  it('is taken off the table again if the request was closed while it was on its way', async () => {
    const { world, miner, fund, rfq } = await aScene()
    const { ports } = world
    const insert: World['ports']['negotiations']['insert'] = async (negotiation) => {
      await withdrawRfq(ports, { by: miner.id, rfqId: rfq.id, version: 1 })
      return ports.negotiations.insert(negotiation)
    }
    const slow = { ...world, ports: { ...ports, negotiations: { ...ports.negotiations, insert } } }
    await refuses(aQuote(slow, fund, rfq), 'rfqClosed')
    const [late] = await ports.negotiations.ofRfqs([rfq.id])
    assert.equal(late?.state, 'expired')
  })
})

describe('a counter-offer', () => {
  it('is the next version, by whoever makes it, with the wallet it would sign with', async () => {
    const { world, miner, fund, quote } = await aQuotedScene()
    const countered = await counterOffer(world.ports, aCounter(miner, quote))
    const [first, second] = countered.versions
    assert.deepEqual([second?.number, second?.by, second?.address], [2, 'requester', SELLER])
    assert.deepEqual(changedFields(first!.sheet, second!.sheet), ['fixedRate'])
    assert.deepEqual(countered.address, { requester: SELLER, quoter: BUYER, broker: null })
    const accepted = { negotiationId: quote.id, version: 2, address: null }
    await refuses(acceptOffer(world.ports, { ...accepted, by: miner.id }), 'notYourTurn')
    assert.equal((await acceptOffer(world.ports, { ...accepted, by: fund.id })).state, 'agreed')
  })

  it('may replace one’s own offer', async () => {
    const { world, miner, quote } = await aQuotedScene()
    await counterOffer(world.ports, aCounter(miner, quote))
    const sheet = { ...quote.versions[0]!.sheet, fixedRate: btcPerThDay('0.00000509') }
    const third = await counterOffer(world.ports, aCounter(miner, quote, { version: 2, sheet }))
    assert.deepEqual(
      third.versions.map(({ by }) => by),
      ['quoter', 'requester', 'requester'],
    )
  })

  const refused: readonly { what: string; wanted: Partial<CounterOffer>; code: RefusalCode }[] = [
    { what: 'changes nothing', wanted: { sheet: aSheet() }, code: 'nothingChanged' },
    {
      what: 'changes the deadline alone',
      wanted: { sheet: aSheet(), expiresAt: OPENING_TIME + 60 },
      code: 'nothingChanged',
    },
    { what: 'answers a version that is not the last', wanted: { version: 0 }, code: 'offerSuperseded' },
    { what: 'could not be opened', wanted: { sheet: aSheet({ periods: 0 }) }, code: 'scheduleInvalid' },
    { what: 'has expired already', wanted: { expiresAt: OPENING_TIME }, code: 'deadlinePassed' },
    { what: 'outlives the signatures', wanted: { expiresAt: aSheet().openBy + 1 }, code: 'deadlineTooFar' },
    { what: 'names a wallet of somebody else', wanted: { address: BUYER }, code: 'walletMissing' },
    { what: 'comes from a stranger', wanted: { by: 'somebody' }, code: 'notYours' },
  ]
  for (const { what, wanted, code } of refused) {
    it(`is refused with ${code} if it ${what}`, async () => {
      const { world, miner, quote } = await aQuotedScene()
      await refuses(counterOffer(world.ports, aCounter(miner, quote, wanted)), code)
    })
  }

  it('is refused if the other side was faster', async () => {
    const { world, miner, fund, rfq, quote } = await aQuotedScene()
    await aQuote(world, fund, rfq, { fixedRate: btcPerThDay('0.00000501') })
    await refuses(counterOffer(world.ports, aCounter(miner, quote)), 'offerSuperseded')
  })

  it('loses nothing if both counter at the same moment: one is next, the other is told', async () => {
    const { world, miner, fund, quote } = await aQuotedScene()
    const other = aCounter(fund, quote, { sheet: aSheet({ hashrate: 900n }) })
    const both = await Promise.allSettled([
      counterOffer(world.ports, aCounter(miner, quote)),
      counterOffer(world.ports, other),
    ])
    assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
    assert.equal((await world.ports.negotiations.read(quote.id))?.versions.length, 2)
  })

  it('is possible for twenty versions, and then it is yes or no', async () => {
    const { world, miner, fund, quote } = await aQuotedScene()
    for (let version = 1; version < 20; version += 1) {
      const sheet = aSheet({ hashrate: 1_000n + BigInt(version) })
      await counterOffer(world.ports, aCounter(version % 2 === 1 ? miner : fund, quote, { version, sheet }))
    }
    await refuses(counterOffer(world.ports, aCounter(fund, quote, { version: 20 })), 'tooManyRounds')
    const yes = { by: fund.id, negotiationId: quote.id, version: 20, address: null }
    assert.equal((await acceptOffer(world.ports, yes)).state, 'agreed')
  })

  it('may still be made after the request’s own deadline, while an offer is on the table', async () => {
    const { world, miner, fund, rfq } = await aScene()
    const quote = await aQuote(world, fund, rfq, { expiresAt: OPENING_TIME + 3 * HOUR })
    await world.ports.clock.moveTo(OPENING_TIME + 2 * HOUR)
    await expireDue(world.ports)
    assert.equal((await world.ports.rfqs.read(rfq.id))?.state, 'open')
    await counterOffer(world.ports, aCounter(miner, quote, { expiresAt: OPENING_TIME + 3 * HOUR }))
  })
})

describe('declining and withdrawing', () => {
  it('are for the other’s offer, with a reason, and for one’s own', async () => {
    const { world, miner, fund, quote } = await aQuotedScene()
    const on = { negotiationId: quote.id, version: 1 }
    await refuses(declineOffer(world.ports, { ...on, by: fund.id, reason: 'price' }), 'notYourTurn')
    await refuses(withdrawOffer(world.ports, { ...on, by: miner.id }), 'notYourTurn')
    await refuses(declineOffer(world.ports, { ...on, by: miner.id, version: 2, reason: 'price' }), 'offerSuperseded')
    const declined = await declineOffer(world.ports, { ...on, by: miner.id, reason: 'collateral' })
    assert.deepEqual([declined.state, declined.declinedFor], ['declined', 'collateral'])
    await refuses(withdrawOffer(world.ports, { ...on, by: fund.id }), 'transitionForbidden')
    const accepted = { ...on, by: miner.id, address: null }
    await refuses(acceptOffer(world.ports, accepted), 'transitionForbidden')
  })

  it('are over once the offer has expired', async () => {
    const { world, miner, fund, quote } = await aQuotedScene()
    await world.ports.clock.moveTo(OPENING_TIME + HOUR + 1)
    const on = { negotiationId: quote.id, version: 1 }
    await refuses(declineOffer(world.ports, { ...on, by: miner.id, reason: 'price' }), 'offerExpired')
    await refuses(withdrawOffer(world.ports, { ...on, by: fund.id }), 'offerExpired')
  })
})

describe('what nobody answers in time', () => {
  it('expires in the second after its deadline, once, offers and request alike', async () => {
    const { world, rfq, quote } = await aQuotedScene()
    await world.ports.clock.moveTo(OPENING_TIME + HOUR)
    await expireDue(world.ports)
    assert.equal((await world.ports.negotiations.read(quote.id))?.state, 'offered')

    await world.ports.clock.moveTo(OPENING_TIME + HOUR + 1)
    assert.deepEqual(await expireDue(world.ports), { done: 2, failures: [] })
    const [offer, request] = [await world.ports.negotiations.read(quote.id), await world.ports.rfqs.read(rfq.id)]
    assert.deepEqual([offer?.state, offer?.events.at(-1)?.cause], ['expired', 'deadline'])
    assert.equal(request?.state, 'expired')
    assert.deepEqual(await expireDue(world.ports), { done: 0, failures: [] })
  })

  it('is a moment at which a replay stops', async () => {
    const { world, fund, rfq } = await aScene({ expiresAt: OPENING_TIME + 2 * HOUR })
    await aQuote(world, fund, rfq)
    const next = () => nextEventAt(world.ports, OPENING_TIME)
    assert.equal(await next(), OPENING_TIME + HOUR + 1)
    await withdrawOffer(world.ports, {
      by: fund.id,
      negotiationId: (await world.ports.negotiations.ofRfqs([rfq.id]))[0]!.id,
      version: 1,
    })
    assert.equal(await next(), OPENING_TIME + 2 * HOUR + 1)
  })

  it('leaves a request open as long as an offer on it is, and closes it with the last', async () => {
    const { world, fund, rfq } = await aScene()
    await aQuote(world, fund, rfq, { expiresAt: OPENING_TIME + 2 * HOUR })
    const stateAt = async (time: number) => {
      await world.ports.clock.moveTo(time)
      await enginePass(world.ports)
      return (await world.ports.rfqs.read(rfq.id))?.state
    }
    assert.equal(await stateAt(OPENING_TIME + 2 * HOUR), 'open')
    assert.equal(await stateAt(OPENING_TIME + 2 * HOUR + 1), 'expired')
  })

  it('gives the lock back that a desk held when it died, if the offer had left the table before', async () => {
    const { world, miner, fund, rfq, quote } = await aQuotedScene()
    const award = { version: 1, by: miner.id, address: SELLER, at: OPENING_TIME, isFinished: false }
    await withdrawOffer(world.ports, { by: fund.id, negotiationId: quote.id, version: 1 })
    await world.ports.rfqs.replace({ ...rfq, state: 'awarded', awardedTo: quote.id, award })
    assert.deepEqual(await expireDue(world.ports), { done: 1, failures: [] })
    const open = await world.ports.rfqs.read(rfq.id)
    assert.deepEqual([open?.state, open?.awardedTo, open?.award], ['open', null, null])
    assert.deepEqual(await expireDue(world.ports), { done: 0, failures: [] })
  })
})
