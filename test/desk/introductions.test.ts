import assert from 'node:assert/strict'
import { acceptOffer } from '../../server/desk/acceptOffer.ts'
import { counterOffer } from '../../server/desk/counterOffer.ts'
import { declineOffer } from '../../server/desk/declineOffer.ts'
import { introduceClients } from '../../server/desk/introduceClients.ts'
import type { IntroduceClients } from '../../server/desk/introduceClients.ts'
import type { Account } from '../../server/desk/ports/accounts.ts'
import { takeOverIntroduction } from '../../server/desk/takeOverIntroduction.ts'
import { withdrawOffer } from '../../server/desk/withdrawOffer.ts'
import type { RefusalCode } from '../../server/domain/refusals.ts'
import { OPENING_TIME, aWorld, refuses } from '../support/deals.ts'
import { aPerson, aQuote, aSheet } from '../support/negotiations.ts'
import type { World } from '../support/ports.ts'
import { BUYER, SELLER, STRANGER, units, wbtc } from '../support/terms.ts'

const FEE = wbtc('0.002')

interface Scene {
  readonly world: World
  readonly broker: Account
  readonly miner: Account
  readonly fund: Account
}

async function aScene(wallets = [STRANGER]): Promise<Scene> {
  const world = await aWorld()
  const broker = await aPerson(world, 'Delta Brokers', wallets)
  const miner = await aPerson(world, 'Andes Mining', [SELLER])
  const fund = await aPerson(world, 'Borealis Capital', [BUYER])
  return { world, broker, miner, fund }
}

function anIntroduction({ broker, miner, fund }: Scene, wanted: Partial<IntroduceClients> = {}): IntroduceClients {
  const sheet = aSheet({ brokerFee: FEE })
  const terms = { sheet, isPseudonymous: false, expiresAt: OPENING_TIME + 3_600 }
  return { by: broker.id, seller: miner.id, buyer: fund.id, ...terms, ...wanted }
}

describe('a broker who introduces two clients', () => {
  it('puts terms before both that bind nobody', async () => {
    const scene = await aScene()
    const { world, broker, miner, fund } = scene
    const introduced = await introduceClients(world.ports, anIntroduction(scene))
    assert.deepEqual([introduced.state, introduced.introducedBy], ['introduced', broker.id])
    assert.deepEqual([introduced.requester, introduced.quoter, introduced.requesterSide], [miner.id, fund.id, 'seller'])
    const rfq = await world.ports.rfqs.read(introduced.rfqId)
    assert.deepEqual([rfq?.state, rfq?.visibility, rfq?.invited], ['open', 'named', [miner.id, fund.id]])
    const on = { negotiationId: introduced.id, version: 1, address: null }
    for (const by of [miner.id, fund.id]) {
      await refuses(acceptOffer(world.ports, { ...on, by }), 'transitionForbidden')
      await refuses(
        counterOffer(world.ports, { ...on, by, sheet: aSheet(), expiresAt: OPENING_TIME + 60 }),
        'transitionForbidden',
      )
    }
    await refuses(acceptOffer(world.ports, { ...on, by: broker.id }), 'notYours')
  })

  it('earns its fee in the terms of the deal that comes of it, to the wallet it had linked', async () => {
    const scene = await aScene()
    const { world, miner, fund } = scene
    const { id } = await introduceClients(world.ports, anIntroduction(scene))
    const taken = await takeOverIntroduction(world.ports, { by: fund.id, negotiationId: id, version: 1, address: null })
    assert.deepEqual(
      [taken.state, taken.versions.at(-1)?.by, taken.versions.at(-1)?.address],
      ['offered', 'quoter', BUYER],
    )
    const agreed = await acceptOffer(world.ports, { by: miner.id, negotiationId: id, version: 2, address: null })
    const deal = await world.ports.deals.read(agreed.dealId!)
    const { seller, buyer, broker, brokerFee } = deal!.terms
    assert.deepEqual([seller, buyer, broker, brokerFee], [SELLER, BUYER, STRANGER, FEE])
  })

  it('leaves the first to take it over as the one whose offer it is', async () => {
    const scene = await aScene()
    const { world, miner, fund, broker } = scene
    const { id } = await introduceClients(world.ports, anIntroduction(scene))
    const on = { negotiationId: id, version: 1, address: null }
    await refuses(takeOverIntroduction(world.ports, { ...on, by: broker.id }), 'notYours')
    await takeOverIntroduction(world.ports, { ...on, by: miner.id })
    await refuses(takeOverIntroduction(world.ports, { ...on, by: fund.id }), 'offerSuperseded')
    await refuses(takeOverIntroduction(world.ports, { ...on, by: fund.id, version: 2 }), 'transitionForbidden')
    await refuses(acceptOffer(world.ports, { ...on, by: miner.id, version: 2 }), 'notYourTurn')
    const sheet = aSheet({ brokerFee: FEE, hashrate: 900n })
    const expiresAt = OPENING_TIME + 60
    await counterOffer(world.ports, { ...on, by: fund.id, version: 2, sheet, expiresAt })
    assert.equal((await acceptOffer(world.ports, { ...on, by: miner.id, version: 3 })).state, 'agreed')
  })

  it('can take it back, and either client can decline it, until one has taken it over', async () => {
    const scene = await aScene()
    const { world, broker, fund, miner } = scene
    const one = await introduceClients(world.ports, anIntroduction(scene))
    const declined = { by: fund.id, negotiationId: one.id, version: 1, reason: 'dates' } as const
    assert.equal((await declineOffer(world.ports, declined)).state, 'declined')
    const other = await introduceClients(world.ports, anIntroduction(scene))
    const on = { negotiationId: other.id, version: 1 }
    await refuses(withdrawOffer(world.ports, { ...on, by: miner.id }), 'notYourTurn')
    assert.equal((await withdrawOffer(world.ports, { ...on, by: broker.id })).state, 'withdrawn')

    const third = await introduceClients(world.ports, anIntroduction(scene))
    const taken = { by: miner.id, negotiationId: third.id, version: 1, address: null }
    await takeOverIntroduction(world.ports, taken)
    await refuses(withdrawOffer(world.ports, { by: broker.id, negotiationId: third.id, version: 2 }), 'notYourTurn')
  })

  it('writes requests that nobody else can quote on', async () => {
    const scene = await aScene()
    const { world, fund } = scene
    const { rfqId } = await introduceClients(world.ports, anIntroduction(scene))
    const rfq = (await world.ports.rfqs.read(rfqId))!
    await refuses(aQuote(world, await aPerson(world, 'Cirrus Trading'), rfq), 'rfqUnknown')
    await refuses(aQuote(world, fund, rfq), 'rfqClosed')
  })

  const refused: readonly { what: string; wanted: (scene: Scene) => Partial<IntroduceClients>; code: RefusalCode }[] = [
    { what: 'names itself', wanted: ({ broker }) => ({ buyer: broker.id }), code: 'brokerIsParty' },
    { what: 'names one client twice', wanted: ({ fund }) => ({ seller: fund.id }), code: 'sameParty' },
    { what: 'names somebody who is not here', wanted: () => ({ seller: 'nobody' }), code: 'accountUnknown' },
    {
      what: 'proposes what cannot be opened',
      wanted: () => ({ sheet: aSheet({ hashrate: 0n }) }),
      code: 'hashrateMissing',
    },
    { what: 'gives no time', wanted: () => ({ expiresAt: OPENING_TIME }), code: 'deadlinePassed' },
  ]
  for (const { what, wanted, code } of refused) {
    it(`is refused with ${code} if it ${what}`, async () => {
      const scene = await aScene()
      await refuses(introduceClients(scene.world.ports, anIntroduction(scene, wanted(scene))), code)
    })
  }

  it('needs a wallet for a fee, and none without one; then no fee can be put in later', async () => {
    const scene = await aScene([])
    const { world, miner } = scene
    await refuses(introduceClients(world.ports, anIntroduction(scene)), 'walletMissing')
    const { id } = await introduceClients(world.ports, anIntroduction(scene, { sheet: aSheet() }))
    const on = { by: miner.id, negotiationId: id, address: null }
    await takeOverIntroduction(world.ports, { ...on, version: 1 })
    const sheet = aSheet({ brokerFee: units(1n) })
    await refuses(
      counterOffer(world.ports, { ...on, version: 2, sheet, expiresAt: OPENING_TIME + 60 }),
      'feeWithoutBroker',
    )
  })
})
