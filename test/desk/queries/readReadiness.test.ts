import assert from 'node:assert/strict'
import { createDesk } from '../../../server/desk/desk.ts'
import { readNetwork } from '../../../server/desk/queries/readNetwork.ts'
import { PortFailure } from '../../../server/desk/ports.ts'
import type { Ports } from '../../../server/desk/ports.ts'
import { aWorld } from '../../support/deals.ts'
import type { World } from '../../support/ports.ts'

describe('whether the desk is ready', () => {
  it('is ready when every part answers and the engine ran within the last minute', async () => {
    const world = await aWorld()
    const desk = createDesk(world.ports)
    await engineRan(world)
    world.world.now += 2_000
    assert.deepEqual(await desk.readReadiness(), {
      status: 'ready',
      database: { ok: true, ageMs: 0 },
      chain: { ok: true, ageMs: 0 },
      index: { ok: true, ageMs: 0 },
      engine: { ok: true, ageMs: 2_000 },
    })
  })

  it('is not ready while a part is silent, and says for how long it has been', async () => {
    const world = await aWorld()
    let isSilent = false
    const database = () => (isSilent ? Promise.reject(new PortFailure('database', 'no answer')) : Promise.resolve())
    const desk = createDesk({ ...world.ports, health: { ...world.ports.health, database } })
    await engineRan(world)
    assert.equal((await desk.readReadiness()).status, 'ready')
    isSilent = true
    world.world.now += 4_500
    const readiness = await desk.readReadiness()
    assert.equal(readiness.status, 'notReady')
    assert.deepEqual(readiness.database, { ok: false, ageMs: 4_500 })
    assert.deepEqual(readiness.chain, { ok: true, ageMs: 0 })
  })

  it('is not ready when the engine has not run for over a minute', async () => {
    const world = await aWorld()
    const desk = createDesk(world.ports)
    await engineRan(world)
    world.world.now += 60_001
    assert.deepEqual((await desk.readReadiness()).engine, { ok: false, ageMs: 60_001 })
  })
})

describe('what the network is', () => {
  it('names contracts, series and the desk’s time, and whether that is moved by hand', async () => {
    const { ports } = await aWorld()
    const network = await readNetwork(ports)
    assert.equal(network.oracle, ports.escrows.network.oracle)
    assert.equal(network.series.BME14, '0x424d453134000000000000000000000000000000000000000000000000000000')
    assert.deepEqual(Object.keys(network.series), ['BME14', 'BME28', 'BME56', 'BME84', 'BME168'])
    assert.deepEqual(network.clock, { mode: 'replay', now: '2021-05-14T00:10:00Z' })
    const live: Ports = { ...ports, clock: { asOf: () => ports.clock.asOf(), worldNow: () => 0 } }
    assert.equal((await readNetwork(live)).clock.mode, 'live')
  })
})

async function engineRan({ ports, world }: World): Promise<void> {
  const times = { startedAt: world.now, finishedAt: world.now }
  await ports.runs.record({ job: 'indexChain', asOf: 1, token: 1, ...times, outcome: 'done', done: 0, failures: [] })
}
