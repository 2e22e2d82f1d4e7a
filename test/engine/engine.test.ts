import assert from 'node:assert/strict'
import { createTurn } from '../../server/adapters/turn.ts'
import { createDesk } from '../../server/desk/desk.ts'
import { createEngine } from '../../server/engine/engine.ts'
import type { EngineParts } from '../../server/engine/job.ts'
import { pass } from '../../server/engine/jobs/pass.ts'
import { reconcile } from '../../server/engine/jobs/reconcile.ts'
import { sessions } from '../../server/engine/jobs/sessions.ts'
import { SCHEDULE } from '../../server/engine/schedule.ts'
import { Refusal } from '../../server/domain/refusals.ts'
import { LeaseLost, PortFailure } from '../../server/desk/ports.ts'
import type { Ports } from '../../server/desk/ports.ts'
import { schedule, validate } from 'node-cron'
import { aWorldBeforeAnything, anAgreedDeal, dealOf } from '../support/deals.ts'
import type { World } from '../support/ports.ts'

const EVERY_SECOND = '* * * * * *'

describe('the engine', () => {
  it('runs every job of a pass under one lease, and leaves a record of each', async () => {
    const world = await aWorldBeforeAnything()
    await createEngine(partsOf(world)).pass()
    for (const job of ['fix', 'indexChain', 'settle', 'mark', 'closeOut', 'expire']) {
      const run = await world.ports.runs.last(job)
      assert.equal(run?.outcome, 'done', job)
      assert.equal(run.asOf, await world.ports.clock.asOf())
      assert.equal(run.token, 1)
    }
    const lease = await world.ports.leases.acquire('engine', 'somebody else', world.world.now, 1)
    assert.equal(lease?.token, 2, 'the lease was given back')
  })

  it('says when a job runs next, while it runs', async () => {
    const world = await aWorldBeforeAnything()
    const engine = createEngine(partsOf(world), [{ cron: '0 0 0 1 1 *', job: pass, lane: 'engine' }])
    assert.equal(engine.nextRunAt('pass'), null)
    engine.start()
    const next = new Date(engine.nextRunAt('pass')!)
    assert.deepEqual([next.getMonth(), next.getDate(), next.getHours(), next.getSeconds()], [0, 1, 0, 0])
    assert.equal(engine.nextRunAt('reconcile'), null)
    await engine.stop()
    assert.equal(engine.nextRunAt('pass'), null)
  })

  it('replaces its records while desk time stands still', async () => {
    const world = await aWorldBeforeAnything()
    const engine = createEngine(partsOf(world))
    await engine.pass()
    world.world.now += 5_000
    await engine.pass()
    assert.equal((await world.ports.runs.last('fix'))?.finishedAt, world.world.now)
    await world.ports.runs.forgetBefore(world.world.now)
    assert.notEqual(await world.ports.runs.last('fix'), null)
    await world.ports.runs.forgetBefore(world.world.now + 1)
    assert.equal(await world.ports.runs.last('fix'), null)
  })

  it('acts on one of two servers that start a pass at the same moment', async () => {
    const world = await aWorldBeforeAnything()
    const passes = await Promise.all([pass.run(partsOf(world, 'one')), pass.run(partsOf(world, 'other'))])
    assert.equal(passes.filter((tally) => tally === null).length, 1)
    assert.equal(world.chain.sent.filter(({ act }) => act === 'publish').length, 1)
  })

  it('takes over from a server that died in the middle, once its lease has run out', async () => {
    const world = await aWorldBeforeAnything()
    const dead = await world.ports.leases.acquire('engine', 'dead', world.world.now, 15_000)
    assert.equal(dead?.token, 1)
    world.world.now += 14_999
    assert.equal(await pass.run(partsOf(world)), null)
    world.world.now += 1
    assert.notEqual(await pass.run(partsOf(world)), null)
    assert.equal((await world.ports.runs.last('fix'))?.token, 2)
  })

  it('takes over from a server that died with its clock an hour ahead, once nobody has renewed its lease for as long as one lasts', async () => {
    const world = await aWorldBeforeAnything()
    const hour = 3_600_000
    await world.ports.leases.acquire('engine', 'dead', world.world.now + hour, 15_000)
    const parts = partsOf(world)
    assert.equal(await pass.run(parts), null)
    world.world.now += 14_999
    assert.equal(await pass.run(parts), null)
    world.world.now += 1
    assert.notEqual(await pass.run(parts), null)
    const lease = await world.ports.leases.read('engine')
    assert.equal(lease?.holder, 'one')
    assert.equal(lease.until, 0, 'given back, and free for everybody')
  })

  it('leaves a server alone whose clock is ahead and who renews its lease', async () => {
    const world = await aWorldBeforeAnything()
    const ahead = world.world.now + 3_600_000
    const lease = await world.ports.leases.acquire('engine', 'ahead', ahead, 15_000)
    const parts = partsOf(world)
    for (let seconds = 0; seconds < 60; seconds += 5) {
      assert.equal(await pass.run(parts), null)
      world.world.now += 5_000
      await world.ports.leases.renew(lease!, ahead + seconds * 1_000 + 5_000)
    }
  })

  it('never runs two passes at once in one process, however many wait', async () => {
    const world = await aWorldBeforeAnything()
    let atOnce = 0
    let most = 0
    const asOf = async () => {
      atOnce += 1
      most = Math.max(most, atOnce)
      await new Promise((resolve) => setImmediate(resolve))
      atOnce -= 1
      return world.chain.clock.asOf()
    }
    const engine = createEngine(partsOf(world, 'one', { clock: { ...world.ports.clock, asOf } }))
    await Promise.all([engine.pass(), engine.pass(), engine.pass()])
    assert.equal(most, 1)
  })

  it('lets the other jobs of a pass go on when one throws, and tells of it once', async () => {
    const world = await aWorldBeforeAnything()
    const { id, terms } = await anAgreedDealBeforeFixings(world)
    await world.ports.clock.moveTo(terms.openBy + 1)
    const publish = () => Promise.reject(new TypeError('a bug'))
    const engine = createEngine(partsOf(world, 'one', { oracle: { ...world.ports.oracle, publish } }))
    const { failures } = await engine.pass()
    assert.deepEqual(failures, [{ what: 'fix', why: 'a bug' }])
    assert.equal((await world.ports.runs.last('fix'))?.outcome, 'failed')
    assert.equal((await dealOf(world, id)).state, 'lapsed')
    await engine.pass()
    assert.equal(world.logged.error.length, 1)
  })

  it('stops acting once another server has taken the lease, and overwrites none of its records', async () => {
    const world = await aWorldBeforeAnything()
    const start = world.world.now
    const lastFixed: Ports['oracle']['lastFixed'] = async (series) => {
      // Halts for so long that another server takes over and finishes the pass.
      if (series === 'BME14' && world.world.now === start) {
        world.world.now += 15_001
        await pass.run(partsOf(world, 'other'))
      }
      return world.chain.oracle.lastFixed(series)
    }
    const ports = { oracle: { ...world.ports.oracle, lastFixed } }
    await assert.rejects(pass.run(partsOf(world, 'one', ports)), /another server has taken over/)
    assert.equal((await world.ports.runs.last('fix'))?.token, 2)
    assert.equal((await world.ports.fixings.between('BME14', 0, 99_999)).length, 1)
  })

  it('begins none of the other jobs once it cannot renew its lease', async () => {
    const world = await aWorldBeforeAnything()
    const acquire: Ports['leases']['acquire'] = async (name, holder, now, milliseconds) => {
      const lease = await world.ports.leases.acquire(name, holder, now, milliseconds)
      if (holder === 'one') await world.ports.leases.acquire(name, 'other', now + milliseconds, milliseconds)
      return lease
    }
    const lastFixed: Ports['oracle']['lastFixed'] = async (series) => {
      // Long enough for the lease to be renewed, if it could be.
      await new Promise((resolve) => setTimeout(resolve, 100))
      return world.chain.oracle.lastFixed(series)
    }
    const different = { leases: { ...world.ports.leases, acquire }, oracle: { ...world.ports.oracle, lastFixed } }
    await assert.rejects(pass.run(partsOf(world, 'one', different, 30)), LeaseLost)
    assert.equal(await world.ports.runs.last('fix'), null, 'a record under a lease that is gone')
    assert.equal(await world.ports.runs.last('indexChain'), null)
  })

  it('waits for what is running before it stops, drops what came due meanwhile, and runs nothing afterwards', async () => {
    const world = await aWorldBeforeAnything()
    let finish: () => void = () => {}
    const halfway = new Promise<void>((resolve) => (finish = resolve))
    let runs = 0
    const slow = {
      name: 'slow',
      run: async () => {
        runs += 1
        started()
        await halfway
        return null
      },
    }
    let started: () => void = () => {}
    const running = new Promise<void>((resolve) => (started = resolve))
    const engine = createEngine(partsOf(world), [{ cron: EVERY_SECOND, job: slow, lane: 'engine' }])
    engine.start()
    await running
    await secondsPassing(2)
    let isStopped = false
    const stopping = engine.stop().then(() => (isStopped = true))
    await new Promise((resolve) => setTimeout(resolve, 50))
    assert.equal(isStopped, false)
    finish()
    await stopping
    assert.equal(runs, 1)
  })

  it('does not wait for a mail server that takes its time', async () => {
    const world = await aWorldBeforeAnything()
    let free: () => void = () => {}
    const taken = new Promise<null>((resolve) => {
      free = () => {
        resolve(null)
      }
    })
    const slow = { name: 'slow', run: () => taken }
    const engine = createEngine(partsOf(world), [{ cron: EVERY_SECOND, job: slow, lane: 'post' }])
    engine.start()
    await secondsPassing(2)
    await engine.pass()
    assert.equal((await world.ports.runs.last('indexChain'))?.outcome, 'done')
    free()
    await engine.stop()
  })

  it('tells once, not at every tick, that a part is down', async () => {
    const world = await aWorldBeforeAnything()
    let ticks = 0
    const acquire = () => {
      ticks += 1
      return Promise.reject(new PortFailure('database', 'no answer'))
    }
    const down = partsOf(world, 'one', { leases: { ...world.ports.leases, acquire } })
    const engine = createEngine(down, [{ cron: EVERY_SECOND, job: pass, lane: 'engine' }])
    engine.start()
    while (ticks < 2) await new Promise((resolve) => setTimeout(resolve, 50))
    await engine.stop()
    assert.equal(world.logged.error.length, 1)
  })

  it('tells a refusal with its reason', async () => {
    const world = await aWorldBeforeAnything()
    const publish = () => Promise.reject(new Refusal('chainRefused', { reason: 'NotAReporter' }))
    const engine = createEngine(partsOf(world, 'one', { oracle: { ...world.ports.oracle, publish } }))
    assert.deepEqual((await engine.pass()).failures, [
      { what: 'fixings of 2021-05-13', why: 'chainRefused: NotAReporter' },
    ])
  })

  it('reconciles, and forgets runs older than a week', async () => {
    const world = await aWorldBeforeAnything()
    await createEngine(partsOf(world)).pass()
    world.world.now += 8 * 86_400_000
    assert.deepEqual(await reconcile.run(partsOf(world)), { done: 0, failures: [] })
    assert.equal(await world.ports.runs.last('fix'), null)
    assert.equal((await world.ports.runs.last('reconcile'))?.outcome, 'done')
  })

  it('forgets browsers whose sessions have expired, and says how many', async () => {
    const world = await aWorldBeforeAnything()
    const asked: number[] = []
    const dropExpired = async (worldTime: number) => {
      asked.push(worldTime)
      return 3
    }
    assert.deepEqual(await sessions.run(partsOf(world, 'one', { sessions: { dropExpired } })), {
      done: 3,
      failures: [],
    })
    assert.deepEqual(asked, [world.world.now])
    assert.equal((await world.ports.runs.last('sessions'))?.done, 3)
  })

  it('is scheduled by cron lines that cron understands', () => {
    assert.deepEqual(
      SCHEDULE.map(({ job }) => job.name),
      ['pass', 'dailyStatement', 'notify', 'reconcile', 'sessions', 'deliver'],
    )
    for (const { cron } of SCHEDULE) assert.ok(validate(cron), cron)
  })
})

/** What an engine runs on: the world's ports, except for what is named. */
function partsOf(world: World, holder = 'one', different: Partial<Ports> = {}, milliseconds = 15_000): EngineParts {
  const ports = { ...world.ports, ...different }
  const { clock, leases, runs, deliveries, sending, log } = ports
  const turnOf = (name: string) => createTurn({ leases, clock, log, name, holder, milliseconds })
  const turns = { turn: turnOf('engine'), delivering: turnOf('deliveries') }
  return { desk: createDesk(ports), clock, ...turns, runs, deliveries, sending, log }
}

/** Agreed at a desk whose engine has not run yet: the index it is checked against is published by hand. */
async function anAgreedDealBeforeFixings(world: World) {
  await createDesk(world.ports).recordFixings()
  return anAgreedDeal(world)
}

/** Waits for some seconds to begin, as cron sees them. */
async function secondsPassing(count: number): Promise<void> {
  let passed = 0
  const seconds = schedule(EVERY_SECOND, () => void (passed += 1))
  while (passed < count) await new Promise((resolve) => setTimeout(resolve, 50))
  await seconds.destroy()
}
