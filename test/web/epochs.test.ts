import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { epochTable } from '../../server/adapters/index/epochTable.ts'
import { retargetHeaders } from '../../server/adapters/index/retargetHeaders.ts'
import type { DifficultyRelay, EpochCheck, Proofs, RetargetFact } from '../../server/desk/ports/proofs.ts'
import { readEpochProof } from '../../server/desk/queries/readEpochProof.ts'
import { Refusal } from '../../server/domain/refusals.ts'
import { parseDay } from '../../server/domain/units/calendar.ts'
import { indexValue } from '../../server/domain/units/indexValue.ts'
import { anAccount } from '../support/negotiations.ts'
import { aVisitor, signedInAs } from './signedInAs.ts'

const RELAY = '0x0000000000000000000000000000000000de1a70'
const TRANSACTION = `0x8b62${'0'.repeat(60)}` as const
const [LAST, FIRST] = (await retargetHeaders().headers(683_423, 2)) as [`0x${string}`, `0x${string}`]
const DAY = parseDay('2021-05-13')

/** The retarget of 13 May 2021 as a relay told it, and the one before. */
function told(number: number): RetargetFact | null {
  const epoch = {
    338: { bits: 0x170da863, firstTime: 1_619_900_822 },
    339: { bits: 0x170b3ce9, firstTime: 1_620_896_338 },
  }
  if (number !== 338 && number !== 339) return null
  const firstHash = '0x0000000000000000000ae59ab3f2bfe8582be8aeecce3c623a08b98e9bc2a5b9'
  const place = { block: 7, logIndex: 0, transaction: TRANSACTION, at: 1_620_896_339 }
  return { kind: 'retarget', number, shown: 1, headers: [LAST, FIRST], firstHash, ...epoch[number], ...place }
}

const CHECK: EpochCheck = {
  number: 339,
  bits: 0x170b3ce9,
  firstTime: 1_620_896_338,
  firstHash: '0x00',
  transaction: TRANSACTION,
  from: DAY,
  to: null,
  through: DAY,
  differences: [],
  resolutions: [],
  checkedAt: 1_620_951_000,
  readTo: 9,
  version: 1,
}

function readingProof(check: EpochCheck | null) {
  const proofs = {
    relay: {
      address: RELAY,
      rules: async () => ({ anchor: 336, headersRequired: 1, finalityWindow: 60 }),
    } as unknown as DifficultyRelay,
    facts: { retarget: async (number: number) => told(number), survivals: async () => [] },
    checks: { read: async () => check },
  } as unknown as Proofs
  return (asked: { readonly number: number }) => readEpochProof({ proofs, index: epochTable() }, asked)
}

/** What a reader copies from a page. */
function plainText(html: string): string {
  const marks: Readonly<Record<string, string>> = { quot: '"', '#x27': "'", '#x3D': '=', lt: '<', gt: '>', amp: '&' }
  return html.replace(/&(quot|#x27|#x3D|lt|gt|amp);/g, (_, mark: string) => marks[mark] ?? '')
}

const pageOf = async (check: EpochCheck | null, address = '/epochs/339') =>
  aVisitor({ readEpochProof: readingProof(check) }).get(address)

describe('the proof of a difficulty epoch', () => {
  it('goes from two headers to the value in steps that a reader can redo', async () => {
    const text = plainText((await pageOf(CHECK)).text)
    assert.match(text, /Difficulty epoch 339: the proof/)
    assert.match(text, /final on chain/)
    // 13 May 08:55:11 less 1 May 20:27:02.
    assert.match(text, /The epoch before took 995,289 s, from 1 May 2021 20:27 UTC to 13 May 2021 08:55 UTC/)
    assert.match(text, /in a header, bits 170b3ce9/)
    assert.match(text, /= 25,046,487,590,083/)
    assert.match(text, /= 5,019,807,552,691 in 1e-18 BTC/)
    assert.match(text, /Every fixing of every series from 13 May 2021 to 13 May 2021 is what the headers prove\./)
  })

  it('prints a program that needs nothing of the desk: run as it stands, it finds the same', async () => {
    const { text } = await pageOf(CHECK)
    const [, lines = ''] = /<pre class='code'[^>]*>(node -e.*?)<\/pre>/s.exec(text) ?? []
    const plain = plainText(lines)
    const said = execFileSync('sh', ['-c', plain], { encoding: 'utf8' })
    assert.deepEqual(said.trim().split('\n'), ['true', 'true', '170b3ce9', '5019807552691'])
  })

  it('is there for programs, with every header', async () => {
    const document = (await pageOf(CHECK, '/api/v1/epochs/339')).body as Record<string, unknown>
    assert.deepEqual(document.headers, { ending: [LAST.slice(2)], opening: [FIRST.slice(2)] })
    assert.deepEqual(
      [document.trust, document.exact, document.value, document.bits],
      ['proven', '5019807552691', '0.000005019807552691', '170b3ce9'],
    )
  })

  it('says while a claim stands that it may still be contradicted', async () => {
    const { text } = await pageOf(null)
    assert.match(text, /not final yet/)
    assert.match(text, /The claim stands since 13 May 2021 08:58 UTC and becomes final 1 m\w* later/)
  })

  it('shows what was published beside what is proven, and what was decided about it', async () => {
    const difference = {
      series: 'BME14',
      day: DAY,
      attested: indexValue(4_000_000_000_000n),
      proven: indexValue(5_019_807_552_691n),
    } as const
    const stopped = await pageOf({ ...CHECK, differences: [difference] })
    assert.match(stopped.text, /400,000\.00.*501,980\.75/s)
    assert.match(stopped.text, /closes out nothing on these series until somebody responsible has decided/)
    const resolution = { by: 'op', at: 1_620_951_000, reason: 'Both sides agreed.', covers: [difference] }
    const decided = await pageOf({ ...CHECK, differences: [difference], resolutions: [resolution] })
    assert.match(decided.text, /Decided 14 May 2021 00:10 UTC, to act on them again: Both sides agreed\./)
    assert.doesNotMatch(decided.text, /until somebody responsible has decided/)
  })

  it('is not there for an epoch that was never relayed, nor for what is no number', async () => {
    for (const address of ['/epochs/12', '/epochs/x', '/api/v1/epochs/12', '/api/v1/epochs/-1']) {
      assert.equal((await pageOf(CHECK, address)).status, 404, address)
    }
  })
})

describe('a decision on contradicted fixings', () => {
  const asked: unknown[] = []
  const desk = {
    resolveContradiction: async (decision: unknown) => {
      asked.push(decision)
      throw new Refusal('reasonMissing', { least: 10 })
    },
  }

  it('is an operator’s: for anybody else there is nothing at its address', async () => {
    const auditor = anAccount({ id: 'auditor', isAuditor: true })
    const others = (['miner', 'buyer', 'broker', auditor] as const).map((who) => signedInAs(who, desk))
    for (const browser of [...others, aVisitor(desk)]) {
      assert.equal((await browser.post('/operations/contradictions/339', { reason: 'Because I say so.' })).status, 404)
    }
    assert.deepEqual(asked, [])
  })

  it('asks for a reason', async () => {
    const operator = signedInAs(anAccount({ id: 'op', isOperator: true }), desk)
    const answer = await operator.post('/operations/contradictions/339', { reason: 'ok' })
    assert.equal(answer.status, 422)
    assert.match(answer.text, /Write down why, in at least 10 characters/)
    assert.deepEqual(asked, [{ epoch: 339, by: 'op', reason: 'ok' }])
  })
})
