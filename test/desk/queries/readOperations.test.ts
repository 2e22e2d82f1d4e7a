import assert from 'node:assert/strict'
import { advanceReplay } from '../../../server/desk/advanceReplay.ts'
import { indexChain } from '../../../server/desk/indexChain.ts'
import { PortFailure } from '../../../server/desk/ports.ts'
import type { FixingWaits, JobRun, Ports } from '../../../server/desk/ports.ts'
import { readOperations } from '../../../server/desk/queries/readOperations.ts'
import type { Readiness } from '../../../server/desk/queries/readReadiness.ts'
import { Refusal } from '../../../server/domain/refusals.ts'
import type { SeriesName } from '../../../server/domain/index/readings.ts'
import { indexValue } from '../../../server/domain/units/indexValue.ts'
import { parseDay } from '../../../server/domain/units/calendar.ts'
import { endOfDay } from '../../../server/domain/units/time.ts'
import { OPENING_TIME, aWorld, anOpenDeal, dealOf } from '../../support/deals.ts'
import type { World } from '../../support/ports.ts'

const WELL = { ok: true, ageMs: 10 }
const READY: Readiness = { status: 'ready', database: WELL, chain: WELL, index: WELL, engine: WELL }

async function operationsOf({ ports }: Pick<World, 'ports'>, readiness: Readiness = READY) {
  return readOperations(ports, { asOf: await ports.clock.asOf(), readiness })
}

function aRun(failures: JobRun['failures']): JobRun {
  return { job: 'settle', asOf: 1, token: 1, startedAt: 1, finishedAt: 2, outcome: 'done', done: 0, failures }
}

describe('whoever runs the desk', () => {
  it('is told that all is well where it is', async () => {
    const world = await aWorld()
    await anOpenDeal(world)
    const { concerns, head, read, fixings } = await operationsOf(world)
    assert.deepEqual(concerns, [])
    assert.equal(head!.number, read!.number)
    // On 14 May at 00:10 the fixing of 13 May (day 18 760) was due five minutes ago.
    assert.deepEqual(fixings, { lastFixed: 18_760, lastDue: 18_760 })
  })

  it('is told of a fixing that is due and not there', async () => {
    const world = await aWorld()
    await world.ports.clock.moveTo(OPENING_TIME + 86_400)
    assert.deepEqual((await operationsOf(world)).concerns, [{ kind: 'fixingOverdue', day: 18_761 }])
  })

  it('is not told that a day which waits its time is overdue, but is told who or what holds it up', async () => {
    const world = await aWorld()
    await world.ports.clock.moveTo(OPENING_TIME + 86_400)
    const reported = { day: 18_761, value: indexValue(7n), reports: 2, isReported: true } as const
    const finalFrom = OPENING_TIME + 90_000
    const waitsAs = async (waits: FixingWaits, from: number | null) => {
      const pending = async (series: SeriesName) => [{ ...reported, series, waits, finalFrom: from }]
      const ports = { ...world.ports, oracle: { ...world.ports.oracle, pending } }
      return (await operationsOf({ ports })).concerns.map(({ kind }) => kind)
    }
    assert.deepEqual(await waitsAs('forDelay', finalFrom), [])
    assert.deepEqual(await waitsAs('withheld', finalFrom), ['fixingHeldUp'])
    assert.deepEqual(await waitsAs('forMove', finalFrom), ['fixingHeldUp'])
    assert.deepEqual(await waitsAs('forReports', null), ['fixingOverdue'])
    // Its time has come, and nobody has made it final.
    assert.deepEqual(await waitsAs('forDelay', OPENING_TIME), ['fixingOverdue'])
  })

  it('is told when the account that pays gas runs dry', async () => {
    const world = await aWorld()
    world.chain.gas.wei = 10n ** 16n
    assert.deepEqual((await operationsOf(world)).concerns, [])
    world.chain.gas.wei -= 1n
    assert.deepEqual((await operationsOf(world)).concerns, [{ kind: 'gasLow' }])
  })

  it('is told what still can be told while the database is down', async () => {
    const world = await aWorld()
    const down = () => Promise.reject(new PortFailure('database', 'gone'))
    const gone = <P extends object>(port: P) => Object.fromEntries(Object.keys(port).map((name) => [name, down])) as P
    const { deals, cursor, fixings, leases, runs } = world.ports
    const ports: Ports = {
      ...world.ports,
      deals: gone(deals),
      cursor: gone(cursor),
      fixings: gone(fixings),
      leases: gone(leases),
      runs: gone(runs),
    }
    const readiness = { ...READY, status: 'notReady', database: { ok: false, ageMs: 5_000 } } as const
    const view = await readOperations(ports, { asOf: OPENING_TIME, readiness })
    assert.deepEqual(view.concerns, [{ kind: 'partDown', part: 'database', ageMs: 5_000 }])
    assert.equal(view.head!.number, world.chain.height())
    assert.equal(view.account!.balance, 10n ** 18n)
    assert.deepEqual([view.calls, view.runs, view.failures, view.reconciliation], [null, null, null, null])
  })
})

describe('the tokens in the escrows', () => {
  it('are the sum of their accounts: 0.105 of each side', async () => {
    const world = await aWorld()
    await anOpenDeal(world)
    const { reconciliation } = await operationsOf(world)
    const [check] = reconciliation!.tokens
    assert.equal(reconciliation!.tokens.length, 1)
    assert.deepEqual(check, {
      token: world.ports.escrows.network.tokens[0],
      escrows: 1,
      accounts: 21_000_000n,
      held: 21_000_000n,
    })
  })

  it('are the worst news when they are less, and none when somebody gave some', async () => {
    const world = await aWorld()
    const { escrow } = await anOpenDeal(world)
    world.chain.strayTokens.set(escrow, 5n)
    assert.deepEqual((await operationsOf(world)).concerns, [])
    world.chain.strayTokens.set(escrow, -1n)
    world.chain.gas.wei = 0n
    const kinds = (await operationsOf(world)).concerns.map(({ kind }) => kind)
    assert.deepEqual(kinds, ['tokensMissing', 'gasLow'])
  })

  it('are compared as of what was read: a top-up that is not read yet is no difference', async () => {
    const world = await aWorld()
    const { escrow } = await anOpenDeal(world)
    world.chain.topUp(escrow, 'seller', 1_000_000n)
    const held = async () =>
      (await operationsOf(world)).reconciliation!.tokens.map((check) => [check.accounts, check.held])
    assert.deepEqual(await held(), [[21_000_000n, 21_000_000n]])
    await indexChain(world.ports)
    assert.deepEqual(await held(), [[22_000_000n, 22_000_000n]])
  })
})

describe('an open margin call', () => {
  it('is told with its deadline, and is a concern once nobody closes out after it', async () => {
    const world = await aWorld()
    const { id } = await anOpenDeal(world)
    await advanceReplay(world.ports, { to: endOfDay(parseDay('2021-05-30')) + 300 })
    const { calls, concerns } = await operationsOf(world)
    const { cureBy } = (await dealOf(world, id)).chain!.state
    assert.deepEqual(
      calls!.map((call) => [call.dealId, call.side, call.due, call.cureBy]),
      [[id, 'seller', 6_769_576n, cureBy]],
    )
    assert.deepEqual(concerns, [])
    await world.ports.clock.moveTo(cureBy + 1)
    assert.deepEqual((await operationsOf(world)).concerns, [
      { kind: 'closeOutOverdue', count: 1 },
      { kind: 'fixingOverdue', day: parseDay('2021-05-31') },
    ])
  })
})

describe('what a job could not do', () => {
  it('is told with what the escrow says of it now, in the desk’s own words', async () => {
    const world = await aWorld()
    const { id, escrow } = await anOpenDeal(world)
    await world.ports.runs.record(aRun([{ what: id, why: 'skipped: the escrow refused' }]))
    world.parties.answers.trialsFailFor = 'StaleIndex'
    const { failures, concerns } = await operationsOf(world)
    assert.deepEqual(concerns, [{ kind: 'jobsFailing', count: 1 }])
    const [failure] = failures!
    assert.deepEqual(failure!.deal, { id, escrow })
    assert.ok(failure!.now instanceof Refusal && failure!.now.code === 'indexStale')
    assert.deepEqual(world.parties.tried.at(-1)!.act, { name: 'settle', escrow })

    world.parties.answers.trialsFailFor = null
    assert.equal((await operationsOf(world)).failures![0]!.now, 'accepts')
  })

  it('may be about no deal at all', async () => {
    const world = await aWorld()
    await world.ports.runs.record(aRun([{ what: 'settle', why: 'the chain did not answer' }]))
    const [failure] = (await operationsOf(world)).failures!
    assert.deepEqual([failure!.deal, failure!.now], [null, null])
  })
})
