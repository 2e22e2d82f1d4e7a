import assert from 'node:assert/strict'
import { advanceReplay } from '../../server/desk/advanceReplay.ts'
import { createDesk } from '../../server/desk/desk.ts'
import { parseDay } from '../../server/domain/units/calendar.ts'
import { endOfDay } from '../../server/domain/units/time.ts'
import { aWorld, anOpenDeal, dealOf } from '../support/deals.ts'
import { anAccount } from '../support/negotiations.ts'
import type { World } from '../support/ports.ts'
import { SELLER } from '../support/terms.ts'
import { aVisitor, signedInAs } from './signedInAs.ts'

const homeOf = async (world: World) => (await aVisitor(createDesk(world.ports)).get('/')).text

/** What a person reads, without the marks around it. */
function readable(text: string): string {
  return text
    .replace(/<span class='tail'>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}

describe('the first page', () => {
  it('has its doors, its figures and its chart on a desk on which nothing has happened', async () => {
    const text = readable(await homeOf(await aWorld()))
    assert.match(text, /I mine/)
    assert.match(text, /I want hashrate exposure/)
    assert.match(text, /BME14, fixing of 13 May 2021 501,980 sat\/PH\/day last retarget \+21\.5 % in difficulty/)
    assert.match(text, /Difficulty 25\.04 T/)
    assert.match(text, /Next retarget 27 May 2021/)
    assert.match(text, /In open escrows 0\.00000000 ?tBTC/)
    assert.match(text, /No open requests at the moment\./)
    assert.doesNotMatch(text, /How a default ended/)
  })

  it('counts what the open escrows hold: 0.105 of each side', async () => {
    const world = await aWorld()
    await anOpenDeal(world)
    assert.match(readable(await homeOf(world)), /In open escrows 0\.21000000 tBTC/)
  })

  describe('after the golden run', () => {
    let world: World
    let dealId: string
    before(async () => {
      world = await aWorld()
      const { id } = await anOpenDeal(world)
      dealId = id
      await advanceReplay(world.ports, { to: endOfDay(parseDay('2021-05-30')) + 300 })
      const { cureBy } = (await dealOf(world, id)).chain!.state
      await advanceReplay(world.ports, { to: cureBy + 1 })
    })

    it('tells in five dated lines how a default ended, to the unit, as they came', async () => {
      const text = await homeOf(world)
      const story = /<ol class='story'>.*?<\/ol>/s.exec(text)![0]
      const lines = [...story.matchAll(/<li>(.*?)<\/li>/gs)].map(([, line]) => readable(line!))
      assert.equal(lines.length, 5)
      for (const [at, expected] of [
        [0, /^14 May 2021 00:10 UTC .*the seller \(miner\) 0\.10500000, the buyer 0\.10500000 tBTC\.$/],
        [1, /^31 May 2021 00:05 UTC 2 periods settled/],
        [
          2,
          /^31 May 2021 00:05 UTC The index rose\. The seller was called for 0\.06769576 tBTC, to be added by 1 Jun 2021 00:05 UTC\.$/,
        ],
        [3, /^1 Jun 2021 00:05 UTC The deadline passed, and the call was not met\.$/],
        [4, /^1 Jun 2021 00:05 UTC Closed out: 0\.08774476 tBTC paid to the other side, 0\.02100000 of it penalty\.$/],
      ] as const) {
        assert.match(lines[at]!, expected)
      }
      assert.match(readable(text), /What is left waits in the escrow for its owners/)
    })

    it('names nobody, and shows the whole timeline to a party alone', async () => {
      assert.ok(!(await homeOf(world)).includes(dealId))
      const seller = anAccount({ id: 'seller', addresses: [SELLER] })
      const desk = { ...createDesk(world.ports), readAccount: async () => seller }
      assert.match((await signedInAs(seller, desk).get('/')).text, new RegExp(`href='/deals/${dealId}'`))
      const stranger = anAccount({ id: 'stranger' })
      const other = { ...createDesk(world.ports), readAccount: async () => stranger }
      assert.ok(!(await signedInAs(stranger, other).get('/')).text.includes(dealId))
    })
  })
})

describe('the index page in replay', () => {
  it('shows what was known on 14 May 2021, recomputes it, and tells nothing of what came', async () => {
    const desk = createDesk((await aWorld()).ports)
    const text = readable((await aVisitor(desk).get('/indices/BME14?range=all&epochs=all')).text)
    assert.match(text, /Fixing of 13 May 2021 501,980 sat\/PH\/day final/)
    assert.match(text, /about 27 May 2021, at block 685,440; an estimate at 14 days an epoch/)
    assert.match(text, /must print 5019807552691,/)
    assert.match(text, /3 Jan 2009/)
    assert.match(text, /The scale is logarithmic\./)
    // The next retarget came on 30 May 2021, and brought this difficulty; the table reaches further still.
    assert.doesNotMatch(text, /30 May 2021|21,047,730,572,451/)
  })

  it('shows the same in Chinese', async () => {
    const desk = createDesk((await aWorld()).ports)
    const text = readable((await aVisitor(desk).get('/indices/BME84').set('Accept-Language', 'zh-CN')).text)
    assert.match(text, /2021年5月13日 定盘/)
    assert.match(text, /最近 6 个难度周期 BME14 的平均值/)
  })
})
