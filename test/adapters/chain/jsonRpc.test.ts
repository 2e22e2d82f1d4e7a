import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { IncomingMessage, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { CallReverted, connectChain } from '../../../server/adapters/chain/provider.ts'
import type { Chain } from '../../../server/adapters/chain/provider.ts'
import { PortFailure } from '../../../server/desk/ports.ts'

interface Question {
  readonly id: number
  readonly method: string
}

/** What the node says to a question; `status` where it is no answer at all. */
type Says = (
  question: Question,
) => { readonly result: unknown } | { readonly error: object } | { readonly status: number }

const CHAIN_ID = 31_337

describe('asking a node over HTTP', () => {
  let node: Server
  let chain: Chain
  let asked: (readonly Question[])[]
  let says: Says

  beforeEach(async () => {
    asked = []
    says = () => ({ result: `0x${CHAIN_ID.toString(16)}` })
    node = createServer((request, response) => {
      void bodyOf(request).then((body) => {
        const questions = [JSON.parse(body) as Question | Question[]].flat()
        asked.push(questions)
        const answers = questions.map((question) => ({ jsonrpc: '2.0', id: question.id, ...says(question) }))
        const refused = answers.find((answer) => 'status' in answer)
        if (refused !== undefined) response.writeHead(refused.status)
        // Nodes may answer a batch in any order.
        response.end(JSON.stringify(body.startsWith('[') ? answers.reverse() : answers[0]))
      })
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => node.once('listening', resolve))
    chain = await connectChain(`http://127.0.0.1:${(node.address() as AddressInfo).port}`, CHAIN_ID)
    asked = []
  })
  afterEach(async () => {
    chain.close()
    await new Promise((resolve) => node.close(resolve))
  })

  it('sends the questions of one turn together and gives each its own answer', async () => {
    says = ({ method }) => ({ result: `to ${method}` })
    const answers = await Promise.all(['one', 'two', 'three'].map((method) => chain.request(method, [])))
    assert.deepEqual(answers, ['to one', 'to two', 'to three'])
    assert.equal(asked.length, 1)
  })

  it('sends no more than a hundred at once', async () => {
    await Promise.all(Array.from({ length: 250 }, () => chain.request('eth_blockNumber', [])))
    const sizes = asked.map((questions) => questions.length).sort((one, other) => one - other)
    assert.deepEqual(sizes, [50, 100, 100])
  })

  it('lets one question of several be refused without the others', async () => {
    says = ({ method }) => (method === 'bad' ? { error: { code: -32_601, message: 'no such method' } } : { result: 1 })
    const [good, bad] = await Promise.allSettled([chain.request('good', []), chain.request('bad', [])])
    assert.equal(good.status, 'fulfilled')
    assert.ok(bad.status === 'rejected' && bad.reason instanceof PortFailure)
    assert.equal(bad.reason.message, 'bad: no such method')
  })

  it('waits and asks again where the node has too much to do', async () => {
    says = () => (asked.length < 3 ? { status: 429 } : { result: 'at last' })
    assert.equal(await chain.request('eth_blockNumber', []), 'at last')
    assert.equal(asked.length, 3)
  })

  it('fails with the status where the node answers with anything else', async () => {
    says = () => ({ status: 502 })
    await assert.rejects(chain.request('eth_blockNumber', []), /eth_blockNumber: the node answers with HTTP 502/)
  })

  for (const { where, error } of [
    { where: 'as data', error: { code: 3, message: 'execution reverted', data: '0xab12' } },
    { where: 'a level deeper', error: { code: -32_603, message: 'reverted', data: { data: '0xAB12' } } },
    { where: 'after a word', error: { code: -32_015, message: 'VM execution error', data: 'Reverted 0xab12' } },
  ]) {
    it(`hears a contract’s own error where the node tells it ${where}`, async () => {
      says = () => ({ error })
      await assert.rejects(chain.request('eth_call', [{}]), (failure) => {
        assert.ok(failure instanceof CallReverted)
        assert.equal(failure.data, '0xab12')
        return true
      })
    })
  }

  it('takes a refusal of anything but a call for the node’s, not a contract’s', async () => {
    says = () => ({ error: { code: -32_000, message: 'execution reverted' } })
    await assert.rejects(chain.request('eth_sendRawTransaction', ['0x']), PortFailure)
  })
})

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request as AsyncIterable<Buffer>) body += chunk.toString('utf8')
  return body
}
