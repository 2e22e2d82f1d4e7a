import assert from 'node:assert/strict'
import { once } from 'node:events'
import { appendFileSync, cpSync, readFileSync, readdirSync, truncateSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { startChain, startFleetingChain } from '../../../server/adapters/embedded/chain.ts'
import type { EmbeddedChain, KeptChainOptions } from '../../../server/adapters/embedded/chain.ts'
import type { ChainFile } from '../../../server/adapters/embedded/chainFile.ts'
import { PortFailure } from '../../../server/desk/ports.ts'
import type { Log } from '../../../server/desk/ports.ts'
import { REPLAY_GENESIS, temporaryFolder, testLog } from '../../support/embedded.ts'
import { SOMEBODY, until, userOf } from './chainUser.ts'
import type { ChainUser, SeenReceipt } from './chainUser.ts'
import { isRunning } from './running.ts'

describe('the embedded chain', function () {
  this.timeout(30_000)
  const started: EmbeddedChain[] = []
  let warnings: string[] = []
  const log: Log = {
    ...testLog,
    warn: (_facts, message) => warnings.push(message),
    error: (_facts, message) => warnings.push(message),
  }

  beforeEach(() => {
    warnings = []
  })
  afterEach(async () => {
    for (const chain of started.splice(0)) await chain.stop()
  })

  async function start(dir: string, more: Partial<KeptChainOptions> = {}): Promise<EmbeddedChain> {
    const chain = await startChain({ dir, genesis: REPLAY_GENESIS, clock: 'replay', log, ...more })
    started.push(chain)
    return chain
  }

  /** The anvil that desks started with before there were spare accounts. */
  function anvilOfTenAccounts(): string {
    const packaged = createRequire(import.meta.url).resolve('@foundry-rs/anvil-linux-amd64/package.json')
    const script = join(temporaryFolder(), 'anvil')
    const anvil = join(dirname(packaged), 'bin', 'anvil')
    writeFileSync(script, `#!/bin/sh\nexec "${anvil}" $(echo "$*" | sed 's/--accounts 20/--accounts 10/')\n`, {
      mode: 0o755,
    })
    return script
  }

  /** What would be found in `dir` if everything were killed now. */
  function asCutOffNow(dir: string): string {
    const copy = temporaryFolder()
    cpSync(dir, copy, { recursive: true })
    return copy
  }

  describe('its clock', () => {
    it('starts at the genesis, gives each block one second, and stands still in between', async () => {
      const user = userOf((await start(temporaryFolder())).rpcUrl)
      assert.equal(Number((await user.block('latest')).timestamp), REPLAY_GENESIS)
      await user.transact()
      assert.equal(Number((await user.block('latest')).timestamp), REPLAY_GENESIS + 1)
      assert.equal(Number((await user.block('pending')).timestamp), REPLAY_GENESIS + 2)
    })

    it('goes on from where it stood, however far it was moved', async () => {
      const dir = temporaryFolder()
      const first = await start(dir)
      const week = REPLAY_GENESIS + 7 * 86_400
      await userOf(first.rpcUrl).rpc('evm_setNextBlockTimestamp', week)
      await userOf(first.rpcUrl).rpc('evm_mine')
      await first.stop()

      const user = userOf((await start(dir)).rpcUrl)
      assert.equal(Number((await user.block('latest')).timestamp), week)
      assert.equal(Number((await user.block('pending')).timestamp), week + 1)
      const { blockNumber } = await user.transact()
      assert.equal(Number((await user.block(blockNumber)).timestamp), week + 1)
    })
  })

  describe('after a restart', () => {
    it('still has every receipt, block, event and nonce', async () => {
      const dir = temporaryFolder()
      const first = await start(dir)
      const before = await historyOf(userOf(first.rpcUrl), 3)
      await first.stop()
      assert.equal(isRunning(first.pid()), false)

      const again = await start(dir)
      const user = userOf(again.rpcUrl)
      assert.deepEqual(await seenBy(user, before.receipts), before)
      assert.equal(await user.nonce(), 3)
      await user.transact()
      assert.equal(await user.nonce(), 4)
      assert.equal((await user.events()).length, 4)
    })
  })

  describe('when anvil is killed', () => {
    it('is back under the same address with all that was acknowledged, and its clock goes on', async () => {
      const chain = await start(temporaryFolder())
      const user = userOf(chain.rpcUrl)
      const before = await historyOf(user, 3)
      const killed = chain.pid()

      process.kill(killed, 'SIGKILL')
      assert.deepEqual(await until(() => seenBy(user, before.receipts)), before)

      assert.notEqual(chain.pid(), killed)
      assert.equal(Number((await user.block('pending')).timestamp), REPLAY_GENESIS + 4)
      assert.equal((await user.transact()).blockNumber, '0x4')
      assert.equal(await user.nonce(), 4)
      assert.ok(warnings.includes('the chain ended by itself and is started again'))
    })

    it('has what was sent to it, even if nobody has asked for the receipt', async () => {
      const chain = await start(temporaryFolder())
      const user = userOf(chain.rpcUrl)
      const hash = await user.send()
      process.kill(chain.pid(), 'SIGKILL')
      assert.equal((await until(() => user.receiptOf(hash))).blockNumber, '0x1')
    })

    it('may be stopped before it is back, and complains of nothing else', async () => {
      const chain = await start(temporaryFolder())
      process.kill(chain.pid(), 'SIGKILL')
      await until(() => Promise.resolve(warnings.at(0) ?? null))
      await chain.stop()
      assert.deepEqual(warnings, ['the chain ended by itself and is started again'])
    })

    it('has more blocks than fit between two snapshots', async () => {
      const dir = temporaryFolder()
      const user = userOf((await start(dir)).rpcUrl)
      for (let i = 0; i < 4; i++) await user.rpc('anvil_mine', '0x28')
      await user.transact()
      const seen = await user.block('latest')
      assert.equal(Number(seen.number), 161)
      assert.deepEqual(await userOf((await start(asCutOffNow(dir))).rpcUrl).block('latest'), seen)
    })

    it('has what a wallet sent with one of the spare accounts', async () => {
      const dir = temporaryFolder()
      const { rpc } = userOf((await start(dir)).rpcUrl)
      const accounts = (await rpc('eth_accounts')) as readonly string[]
      assert.equal(accounts.length, 20)
      const sent = String(await rpc('eth_sendTransaction', { from: accounts[19], to: SOMEBODY, value: '0x1' }))
      const after = userOf((await start(asCutOffNow(dir))).rpcUrl)
      assert.equal((await after.receiptOf(sent))?.status, '0x1')
    })

    it('goes on with a chain that began with ten accounts', async () => {
      const dir = temporaryFolder()
      const first = await start(dir, { program: anvilOfTenAccounts() })
      assert.equal(((await userOf(first.rpcUrl).rpc('eth_accounts')) as readonly string[]).length, 10)
      const { transactionHash } = await userOf(first.rpcUrl).transact()
      const after = userOf((await start(asCutOffNow(dir))).rpcUrl)
      assert.equal((await after.receiptOf(transactionHash))?.status, '0x1')
    })

    it('does not bring back what was rewound', async () => {
      const dir = temporaryFolder()
      const user = userOf((await start(dir)).rpcUrl)
      await user.transact()
      const mark = await user.rpc('evm_snapshot')
      const { transactionHash } = await user.transact()
      await user.rpc('evm_revert', mark)
      assert.equal(await user.receiptOf(transactionHash), null)
      const again = userOf((await start(asCutOffNow(dir))).rpcUrl)
      assert.equal(Number((await again.block('latest')).number), 1)
      assert.equal(await again.receiptOf(transactionHash), null)
    })

    it('has what was changed outside of blocks, and transactions that nobody has signed', async () => {
      const dir = temporaryFolder()
      const user = userOf((await start(dir)).rpcUrl)
      const stranger = '0x00000000000000000000000000000000000000aa'
      await user.transact()
      await user.rpc('anvil_setBalance', stranger, '0xde0b6b3a7640000')
      await user.rpc('anvil_impersonateAccount', stranger)
      const hash = String(await user.rpc('eth_sendTransaction', { from: stranger, to: SOMEBODY, value: '0x5' }))
      const receipt = await until(() => user.receiptOf(hash))

      const again = userOf((await start(asCutOffNow(dir))).rpcUrl)
      assert.deepEqual(await again.receiptOf(hash), receipt)
      assert.equal(await again.rpc('eth_getTransactionCount', stranger, 'latest'), '0x1')
    })
  })

  describe('on a disk that lets it down', () => {
    it('goes on from the previous snapshot, and says so, when the newest is cut short', async () => {
      const dir = temporaryFolder()
      const first = await start(dir)
      const before = await historyOf(userOf(first.rpcUrl), 3)
      await first.stop()
      truncateSync(join(dir, 'snapshot.json.gz'), 500)

      const user = userOf((await start(dir)).rpcUrl)
      assert.deepEqual(await seenBy(user, before.receipts), before)
      assert.deepEqual(warnings, ['the snapshot of the chain is damaged; the previous one is used'])
    })

    it('does not start a new chain over an old one of which nothing can be read', async () => {
      const dir = temporaryFolder()
      await (await start(dir)).stop()
      for (const name of readdirSync(dir).filter((file) => file.endsWith('.gz'))) truncateSync(join(dir, name), 500)
      await assert.rejects(
        startChain({ dir, genesis: REPLAY_GENESIS, clock: 'replay', log }),
        (error: Error) =>
          error instanceof PortFailure && /No snapshot of the chain in .* can be read/.test(error.message),
      )
    })

    it('ignores a block that a crash has cut short: nobody was told of it', async () => {
      const dir = temporaryFolder()
      const before = await historyOf(userOf((await start(dir)).rpcUrl), 2)
      const image = asCutOffNow(dir)
      const journal = readdirSync(image).find((name) => name.endsWith('.jsonl')) ?? ''
      appendFileSync(join(image, journal), readFileSync(join(image, journal), 'utf8').slice(0, 60))

      const user = userOf((await start(image)).rpcUrl)
      assert.deepEqual(await seenBy(user, before.receipts), before)
    })

    it('gives no receipt while the block cannot be written, and does as soon as it can', async () => {
      const dir = temporaryFolder()
      let broken = false
      const user = userOf((await start(dir, { file: brokenWhen(() => broken) })).rpcUrl)
      await user.transact()
      broken = true
      const hash = await user.send()
      assert.equal(Number((await user.block('latest')).number), 2)
      assert.equal(await user.receiptOf(hash), null)
      assert.equal(await user.receiptOf(hash), null)
      await assert.rejects(user.rpc('evm_mine'), /could not be kept on disk/)

      broken = false
      const receipt = await user.receiptOf(hash)
      assert.equal(receipt?.blockNumber, '0x2')
      assert.deepEqual(await userOf((await start(asCutOffNow(dir))).rpcUrl).receiptOf(hash), receipt)
    })
  })

  describe('at its door', () => {
    it('holds a receipt back until its block is on disk, asked for alone or in a batch', async () => {
      const order: string[] = []
      const disk = slowDisk(() => order.push('the block is on disk'))
      const { rpcUrl } = await start(temporaryFolder(), { file: disk.file })
      const user = userOf(rpcUrl)
      disk.hold()
      const hash = await user.send()
      const alone = user.receiptOf(hash).then((receipt) => {
        order.push('the receipt is given')
        return receipt
      })
      const question = { jsonrpc: '2.0', id: 2, method: 'eth_getTransactionReceipt', params: [hash] }
      const batch = post(rpcUrl, [{ jsonrpc: '2.0', id: 1, method: 'eth_chainId' }, question]).then(({ body }) => {
        order.push('the batch is answered')
        return body as { id: number; result: unknown }[]
      })
      // Both are at the door long before these answers are back.
      for (let i = 0; i < 5; i++) assert.equal(Number((await user.block('latest')).number), 1)
      disk.release()

      const receipt = await alone
      assert.equal(receipt?.blockNumber, '0x1')
      assert.deepEqual(
        (await batch).map(({ id, result }) => [id, result]),
        [
          [1, '0x7a69'],
          [2, receipt],
        ],
      )
      assert.equal(order[0], 'the block is on disk')
      assert.equal(order.length, 3)
    })

    it('passes on what anvil refuses, alone and in a batch', async () => {
      const { rpcUrl } = await start(temporaryFolder())
      const question = { jsonrpc: '2.0', id: 7, method: 'eth_sendRawTransaction', params: ['0x00'] }
      const { body: alone } = await post(rpcUrl, question)
      assert.equal((alone as { id: number }).id, 7)
      assert.match(JSON.stringify(alone), /"error":\{"code":-32602/)
      const { body: batch } = await post(rpcUrl, [question, null, { jsonrpc: '2.0', id: 8, method: 'eth_chainId' }])
      const [refused, nonsense, answered] = batch as { id: number; result?: string; error?: unknown }[]
      assert.deepEqual(refused, alone)
      assert.ok(nonsense?.error)
      assert.equal(answered?.result, '0x7a69')
    })

    it("answers the desk's own pages and a wallet's, and no other page", async () => {
      const { rpcUrl } = await start(temporaryFolder(), { origins: ['http://127.0.0.1:3000'] })
      const send = { jsonrpc: '2.0', id: 1, method: 'eth_sendTransaction', params: [{ from: SOMEBODY, to: SOMEBODY }] }
      const foreign = await post(rpcUrl, send, { origin: 'https://elsewhere.example' })
      assert.equal(foreign.status, 403)
      assert.equal(foreign.allowed, null)
      assert.equal(await userOf(rpcUrl).nonce(), 0)
      for (const origin of ['http://127.0.0.1:3000', 'chrome-extension://abcdefgh']) {
        const own = await post(rpcUrl, { jsonrpc: '2.0', id: 1, method: 'eth_chainId' }, { origin })
        assert.deepEqual([own.status, own.allowed], [200, origin])
      }
    })

    it('refuses a port that is taken: who listens there is somebody else', async () => {
      const somebody = createServer().listen(0, '127.0.0.1')
      await once(somebody, 'listening')
      const { port } = somebody.address() as AddressInfo
      const options = { dir: temporaryFolder(), genesis: REPLAY_GENESIS, clock: 'replay', log, port } as const
      for (const begin of [startChain, startFleetingChain]) {
        await assert.rejects(
          begin(options),
          (error: Error) =>
            error instanceof PortFailure && error.message.startsWith(`Port ${port} on 127.0.0.1 is taken`),
        )
      }
      somebody.close()
    })
  })
})

interface History {
  readonly receipts: readonly (SeenReceipt | null)[]
  readonly blocks: readonly unknown[]
  readonly events: readonly unknown[]
}

async function historyOf(user: ChainUser, transactions: number): Promise<History> {
  const receipts: SeenReceipt[] = []
  for (let i = 0; i < transactions; i++) receipts.push(await user.transact())
  return seenBy(user, receipts)
}

/** What `user` sees of what has these receipts. */
async function seenBy(user: ChainUser, receipts: readonly (SeenReceipt | null)[]): Promise<History> {
  return {
    receipts: await Promise.all(receipts.map((receipt) => user.receiptOf(receipt?.transactionHash ?? ''))),
    blocks: await Promise.all(receipts.map((receipt) => user.block(receipt?.blockNumber ?? ''))),
    events: await user.events(),
  }
}

function brokenWhen(isBroken: () => boolean): (file: ChainFile) => ChainFile {
  const unlessBroken = async (work: () => Promise<void>) => {
    if (isBroken()) throw new Error('no space left on device')
    await work()
  }
  return (file) => ({
    ...file,
    write: (snapshot) => unlessBroken(() => file.write(snapshot)),
    append: (blocks) => unlessBroken(() => file.append(blocks)),
  })
}

/** A disk that can be made to wait, and tells when it has written. */
function slowDisk(written: () => void) {
  let release = () => {}
  let free: Promise<void> | null = null
  const slowly = async (work: () => Promise<void>) => {
    if (free === null) return work()
    await free
    await work()
    written()
  }
  return {
    hold: () => {
      free = new Promise((resolve) => {
        release = resolve
      })
    },
    release: () => {
      release()
    },
    file: (file: ChainFile): ChainFile => ({
      ...file,
      write: (snapshot) => slowly(() => file.write(snapshot)),
      append: (blocks) => slowly(() => file.append(blocks)),
    }),
  }
}

async function post(url: string, question: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(question),
  })
  const allowed = response.headers.get('access-control-allow-origin')
  return { status: response.status, allowed, body: await response.json() }
}
