import assert from 'node:assert/strict'
import { durableChain } from '../../../server/adapters/embedded/durableChain.ts'
import type { ChainFile } from '../../../server/adapters/embedded/chainFile.ts'
import type { Rpc } from '../../../server/adapters/embedded/rpc.ts'

/** A node whose head is moved by hand, and a disk whose writes end when they are told to. */
function desk() {
  const node = { head: 0 }
  const writes: { readonly what: string; finish(): void }[] = []
  const rpc: Rpc = async (method, block) => {
    if (method === 'eth_blockNumber') return node.head
    if (method === 'anvil_dumpState') return '0x'
    return { hash: `hash of ${String(block)}`, timestamp: '0x0', baseFeePerGas: '0x0', transactions: [] }
  }
  const written = (what: string) => new Promise<void>((resolve) => writes.push({ what, finish: () => resolve() }))
  const file: ChainFile = {
    write: () => written('snapshot'),
    append: (blocks) => written(`blocks ${blocks.map(({ number }) => number).join(', ')}`),
    unpack: async () => null,
  }
  return { node, writes, durable: durableChain(() => rpc, file) }
}

/** Lets everything happen that waits for nothing outside. */
const settle = () => new Promise((resolve) => setImmediate(resolve))

async function afterFirstSnapshot() {
  const outside = desk()
  const first = outside.durable.keepEverything()
  await settle()
  outside.writes[0]?.finish()
  await first
  outside.writes.length = 0
  return outside
}

describe('what is mined while the chain is being written to disk', () => {
  it('is not taken for written when that write began before it', async () => {
    const { node, writes, durable } = await afterFirstSnapshot()
    node.head = 1
    const first = durable.keepBlock(1)
    await settle()
    node.head = 2
    let isKept = false
    const second = durable.keepBlock(2).then(() => {
      isKept = true
    })
    await settle()
    writes[0]?.finish()
    await first
    await settle()
    assert.deepEqual([durable.durableBlock(), isKept], [1, false])
    writes[1]?.finish()
    await second
    assert.equal(durable.durableBlock(), 2)
    assert.deepEqual(
      writes.map(({ what }) => what),
      ['blocks 1', 'blocks 2'],
    )
  })

  it('is written once, whoever asks for it', async () => {
    const { node, writes, durable } = await afterFirstSnapshot()
    node.head = 2
    const kept = [durable.keepBlock(1), durable.keepBlock(2), durable.keepBlock(1)]
    await settle()
    writes[0]?.finish()
    await Promise.all(kept)
    assert.deepEqual(
      writes.map(({ what }) => what),
      ['blocks 1, 2'],
    )
  })

  it('is written with a change that does not show in blocks, when one was made meanwhile', async () => {
    const { node, writes, durable } = await afterFirstSnapshot()
    node.head = 1
    const first = durable.keepBlocks()
    await settle()
    node.head = 2
    const later = [durable.keepBlocks(), durable.keepEverything(), durable.keepBlocks()]
    writes[0]?.finish()
    await first
    await settle()
    writes[1]?.finish()
    await Promise.all(later)
    assert.deepEqual(
      writes.map(({ what }) => what),
      ['blocks 1', 'snapshot'],
    )
  })

  it('does not count when the chain was rewound meanwhile', async () => {
    const { node, writes, durable } = await afterFirstSnapshot()
    node.head = 5
    const kept = durable.keepBlocks()
    await settle()
    durable.restartFrom(-1)
    writes[0]?.finish()
    await kept
    assert.equal(durable.durableBlock(), -1)
    node.head = 3
    const rewound = durable.keepBlocks()
    await settle()
    writes[1]?.finish()
    await rewound
    assert.deepEqual([writes[1]?.what, durable.durableBlock()], ['snapshot', 3])
  })
})
