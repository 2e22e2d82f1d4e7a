import { strict as assert } from 'node:assert'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { epochTable } from '../../../server/adapters/index/epochTable.ts'
import { headerTable, parseRetargets, retargetHeaders } from '../../../server/adapters/index/retargetHeaders.ts'
import { PortFailure } from '../../../server/desk/ports.ts'
import { headersIn } from '../../../server/domain/index/headers.ts'
import type { BlockHeader } from '../../../server/domain/index/headers.ts'
import { targetOf } from '../../../server/domain/index/target.ts'
import type { Hex } from '../../../server/domain/terms/terms.ts'
import { parseInstant } from '../../../server/domain/units/calendar.ts'

const text = readFileSync(new URL('../../../server/adapters/index/retargets.csv', import.meta.url), 'utf8')
const table = parseRetargets(text)
const heights = Array.from({ length: 436 }, (_, index) => 2_016 * (index + 1))

function at(height: number): BlockHeader {
  return headersIn(table.get(height)!)[0]!
}

/** Bitcoin's hash of a header, as people write it: SHA-256 twice, the bytes in the opposite order. */
function hashOf({ raw }: BlockHeader): Hex {
  const once = createHash('sha256')
    .update(Buffer.from(raw.slice(2), 'hex'))
    .digest()
  return `0x${createHash('sha256').update(once).digest().reverse().toString('hex')}`
}

describe('the built-in headers around retargets', () => {
  it('are there for each of the 436 retargets up to January 2025, one on each side', () => {
    assert.deepEqual(
      [...table.keys()].sort((one, other) => one - other),
      heights.flatMap((height) => [height - 1, height]),
    )
  })

  it('were all mined: every hash is at most its own target', () => {
    for (const height of table.keys()) {
      const header = at(height)
      assert.ok(BigInt(hashOf(header)) <= targetOf(header.bits), `block ${height}`)
    }
  })

  it('are linked across each retarget: the first names the last as its predecessor', () => {
    for (const height of heights) assert.equal(at(height).previousHash, hashOf(at(height - 1)))
  })

  it('are those of the table of epochs, hash by hash, second by second', async () => {
    const epochs = await epochTable().epochs()
    heights.forEach((height, index) => {
      const [ending, opening] = [epochs[index]!, epochs[index + 1]!]
      const [last, first] = [at(height - 1), at(height)]
      assert.deepEqual([hashOf(last), last.time, last.bits], [ending.lastHash, ending.lastTime, ending.bits])
      assert.deepEqual([hashOf(first), first.time, first.bits], [opening.firstHash, opening.firstTime, opening.bits])
    })
  })

  it('are told as the replay reaches them: nothing of the retarget of 13 May 2021 a second before its header', async () => {
    const source = retargetHeaders()
    const height = 683_424
    const { time } = at(height)
    assert.ok(time > parseInstant('2021-05-13T00:00:00Z') && time < parseInstant('2021-05-14T00:00:00Z'))
    assert.equal(await source.newestHeight(time - 1), height - 1)
    assert.equal(await source.newestHeight(time), height)
    assert.deepEqual(await source.headers(height - 1, 2), [table.get(height - 1), table.get(height)])
    // Beyond them it knows nothing until the next retarget.
    assert.deepEqual(await source.headers(height, 5), [table.get(height)])
    assert.deepEqual(await source.headers(height + 1, 5), [])
  })

  it('say nothing before the first block', async () => {
    assert.equal(await headerTable(table).newestHeight(0), null)
  })

  const broken = [
    { text: '', because: 'it is empty' },
    { text: text.replace('height,last,first', 'height,first'), because: 'it has another heading' },
    { text: `${text}880992,AAAA,AAAA\n`, because: 'a header is too short' },
  ]
  for (const { text: wrong, because } of broken) {
    it(`are refused when the table is not the one that was verified: ${because}`, () => {
      assert.throws(
        () => parseRetargets(wrong),
        (error) => error instanceof PortFailure && error.part === 'index',
      )
    })
  }
})

// The same headers as others publish them, where they lie beside the repository.
const published = new URL('../../../../shared/data/btc_retarget_headers.csv', import.meta.url)

describe('against published headers', () => {
  it(existsSync(published) ? 'every one is the same' : 'nothing was compared: none lie beside the repository', () => {
    if (!existsSync(published)) return
    const rows = readFileSync(published, 'utf8').trimEnd().split('\n').slice(1)
    assert.equal(rows.length, 436)
    for (const row of rows) {
      const [height = '', , , , last = '', first = ''] = row.split(',')
      assert.equal(table.get(Number(height) - 1), `0x${last}`)
      assert.equal(table.get(Number(height)), `0x${first}`)
    }
  })
})
