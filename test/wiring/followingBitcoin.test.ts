import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { ORACLE } from '../../server/adapters/chain/abi.ts'
import { ask } from '../../server/adapters/chain/calls.ts'
import { deployRelay } from '../../server/adapters/chain/difficultyRelay.ts'
import { deployProvenOracle } from '../../server/adapters/chain/provenOracle.ts'
import { createSender } from '../../server/adapters/chain/sender.ts'
import { bitcoinNode } from '../../server/adapters/index/bitcoinNode.ts'
import { epochTable } from '../../server/adapters/index/epochTable.ts'
import { liveIndex } from '../../server/adapters/index/liveIndex.ts'
import type { LiveIndex } from '../../server/adapters/index/liveIndex.ts'
import { mempoolApi } from '../../server/adapters/index/mempoolApi.ts'
import { headersIn } from '../../server/domain/index/headers.ts'
import { HASHPRICE, seriesId } from '../../server/domain/index/readings.ts'
import type { PublishedSeries } from '../../server/domain/index/readings.ts'
import type { DifficultyEpoch } from '../../server/domain/index/epochs.ts'
import type { Hex } from '../../server/domain/terms/terms.ts'
import { isoDay, parseDay, parseInstant } from '../../server/domain/units/calendar.ts'
import { compiledContracts } from '../../server/wiring/compiledContracts.ts'
import { DEVELOPMENT_KEYS } from '../../server/wiring/developmentNetwork.ts'
import { madeUpFees, startBitcoinServer } from '../support/bitcoinServer.ts'
import type { BitcoinServer } from '../support/bitcoinServer.ts'
import { testLog } from '../support/embedded.ts'
import { easyEpochs, forkedAt, minedChain } from '../support/minedChain.ts'
import { startProvingDesk } from '../support/provingDesk.ts'
import type { ProvingDesk } from '../support/provingDesk.ts'
import { aVisitor } from '../web/signedInAs.ts'

const IMPATIENT = { answerMs: 500, pausesMs: [5], longestPauseMs: 20 }

/** The desk's Bitcoin, by one node, and one mempool service if there is one; asked anew each time. */
function following(base: readonly DifficultyEpoch[], node: BitcoinServer, service?: BitcoinServer): LiveIndex {
  const sources = [
    bitcoinNode(node.rpcUrl, IMPATIENT),
    ...(service === undefined ? [] : [mempoolApi(service.restUrl, IMPATIENT)]),
  ]
  return liveIndex({ sources, base, clock: { worldNow: Date.now }, log: testLog, betweenQuestionsMs: 0 })
}

describe('a desk whose oracle is proven, by what a Bitcoin node tells of the winter of 2023', function () {
  this.timeout(180_000)
  /** Twenty headers and three and a half hours, as a relay for mainnet is deployed. */
  const RULES = { headersRequired: 20, finalityWindow: 12_600 }
  const ANCHOR = 822_528
  const real = realHeaders()
  let node: BitcoinServer
  let live: LiveIndex
  let proven: ProvingDesk

  before(async () => {
    const table = await epochTable().epochs()
    node = await startBitcoinServer(real, ANCHOR)
    // The table of a desk that was built in December 2023.
    live = following(table.slice(0, 409), node)
    proven = await startProvingDesk({
      genesis: parseInstant('2023-12-23T06:30:00Z'),
      reporterKeys: [],
      following: live,
      proving: async (chain, network) => {
        const sender = createSender(chain, DEVELOPMENT_KEYS.engine)
        const contracts = compiledContracts()
        const setup = { height: ANCHOR, firstHeader: real.get(ANCHOR)!, ...RULES }
        const relay = await deployRelay(sender, await contracts('DifficultyRelay'), setup)
        const oracle = await deployProvenOracle(sender, await contracts('BmeOracle'), {
          relay,
          earlierBits: table.slice(397, 408).map(({ bits }) => bits),
          firstDay: parseDay('2023-12-23'),
          heartbeat: 36 * 3_600,
        })
        return { network: { ...network, oracle }, proving: { relay, headers: live.headers, fixings: 'proven' } }
      },
    })
  })
  after(async () => {
    await proven.stop()
    await node.stop()
  })

  /** The node comes to that height, the world to ten minutes after its date, and then to when what was claimed is final. */
  async function lives(height: number): Promise<void> {
    node.newest = height
    const [header] = headersIn(real.get(height)!)
    await proven.at(Math.max(header!.time + 600, await proven.ports.clock.asOf()))
    await proven.at((await proven.ports.clock.asOf()) + RULES.finalityWindow + 2)
  }

  const lastFixed = async () => isoDay((await proven.ports.oracle.lastFixed('BME14'))!)

  it('relays each retarget when twenty headers on each side are there, and fixes the days between them', async () => {
    await lives(824_563)
    await lives(826_579)
    assert.equal(await lastFixed(), '2024-01-19')
    const checks = await proven.ports.proofs!.checks.all()
    assert.deepEqual(
      checks.map(({ number, differences }) => [number, differences.length]),
      [
        [408, 0],
        [409, 0],
        [410, 0],
      ],
    )
  })

  it('proves a day by the newest headers, at what they say a terahash earns', async () => {
    await lives(827_093)
    assert.equal(await lastFixed(), '2024-01-23')
    assert.equal((await proven.ports.fixings.read('BME14', parseDay('2024-01-23')))!.value, 1_787_350_814_163n)
  })

  it('carries on after the node was silent: the days in between are caught up', async () => {
    node.mood = 'silent'
    const { failures } = await proven.desk.enginePass()
    assert.ok(
      failures.some(({ what, why }) => what === 'bitcoinNode' && why === 'the Bitcoin node does not answer in time'),
    )
    node.mood = 'well'
    await lives(828_595)
    assert.equal(await lastFixed(), '2024-02-01')
    assert.deepEqual((await proven.desk.enginePass()).failures, [])
  })

  it('says how far it has read Bitcoin’s chain, and how old the newest block is', async () => {
    const { status, index } = await proven.desk.readReadiness()
    assert.equal(index.ok, true)
    assert.equal(index.newestBlock?.height, 828_595)
    const [header] = headersIn(real.get(828_595)!)
    const age = Math.floor(Date.now() / 1_000) - header!.time
    assert.ok(Math.abs(index.newestBlock.ageSeconds - age) < 60, status)
  })
})

describe('a desk whose reporters attest, by a node and a mempool service', function () {
  this.timeout(120_000)
  const began = parseInstant('2024-03-01T00:00:00Z')
  const base = easyEpochs(began, 13)
  const from = 12 * 2_016
  // 144 blocks a day, at midnight and every ten minutes: five days.
  const chain = minedChain(began, 720, from)
  const atHour = (hours: number) => from + 6 * hours
  let node: BitcoinServer
  let service: BitcoinServer
  let attested: ProvingDesk

  before(async () => {
    node = await startBitcoinServer(chain, from)
    service = await startBitcoinServer(chain, from)
    attested = await startProvingDesk({
      genesis: began,
      following: following(base, node, service),
      proving: (_chain, network) => Promise.resolve({ network, proving: null }),
    })
  })
  after(async () => {
    await attested.stop()
    await Promise.all([node.stop(), service.stop()])
  })

  async function comesTo(hours: number): Promise<Awaited<ReturnType<ProvingDesk['desk']['enginePass']>>> {
    node.newest = service.newest = atHour(hours)
    const instant = began + hours * 3_600
    if ((await attested.ports.clock.asOf()) < instant) await attested.ports.clock.moveTo(instant)
    return attested.desk.enginePass()
  }

  const lastFixed = async (series: PublishedSeries = 'BME14') => {
    const day = await attested.ports.oracle.lastFixed(series)
    return day && isoDay(day)
  }

  it('publishes no day before buried blocks are dated after its end, and complains of nothing meanwhile', async () => {
    assert.deepEqual((await comesTo(49)).failures, [])
    // On the day on which an epoch began no other can.
    assert.equal(await lastFixed(), '2024-03-01')
    // Six blocks on top, and half of the eleven before: just under two hours.
    await comesTo(50)
    assert.deepEqual([await lastFixed(), await lastFixed(HASHPRICE)], ['2024-03-02', '2024-03-02'])
  })

  it('publishes nothing for a day on which its two sources differ, and tells whoever runs it', async () => {
    service.headers = new Map(forkedAt(chain, atHour(55), from + 720))
    const { failures } = await comesTo(75)
    assert.equal(await lastFixed(), '2024-03-02')
    assert.deepEqual(
      failures.map(({ what, why }) => [what, why]),
      [
        [`block ${atHour(55)}`, 'sourcesDiffer'],
        ['fixings of 2024-03-03', 'sourcesDiffer'],
        ['HASHPRICE_BTC of 2024-03-03', 'sourcesDiffer'],
      ],
    )
    const asOf = await attested.ports.clock.asOf()
    const { readiness } = await attested.desk.readFrame()
    const { concerns } = await attested.desk.readOperations({ asOf, readiness })
    assert.ok(concerns.some((concern) => concern.kind === 'sourcesDiffer' && concern.height === atHour(55)))
  })

  it('shows its pages meanwhile, and every fixing that stood stands', async () => {
    for (const page of ['/', '/indices/BME14', '/rfqs']) {
      assert.equal((await aVisitor(attested.desk).get(page)).status, 200, page)
    }
    assert.equal((await attested.desk.readIndexValue({ series: 'BME14', date: '2024-03-02' })).final, true)
  })

  it('catches up when they agree again', async () => {
    service.headers = new Map(chain)
    const { failures } = await comesTo(76)
    assert.deepEqual(failures, [])
    assert.deepEqual([await lastFixed(), await lastFixed(HASHPRICE)], ['2024-03-03', '2024-03-03'])
  })

  it('withholds the hashprice alone where they differ on what a block paid, by as little as one satoshi', async () => {
    service.fees = (height) => madeUpFees(height) + (height === atHour(80) ? 1 : 0)
    const { failures } = await comesTo(98)
    assert.deepEqual([await lastFixed(), await lastFixed(HASHPRICE)], ['2024-03-04', '2024-03-03'])
    const facts = { height: String(atHour(80)) }
    assert.deepEqual(failures, [{ what: 'HASHPRICE_BTC of 2024-03-04', why: 'sourcesDiffer', facts }])
    service.fees = madeUpFees
    await comesTo(98)
    assert.deepEqual((await comesTo(98)).failures, [])
    assert.equal(await lastFixed(HASHPRICE), '2024-03-04')
  })

  it('publishes as hashprice what the day’s 144 blocks paid on average, fees included', async () => {
    // 1 March: blocks 24,192 to 24,335, each 50 BTC and its fees.
    const fees = Array.from({ length: 144 }, (_, offset) => BigInt(madeUpFees(24_192 + offset)))
    const paid = 144n * 5_000_000_000n + fees.reduce((sum, each) => sum + each, 0n)
    const target = 0x1fffffn << 232n
    const expected = (10n ** 30n * 86_400n * paid * target) / (144n * 10n ** 8n * (65_535n << 240n))
    const reading = await ask(attested.chain, attested.network.oracle, ORACLE, 'valueOf', [
      seriesId(HASHPRICE),
      parseDay('2024-03-01'),
    ])
    assert.equal(reading[0], expected)
  })

  it('complains when Bitcoin’s blocks do not come for hours', async () => {
    await attested.ports.clock.moveTo(parseInstant('2024-03-06T06:00:01Z'))
    const { failures } = await attested.desk.enginePass()
    assert.deepEqual(
      failures.map(({ what, why }) => [what, why]),
      [
        ['fixings of 2024-03-05', 'bitcoinBehind'],
        ['HASHPRICE_BTC of 2024-03-05', 'bitcoinBehind'],
      ],
    )
  })
})

/** The headers of server/bench/headers.csv: twenty around each retarget, and some days' tips. */
function realHeaders(): ReadonlyMap<number, Hex> {
  const text = readFileSync(new URL('../../server/bench/headers.csv', import.meta.url), 'utf8')
  const rows = text.split('\n').filter((line) => /^\d/.test(line))
  return new Map(rows.map((row) => [Number(row.split(',')[0]), row.split(',')[1] as Hex]))
}
