import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import type { SourcePatience } from '../../../server/adapters/index/asking.ts'
import { bitcoinNode } from '../../../server/adapters/index/bitcoinNode.ts'
import { hashOf } from '../../../server/adapters/index/checkedHeaders.ts'
import { epochTable } from '../../../server/adapters/index/epochTable.ts'
import { liveIndex } from '../../../server/adapters/index/liveIndex.ts'
import type { LiveIndex } from '../../../server/adapters/index/liveIndex.ts'
import { mempoolApi } from '../../../server/adapters/index/mempoolApi.ts'
import { PortFailure } from '../../../server/desk/ports.ts'
import { lastDayIn } from '../../../server/domain/index/epochs.ts'
import type { DifficultyEpoch } from '../../../server/domain/index/epochs.ts'
import { fixingOfDay } from '../../../server/domain/index/fixings.ts'
import { headersIn } from '../../../server/domain/index/headers.ts'
import { SERIES } from '../../../server/domain/index/readings.ts'
import type { Hex } from '../../../server/domain/terms/terms.ts'
import { isoDay, parseDay, parseInstant } from '../../../server/domain/units/calendar.ts'
import { endOfDay } from '../../../server/domain/units/time.ts'
import { startBitcoinServer } from '../../support/bitcoinServer.ts'
import type { BitcoinServer, Mood } from '../../support/bitcoinServer.ts'
import { blockOn, easyEpochs, forkedAt, minedChain } from '../../support/minedChain.ts'

const IMPATIENT: SourcePatience = { answerMs: 150, pausesMs: [5, 5], longestPauseMs: 20 }

const servers: BitcoinServer[] = []
const logged: string[] = []
const log = {
  info: () => undefined,
  warn: (...told: unknown[]) => void logged.push(JSON.stringify(told)),
  error: (...told: unknown[]) => void logged.push(JSON.stringify(told)),
}

async function serving(headers: ReadonlyMap<number, Hex>, newest: number): Promise<BitcoinServer> {
  const server = await startBitcoinServer(headers, newest)
  servers.push(server)
  return server
}

/** A desk's view of Bitcoin by the node of `first`, and of the REST service of `second`, asked anew each time. */
function following(base: readonly DifficultyEpoch[], first: BitcoinServer, second?: BitcoinServer): LiveIndex {
  const sources = [
    bitcoinNode(first.rpcUrl, IMPATIENT),
    ...(second === undefined ? [] : [mempoolApi(second.restUrl, IMPATIENT)]),
  ]
  return liveIndex({ sources, base, clock: { worldNow: () => 1_000 }, log, betweenQuestionsMs: 0 })
}

describe('the index by Bitcoin’s own chain', () => {
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.stop()))
    logged.length = 0
  })

  describe('on the real headers of the winter of 2023', () => {
    const real = realHeaders()
    let base: readonly DifficultyEpoch[]
    let table: readonly DifficultyEpoch[]
    before(async () => {
      table = await epochTable().epochs()
      base = table.slice(0, 409)
    })

    for (const [what, sourceOf] of [
      ['a node', (server: BitcoinServer) => bitcoinNode(server.rpcUrl, IMPATIENT)],
      ['a mempool service', (server: BitcoinServer) => mempoolApi(server.restUrl, IMPATIENT)],
    ] as const) {
      it(`learns the epochs after the table from the headers that ${what} tells, exactly as they were`, async () => {
        const server = await serving(real, 826_579)
        const sources = [sourceOf(server)]
        const live = liveIndex({ sources, base, clock: { worldNow: () => 1_000 }, log, betweenQuestionsMs: 0 })
        const { newest, sources: seen } = await live.bitcoin.follow()
        assert.deepEqual([newest?.height, seen[0]!.trouble], [826_579, null])
        const epochs = await live.index.epochs()
        assert.deepEqual(
          epochs
            .slice(408)
            .map(({ firstHeight, bits, firstTime, firstHash }) => ({ firstHeight, bits, firstTime, firstHash })),
          table
            .slice(408, 411)
            .map(({ firstHeight, bits, firstTime, firstHash }) => ({ firstHeight, bits, firstTime, firstHash })),
        )
      })
    }

    it('knows a day’s end once the median time of buried blocks has passed it, and not before', async () => {
      // 827,093 is dated 24 January 2024 about 05:00: the day before is over for good, the day itself is not.
      const live = following(base, await serving(real, 827_093))
      await live.bitcoin.follow()
      assert.equal(isoDay(lastDayIn(await live.index.epochs())!), '2024-01-23')
    })

    it('does not take a new epoch for certain while six blocks may still sweep it away', async () => {
      const server = await serving(real, 826_564)
      const live = following(base, server)
      await live.bitcoin.follow()
      assert.equal((await live.index.epochs()).length, 410)
      server.newest = 826_566
      await live.bitcoin.follow()
      assert.equal((await live.index.epochs()).length, 411)
    })

    it('hands the headers around a retarget on as they are', async () => {
      const live = following(base, await serving(real, 826_579))
      assert.equal(await live.headers.newestHeight(0), 826_579)
      const run = await live.headers.headers(826_540, 40)
      assert.deepEqual(
        run,
        Array.from({ length: 40 }, (_, offset) => real.get(826_540 + offset)),
      )
    })

    it('keeps what it knew when a header was tampered with, whichever part of it', async () => {
      for (const [byte, says] of [
        [0, 'has no proof of work'],
        [36, 'has no proof of work'],
        [79, 'has no proof of work'],
        [74, 'has another target than its epoch'],
      ] as const) {
        const server = await serving(real, 826_570)
        const live = following(base, server)
        await live.bitcoin.follow()
        server.headers.set(826_575, tampered(real.get(826_575)!, byte))
        server.newest = 826_579
        const { newest, sources } = await live.bitcoin.follow()
        assert.equal(newest?.height, 826_570)
        assert.equal(sources[0]!.trouble, `bitcoinNode tells a header at height 826575 that ${says}`)
      }
    })

    it('does not believe a real header in another’s place', async () => {
      const server = await serving(real, 826_579)
      server.headers.set(826_576, real.get(826_577)!)
      const { newest, sources } = await following(base, server).bitcoin.follow()
      assert.equal(newest, null)
      assert.equal(
        sources[0]!.trouble,
        'bitcoinNode tells a header at height 826576 that does not follow the one before',
      )
    })

    it('does not follow another network, nor a node that is still loading', async () => {
      const server = await serving(real, 826_579)
      const live = following(base, server)
      server.network = { chain: 'test', initialblockdownload: false }
      assert.match((await live.bitcoin.follow()).sources[0]!.trouble!, /not on Bitcoin's main chain/)
      server.network = { chain: 'main', initialblockdownload: true }
      assert.match((await live.bitcoin.follow()).sources[0]!.trouble!, /still loading/)
    })

    const moods: readonly [Mood, RegExp][] = [
      ['silent', /does not answer in time/],
      ['busy', /answers with HTTP 429/],
      ['garbage', /something that is not JSON/],
      ['breaksOff', /cannot be reached, or breaks off/],
      ['refusing', /answers with HTTP 401/],
    ]
    for (const [mood, says] of moods) {
      it(`goes on with what it knew while the node is ${mood}, says so without its password, and comes back`, async () => {
        const server = await serving(real, 826_570)
        const live = following(base, server)
        await live.bitcoin.follow()
        server.mood = mood
        server.newest = 826_579
        const during = await live.bitcoin.follow()
        assert.equal(during.newest?.height, 826_570)
        assert.match(during.sources[0]!.trouble!, says)
        assert.doesNotMatch(JSON.stringify([during, logged]), /s3cret/)
        server.mood = 'well'
        const after = await live.bitcoin.follow()
        assert.deepEqual([after.newest?.height, after.sources[0]!.trouble], [826_579, null])
      })
    }

    it('asks a source that it asked just now nothing at all', async () => {
      const server = await serving(real, 826_579)
      let now = 0
      const sources = [bitcoinNode(server.rpcUrl, IMPATIENT)]
      const live = liveIndex({ sources, base, clock: { worldNow: () => now }, log, betweenQuestionsMs: 20_000 })
      await live.bitcoin.follow()
      const { asked } = server
      now = 19_999
      await live.bitcoin.follow()
      await live.index.epochs()
      assert.equal(server.asked, asked)
      now = 20_000
      await live.bitcoin.follow()
      assert.ok(server.asked > asked)
    })
  })

  // 8,065 headers in a row, where they lie beside the repository.
  const whole = new URL('../../../../shared/data/btc_headers_822528_830592.bin', import.meta.url)

  describe('on every real header from 23 December 2023 to 15 February 2024', function () {
    this.timeout(120_000)
    if (!existsSync(whole)) {
      it('was not tried: the headers do not lie beside the repository', () => {
        assert.equal(existsSync(whole), false)
      })
      return
    }

    it('comes day by day to the fixings of the table, within three hours of each day’s end', async () => {
      const headers = headersOf(readFileSync(whole))
      const table = await epochTable().epochs()
      const server = await serving(headers, 822_700)
      const sources = [mempoolApi(server.restUrl, IMPATIENT)]
      const base = table.slice(0, 409)
      const live = liveIndex({ sources, base, clock: { worldNow: () => 1_000 }, log, betweenQuestionsMs: 0 })
      const times = [...headers].map(([height, raw]) => [height, headersIn(raw)[0]!.time] as const)
      for (let day = parseDay('2023-12-24'); day <= parseDay('2024-02-14'); day += 1) {
        const seen = times.findLast(([, time]) => time <= endOfDay(day) + 3 * 3_600)!
        server.newest = seen[0]
        const { sources: told } = await live.bitcoin.follow()
        assert.equal(told[0]!.trouble, null)
        const epochs = await live.index.epochs()
        // On the day on which an epoch began, no other can: that day may be known before it is over.
        assert.ok(lastDayIn(epochs)! >= day, isoDay(day))
        for (const series of SERIES) {
          assert.equal(fixingOfDay(epochs, series, day)?.value, fixingOfDay(table, series, day)!.value, isoDay(day))
        }
        const rewards = await live.bitcoin.rewards(day, 144)
        // The day's last block is the highest that is dated before its end.
        assert.equal(rewards?.last.height, times.findLast(([, time]) => time < endOfDay(day))![0], isoDay(day))
        assert.equal(rewards.bits, table[Math.floor(rewards.last.height / 2_016)]!.bits)
      }
    })
  })

  describe('when blocks compete', () => {
    const genesis = parseInstant('2024-03-01T00:00:00Z')
    const base = easyEpochs(genesis)
    const chain = minedChain(genesis, 60)

    it('follows a longer branch from the block that both have in common', async () => {
      const server = await serving(chain, 49)
      const live = following(base, server)
      await live.bitcoin.follow()
      const other = forkedAt(chain, 46, 55)
      server.headers = new Map(other)
      server.newest = 52
      const { newest, sources } = await live.bitcoin.follow()
      assert.deepEqual([newest?.height, sources[0]!.trouble], [52, null])
      assert.deepEqual(
        await live.headers.headers(44, 9),
        Array.from({ length: 9 }, (_, offset) => other.get(44 + offset)),
      )
    })

    it('follows one that parts further back than it remembers, from where its table ends', async () => {
      const server = await serving(chain, 49)
      const live = following(base, server)
      await live.bitcoin.follow()
      server.headers = new Map(forkedAt(chain, 5, 60))
      server.newest = 51
      const { newest, sources } = await live.bitcoin.follow()
      assert.deepEqual([newest?.height, sources[0]!.trouble], [51, null])
    })

    it('does not leave its branch for one that is no longer, nor go back with a node that forgot', async () => {
      const server = await serving(chain, 49)
      const live = following(base, server)
      await live.bitcoin.follow()
      server.headers = new Map(forkedAt(chain, 47, 50))
      assert.match((await live.bitcoin.follow()).sources[0]!.trouble!, /has gone back to height 49/)
      server.headers = new Map(chain)
      server.newest = 40
      const { newest, sources } = await live.bitcoin.follow()
      assert.match(sources[0]!.trouble!, /has gone back to height 40/)
      assert.equal(newest?.height, 49)
    })

    it('takes no block dated before the median of the eleven before it', async () => {
      const server = await serving(chain, 49)
      const live = following(base, server)
      await live.bitcoin.follow()
      // The eleven before are blocks 39 to 49: their median is that of block 44.
      server.headers.set(50, blockOn(chain.get(49)!, genesis + 44 * 600))
      server.newest = 50
      assert.match((await live.bitcoin.follow()).sources[0]!.trouble!, /height 50 that is dated before its time/)
      server.headers.set(50, blockOn(chain.get(49)!, genesis + 44 * 600 + 1))
      assert.equal((await live.bitcoin.follow()).newest?.height, 50)
    })

    it('says nothing of two sources that differ in their newest blocks: one of them will give in', async () => {
      const live = following(base, await serving(chain, 49), await serving(forkedAt(chain, 45, 49), 48))
      const { newest, differences } = await live.bitcoin.follow()
      assert.deepEqual([newest?.height, differences], [49, []])
    })

    it('withholds everything from where two sources differ on a buried block, until they agree', async () => {
      const [node, rest] = [await serving(chain, 49), await serving(forkedAt(chain, 40, 50), 48)]
      const live = following(base, node, rest)
      const { differences } = await live.bitcoin.follow()
      // Block 40 came six hours and forty minutes into the day.
      assert.deepEqual(differences, [{ height: 40, about: 'hash', time: genesis + 24_000 }])
      await assert.rejects(live.headers.newestHeight(0), PortFailure)
      await assert.rejects(live.headers.headers(30, 5), /differ at height 40: nothing is relayed/)
      rest.headers = new Map(chain)
      rest.newest = 50
      node.newest = 50
      assert.deepEqual((await live.bitcoin.follow()).differences, [])
      assert.equal(await live.headers.newestHeight(0), 50)
    })

    it('carries on by one source while the other is away', async () => {
      const [node, rest] = [await serving(chain, 49), await serving(chain, 49)]
      const live = following(base, node, rest)
      await live.bitcoin.follow()
      node.mood = 'silent'
      rest.newest = 50
      const { newest, sources } = await live.bitcoin.follow()
      assert.equal(newest?.height, 50)
      assert.deepEqual(
        sources.map(({ name, trouble }) => [name, trouble === null]),
        [
          ['bitcoinNode', false],
          ['mempoolApi', true],
        ],
      )
    })
  })

  it('tells what blocks paid in fees, and takes no other block’s for it', async () => {
    const genesis = parseInstant('2024-03-01T00:00:00Z')
    const server = await serving(minedChain(genesis, 40), 39)
    const live = [bitcoinNode(server.rpcUrl, IMPATIENT), mempoolApi(server.restUrl, IMPATIENT)]
    const blocks = [10, 11, 12].map((height) => ({ height, hash: hashOf(server.headers.get(height)!) }))
    for (const source of live) {
      assert.deepEqual(await source.fees(blocks), [5_000_010n, 5_000_011n, 5_000_012n])
      const elsewhere = blocks.map(({ hash }, index) => ({ height: 20 + index, hash }))
      await assert.rejects(source.fees(elsewhere), PortFailure)
    }
  })
})

function headersOf(bytes: Buffer): ReadonlyMap<number, Hex> {
  return new Map(
    Array.from({ length: bytes.length / 80 }, (_, index) => {
      const header: Hex = `0x${bytes.subarray(80 * index, 80 * (index + 1)).toString('hex')}`
      return [822_528 + index, header] as const
    }),
  )
}

function tampered(raw: Hex, byte: number): Hex {
  const bytes = Buffer.from(raw.slice(2), 'hex')
  bytes[byte] = bytes[byte]! ^ 1
  return `0x${bytes.toString('hex')}`
}

/** The headers of server/bench/headers.csv: twenty around each retarget, and some days' tips. */
function realHeaders(): ReadonlyMap<number, Hex> {
  const text = readFileSync(new URL('../../../server/bench/headers.csv', import.meta.url), 'utf8')
  const rows = text.split('\n').filter((line) => /^\d/.test(line))
  return new Map(rows.map((row) => [Number(row.split(',')[0]), row.split(',')[1] as Hex]))
}
