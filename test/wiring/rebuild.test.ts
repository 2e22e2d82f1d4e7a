import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { EMBEDDED_NETWORK } from '../../config/networks.ts'
import { startProvingDesk } from '../support/provingDesk.ts'
import type { ProvingDesk } from '../support/provingDesk.ts'
import { epochTable } from '../../server/adapters/index/epochTable.ts'
import { retargetHeaders } from '../../server/adapters/index/retargetHeaders.ts'
import { parseDay } from '../../server/domain/units/calendar.ts'
import { endOfDay } from '../../server/domain/units/time.ts'
import { compiledContracts } from '../../server/wiring/compiledContracts.ts'
import { developmentRelay } from '../../server/wiring/developmentNetwork.ts'

const ROOT = join(import.meta.dirname, '../..')
const { genesis, replayStart } = EMBEDDED_NETWORK

describe('rebuilding the read model beside the one that is there', function () {
  this.timeout(300_000)
  let desk: ProvingDesk

  before(async () => {
    desk = await startProvingDesk({
      genesis,
      proving: async (chain, network) => {
        const headers = retargetHeaders()
        const contracts = compiledContracts()
        const relay = await developmentRelay(chain, { genesis, contracts, index: epochTable(), headers })
        return { network, proving: relay && { relay, headers, fixings: 'attested' } }
      },
    })
    await desk.at(replayStart)
    await desk.open({})
    await desk.at(endOfDay(parseDay('2021-05-23')) + 300)
  })
  after(() => desk.stop())

  /** `npm run rebuild` over the desk's own database and chain, while the desk stands still. */
  async function rebuild(different: NodeJS.ProcessEnv = {}): Promise<{ readonly code: number; readonly said: string }> {
    const env = { ...process.env, MONGODB_URI: desk.databaseUri, RPC_URL: desk.chain.url, ...different }
    return new Promise((resolve) => {
      execFile(
        process.execPath,
        ['config/run.mjs', 'server/wiring/rebuild'],
        { cwd: ROOT, env },
        (error, said, also) => {
          resolve({ code: error === null ? 0 : Number(error.code), said: said + also })
        },
      )
    })
  }

  it('gives the same documents, byte for byte, and says up to which block', async () => {
    const { code, said } = await rebuild()
    assert.match(said, /^deals 1, fixings \d+, relayfacts \d+$/m)
    assert.match(said, /^rebuilt from block 0 to block \d+ \(0x[0-9a-f]{64}\)$/m)
    assert.match(said, /^the same, byte for byte$/m)
    assert.equal(code, 0)
  })

  it('names a fixing that somebody has changed in the database, and changes nothing itself', async () => {
    const fixings = desk.database.collection<{ _id: string; value: string }>('fixings')
    const before = await fixings.findOne({ _id: 'BME14:18765' })
    await fixings.updateOne({ _id: 'BME14:18765' }, { $set: { value: '1' } })
    const { code, said } = await rebuild()
    assert.match(said, /^differs: fixings BME14:18765, value$/m)
    assert.equal(code, 1)
    assert.equal((await fixings.findOne({ _id: 'BME14:18765' }))?.value, '1')
    await fixings.updateOne({ _id: 'BME14:18765' }, { $set: { value: before!.value } })
  })

  it('begins with the block it is told to, and so misses what is older', async () => {
    const [deal] = await desk.ports.deals.live()
    const { code, said } = await rebuild({ INDEX_FROM_BLOCK: String(deal!.chain!.opened.block + 1) })
    assert.match(said, new RegExp(`^differs: deals ${deal!.id}, `, 'm'))
    assert.equal(code, 1)
  })
})
