import assert from 'node:assert/strict'
import { readHead } from '../../../server/adapters/chain/calls.ts'
import { chainInspection } from '../../../server/adapters/chain/inspection.ts'
import type { ChainInspection } from '../../../server/desk/ports/operations.ts'
import { plainToken, startTestDesk } from '../../support/chain.ts'
import type { TestDesk } from '../../support/chain.ts'

describe('what the operations page asks of the chain', () => {
  let desk: TestDesk
  let inspection: ChainInspection

  before(async () => {
    desk = await startTestDesk()
    inspection = chainInspection({ chain: desk.chain, gasPayer: desk.engine.address, leastGas: 5n })
  })
  after(() => desk.stop())

  it('is what many accounts hold of a token, in their order, as of one block', async () => {
    const [miner, fund] = [await desk.person('a miner', 1_000n), await desk.person('a fund', 250n)]
    const before = (await readHead(desk.chain)).number
    await desk.person('a latecomer', 7n)
    const late = await desk.person('a latecomer', 0n)
    const now = (await readHead(desk.chain)).number
    const holders = [fund.address, late.address, miner.address]
    const token = plainToken(desk.network)
    assert.deepEqual(await inspection.holdings(token, holders, before), [250n, 0n, 1_000n])
    assert.deepEqual(await inspection.holdings(token, holders, now), [250n, 7n, 1_000n])
  })

  it('is what the desk’s own account has left for gas', async () => {
    const { address, balance } = await inspection.gasAccount()
    assert.equal(address, desk.engine.address)
    const told = await desk.chain.request('eth_getBalance', [address, 'latest'])
    assert.equal(balance, BigInt(String(told)))
  })
})
