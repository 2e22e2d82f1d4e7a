import assert from 'node:assert/strict'
import { deployDevelopmentNetwork, knownNetwork } from '../../../server/adapters/chain/deployment.ts'
import { connectChain } from '../../../server/adapters/chain/provider.ts'
import type { Chain } from '../../../server/adapters/chain/provider.ts'
import { createSender } from '../../../server/adapters/chain/sender.ts'
import type { Sender } from '../../../server/adapters/chain/sender.ts'
import { PortFailure } from '../../../server/desk/ports.ts'
import type { Network } from '../../../server/desk/ports.ts'
import { ORACLE_SETUP, TOKENS, builtArtifact } from '../../support/chain.ts'
import { startTestChain } from '../../support/embedded.ts'
import type { TestChain } from '../../support/embedded.ts'
import { giveGas, keyNamed } from '../../support/wallets.ts'

const KEY = keyNamed('deployer of the deployment test')

/** Factory, keeper, oracle and two tokens. */
const STEPS = 5

describe('deploying on a development chain', () => {
  let node: TestChain
  let chain: Chain
  let untouched: unknown

  before(async () => {
    node = await startTestChain()
    chain = await connectChain(node.rpcUrl, node.chainId)
    await giveGas(chain, KEY)
  })
  beforeEach(async () => {
    untouched = await chain.request('evm_snapshot', [])
  })
  afterEach(async () => {
    await chain.request('evm_revert', [untouched])
  })
  after(async () => {
    chain.close()
    await node.stop()
  })

  function deploy(deployer: Sender, oracle = ORACLE_SETUP): Promise<Network> {
    const artifacts = (name: string) => Promise.resolve(builtArtifact(name))
    return deployDevelopmentNetwork({ chain, deployer, artifacts, oracle, tokens: TOKENS })
  }

  /** A deployer that loses its connection right before its nth transaction, or right after it. */
  function failing(nth: number, when: 'before' | 'after'): Sender {
    const sender = createSender(chain, KEY)
    let sent = 0
    return {
      address: sender.address,
      send: async (instruction) => {
        sent += 1
        if (sent === nth && when === 'before') throw new PortFailure('chain', 'cut off')
        const receipt = await sender.send(instruction)
        if (sent === nth) throw new PortFailure('chain', 'cut off')
        return receipt
      },
    }
  }

  it('gives a network whose tokens say what they were made to be', async () => {
    const network = await deploy(createSender(chain, KEY))
    assert.deepEqual(
      network.tokens.map(({ symbol, decimals }) => ({ symbol, decimals })),
      [
        { symbol: 'tBTC', decimals: 8 },
        { symbol: 'PLN', decimals: 18 },
      ],
    )
    assert.equal(new Set([network.factory, network.keeper, network.oracle]).size, 3)
    assert.deepEqual([network.chainId, network.rpcUrl], [node.chainId, node.rpcUrl])
  })

  it('a second time gives the same network and sends nothing', async () => {
    const first = await deploy(createSender(chain, KEY))
    const head = await chain.request('eth_blockNumber', [])
    assert.deepEqual(await deploy(createSender(chain, KEY)), first)
    assert.equal(await chain.request('eth_blockNumber', []), head)
  })

  for (const when of ['before', 'after'] as const) {
    it(`cut off right ${when} any of its ${STEPS} transactions and run again, it stands where it would have stood`, async () => {
      const clean = await chain.request('evm_snapshot', [])
      const whole = await deploy(createSender(chain, KEY))
      await chain.request('evm_revert', [clean])
      for (let nth = 1; nth <= STEPS; nth++) {
        const again = await chain.request('evm_snapshot', [])
        await assert.rejects(deploy(failing(nth, when)), PortFailure)
        assert.deepEqual(await deploy(createSender(chain, KEY)), whole)
        await chain.request('evm_revert', [again])
      }
    })
  }

  it('waits for a transaction that was sent but not mined when it was cut off', async () => {
    const whole = await deploy(createSender(chain, KEY))
    await chain.request('evm_revert', [untouched])
    untouched = await chain.request('evm_snapshot', [])
    await chain.request('evm_setAutomine', [false])
    const deaf: Chain = {
      ...chain,
      request: async (method, params) => {
        if (method === 'eth_getTransactionReceipt') throw new PortFailure('chain', 'cut off')
        return chain.request(method, params)
      },
    }
    await assert.rejects(deploy(createSender(deaf, KEY)), /cut off/)
    const second = deploy(createSender(chain, KEY))
    await chain.request('evm_setAutomine', [true])
    await chain.request('evm_mine', [])
    assert.deepEqual(await second, whole)
  })

  it('an account that did something else first is refused', async () => {
    const sender = createSender(chain, KEY)
    await sender.send({ to: sender.address, data: '0x' })
    await assert.rejects(deploy(sender), /used for something else/)
  })

  it('an oracle that stands with other reporters, or makes values wait otherwise, is refused', async () => {
    await deploy(createSender(chain, KEY))
    const other = { ...ORACLE_SETUP, reporters: ORACLE_SETUP.reporters.toReversed() }
    await assert.rejects(deploy(createSender(chain, KEY), other), /other reporters/)
    const waiting = { ...ORACLE_SETUP, finalityDelay: 60 }
    await assert.rejects(deploy(createSender(chain, KEY), waiting), /other rules/)
  })

  it('configured addresses are taken only where contracts stand', async () => {
    const { factory, keeper, oracle, tokens } = await deploy(createSender(chain, KEY))
    const where = { factory, keeper, oracle, tokens: tokens.map(({ address }) => address) }
    assert.equal((await knownNetwork(chain, where)).tokens[0]?.symbol, 'tBTC')
    const nowhere = createSender(chain, KEY).address
    await assert.rejects(
      knownNetwork(chain, { ...where, keeper: nowhere }),
      new RegExp(`no contract stands at ${nowhere}`),
    )
  })
})
