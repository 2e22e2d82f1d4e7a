import assert from 'node:assert/strict'
import { acceptOffer } from '../../server/desk/acceptOffer.ts'
import { counterOffer } from '../../server/desk/counterOffer.ts'
import { expireDue } from '../../server/desk/expireDue.ts'
import type { Account } from '../../server/desk/ports/accounts.ts'
import type { NegotiationRecord, RfqRecord } from '../../server/desk/ports/negotiation.ts'
import { withdrawOffer } from '../../server/desk/withdrawOffer.ts'
import { confirmationText } from '../../server/domain/terms/confirmation.ts'
import { termsOf } from '../../server/domain/terms/termSheet.ts'
import { ZERO_ADDRESS } from '../../server/domain/terms/terms.ts'
import { indexValue } from '../../server/domain/units/indexValue.ts'
import { OPENING_TIME, aWorld, refuses } from '../support/deals.ts'
import { aPerson, aPublishedRfq, aQuote, link } from '../support/negotiations.ts'
import { Crash, crashingAt } from '../support/ports.ts'
import type { CrashMoment, World } from '../support/ports.ts'
import { BUYER, SELLER, STRANGER, btcPerThDay } from '../support/terms.ts'

interface Scene {
  readonly world: World
  readonly miner: Account
  readonly fund: Account
  readonly trader: Account
  readonly rfq: RfqRecord
  /** The fund's quote, and the trader's. */
  readonly quotes: readonly [NegotiationRecord, NegotiationRecord]
}

/** A miner's request with two quotes on it: 5.02 and 5.03 mBTC/PH/day, as people would say. */
async function aScene(): Promise<Scene> {
  const world = await aWorld()
  const miner = await aPerson(world, 'Andes Mining', [SELLER])
  const fund = await aPerson(world, 'Borealis Capital', [BUYER])
  const trader = await aPerson(world, 'Cirrus Trading', [STRANGER])
  const rfq = await aPublishedRfq(world, miner)
  const quotes = [
    await aQuote(world, fund, rfq),
    await aQuote(world, trader, rfq, { fixedRate: btcPerThDay('0.00000503') }),
  ] as const
  return { world, miner, fund, trader, rfq, quotes }
}

const accepting = ({ miner, quotes }: Scene, which: 0 | 1 = 0) => {
  return { by: miner.id, negotiationId: quotes[which].id, version: 1, address: null }
}

const dealsOf = ({ ports }: World) => ports.deals.inState(['agreed'])

async function statesOf({ world: { ports }, quotes }: Scene): Promise<readonly string[]> {
  const [one, other] = await Promise.all(quotes.map(({ id }) => ports.negotiations.read(id)))
  return [one!.state, other!.state]
}

describe('accepting an offer', () => {
  it('awards the request, makes the deal both will sign, and closes the other offers', async () => {
    const scene = await aScene()
    const { world, rfq, quotes, miner } = scene
    const agreed = await acceptOffer(world.ports, accepting(scene, 1))

    const [deal, ...more] = await dealsOf(world)
    assert.deepEqual(more, [])
    const parties = { seller: SELLER, buyer: STRANGER, broker: ZERO_ADDRESS, salt: quotes[1].salt }
    const expected = termsOf(quotes[1].versions[0]!.sheet, { ...parties, oracle: world.chain.escrows.network.oracle })
    const documentHash = world.chain.escrows.documentHashOf(confirmationText(expected))
    assert.deepEqual(deal?.terms, { ...expected, documentHash })
    assert.equal(deal.id, world.chain.escrows.digestOf(deal.terms))
    assert.equal(agreed.dealId, deal.id)
    assert.deepEqual(agreed.address, { requester: SELLER, quoter: STRANGER, broker: null })

    const award = { version: 1, by: miner.id, address: SELLER, at: OPENING_TIME, isFinished: true }
    const awarded = await world.ports.rfqs.read(rfq.id)
    assert.deepEqual([awarded?.state, awarded?.awardedTo, awarded?.award], ['awarded', quotes[1].id, award])
    assert.deepEqual(await statesOf(scene), ['expired', 'agreed'])
    const lost = await world.ports.negotiations.read(quotes[0].id)
    assert.equal(lost?.events.at(-1)?.cause, 'awardedElsewhere')
  })

  it('can be done once: whoever accepts another quote reads that it is awarded', async () => {
    const scene = await aScene()
    await acceptOffer(scene.world.ports, accepting(scene, 0))
    await refuses(acceptOffer(scene.world.ports, accepting(scene, 1)), 'alreadyAwarded')
    assert.equal((await dealsOf(scene.world)).length, 1)
  })

  it('finds what it agreed when the same click comes twice', async () => {
    const scene = await aScene()
    const once = await acceptOffer(scene.world.ports, accepting(scene))
    assert.deepEqual(await acceptOffer(scene.world.ports, accepting(scene)), once)
    assert.equal((await dealsOf(scene.world)).length, 1)
  })

  it('is for the other party alone', async () => {
    const { world, fund, trader, quotes } = await aScene()
    const own = { negotiationId: quotes[0].id, version: 1, address: null }
    await refuses(acceptOffer(world.ports, { ...own, by: fund.id }), 'notYourTurn')
    await refuses(acceptOffer(world.ports, { ...own, by: trader.id }), 'notYours')
    await refuses(acceptOffer(world.ports, { ...own, by: fund.id, negotiationId: 'gone' }), 'negotiationUnknown')
  })

  it('takes nothing but the version on the table', async () => {
    const scene = await aScene()
    const { world, fund, rfq, quotes } = scene
    await aQuote(world, fund, rfq, { fixedRate: btcPerThDay('0.00000501') })
    await refuses(acceptOffer(world.ports, accepting(scene)), 'offerSuperseded')
    const { versions } = await acceptOffer(world.ports, { ...accepting(scene), version: 2 })
    const [deal] = await dealsOf(world)
    assert.equal(deal?.terms.fixedRate, versions[1]?.sheet.fixedRate)
    assert.equal(deal?.terms.salt, quotes[0].salt)
  })

  it('is possible in the last second of the offer, and not in the next', async () => {
    const scene = await aScene()
    const late = await aScene()
    await scene.world.ports.clock.moveTo(OPENING_TIME + 3_600)
    assert.equal((await acceptOffer(scene.world.ports, accepting(scene))).state, 'agreed')
    await late.world.ports.clock.moveTo(OPENING_TIME + 3_601)
    await refuses(acceptOffer(late.world.ports, accepting(late)), 'offerExpired')
    await expireDue(late.world.ports)
    await refuses(acceptOffer(late.world.ports, accepting(late)), 'offerExpired')
  })

  it('takes no offer that could not be opened any more', async () => {
    const { world, miner, fund, rfq } = await aScene()
    const thin = await aQuote(world, fund, rfq, { expiresAt: rfq.sheet.openBy })
    await world.ports.clock.moveTo(OPENING_TIME + 3 * 86_400)
    // Nobody has fixed the index since: the factory would not open on it.
    const late = { by: miner.id, negotiationId: thin.id, version: 2, address: null }
    await refuses(acceptOffer(world.ports, late), 'indexStale')
    assert.equal((await world.ports.rfqs.read(rfq.id))?.awardedTo, null)
  })

  it('names the wallet that was chosen, if it is linked', async () => {
    const scene = await aScene()
    const second = '0x9999999999999999999999999999999999999999'
    await refuses(acceptOffer(scene.world.ports, { ...accepting(scene), address: second }), 'walletMissing')
    await link(scene.world, scene.miner, second)
    await acceptOffer(scene.world.ports, { ...accepting(scene), address: second })
    const [deal] = await dealsOf(scene.world)
    assert.equal(deal?.terms.seller, second)
  })
})

describe('an agreement between people of whom one has no wallet yet', () => {
  it('becomes a deal when that one links one', async () => {
    const world = await aWorld()
    const miner = await aPerson(world, 'Andes Mining')
    const fund = await aPerson(world, 'Borealis Capital', [BUYER])
    const rfq = await aPublishedRfq(world, miner)
    const quote = await aQuote(world, fund, rfq)
    const accepted = { by: miner.id, negotiationId: quote.id, version: 1, address: null }
    const agreed = await acceptOffer(world.ports, accepted)
    assert.deepEqual([agreed.state, agreed.dealId], ['agreed', null])
    await expireDue(world.ports)
    assert.deepEqual(await dealsOf(world), [])

    await link(world, miner, SELLER)
    const [deal] = await dealsOf(world)
    assert.equal(deal?.terms.seller, SELLER)
    assert.equal((await world.ports.negotiations.readByDeal(deal.id))?.id, quote.id)
  })

  it('becomes one by the engine if the chain did not answer then', async () => {
    const world = await aWorld()
    const [miner, fund] = [await aPerson(world, 'Andes Mining', [SELLER]), await aPerson(world, 'Borealis Capital')]
    const quote = await aQuote(world, fund, await aPublishedRfq(world, miner))
    await acceptOffer(world.ports, { by: miner.id, negotiationId: quote.id, version: 1, address: null })
    await world.ports.accounts.replace({ ...fund, addresses: [BUYER] })
    assert.equal((await expireDue(world.ports)).done, 1)
    assert.equal((await dealsOf(world))[0]?.terms.buyer, BUYER)
    assert.equal((await expireDue(world.ports)).done, 0)
  })
})

describe('an acceptance that meets another act on the same offer', () => {
  /** The desk of `world`, on which `meanwhile` happens right before the lock is taken. */
  function interrupted({ ports }: World, meanwhile: () => Promise<unknown>): World['ports'] {
    let isDue = true
    const replace: World['ports']['rfqs']['replace'] = async (rfq) => {
      if (isDue) {
        isDue = false
        await meanwhile()
      }
      return ports.rfqs.replace(rfq)
    }
    return { ...ports, rfqs: { ...ports.rfqs, replace } }
  }

  it('gives the lock back if the offer was withdrawn a moment earlier', async () => {
    const scene = await aScene()
    const { world, fund, quotes, rfq } = scene
    const ports = interrupted(world, () =>
      withdrawOffer(world.ports, { by: fund.id, negotiationId: quotes[0].id, version: 1 }),
    )
    await refuses(acceptOffer(ports, accepting(scene)), 'transitionForbidden')
    const open = await world.ports.rfqs.read(rfq.id)
    assert.deepEqual([open?.state, open?.awardedTo, open?.award], ['open', null, null])
    assert.deepEqual(await statesOf(scene), ['withdrawn', 'offered'])
    assert.equal((await acceptOffer(world.ports, accepting(scene, 1))).state, 'agreed', 'the other is still there')
  })

  it('gives the lock back if a newer version came a moment earlier', async () => {
    const scene = await aScene()
    const { world, fund, rfq } = scene
    const ports = interrupted(world, () => aQuote(world, fund, rfq, { fixedRate: btcPerThDay('0.00000501') }))
    await refuses(acceptOffer(ports, accepting(scene)), 'offerSuperseded')
    assert.equal((await world.ports.rfqs.read(rfq.id))?.state, 'open')
    assert.equal((await acceptOffer(world.ports, { ...accepting(scene), version: 2 })).state, 'agreed')
  })

  it('leaves a counter-offer that comes a moment later without effect', async () => {
    const scene = await aScene()
    const { world, fund, quotes } = scene
    await acceptOffer(world.ports, accepting(scene))
    const { sheet } = quotes[0].versions[0]!
    const counter = {
      by: fund.id,
      negotiationId: quotes[0].id,
      version: 1,
      expiresAt: OPENING_TIME + 60,
      address: null,
    }
    await refuses(
      counterOffer(world.ports, { ...counter, sheet: { ...sheet, fixedRate: indexValue(1n) } }),
      'transitionForbidden',
    )
  })
})

describe('a desk that dies while an offer is accepted', () => {
  const moments: readonly CrashMoment[] = ['before', 'after']
  for (const moment of moments) {
    it(`has agreed on exactly one deal after one look at what is due, or on none: dead ${moment} any call`, async () => {
      const seen = new Set<string>()
      for (let nth = 1; ; nth += 1) {
        const scene = await aScene()
        const { world, rfq } = scene
        const crashing = crashingAt(world.ports, nth, moment)
        const ended = await acceptOffer(crashing.ports, accepting(scene)).then(
          () => 'done',
          (error: unknown) => {
            assert.ok(error instanceof Crash, String(error))
            return 'dead'
          },
        )
        const isLocked = (await world.ports.rfqs.read(rfq.id))?.awardedTo === scene.quotes[0].id
        const { failures } = await expireDue(world.ports)
        assert.deepEqual(failures, [])
        const deals = await dealsOf(world)
        assert.equal(deals.length, isLocked ? 1 : 0, `call ${nth}`)
        assert.deepEqual(await statesOf(scene), isLocked ? ['agreed', 'expired'] : ['offered', 'offered'])
        const after = await world.ports.rfqs.read(rfq.id)
        assert.equal(after?.award?.isFinished ?? null, isLocked ? true : null)
        if (isLocked) assert.equal((await world.ports.negotiations.readByDeal(deals[0]!.id))?.id, scene.quotes[0].id)
        seen.add(isLocked ? 'locked' : 'open')
        if (ended === 'done') break
      }
      assert.deepEqual([...seen].sort(), ['locked', 'open'])
    })
  }
})
