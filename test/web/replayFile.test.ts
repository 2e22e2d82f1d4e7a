import assert from 'node:assert/strict'
import request from 'supertest'
import { advanceReplay } from '../../server/desk/advanceReplay.ts'
import { createDesk } from '../../server/desk/desk.ts'
import { PortFailure } from '../../server/desk/ports.ts'
import type { Account } from '../../server/desk/ports/accounts.ts'
import type { Hex } from '../../server/domain/terms/terms.ts'
import { parseDay } from '../../server/domain/units/calendar.ts'
import { endOfDay } from '../../server/domain/units/time.ts'
import { ReplayFile } from '../../server/replay/format.ts'
import { aWorld, anAgreedDeal, anOpenDeal, dealTerms } from '../support/deals.ts'
import { aDealOfTwo, aPerson } from '../support/negotiations.ts'
import type { World } from '../support/ports.ts'
import { SELLER, STRANGER } from '../support/terms.ts'
import { signedInAs } from '../support/visitor.ts'
import { fakeApp, fakeLog } from './fakeDesk.ts'

/** What `viewer` is answered who fetches a deal's replay file with a program that takes anything. */
async function fetched(world: Pick<World, 'ports'>, id: Hex, viewer: Account | null, language = 'en') {
  const app = signedInAs(
    () => viewer,
    () => fakeApp(createDesk(world.ports), fakeLog()),
  )
  return request(app).get(`/deals/${id}/replay.json`).set('Cookie', `language=${language}`)
}

async function auditorOf({ ports }: World): Promise<Account> {
  return ports.accounts.replace({ ...(await aPerson({ ports }, 'The auditor')), isAuditor: true })
}

describe('the replay file of a deal', () => {
  it('is the same for its seller, its buyer, its broker and an auditor: a file to keep, in the format', async () => {
    const world = await aWorld()
    const { id, miner, fund } = await aDealOfTwo(world)
    await advanceReplay(world.ports, { to: endOfDay(parseDay('2021-05-23')) + 400 })
    const broker = await aPerson(world, 'Lindqvist OTC', [STRANGER])
    const negotiation = (await world.ports.negotiations.readByDeal(id))!
    await world.ports.negotiations.replace({ ...negotiation, introducedBy: broker.id })
    const answers = await Promise.all(
      [miner, fund, broker, await auditorOf(world)].map((viewer) => fetched(world, id, viewer)),
    )
    const [first] = answers
    assert.ok(first !== undefined)
    for (const { status, text } of answers) assert.deepEqual([status, text], [200, first.text])
    assert.match(String(first.headers['content-disposition']), /attachment; filename=hashdesk-.*-replay\.json/)
    assert.match(String(first.headers['content-type']), /^application\/json/)
    assert.equal(first.headers['cache-control'], 'no-store')
    const file = ReplayFile.parse(first.body)
    // From the last fixing before the opening, 13 May, to the first week's last, 23 May; opened and settled once.
    assert.deepEqual([file.fixings[0]?.date, file.fixings.at(-1)?.date], ['2021-05-13', '2021-05-23'])
    assert.deepEqual(
      file.facts.map(({ event }) => event.name),
      ['opened', 'settled'],
    )
    assert.equal(file.results.end.balance.seller, 10_500_134n)
  })
})

describe('a replay file that is refused', () => {
  const refused = async (answer: ReturnType<typeof fetched>) => {
    const { status, text, headers } = await answer
    assert.match(String(headers['content-type']), /^application\/problem\+json/)
    return [status, (JSON.parse(text) as { code: string }).code]
  }

  it('is refused with a problem document: to a visitor, to a stranger as if there were no such deal, before the opening', async () => {
    const world = await aWorld()
    const { id } = await aDealOfTwo(world)
    const stranger = await aPerson(world, 'Cirrus Trading', [STRANGER])
    assert.deepEqual(await refused(fetched(world, id, null)), [401, 'signInRequired'])
    assert.deepEqual(await refused(fetched(world, id, stranger)), [404, 'dealUnknown'])
    assert.deepEqual(await refused(fetched(world, '0xabcd', await auditorOf(world))), [404, 'dealUnknown'])
  })

  it('begins with the opening, and needs an index that the desk follows', async () => {
    const world = await aWorld()
    const auditor = await auditorOf(world)
    const { id } = await anAgreedDeal(world)
    assert.deepEqual(await refused(fetched(world, id, auditor)), [409, 'dealNotOpened'])
    const open = await anOpenDeal(world, dealTerms({ salt: 2n }))
    await world.ports.deals.replace({ ...open, terms: { ...open.terms, oracle: SELLER } })
    assert.deepEqual(await refused(fetched(world, open.id, auditor)), [409, 'indexForeign'])
  })

  it('is not made up while the chain is away, nor out of two chains', async () => {
    const world = await aWorld()
    const { id, miner } = await aDealOfTwo(world)
    const { evidence } = world.ports
    const away = { ...evidence, block: () => Promise.reject(new PortFailure('chain', 'it is down')) }
    assert.deepEqual(await refused(fetched({ ports: { ...world.ports, evidence: away } }, id, miner)), [
      503,
      'partDown',
    ])
    const other = {
      ...evidence,
      transaction: async (...asked: Parameters<typeof evidence.transaction>) => {
        const told = await evidence.transaction(...asked)
        return told && { ...told, blockHash: `0x${'ab'.repeat(32)}` as const }
      },
    }
    assert.deepEqual(await refused(fetched({ ports: { ...world.ports, evidence: other } }, id, miner)), [
      503,
      'partDown',
    ])
  })

  it('is worded in the reader’s language', async () => {
    const world = await aWorld()
    const { id } = await anAgreedDeal(world)
    const { text } = await fetched(world, id, await auditorOf(world), 'zh')
    assert.match(text, /复算文件自开仓起算/)
  })
})
