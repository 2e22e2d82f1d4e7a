import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import type { Connection } from 'mongoose'
import type { Chain } from '../../../server/adapters/chain/provider.ts'
import { createSender } from '../../../server/adapters/chain/sender.ts'
import { connectDatabase } from '../../../server/adapters/store/connect.ts'
import { createOutboxStore } from '../../../server/adapters/store/outboxStore.ts'
import { LeaseLost, PortFailure } from '../../../server/desk/ports.ts'
import type { Sending } from '../../../server/desk/ports/sending.ts'
import { Refusal } from '../../../server/domain/refusals.ts'
import type { Address, Hex } from '../../../server/domain/terms/terms.ts'
import { plainToken, startTestDesk } from '../../support/chain.ts'
import type { TestDesk } from '../../support/chain.ts'
import { startTestDatabase } from '../../support/embedded.ts'
import type { TestDatabase } from '../../support/embedded.ts'
import { Crash, aServer, dyingAt, dyingAtMethod } from '../../support/outbox.ts'
import type { SendingServer, ServerWanted } from '../../support/outbox.ts'
import { giveGas, keyNamed } from '../../support/wallets.ts'

describe('what the desk’s own account sends', function () {
  this.timeout(120_000)
  let desk: TestDesk
  let database: Connection
  let engine: TestDatabase
  let key: Hex
  let payee: Address
  let names = 0

  before(async () => {
    ;[desk, engine] = await Promise.all([startTestDesk(), startTestDatabase()])
    database = await connectDatabase(engine.uri, engine.dbName)
  })
  after(async () => {
    await database.close()
    await Promise.all([desk.stop(), engine.stop()])
  })
  beforeEach(async () => {
    names += 1
    key = keyNamed(`outbox ${names}`)
    payee = `0x${names.toString(16).padStart(40, 'b')}`
    await giveGas(desk.chain, key)
  })
  afterEach(async () => {
    await desk.chain.request('evm_setAutomine', [true])
    await mine()
  })

  const server = (different: Partial<ServerWanted> = {}) => aServer({ chain: desk.chain, database, key, ...different })
  /** One wei for the payee: an act that could be told from doing it twice. */
  const payment = () => ({ to: payee, data: '0x', value: 1n }) as const
  const paid = async () => BigInt(String(await desk.chain.request('eth_getBalance', [payee, 'latest'])))
  const mine = () => desk.chain.request('evm_mine', [])
  const nonceOf = async ({ sender }: SendingServer) =>
    Number(await desk.chain.request('eth_getTransactionCount', [sender.address, 'latest']))

  /** Until the node has `count` of them waiting; blocks come by `mine` alone meanwhile. */
  async function waitingAtTheNode(hashes: () => Promise<readonly Hex[]>, count: number): Promise<readonly Hex[]> {
    for (;;) {
      const known = await hashes()
      if (known.length >= count) return known
      await pause(20)
    }
  }

  async function onlyOne(some: Promise<readonly Sending[]>): Promise<Sending> {
    const [one, more] = await some
    assert.equal(more, undefined)
    return one ?? assert.fail('there is none')
  }

  it('is written down, with its bytes, before the node hears of it', async () => {
    const seen: number[] = []
    const listening: Chain = {
      ...desk.chain,
      request: async (method, params) => {
        if (method === 'eth_sendRawTransaction') {
          const [waiting] = await watcher.waiting()
          assert.equal(waiting?.attempts[0].raw, params[0])
          assert.equal(waiting?.state, 'written')
          seen.push(waiting.nonce)
        }
        return desk.chain.request(method, params)
      },
    }
    const watcher = server()
    await server({ chain: listening }).sender.send(payment())
    assert.deepEqual(seen, [0])
    const [kept] = await watcher.kept()
    assert.deepEqual([kept?.state, kept?.nonce, kept?.mined?.transaction], ['mined', 0, kept?.id])
    assert.deepEqual(await watcher.waiting(), [])
  })

  it('happens once, wherever the server is killed and another goes on', async () => {
    let [moments, happened] = [0, 0]
    for (let nth = 1; ; nth++) {
      for (const moment of ['before', 'after'] as const) {
        const before = await paid()
        const dying = dyingAt(desk.chain, createOutboxStore(database), nth, moment)
        const first = await server(dying)
          .sender.send(payment())
          .catch((error: unknown) => error)
        const next = server()
        await next.sending.resume()
        const after = await paid()
        assert.ok(after - before <= 1n, `twice, killed ${moment} call ${nth}`)
        if (!(first instanceof Crash)) assert.equal(after - before, 1n)
        if (after === before) await next.sender.send(payment())
        else happened += 1
        assert.equal((await paid()) - before, 1n, `killed ${moment} call ${nth}`)
        assert.deepEqual(await next.waiting(), [])
        moments += 1
        if (!(first instanceof Crash) && moment === 'after') {
          assert.ok(nth > 10 && happened > 5, `${nth} calls, ${happened} of ${moments} had gone out`)
          assert.equal(await nonceOf(next), moments)
          return
        }
      }
    }
  })

  it('happens once, wherever a server is killed that finishes what another left', async () => {
    for (let [nth, isWhole] = [1, false]; !isWhole; nth++) {
      const before = await paid()
      const halfway = dyingAtMethod(desk.chain, 'eth_sendRawTransaction')
      await assert.rejects(server({ chain: halfway }).sender.send(payment()), Crash)
      const dying = dyingAt(desk.chain, createOutboxStore(database), nth, nth % 2 === 0 ? 'before' : 'after')
      isWhole = await server(dying)
        .sending.resume()
        .then(
          () => true,
          () => false,
        )
      const last = server()
      await last.sending.resume()
      assert.equal((await paid()) - before, 1n, `killed at call ${nth}`)
      assert.deepEqual(await last.waiting(), [])
    }
  })

  it('happens once, wherever the server is killed while it offers more', async () => {
    for (let nth = 8; nth <= 32; nth++) {
      await desk.chain.request('evm_setAutomine', [false])
      const before = await paid()
      const dying = dyingAt(desk.chain, createOutboxStore(database), nth, nth % 2 === 0 ? 'before' : 'after')
      await assert.rejects(server({ ...dying, policy: { againAfterMs: 0 } }).sender.send(payment()), Crash)
      await desk.chain.request('evm_setAutomine', [true])
      await mine()
      const next = server()
      await next.sending.resume()
      if ((await paid()) === before) await next.sender.send(payment())
      assert.equal((await paid()) - before, 1n, `killed at call ${nth}`)
      assert.deepEqual(await next.waiting(), [])
    }
  })

  it('is offered more for when it is not mined, by what nodes ask of a replacement', async () => {
    await desk.chain.request('evm_setAutomine', [false])
    const { sender, waiting, kept } = server()
    const sent = sender.send(payment())
    await waitingAtTheNode(async () => (await waiting()).flatMap(({ attempts }) => attempts.map(({ hash }) => hash)), 3)
    await mine()
    const receipt = await sent
    const [one] = await kept()
    const { attempts } = one ?? assert.fail('nothing was kept')
    assert.ok(attempts.some(({ hash }) => hash === receipt.transaction))
    for (const [index, { fees }] of attempts.entries()) {
      const { fees: before } = attempts[index - 1] ?? {}
      if (before === undefined) continue
      assert.ok(fees.most * 10n >= before.most * 11n && fees.tip * 10n >= before.tip * 11n, `attempt ${index}`)
    }
    assert.equal(await paid(), 1n)
  })

  it('goes on waiting at the cap, and is not offered more than that', async () => {
    await desk.chain.request('evm_setAutomine', [false])
    const head = (await desk.chain.request('eth_getBlockByNumber', ['latest', false])) as { baseFeePerGas: string }
    const feeCap = BigInt(head.baseFeePerGas) * 2n
    const { sender, waiting, kept } = server({ policy: { feeCap } })
    const sent = sender.send(payment())
    await waitingAtTheNode(async () => (await waiting()).map(({ id }) => id), 1)
    await pause(700)
    await mine()
    await sent
    assert.equal((await kept())[0]?.attempts.length, 1)
  })

  it('waits without whoever asked for it, and is followed by whoever comes next', async () => {
    await desk.chain.request('evm_setAutomine', [false])
    const impatient = { patienceMs: 100, againAfterMs: 60_000 }
    const first = server({ policy: impatient })
    await assert.rejects(first.sender.send(payment()), /not mined yet/)
    await assert.rejects(first.sender.send(payment()), /not mined yet/, 'nothing goes past it')
    const next = server({ policy: impatient })
    assert.deepEqual(await next.sending.resume(), { done: 0, failures: [] })
    await mine()
    assert.deepEqual(await next.sending.resume(), { done: 1, failures: [] })
    assert.deepEqual([await paid(), (await next.kept())[0]?.state], [1n, 'mined'])
  })

  it('is offered again, the same bytes, when the node has dropped it', async () => {
    await desk.chain.request('evm_setAutomine', [false])
    const impatient = { patienceMs: 100, againAfterMs: 60_000 }
    const one = server({ policy: impatient })
    await assert.rejects(one.sender.send(payment()), /not mined yet/)
    const { id } = await onlyOne(one.waiting())
    await desk.chain.request('anvil_dropTransaction', [id])
    await desk.chain.request('evm_setAutomine', [true])
    assert.deepEqual(await one.sending.resume(), { done: 1, failures: [] })
    assert.deepEqual([await paid(), (await one.kept())[0]?.mined?.transaction], [1n, id])
  })

  it('is given up when another transaction of the account was mined under its number', async () => {
    await desk.chain.request('evm_setAutomine', [false])
    const one = server({ policy: { patienceMs: 100, againAfterMs: 60_000 } })
    await assert.rejects(one.sender.send(payment()), /not mined yet/)
    const { id } = await onlyOne(one.waiting())
    await desk.chain.request('anvil_dropTransaction', [id])
    await desk.chain.request('evm_setAutomine', [true])
    // Somebody with the same key, beside the outbox.
    await createSender(desk.chain, key).send({ to: payee, data: '0x' })
    const { failures } = await one.sending.resume()
    assert.deepEqual(failures, [{ what: 'other, number 0', why: 'the number 0 was used by somebody else' }])
    assert.deepEqual([(await one.kept())[0]?.state, await paid()], ['replaced', 0n])
    await one.sender.send(payment())
    assert.equal((await one.kept())[0]?.nonce, 1)
  })

  it('says why the contract refused it, and keeps the reason', async () => {
    const transfer: Hex = `0xa9059cbb${'aa'.padStart(64, '0')}${'1'.padStart(64, '0')}`
    const { sender, kept } = server()
    const sent = sender.send({ to: plainToken(desk.network), data: transfer, gas: 100_000n })
    await assert.rejects(sent, (error) => error instanceof Refusal && error.facts.reason === 'ERC20InsufficientBalance')
    const { state, cause } = await onlyOne(kept())
    assert.equal(state, 'reverted')
    assert.deepEqual(cause, {
      reason: 'ERC20InsufficientBalance',
      facts: { sender: sender.address, balance: '0', needed: '1' },
    })
  })

  it('is not begun without the money for it: what is there and what is needed is told until it is there', async () => {
    const { sender, outbox } = server()
    await desk.chain.request('anvil_setBalance', [sender.address, '0x3e8'])
    await assert.rejects(sender.send(payment()), (error) => error instanceof Refusal && error.code === 'gasShort')
    const { short, waiting } = await outbox()
    assert.equal(short?.balance, 1_000n)
    assert.ok(short.need > 21_000n)
    assert.deepEqual(waiting, [])
    await giveGas(desk.chain, key)
    await sender.send(payment())
    assert.equal((await outbox()).short, null)
  })

  it('is not begun while even the base fee is above the cap', async () => {
    const { sender, kept } = server({ policy: { feeCap: 1n } })
    await assert.rejects(sender.send(payment()), (error) => error instanceof Refusal && error.code === 'feeAboveCap')
    assert.deepEqual(await kept(), [])
  })

  it('is sent again when the chain has taken it back', async () => {
    const one = server()
    await one.sender.send(payment())
    const snapshot = await desk.chain.request('evm_snapshot', [])
    await one.sender.send(payment())
    await one.sender.send(payment())
    assert.equal(await paid(), 3n)
    await desk.chain.request('evm_revert', [snapshot])
    for (let block = 0; block < 3; block++) await mine()
    assert.equal(await paid(), 1n)
    assert.deepEqual(await server().sending.resume(), { done: 2, failures: [] })
    assert.equal(await paid(), 3n)
    assert.deepEqual(await one.waiting(), [])
    assert.deepEqual(
      (await one.kept()).map(({ nonce, state }) => [nonce, state]),
      [
        [2, 'mined'],
        [1, 'mined'],
        [0, 'mined'],
      ],
    )
  })

  it('is not sent again if it would fail now; the hole it leaves in the numbers is filled for those behind it', async () => {
    const one = server()
    const token = plainToken(desk.network)
    const snapshot = await desk.chain.request('evm_snapshot', [])
    // Money that only one branch of the chain has.
    const mint: Hex = `0x40c10f19${one.sender.address.slice(2).toLowerCase().padStart(64, '0')}${'7'.padStart(64, '0')}`
    await createSender(desk.chain, keyNamed(`minter ${names}`))
      .send({ to: token, data: mint })
      .catch(() => null)
    await giveGas(desk.chain, keyNamed(`minter ${names}`))
    await createSender(desk.chain, keyNamed(`minter ${names}`)).send({ to: token, data: mint })
    const transfer: Hex = `0xa9059cbb${payee.slice(2).padStart(64, '0')}${'7'.padStart(64, '0')}`
    await one.sender.send({ to: token, data: transfer })
    await one.sender.send(payment())
    await desk.chain.request('evm_revert', [snapshot])
    await giveGas(desk.chain, key)
    for (let block = 0; block < 8; block++) await mine()
    const { done, failures } = await one.sending.resume()
    assert.deepEqual(failures, [{ what: 'other, number 0', why: 'ERC20InsufficientBalance' }])
    assert.equal(done, 1)
    assert.equal(await paid(), 1n)
    assert.deepEqual((await one.kept()).map(({ nonce, state, intent }) => `${nonce} ${intent.act} ${state}`).sort(), [
      '0 fill mined',
      '0 other dropped',
      '1 other mined',
    ])
    assert.deepEqual(await one.waiting(), [])
  })

  it('is final when the chain says so', async () => {
    const one = server()
    await one.sender.send(payment())
    await desk.chain.request('anvil_mine', ['0x80'])
    await one.sending.resume()
    assert.equal((await one.kept())[0]?.state, 'final')
  })

  it('is not what a server decided before another took over', async () => {
    let now = 1_000_000
    const hanging = server({ name: 'hangs', now: () => now })
    const other = server({ name: 'takes over', now: () => now })
    const stale = hanging.turn.hold(async () => {
      await hanging.sender.send(payment())
      // It hangs for longer than its lease, and decides nothing anew when it comes back.
      now += 15_001
      await other.sender.send(payment())
      await hanging.sender.send(payment())
    })
    await assert.rejects(stale, LeaseLost)
    assert.equal(await paid(), 2n)
  })

  it('is not written under a token that was overtaken, whatever the server believes of its lease', async () => {
    let now = 2_000_000
    // Its own clock stands still while it hangs: to itself it still holds the lease.
    const hanging = server({ name: 'stands still', now: () => 2_000_000 })
    const other = server({ name: 'moves on', now: () => now })
    const stale = hanging.turn.hold(async () => {
      await hanging.sender.send(payment())
      now += 15_001
      await other.sending.resume()
      await hanging.sender.send(payment())
    })
    await assert.rejects(stale, LeaseLost)
    assert.equal(await paid(), 1n)
    const { token, waiting } = await other.outbox()
    assert.deepEqual([token % 1, waiting], [0, []])
  })

  it('takes turns with what a page asks of another server', async () => {
    const [one, other] = [server(), server()]
    const receipts = await Promise.all(
      [1, 2, 3, 4].map((each) => (each % 2 === 0 ? one : other).sender.send(payment())),
    )
    assert.equal(new Set(receipts.map(({ transaction }) => transaction)).size, 4)
    // Each finds out by itself what the other has written meanwhile.
    for (const each of [one, other, one]) assert.deepEqual(await each.sending.resume(), { done: 0, failures: [] })
    assert.equal(await paid(), 4n)
    assert.equal(await nonceOf(one), 4)
  })

  it('is a failure of the chain while the node does not answer, and is looked at first when it does', async () => {
    let isDeaf = true
    const deaf: Chain = {
      ...desk.chain,
      request: (method, params) =>
        isDeaf && method === 'eth_sendRawTransaction'
          ? Promise.reject(new PortFailure('chain', 'no answer'))
          : desk.chain.request(method, params),
    }
    const one = server({ chain: deaf })
    await assert.rejects(one.sender.send(payment()), PortFailure)
    isDeaf = false
    await one.sender.send(payment())
    assert.equal(await paid(), 2n, 'the first as well')
  })
})
