import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { deployRelay } from '../../server/adapters/chain/difficultyRelay.ts'
import { deployProvenOracle } from '../../server/adapters/chain/provenOracle.ts'
import { createSender } from '../../server/adapters/chain/sender.ts'
import { epochTable } from '../../server/adapters/index/epochTable.ts'
import { headerTable } from '../../server/adapters/index/retargetHeaders.ts'
import { headersIn } from '../../server/domain/index/headers.ts'
import { fixingOfDay } from '../../server/domain/index/fixings.ts'
import type { Hex, Terms } from '../../server/domain/terms/terms.ts'
import { isoDay, parseDay, parseInstant } from '../../server/domain/units/calendar.ts'
import { indexValue } from '../../server/domain/units/indexValue.ts'
import { startOfDay } from '../../server/domain/units/time.ts'
import type { Instant } from '../../server/domain/units/time.ts'
import { recompute } from '../../server/replay/recompute.ts'
import { toReplayFile } from '../../server/web/view-models/replayFile.ts'
import { compiledContracts } from '../../server/wiring/compiledContracts.ts'
import { DEVELOPMENT_KEYS } from '../../server/wiring/developmentNetwork.ts'
import { aVisitor } from '../web/signedInAs.ts'
import { startProvingDesk } from '../support/provingDesk.ts'
import type { ProvingDesk } from '../support/provingDesk.ts'
import { units } from '../support/terms.ts'

/** Twenty headers and three and a half hours, as a relay for mainnet is deployed; trusted with the epoch of 23 December 2023. */
const RULES = { headersRequired: 20, finalityWindow: 12_600 }
const ANCHOR = 822_528
const GENESIS = parseInstant('2023-12-23T06:30:00Z')

/** A desk on whose chain nobody attests anything: the oracle follows the relay, and the relay follows the headers of `known`. */
function startProven(known: ReadonlyMap<number, Hex>): Promise<ProvingDesk> {
  return startProvingDesk({
    genesis: GENESIS,
    reporterKeys: [],
    proving: async (chain, network) => {
      const sender = createSender(chain, DEVELOPMENT_KEYS.engine)
      const contracts = compiledContracts()
      const epochs = await epochTable().epochs()
      const setup = { height: ANCHOR, firstHeader: known.get(ANCHOR)!, ...RULES }
      const relay = await deployRelay(sender, await contracts('DifficultyRelay'), setup)
      const oracle = await deployProvenOracle(sender, await contracts('BmeOracle'), {
        relay,
        earlierBits: epochs.slice(397, 408).map(({ bits }) => bits),
        firstDay: parseDay('2023-12-23'),
        heartbeat: 36 * 3_600,
      })
      return { network: { ...network, oracle }, proving: { relay, headers: headerTable(known), fixings: 'proven' } }
    },
  })
}

/** 1 PH/s, weekly from 24 January 2024 at 0.00000175 BTC per TH/s per day, a hundredth of a bitcoin of margin each. */
const TERMS: Partial<Terms> = {
  hashrate: 1_000n,
  fixedRate: indexValue(1_750_000_000_000n),
  periodDays: 7,
  sellerMargin: units(1_000_000n),
  buyerMargin: units(1_000_000n),
  sellerPenalty: units(100_000n),
  buyerPenalty: units(100_000n),
}

describe('a desk whose index nobody attests, on real headers of January and February 2024', function () {
  this.timeout(180_000)
  const known = builtIn()
  let proven: ProvingDesk

  before(async () => {
    proven = await startProven(known)
  })
  after(() => proven.stop())

  /** Lives until the header at `height` is there, and until what was then claimed is final. */
  async function lives(height: number): Promise<void> {
    const [header] = headersIn(known.get(height)!)
    await proven.at(Math.max(header!.time + 600, await proven.ports.clock.asOf()))
    await proven.at((await proven.ports.clock.asOf()) + RULES.finalityWindow + 2)
  }

  const lastFixed = async () => isoDay((await proven.ports.oracle.lastFixed('BME14'))!)

  it('fixes every day to that before the second retarget, once twenty headers on each side of both are final', async () => {
    await lives(824_563)
    await lives(826_579)
    assert.equal(await lastFixed(), '2024-01-19')
  })

  it('fixes 23 January by a tip, at what the headers say a terahash earns', async () => {
    await lives(827_093)
    assert.equal(await lastFixed(), '2024-01-23')
    const [bme14, bme168] = [
      await proven.ports.fixings.read('BME14', parseDay('2024-01-23')),
      await proven.ports.fixings.read('BME168', parseDay('2024-01-23')),
    ]
    assert.equal(bme14!.value, 1_787_350_814_163n)
    assert.equal(bme168!.value, 1_996_902_794_240n)
    assert.deepEqual(bme14!.provenance, { source: 'relay', epoch: 410 })
    assert.equal((await proven.ports.proofs!.facts.survivals(410)).length, 1)
  })

  it('says so to programs: the source of the day’s fixing is the relay', async () => {
    const told = await proven.desk.readIndexValue({ series: 'BME14', date: '2024-01-23' })
    assert.deepEqual([told.value, told.source, told.final], ['0.000001787350814163', 'relay', true])
  })

  it('settles the first week of a deal by the tip of 30 January', async () => {
    const [startDay, periods] = [parseDay('2024-01-24'), 2]
    const deal = await proven.open({ ...TERMS, startDay, periods, openBy: startOfDay(startDay + 1) })
    assert.equal(deal.chain?.state.phase, 'open')
    await lives(828_207)
    // 7 · (1,787,350,814,163 − 1,750,000,000,000) = 261,455,699,141, times 1,000 TH/s and 1e8 / 1e18: 26,145 sat to the buyer.
    const { state } = (await proven.desk.readDeal(deal.id)).chain!
    assert.deepEqual(state.balance, { seller: 973_855n, buyer: 1_026_145n })
  })

  it('lets the deal mature across a retarget, on proven fixings only', async () => {
    await lives(828_595)
    assert.equal(await lastFixed(), '2024-02-01')
    await lives(829_314)
    assert.equal(await lastFixed(), '2024-02-06')
    // 2 · 1,787,350,814,163 + 5 · 1,665,231,010,715 − 7 · 1,750,000,000,000 = −349,143,317,894: 34,914 sat to the seller.
    const [deal] = await proven.desk.listDeals()
    const { phase, cause, balance } = deal!.chain!.state
    assert.deepEqual([phase, cause], ['closed', 'matured'])
    assert.deepEqual(balance, { seller: 1_008_769n, buyer: 991_231n })
  })

  it('recomputes that deal from its replay file: from the headers to the last satoshi, and to no other value', async () => {
    const [deal] = await proven.desk.listDeals()
    const viewer = { id: 'auditor', addresses: [], isAuditor: true }
    const view = await proven.desk.readReplayFile({ dealId: deal!.id, viewer })
    const { difference, notCheckable, checks } = recompute(JSON.parse(JSON.stringify(toReplayFile(view))))
    assert.deepEqual([difference, notCheckable], [null, []])
    const told = checks.find(({ name }) => name === 'fixings')?.told
    // The 23rd, the last fixing at the opening, and the fourteen days of the deal.
    assert.equal(told, '15 days of BME14, 2024-01-23 to 2024-02-06; 15 of them follow from Bitcoin headers')
    const lied = JSON.parse(JSON.stringify(toReplayFile(view))) as { fixings: Record<string, string>[] }
    lied.fixings[14]!.value = '1665231010716'
    lied.fixings[14]!.cumulative = String(BigInt(lied.fixings[14]!.cumulative!) + 1n)
    assert.deepEqual(recompute(lied).difference, {
      at: 'fixings[14].value',
      expected: '1665231010715',
      found: '1665231010716',
    })
  })

  it('finds every epoch’s fixings to be what its own arithmetic makes of the headers', async () => {
    const checks = await proven.ports.proofs!.checks.all()
    assert.deepEqual(
      checks.map(({ number, from, to, differences }) => [number, isoDay(from), to && isoDay(to), differences.length]),
      [
        [408, '2023-12-23', '2024-01-05', 0],
        [409, '2024-01-06', '2024-01-19', 0],
        [410, '2024-01-20', '2024-02-01', 0],
        [411, '2024-02-02', null, 0],
      ],
    )
  })

  it('shows on its pages whom nobody has to trust, and has nothing to complain of', async () => {
    const index = await proven.desk.readIndexPage({ series: 'BME14', asOf: await proven.ports.clock.asOf() })
    assert.deepEqual([index.attesters, index.overdue, index.contradictions], [null, null, []])
    assert.ok(index.fixings.every(({ proof }) => proof?.verdict === 'agrees'))
    const { text } = await aVisitor(proven.desk).get('/indices/BME14')
    assert.match(text, /proven by Bitcoin’s headers, attested by nobody/)
    const { readiness } = await proven.desk.readFrame()
    const operations = await proven.desk.readOperations({ asOf: await proven.ports.clock.asOf(), readiness })
    assert.deepEqual([operations.waiting, operations.contradictions], [[], []])
    // Twenty headers of 7 February, as they were relayed.
    const { survivals } = await proven.desk.readEpochProof({ number: 411 })
    assert.deepEqual(
      survivals.map(({ shown, headers }) => [shown, headers[0]!.length]),
      [[20, 2 + 20 * 160]],
    )
  })

  it('has the same fixings after everything was dropped and read again, though each value was told only once', async () => {
    const all = () => proven.ports.fixings.between('BME56', 0, 99_999)
    const before = await all()
    assert.equal(before.length, 46)
    await proven.desk.rebuildReadModel()
    assert.deepEqual(await all(), before)
  })
})

// 8,065 headers in a row, where they lie beside the repository.
const whole = new URL('../../../shared/data/btc_headers_822528_830592.bin', import.meta.url)

describe('the same desk with every header from 23 December 2023 to 15 February 2024', function () {
  this.timeout(600_000)
  if (!existsSync(whole)) {
    it('was not tried: the headers do not lie beside the repository', () => {
      assert.equal(existsSync(whole), false)
    })
    return
  }
  const bytes = readFileSync(whole)
  const known = new Map(
    Array.from({ length: bytes.length / 80 }, (_, index) => {
      const header: Hex = `0x${bytes.subarray(80 * index, 80 * (index + 1)).toString('hex')}`
      return [ANCHOR + index, header] as const
    }),
  )
  /** Passes are this far apart here, on a desk that runs two seconds: a tip may come as much later, and its fixing as much again. */
  const APART = 5_400
  let proven: ProvingDesk
  before(async () => {
    proven = await startProven(known)
  })
  after(() => proven.stop())

  it('proves each day by its own tip, in time for a deal of seven weeks to be settled week by week', async () => {
    const epochs = await epochTable().epochs()
    const valueOf = (day: number) => fixingOfDay(epochs, 'BME14', day)!.value
    const start = parseDay('2023-12-27')
    const end = startOfDay(parseDay('2024-02-15')) + 12 * 3_600
    let latest = parseDay('2023-12-22')
    const late: string[] = []
    const openAt: Instant = startOfDay(start) + 11 * 3_600
    let isOpen = false
    for (let now = startOfDay(parseDay('2023-12-23')) + 8 * 3_600; now <= end; now += APART) {
      await proven.at(now)
      const last = (await proven.ports.oracle.lastFixed('BME14')) ?? latest
      for (; latest < last; latest += 1) {
        if (now > startOfDay(latest + 1) + 36 * 3_600 + 2 * APART) late.push(isoDay(latest + 1))
      }
      if (!isOpen && now >= openAt) {
        await proven.open({ ...TERMS, startDay: start, periods: 7, openBy: startOfDay(start + 1) })
        isOpen = true
      }
    }
    assert.deepEqual(late, [])
    assert.equal(isoDay(latest), '2024-02-14')
    for (let day = parseDay('2023-12-23'); day <= latest; day += 1) {
      assert.equal((await proven.ports.fixings.read('BME14', day))!.value, valueOf(day), isoDay(day))
    }
    let seller = 1_000_000n
    for (let week = 0; week < 7; week += 1) {
      let sum = 0n
      for (let day = 0; day < 7; day += 1) sum += valueOf(start + 7 * week + day)
      seller -= ((sum - 7n * 1_750_000_000_000n) * 1_000n * 10n ** 8n) / 10n ** 18n
    }
    const [deal] = await proven.desk.listDeals()
    const { cause, balance } = deal!.chain!.state
    assert.deepEqual([cause, balance], ['matured', { seller, buyer: 2_000_000n - seller }])
    const checks = await proven.ports.proofs!.checks.all()
    assert.ok(checks.every(({ differences }) => differences.length === 0))
  })
})

/** The headers of server/bench/headers.csv: twenty around each retarget, and some days' tips. */
function builtIn(): ReadonlyMap<number, Hex> {
  const text = readFileSync(new URL('../../server/bench/headers.csv', import.meta.url), 'utf8')
  const rows = text
    .trimEnd()
    .split('\n')
    .filter((line) => /^\d/.test(line))
  return new Map(rows.map((row) => [Number(row.split(',')[0]), row.split(',')[1] as Hex]))
}
