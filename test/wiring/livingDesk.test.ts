import assert from 'node:assert/strict'
import type { DealRecord } from '../../server/desk/ports.ts'
import { isoInstant } from '../../server/domain/units/calendar.ts'
import { anUnlivedDesk, startOnce } from '../support/livingDesk.ts'
import type { UnlivedDesk } from '../support/livingDesk.ts'
import { Crash, crashingAt } from '../support/ports.ts'
import type { World } from '../support/ports.ts'

describe('the past of a desk for trying out', function () {
  this.timeout(120_000)
  let desk: UnlivedDesk

  before(async () => {
    desk = await anUnlivedDesk()
    await startOnce(desk)
  })

  const dealOf = async (negotiation: string): Promise<DealRecord> => {
    const { ports } = desk.world
    return (await ports.deals.read((await ports.negotiations.read(negotiation))!.dealId!))!
  }

  it('ends where a newcomer finds the desk, to the second', async () => {
    assert.equal(isoInstant(await desk.world.ports.clock.asOf()), '2021-05-14T00:10:00Z')
  })

  it('has three open requests, one of them with two quotes to choose from', async () => {
    const { rfqs, negotiations } = desk.world.ports
    const open = await rfqs.inState(['open'])
    assert.deepEqual(
      open.map(({ id, side, isPseudonymous }) => [id, side, isPseudonymous]),
      [
        ['norrland-may', 'seller', false],
        ['andes-may', 'seller', false],
        ['harbour-may', 'buyer', true],
      ],
    )
    const quotes = (await negotiations.ofRfqs(['andes-may'])).filter(({ state }) => state === 'offered')
    assert.deepEqual(quotes.map(({ id }) => id).sort(), ['andes-cedar-may', 'andes-harbour-may'])
  })

  it('has a deal in its third week, called on 2 May when the index had risen by 14 %, and the call was met', async () => {
    const deal = await dealOf('andes-cedar')
    assert.deepEqual(lifeOf(deal), [
      '2021-04-23 opened',
      '2021-05-02 marginCalled',
      '2021-05-02 toppedUp',
      '2021-05-02 callLifted',
      '2021-05-03 settled',
      '2021-05-10 settled',
    ])
    // 25 % of 1 000 TH/s · 84 days · 0.00000533, down to three digits.
    assert.equal(deal.terms.sellerMargin, 11_100_000n)
    const called = deal.facts.map(({ event }) => event).find(({ name }) => name === 'marginCalled')
    // 79 days at 0.000006100707879174 and 5 at 0.000005331551459042, less 84 at the fixed 0.00000533: 0.06089368 for 1 000 TH/s.
    assert.equal(called?.name === 'marginCalled' && called.due, 6_089_367n)
    const { phase, balance, periodsSettled } = deal.chain!.state
    // The first week: 0.00154917, five days of April and two of May. The second: 7 · 0.000000770707879174 · 1 000.
    assert.equal(balance.seller, 11_100_000n + 6_089_367n - 154_917n - 539_495n)
    assert.equal(balance.buyer, 11_100_000n + 154_917n + 539_495n)
    assert.deepEqual([phase, periodsSettled], ['open', 2])
  })

  it('has a deal that was called at the same moment and closed out a day later, with nobody paid out yet', async () => {
    const deal = await dealOf('norrland-cedar')
    assert.deepEqual(lifeOf(deal), [
      '2021-04-23 opened',
      '2021-05-02 marginCalled',
      '2021-05-03 settled',
      '2021-05-03 closedOut',
    ])
    const { balance, cause } = deal.chain!.state
    // 500 TH/s: the first week pays 0.00077458; 77 days at 0.000000770707879174 are 0.02967225, and the penalty is a fifth of 0.0559.
    assert.equal(balance.seller, 5_590_000n - 77_458n - 2_967_225n - 1_118_000n)
    assert.equal(balance.buyer, 5_590_000n + 77_458n + 2_967_225n + 1_118_000n)
    assert.equal(cause, 'closedOut')
  })

  it('was made by people: three to sign in as, and two whose passwords nobody knows', async () => {
    const { accounts } = desk.world.ports
    const demo = await accounts.privileged()
    assert.deepEqual(demo.map(({ name }) => name).sort(), ['Andes Mining', 'Cedar Street Capital', 'Lindqvist OTC'])
    for (const email of ['norrland@demo.example', 'harbour@demo.example']) {
      const other = await accounts.readByEmail(email)
      assert.deepEqual([other?.isDemo, other?.isOperator, other?.addresses.length], [false, false, 1])
    }
  })

  it('is not lived twice', async () => {
    const before = await summaryOf(desk)
    await startOnce(desk)
    assert.deepEqual(await summaryOf(desk), before)
  })

  it('is not forced on a desk that has another', async () => {
    const other = await anUnlivedDesk()
    await other.world.ports.clock.moveTo(Date.parse('2021-05-14T00:10:00Z') / 1_000)
    await startOnce(other)
    assert.deepEqual(await other.world.ports.rfqs.inState(['open', 'awarded']), [])
  })

  it('is the same when the first start dies, wherever it dies, and another start goes on', async () => {
    const whole = await summaryOf(desk)
    const points = await deaths()
    assert.ok(points.length > 50, String(points.length))
    for (const nth of points) {
      const dying = await anUnlivedDesk()
      await assert.rejects(startOnce(dying, crashingAt(dying.world.ports, nth, 'before').ports), Crash)
      await startOnce(dying)
      assert.deepEqual(await summaryOf(dying), whole, `call ${nth}`)
    }
  })
})

function lifeOf({ facts }: DealRecord): string[] {
  return facts.map(({ event, point }) => `${isoInstant(point.at).slice(0, 10)} ${event.name}`)
}

/** Everything that must be there once: by name, not by account id, which nobody chose. */
async function summaryOf({ world: { ports }, purses }: UnlivedDesk) {
  const rfqs = await ports.rfqs.inState(['draft', 'open', 'awarded', 'expired', 'withdrawn'])
  const negotiations = await ports.negotiations.ofRfqs(rfqs.map(({ id }) => id))
  const accounts = await ports.accounts.readMany(
    negotiations.flatMap(({ requester, quoter, introducedBy }) => [requester, quoter, introducedBy ?? '']),
  )
  const deals = await ports.deals.inState(['agreed', 'signedByOne', 'signedByBoth', 'opening', 'open', 'lapsed'])
  return {
    accounts: accounts
      .map(({ email, addresses }) => ({ email, addresses }))
      .sort((a, b) => (a.email < b.email ? -1 : 1)),
    rfqs: rfqs.map(({ id, state, award, expiresAt }) => ({ id, state, expiresAt, isFinished: award?.isFinished })),
    negotiations: negotiations.map(({ id, state, versions, dealId }) => ({
      id,
      state,
      dealId,
      count: versions.length,
    })),
    deals: deals.map(({ id, state, chain, facts }) => ({ id, state, chain, facts: facts.map(({ event }) => event) })),
    purses: [...purses].sort(),
    at: await ports.clock.asOf(),
  }
}

/** What people's verbs write; what the engine's passes write has tests of its own. */
const WRITTEN: ReadonlySet<string> = new Set(['accounts', 'rfqs', 'negotiations', 'deals', 'escrows'])
const WRITES: ReadonlySet<string> = new Set([
  ...['insert', 'replace', 'open'],
  ...['insertMany', 'replaceMany', 'appendFacts', 'noteNotices'],
])

/** The calls right after each thing a first start writes or its people do on the chain: the moments at which a death leaves a trace. */
async function deaths(): Promise<readonly number[]> {
  const desk = await anUnlivedDesk()
  const counting = crashingAt(desk.world.ports, Infinity, 'before')
  const points = new Set<number>()
  const noted = (name: string, port: object) =>
    new Proxy(port, {
      get: (target, member) => {
        const value: unknown = Reflect.get(target, member)
        if (typeof value !== 'function') return value
        return (...args: unknown[]): unknown => {
          const answer: unknown = Reflect.apply(value, target, args)
          if (WRITTEN.has(name) && WRITES.has(String(member))) points.add(counting.calls() + 1)
          return answer
        }
      },
    })
  const ports = Object.fromEntries(
    Object.entries(counting.ports).map(([name, port]: [string, object]) => [
      name,
      name === 'proofs' || name === 'bitcoin' ? port : noted(name, port),
    ]),
  ) as unknown as World['ports']
  await startOnce(desk, ports, () => points.add(counting.calls() + 1))
  return [...points].filter((nth) => nth <= counting.calls())
}
