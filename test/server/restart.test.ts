import assert from 'node:assert/strict'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { DEVELOPMENT_ACCOUNTS } from '../../config/networks.ts'
import { escrowGateway } from '../../server/adapters/chain/gateway.ts'
import { connectChain } from '../../server/adapters/chain/provider.ts'
import type { Chain } from '../../server/adapters/chain/provider.ts'
import { createSender } from '../../server/adapters/chain/sender.ts'
import { partyWallet } from '../../server/adapters/chain/wallet.ts'
import { connectDatabase } from '../../server/adapters/store/connect.ts'
import { createDealStore } from '../../server/adapters/store/dealStore.ts'
import type { DealRecord } from '../../server/desk/ports.ts'
import type { Address } from '../../server/domain/terms/terms.ts'
import { temporaryFolder } from '../support/embedded.ts'
import { failedStart, startDesk } from '../support/runningDesk.ts'
import type { RunningDesk } from '../support/runningDesk.ts'
import { someTerms } from '../support/terms.ts'

describe('a desk that is killed like by a power cut, and started again', function () {
  this.timeout(120_000)
  const dataDir = temporaryFolder()
  let desk: RunningDesk
  let escrow: Address
  let stop = (): Promise<unknown> => Promise.resolve()

  before(async function () {
    // The embedded parts are what this is about: with a database or chain of one's own there is nothing to kill.
    if (process.env.MONGODB_URI !== undefined || process.env.RPC_URL !== undefined) this.skip()
    desk = await startDesk(dataDir)
    stop = () => desk.interrupt()
  })
  after(() => stop())

  it('stands the day after a real retarget, paused, when it starts for the first time', async () => {
    const { clock, chainId } = await desk.network()
    assert.deepEqual(clock, { mode: 'replay', now: '2021-05-14T00:10:00Z' })
    assert.equal(chainId, 31_337)
  })

  it('still has the deal that was acknowledged a moment before', async () => {
    escrow = await onChainOf(desk, openDeal)
    await desk.killNow()
    desk = await startDesk(dataDir)
    assert.deepEqual(await onChainOf(desk, (chain, gateway) => gateway.readState(escrow).then(accounts)), {
      phase: 'open',
      seller: 10_500_000n,
      buyer: 10_500_000n,
    })
  })

  it('goes on at the same second', async () => {
    const { clock } = await desk.network()
    // Five transactions after 00:10:00, each a second: two mints, two approvals, the opening.
    assert.equal(clock.now, '2021-05-14T00:10:05Z')
  })

  it('has read the deal from the chain once, although the first desk may have read it too', async () => {
    const deal = await dealInDatabase()
    assert.equal(deal.state, 'open')
    assert.deepEqual(
      deal.facts.map(({ event }) => event.name),
      ['opened'],
    )
    assert.equal(deal.chain?.state.balance.seller, 10_500_000n)
  })

  it('refuses a second desk on the same data directory, and says which one is there', async () => {
    const { code, said } = await failedStart(dataDir)
    assert.equal(code, 1)
    assert.match(said, /another desk \(process \d+\) is running on the data directory/)
  })

  it('stops on Ctrl-C with nothing left to lose', async () => {
    assert.equal(await desk.interrupt(), 0)
    desk = await startDesk(dataDir)
    assert.equal((await desk.network()).clock.now, '2021-05-14T00:10:05Z')
    const state = await onChainOf(desk, (chain, gateway) => gateway.readState(escrow))
    assert.equal(state.balance.buyer, 10_500_000n)
  })

  /** A deal opened by its two parties themselves, straight on the chain: the desk hears of it from there. */
  async function openDeal(chain: Chain, gateway: ReturnType<typeof escrowGateway>): Promise<Address> {
    const { network } = gateway
    const wallets = {
      seller: partyWallet(chain, network, DEVELOPMENT_ACCOUNTS.miner.privateKey),
      buyer: partyWallet(chain, network, DEVELOPMENT_ACCOUNTS.buyer.privateKey),
    }
    const token = network.tokens[0]?.address ?? assert.fail('no token')
    const terms = someTerms({
      seller: wallets.seller.address,
      buyer: wallets.buyer.address,
      token,
      oracle: network.oracle,
    })
    for (const wallet of Object.values(wallets)) {
      await wallet.mint(token, 10_500_000n)
      await wallet.approve(token, network.factory, 10_500_000n)
    }
    const signature = { seller: wallets.seller.signTerms(terms), buyer: wallets.buyer.signTerms(terms) }
    await gateway.open({ terms, signature, permit: { seller: null, buyer: null } })
    return gateway.escrowOf(terms)
  }

  async function dealInDatabase(): Promise<DealRecord> {
    const socket = encodeURIComponent(join(dataDir, 'database/sockets/mongodb.sock'))
    const database = await connectDatabase(`mongodb://${socket}/?directConnection=true`, 'hashdesk')
    try {
      for (let attempt = 0; attempt < 100; attempt++) {
        const [deal] = await createDealStore(database).readByEscrows([escrow])
        if (deal !== undefined) return deal
        await pause(100)
      }
      return assert.fail('the desk has not read the deal within ten seconds')
    } finally {
      await database.close()
    }
  }
})

async function onChainOf<T>(
  desk: RunningDesk,
  ask: (chain: Chain, gateway: ReturnType<typeof escrowGateway>) => Promise<T>,
): Promise<T> {
  const network = await desk.network()
  const chain = await connectChain(network.rpcUrl, network.chainId)
  try {
    const sender = createSender(chain, DEVELOPMENT_ACCOUNTS.broker.privateKey)
    return await ask(chain, escrowGateway({ chain, network, sender }))
  } finally {
    chain.close()
  }
}

function accounts({ phase, balance }: Awaited<ReturnType<ReturnType<typeof escrowGateway>['readState']>>) {
  return { phase, ...balance }
}
