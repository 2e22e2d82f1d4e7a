import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { ReplayFile } from '../../server/replay/format.ts'
import { recompute } from '../../server/replay/recompute.ts'
import { REAL_FILE, aRealFile, rememberedSigner } from './realFile.ts'
import type { Tampered } from './realFile.ts'

/** What a recomputation says of the golden run's file after `tamper` has been at it. */
function verdictOf(tamper: (file: Tampered) => void) {
  const file = aRealFile()
  tamper(file)
  return recompute(file, rememberedSigner)
}

describe('the golden run, recomputed from its file', () => {
  it('agrees in every number, with nothing that would have to be asked of the chain', () => {
    const { agrees, difference, notCheckable, checks } = verdictOf(() => {})
    assert.deepEqual([agrees, difference, notCheckable], [true, null, []])
    assert.deepEqual(
      checks.map(({ name }) => name),
      ['shape', 'terms', 'signatures', 'blocks', 'fixings', 'events', 'results'],
    )
  })

  // The seller's 14,549,476 of a requirement against 10,404,900: called for 6,769,576, and closed out for 8,774,476.
  const lies = [
    { says: 'the demand of the call', at: 'facts[3].event.due', expected: '6769576', lie: set(3, { due: '6769575' }) },
    {
      says: 'what the close-out paid',
      at: 'facts[4].event.paid',
      expected: '8774476',
      lie: set(4, { paid: '8774477' }),
    },
    { says: 'the penalty', at: 'facts[4].event.penalty', expected: '2100000', lie: set(4, { penalty: '0' }) },
    { says: 'a settlement', at: 'facts[1].event.amount', expected: '-134', lie: set(1, { amount: '134' }) },
  ]
  for (const { says, at, expected, lie } of lies) {
    it(`differs where the file lies about ${says}`, () => {
      const { difference } = verdictOf(lie)
      assert.deepEqual([difference?.at, difference?.expected], [at, expected])
    })
  }

  function set(index: number, fields: Record<string, string>) {
    return (file: Tampered) => void Object.assign(file.facts[index]!.event, fields)
  }
})

describe('a whole story that is told consistently, and false', () => {
  it('cannot give a day another fixing: nobody signed it', () => {
    const { difference } = verdictOf(({ fixings }) => {
      const [first, second] = [fixings[5]!, fixings[6]!]
      for (const fixing of [first, ...first.provenance.reports]) fixing.value = (BigInt(fixing.value) + 7n).toString()
      for (const fixing of [second, ...second.provenance.reports]) fixing.value = (BigInt(fixing.value) - 7n).toString()
      first.cumulative = (BigInt(first.cumulative) + 7n).toString()
    })
    assert.equal(difference?.at, 'fixings[5].provenance.reports[0]')
  })

  it('cannot pay a side more, book and all: the settlement does not come to that', () => {
    const { difference } = verdictOf(({ facts }) => {
      const { event, after } = facts[1]!
      event.amount = '-135'
      after!.balance = { seller: '10500135', buyer: '10499865' }
      facts[1]!.ledger = facts[1]!.ledger!.replace('a0371a', 'a03719').replace('a03826', 'a03827')
    })
    assert.deepEqual(difference, { at: 'facts[1].event.amount', expected: '-134', found: '-135' })
  })

  it('cannot leave out the call: the close-out would come out of nowhere', () => {
    const { difference } = verdictOf((file) => {
      file.facts.splice(3, 1)
      file.blocks = file.blocks.filter(({ number }) => number !== 52)
      file.results.valuations = file.results.valuations.filter((one) => (one as { block: number }).block !== 52)
    })
    assert.equal(difference?.at, 'facts[3].event')
    assert.match(difference.expected, /the contracts refuse it \(notInDefault\)/)
  })

  it('cannot close out a minute before the deadline: the block’s own hash says when it was', () => {
    const { difference } = verdictOf(({ blocks }) => {
      const block = blocks.at(-3)!
      block.timestamp -= 60
      block.time = block.time.replace(/:0(\d)Z/, ':0$1Z').replace('00:05', '00:04')
    })
    assert.match(difference?.at ?? '', /^blocks\[23\]\.(timestamp|time)$/)
  })

  it('cannot have other terms: neither the digest nor the signatures fit them', () => {
    const { difference } = verdictOf(({ deal }) => (deal.terms.sellerPenalty = '1000000'))
    assert.equal(difference?.at, 'deal.confirmation')
  })

  it('cannot end elsewhere than it ends', () => {
    const { difference } = verdictOf(({ results }) => (results.end.balance.seller = '1'))
    assert.deepEqual(difference, { at: 'results.end.balance.seller', expected: '0', found: '1' })
  })

  it('cannot drop what happened last', () => {
    const { difference } = verdictOf((file) => {
      file.facts.pop()
    })
    assert.equal(difference?.at, 'results.end.balance.buyer')
  })
})

describe('what a file cannot prove by itself', () => {
  it('is said: the signature of a contract account must be asked of the chain', () => {
    const { agrees, notCheckable } = verdictOf(({ deal }) => {
      deal.signatures!.seller = { signature: '0x', by: 'contract' }
    })
    assert.equal(agrees, true)
    assert.match(notCheckable.join(), /seller’s signature: it is a contract account’s \(ERC-1271\)/)
  })

  it('is said: signatures that the opening’s call data does not carry, and blocks that are hashed in another way', () => {
    const { agrees, notCheckable } = verdictOf(({ deal, blocks }) => {
      deal.signatures = null
      blocks[0]!.header = null
    })
    assert.equal(agrees, true)
    assert.equal(notCheckable.length, 3)
  })

  it('is no way out: a key’s own signature is not called a contract’s, and too few reports are none', () => {
    assert.equal(
      verdictOf(({ deal }) => (deal.signatures!.seller.by = 'contract')).difference?.at,
      'deal.signatures.seller.by',
    )
    const { difference } = verdictOf(({ fixings }) => fixings[0]!.provenance.reports.splice(1))
    assert.deepEqual(difference, {
      at: 'fixings[0].provenance.reports',
      expected: 'at least 2 signed reports',
      found: '1',
    })
  })

  it('is no way out: the same report twice is one', () => {
    const { difference } = verdictOf(({ fixings }) => {
      const { reports } = fixings[0]!.provenance
      reports[1] = reports[0]!
    })
    assert.equal(difference?.at, 'fixings[0].provenance.reports[1]')
  })
})

describe('the format', () => {
  it('is what the schema beside it says, for programs of others', async () => {
    const committed = JSON.parse(
      await readFile(new URL('../../server/replay/replay-file.schema.json', import.meta.url), 'utf8'),
    ) as unknown
    assert.deepEqual(committed, z.toJSONSchema(ReplayFile, { io: 'input' }))
  })

  const shapes = [
    { file: null, at: '', because: 'nothing' },
    { file: {}, at: 'format', because: 'something else' },
    { file: { ...aRealFile(), extra: 1 }, at: '', because: 'a field that nobody knows' },
  ]
  for (const { file, at, because } of shapes) {
    it(`is not that of ${because}`, () => {
      const { agrees, difference } = recompute(file)
      assert.deepEqual([agrees, difference?.at], [false, at])
    })
  }
})

describe('npm run replay', function () {
  this.timeout(60_000)
  const entry = new URL('../../server/replay/main.ts', import.meta.url).pathname
  let folder = ''
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hashdesk-replay-'))
  })
  after(() => rm(folder, { recursive: true, force: true }))

  function run(...args: string[]) {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--import=tsx', entry, ...args], {
      encoding: 'utf8',
    })
    return { status, stdout, stderr }
  }

  async function tampered(): Promise<string> {
    const path = join(folder, 'tampered.json')
    const file = aRealFile()
    file.facts[3]!.event.due = '1'
    await writeFile(path, JSON.stringify(file))
    return path
  }

  it('says for a person that every number agrees, and ends with 0', () => {
    const { status, stdout } = run(REAL_FILE.pathname)
    assert.equal(status, 0)
    assert.match(stdout, /Every number agrees\. The deal is closed, closedOut/)
  })

  it('names the first difference, what was expected and what the file says, and ends with 1', async () => {
    const { status, stdout } = run(await tampered())
    assert.equal(status, 1)
    assert.match(stdout, /differs at facts\[3\]\.event\.due\n +expected: 6769576\n +the file says: 1\n/)
  })

  it('says the same to a program as one JSON object', async () => {
    const { status, stdout } = run(await tampered(), '--json')
    const told = JSON.parse(stdout) as { agrees: boolean; difference: object }
    assert.equal(status, 1)
    assert.deepEqual(
      [told.agrees, told.difference],
      [false, { at: 'facts[3].event.due', expected: '6769576', found: '1' }],
    )
  })

  it('says what it was not given', () => {
    assert.deepEqual([run().status, run(join(folder, 'nowhere.json')).status, run('a', 'b').status], [64, 66, 64])
  })
})
