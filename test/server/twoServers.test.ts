import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import type { Connection } from 'mongoose'
import { DEVELOPMENT_ACCOUNTS, EMBEDDED_NETWORK } from '../../config/networks.ts'
import { connectDatabase } from '../../server/adapters/store/connect.ts'
import { createFixingStore } from '../../server/adapters/store/fixingStore.ts'
import { createLeaseStore } from '../../server/adapters/store/leaseStore.ts'
import { createOutboxStore } from '../../server/adapters/store/outboxStore.ts'
import { rpcTo } from '../../server/adapters/embedded/rpc.ts'
import type { Lease } from '../../server/desk/ports.ts'
import { SECONDS_PER_DAY, dayOf } from '../../server/domain/units/time.ts'
import { startTestChain, startTestDatabase, temporaryFolder } from '../support/embedded.ts'
import { startDesk } from '../support/runningDesk.ts'
import type { RunningDesk } from '../support/runningDesk.ts'

const ENGINE = DEVELOPMENT_ACCOUNTS.engine.address

describe('two servers on one database and one chain', function () {
  this.timeout(300_000)
  const ends: (() => Promise<unknown>)[] = []
  let rpc: ReturnType<typeof rpcTo>
  let database: Connection
  let environment: NodeJS.ProcessEnv
  let desks: readonly RunningDesk[] = []
  /** The day whose fixing is published next. */
  let day = dayOf(EMBEDDED_NETWORK.replayStart)

  before(async () => {
    const [engine, chain] = await Promise.all([startTestDatabase(), startTestChain()])
    ends.push(
      () => engine.stop(),
      () => chain.stop(),
    )
    rpc = rpcTo(chain.rpcUrl)
    // The desk's own database, as both find it.
    const name = 'hashdesk'
    environment = { MONGODB_URI: engine.uri, RPC_URL: chain.rpcUrl, LEASE_SECONDS: '3' }
    database = await connectDatabase(engine.uri, name)
    ends.unshift(() => database.close())
    const first = await startDesk(temporaryFolder(), environment)
    desks = [first, await startDesk(temporaryFolder(), environment)]
  })
  after(async () => {
    for (const desk of desks) desk.goOn()
    await Promise.all(desks.map((desk) => desk.killNow()))
    for (const end of ends) await end()
  })

  const nonce = async () => Number(await rpc('eth_getTransactionCount', ENGINE, 'latest'))
  const waiting = async () => (await createOutboxStore(database).read(ENGINE)).waiting
  const lease = async (): Promise<Lease> => (await createLeaseStore(database).read('engine')) ?? assert.fail('no lease')
  const isRead = async (fixed: number) => (await createFixingStore(database).read('BME14', fixed)) !== null

  async function until(what: () => Promise<boolean>): Promise<void> {
    while (!(await what())) await pause(50)
  }

  /** A day later, and five minutes: a fixing is due. */
  async function aDayPasses(): Promise<number> {
    await rpc('evm_setNextBlockTimestamp', (day + 1) * SECONDS_PER_DAY + 360)
    await rpc('evm_mine')
    day += 1
    return day - 1
  }

  /** Holds the chain still until one of the servers waits for its fixing to be mined: that one acts. */
  async function oneActs(): Promise<{ fixed: number; acting: RunningDesk; hash: string; held: Lease }> {
    await rpc('evm_setAutomine', false)
    const fixed = await aDayPasses()
    await until(async () => (await waiting())[0]?.state === 'sent')
    const [held, [sending]] = await Promise.all([lease(), waiting()])
    const acting = desks.find(({ pid }) => held.holder.includes(`/${pid}/`))
    return { fixed, acting: acting ?? assert.fail(held.holder), hash: sending?.id ?? assert.fail('gone'), held }
  }

  /** Whoever goes on finds the transaction in the outbox only: the node has forgotten it. */
  async function theNodeForgets(hash: string): Promise<void> {
    await rpc('anvil_dropTransaction', hash)
    await rpc('evm_setAutomine', true)
  }

  it('publish each fixing once', async () => {
    for (let count = 0; count < 3; count++) {
      const before = await nonce()
      const fixed = await aDayPasses()
      await until(() => isRead(fixed))
      await pause(2_500)
      assert.equal(await nonce(), before + 1)
    }
  })

  it('go on when the one that acts is killed: the other finishes what it had sent', async () => {
    const before = await nonce()
    const { fixed, acting, hash, held } = await oneActs()
    await acting.killNow()
    await theNodeForgets(hash)
    await until(() => isRead(fixed))
    const now = await lease()
    assert.equal(now.token, held.token + 1)
    assert.notEqual(now.holder, held.holder)
    assert.equal(await nonce(), before + 1)
    assert.deepEqual(await waiting(), [])
    desks = [...desks.filter((desk) => desk !== acting), await startDesk(temporaryFolder(), environment)]
  })

  it('go on when the one that acts hangs; when it comes back it does nothing it had decided before', async () => {
    const before = await nonce()
    const { fixed, acting, hash, held } = await oneActs()
    acting.hang()
    await until(async () => (await lease()).token > held.token)
    await theNodeForgets(hash)
    await until(() => isRead(fixed))
    acting.goOn()
    await pause(5_000)
    assert.equal(await nonce(), before + 1)
    assert.deepEqual(await waiting(), [])

    const next = await aDayPasses()
    await until(() => isRead(next))
    await pause(2_500)
    assert.equal(await nonce(), before + 2)
  })

  it('leave behind one transaction for each day, and none that was refused', async () => {
    const kept = await createOutboxStore(database).recent(ENGINE, 200)
    const days = kept.flatMap(({ intent, state }) => (intent.act === 'publish' ? [[intent.days?.from, state]] : []))
    const since = days.filter(([from]) => Number(from) >= dayOf(EMBEDDED_NETWORK.replayStart))
    assert.equal(new Set(since.map(([from]) => from)).size, since.length)
    assert.ok(since.length >= 6)
    assert.ok(
      days.every(([, state]) => state === 'mined' || state === 'final'),
      JSON.stringify(days),
    )
  })
})
