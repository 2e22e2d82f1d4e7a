import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { chainHealth } from '../../../server/adapters/chain/chainHealth.ts'
import { connectChain } from '../../../server/adapters/chain/provider.ts'
import type { Chain } from '../../../server/adapters/chain/provider.ts'
import { createSender } from '../../../server/adapters/chain/sender.ts'
import { PortFailure } from '../../../server/desk/ports.ts'
import { Refusal } from '../../../server/domain/refusals.ts'
import { plainToken, startTestDesk } from '../../support/chain.ts'
import type { TestDesk } from '../../support/chain.ts'
import { giveGas, keyNamed } from '../../support/wallets.ts'

describe('the connection to a node', () => {
  let desk: TestDesk
  before(async () => {
    desk = await startTestDesk()
  })
  after(() => desk.stop())

  it('is healthy while the node answers for the right chain', async () => {
    await chainHealth(desk.chain).chain()
  })

  it('to a node of another chain is refused, naming both', async () => {
    const { url, chainId } = desk.chain
    await assert.rejects(connectChain(url, 1), (error) => {
      assert.ok(error instanceof PortFailure)
      assert.equal(error.part, 'chain')
      assert.match(error.message, new RegExp(`chain ${chainId}, not for 1`))
      return true
    })
  })

  it('to nobody is a failure of the chain with its cause, not a crash', async () => {
    const listener = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => listener.once('listening', resolve))
    const { port } = listener.address() as AddressInfo
    await new Promise((resolve) => listener.close(resolve))
    await assert.rejects(connectChain(`http://127.0.0.1:${String(port)}`, 31_337), (error) => {
      assert.ok(error instanceof PortFailure)
      assert.equal(error.part, 'chain')
      assert.ok(error.cause instanceof Error)
      return true
    })
  })

  it('that the node drops in the middle is a failure of the chain', async () => {
    const listener = createServer((request) => request.socket.destroy()).listen(0, '127.0.0.1')
    await new Promise((resolve) => listener.once('listening', resolve))
    const { port } = listener.address() as AddressInfo
    await assert.rejects(connectChain(`http://127.0.0.1:${String(port)}`, 31_337), PortFailure)
    await new Promise((resolve) => listener.close(resolve))
  })

  it('asked for what the node does not know is a failure of the chain, not a refusal', async () => {
    await assert.rejects(desk.chain.request('eth_noSuchMethod', []), PortFailure)
    await assert.rejects(desk.chain.request('eth_call', [{ to: desk.network.factory }, '0xffffff']), PortFailure)
  })
})

describe('sending transactions from one account', () => {
  let desk: TestDesk
  before(async () => {
    desk = await startTestDesk()
  })
  after(() => desk.stop())

  const toNobody = { to: '0x0000000000000000000000000000000000001234', data: '0x' } as const

  it('many at once are mined one after the other, in the order they were asked for', async () => {
    const receipts = await Promise.all(Array.from({ length: 10 }, () => desk.engine.send(toNobody)))
    const blocks = receipts.map(({ block }) => block)
    assert.deepEqual(
      blocks,
      Array.from({ length: 10 }, (_, offset) => (blocks[0] ?? 0) + offset),
    )
  })

  it('one that is refused does not hold up the next', async () => {
    const refused = desk.engine.send({ to: desk.network.factory, data: '0xdeadbeef' })
    const next = desk.engine.send(toNobody)
    await assert.rejects(refused, Refusal)
    assert.ok((await next).block > 0)
  })

  it('a second desk with the same key in between does not confuse the numbering', async () => {
    const other = createSender(desk.chain, keyNamed('engine'))
    const blocks: number[] = []
    for (const sender of [desk.engine, other, other, desk.engine]) blocks.push((await sender.send(toNobody)).block)
    assert.deepEqual(
      blocks,
      [0, 1, 2, 3].map((offset) => (blocks[0] ?? 0) + offset),
    )
  })

  it('one whose answer was lost on the way is not lost', async () => {
    // The node takes the bytes; then, as far as the sender can tell, it says that it has them already.
    const twice: Chain = {
      ...desk.chain,
      request: async (method, params) => {
        const answer = await desk.chain.request(method, params)
        if (method === 'eth_sendRawTransaction') throw new PortFailure('chain', `${method}: already known`)
        return answer
      },
    }
    const before = (await desk.history.head()).number
    const { block } = await createSender(twice, keyNamed('engine')).send(toNobody)
    assert.equal(block, before + 1)
  })

  it('one that fails once it is mined says why all the same', async () => {
    // Sent without an estimate, as a batch is: the token refuses to move what is not there.
    const key = keyNamed('failing sender')
    await giveGas(desk.chain, key)
    const transfer = `0xa9059cbb${'aa'.padStart(64, '0')}${'1'.padStart(64, '0')}` as const
    const token = plainToken(desk.network)
    await assert.rejects(createSender(desk.chain, key).send({ to: token, data: transfer, gas: 100_000n }), (error) => {
      assert.ok(error instanceof Refusal)
      assert.deepEqual([error.facts.reason, error.facts.needed], ['ERC20InsufficientBalance', '1'])
      return true
    })
  })

  it('without gas money is a failure of the chain', async () => {
    await assert.rejects(createSender(desk.chain, keyNamed('without gas')).send(toNobody), PortFailure)
  })
})
