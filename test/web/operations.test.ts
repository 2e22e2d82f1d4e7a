import assert from 'node:assert/strict'
import type { Sending } from '../../server/desk/ports/sending.ts'
import type { OperationsView } from '../../server/desk/queries/readOperations.ts'
import type { Readiness } from '../../server/desk/queries/readReadiness.ts'
import { Refusal } from '../../server/domain/refusals.ts'
import { baseUnits } from '../../server/domain/units/baseUnits.ts'
import { anAccount } from '../support/negotiations.ts'
import { REPLAY_START } from './fakeDesk.ts'
import { aVisitor, signedInAs } from './signedInAs.ts'

const OPERATOR = anAccount({ id: 'op', name: 'Night Shift', isOperator: true })
const PLAY_MONEY = { address: '0x4444444444444444444444444444444444444444', symbol: 'tBTC', decimals: 8 } as const
const WELL = { ok: true, ageMs: 40 }
const READY: Readiness = { status: 'ready', database: WELL, chain: WELL, index: WELL, engine: WELL }
const DEAL = `0x7f3a91c2${'0'.repeat(56)}` as const
const ESCROW = '0x00000000000000000000000000000000000e5c40'
const BLOCK = { number: 1_234, hash: '0x01', at: REPLAY_START } as const

/** A desk on which nothing is wrong, at world time 1 000 s; a test names what is different. */
function operations(different: Partial<OperationsView> = {}): OperationsView {
  return {
    asOf: REPLAY_START,
    worldNow: 1_000_000,
    readiness: READY,
    head: BLOCK,
    read: BLOCK,
    fixings: { lastFixed: 18_760, lastDue: 18_760 },
    waiting: [],
    account: { address: ESCROW, balance: 1_250_000_000_000_000_000n, least: 0n },
    sending: {
      outbox: { account: ESCROW, token: 3, version: 9, waiting: [], short: null },
      recent: [],
    },
    lease: { name: 'engine', holder: 'server-one', token: 3, until: 0 },
    calls: [],
    runs: [{ job: 'settle', run: null }],
    failures: [],
    reconciliation: { block: 1_234, at: REPLAY_START, tokens: [] },
    concerns: [],
    contradictions: [],
    bitcoin: null,
    mismatches: [],
    ...different,
  }
}

const pageOf = async (view: OperationsView) =>
  (await signedInAs(OPERATOR, { readOperations: async () => view }).get('/operations')).text

describe('the operations page', () => {
  it('is for operators: for anybody else there is nothing at its address', async () => {
    const desk = { readOperations: async () => operations() }
    assert.equal((await signedInAs(OPERATOR, desk).get('/operations')).status, 200)
    for (const browser of [signedInAs('miner', desk), signedInAs('broker', desk), aVisitor(desk)]) {
      assert.equal((await browser.get('/operations')).status, 404)
      assert.equal((await browser.post('/operations/run-again')).status, 404)
    }
  })

  it('says first that all is well, and that nothing on it can move money', async () => {
    const text = await pageOf(operations())
    assert.match(text, /Nothing on this page can move money\./)
    assert.match(text, /All well/)
    assert.match(text, /1\.2500 left/)
    assert.match(text, /head at block 1,234, 14 May 2021 00:10 UTC/)
    assert.match(text, /the desk has read all of it/)
    assert.match(text, /No margin call is open\./)
  })

  it('says first the worst that is not', async () => {
    const text = await pageOf(
      operations({
        concerns: [
          { kind: 'tokensMissing', token: PLAY_MONEY },
          { kind: 'closeOutOverdue', count: 2 },
          { kind: 'fixingOverdue', day: 18_761 },
        ],
      }),
    )
    assert.match(text, /Escrows hold less tBTC than their accounts say\. This must never be: stop and look\./)
    assert.match(text, /2 defaults have passed their deadline and are not closed out\./)
    assert.match(text, /The fixing of 14 May 2021 is due and not there\./)
    assert.doesNotMatch(text, /All well/)
  })

  it('shows a copy that differs with both versions, and lets an operator decide, with a reason and their name', async () => {
    const said = { field: 'balance.seller', ours: '1', theirs: '33600000' }
    const differed = { what: 'differed', at: REPLAY_START, block: 1_234, discrepancies: [said] } as const
    const mismatch = { subject: DEAL, discrepancies: [said], events: [differed], version: 1 }
    const decided: unknown[] = []
    const operator = signedInAs(OPERATOR, {
      readOperations: async () =>
        operations({ mismatches: [mismatch], concerns: [{ kind: 'copiesDiffer', count: 1 }] }),
      resolveMismatch: async (decision: unknown) => void decided.push(decision),
    })
    const { text } = await operator.get('/operations')
    assert.match(text, /The copy of 1 deal or index differs from where it comes from: decide below\./)
    assert.match(text, /balance\.seller: ours 1, theirs 33600000/)
    assert.match(text, /block 1,234: found to differ/)
    const answer = await operator.post(`/operations/mismatches/${DEAL}`, { reason: 'The escrow is right.' })
    assert.equal(answer.status, 303)
    assert.deepEqual(decided, [{ subject: DEAL, by: OPERATOR.email, reason: 'The escrow is right.' }])
    assert.equal((await operator.post('/operations/mismatches/other', { reason: 'Whatever it is.' })).status, 404)
    const miner = signedInAs('miner', { resolveMismatch: () => assert.fail('a miner decided') })
    assert.equal((await miner.post(`/operations/mismatches/${DEAL}`, { reason: 'Because I say so.' })).status, 404)
  })

  it('says what a fixing waits for, in both languages', async () => {
    const waiting = {
      series: ['BME14', 'BME28'],
      day: 18_761,
      reports: 2,
      waits: 'withheld',
      finalFrom: REPLAY_START + 86_400,
    } as const
    const view = operations({ waiting: [waiting], concerns: [{ kind: 'fixingHeldUp', waiting }] })
    const text = await pageOf(view)
    assert.match(text, /The guardian withholds BME14, BME28 of 14 May 2021 until 15 May 2021 00:10 UTC/)
    assert.match(text, /BME14, BME28 of 14 May 2021: withheld until 15 May 2021 00:10 UTC/)
    const few = { ...waiting, reports: 1, waits: 'forReports', finalFrom: null } as const
    assert.match(await pageOf(operations({ waiting: [few] })), /BME14, BME28 of 14 May 2021: 1 report, too few/)
    const chinese = signedInAs(OPERATOR, { readOperations: async () => view })
    assert.match((await chinese.get('/operations').set('Accept-Language', 'zh-CN')).text, /监护人暂缓了/)
  })

  it('shows every open call with its deadline, and the way to the escrow', async () => {
    const cureBy = REPLAY_START - 60
    const call = { dealId: DEAL, escrow: ESCROW, due: baseUnits(6_769_576n), cureBy, token: PLAY_MONEY } as const
    const text = await pageOf(operations({ calls: [{ ...call, side: 'seller' }] }))
    assert.match(text, /7F3A-91C2/)
    assert.match(text, /href='\/escrow\.html\?escrow&#x3D;0x00000000000000000000000000000000000e5c40&amp;lang&#x3D;en'/)
    assert.match(text, /0\.0676<span class='tail'>9576/)
    assert.match(text, /deadline passed/)
  })

  it('shows what failed in a contract’s own words, decoded', async () => {
    const failure = { what: DEAL, why: 'skipped: the escrow refused', deal: { id: DEAL, escrow: ESCROW } } as const
    const text = await pageOf(operations({ failures: [{ ...failure, job: 'settle', now: new Refusal('indexStale') }] }))
    assert.match(text, /skipped: the escrow refused/)
    assert.match(text, /The latest fixing is too old for this\./)
  })

  it('shows what the engine has under way, with its fee, and why what it sent was refused', async () => {
    const attempt = {
      hash: `0x${'ab'.repeat(32)}`,
      raw: '0x',
      fees: { most: 1_500_000_000n, tip: 1n },
      at: 940_000,
    } as const
    const sending: Sending = {
      id: attempt.hash,
      account: ESCROW,
      nonce: 17,
      intent: { act: 'settle', escrows: [ESCROW, ESCROW], series: [], days: null },
      job: 'settle',
      token: 3,
      attempts: [attempt, attempt],
      state: 'sent',
      cause: null,
      mined: null,
      skipped: [],
      firstSentAt: 940_000,
      lastSentAt: 940_000,
    }
    const refused: Sending = {
      ...sending,
      nonce: 16,
      attempts: [attempt],
      intent: { act: 'publish', escrows: [], series: ['BME14'], days: { from: 18_760, to: 18_760 } },
      state: 'reverted',
      cause: { reason: 'StaleIndex', facts: {} },
    }
    const outbox = { account: ESCROW, token: 3, version: 9, waiting: [sending], short: null } as const
    const text = await pageOf(operations({ sending: { outbox, recent: [refused] } }))
    assert.match(text, /Settle <small>2 deals · sent again 1 time with a higher fee<\/small>/)
    assert.match(text, /waiting to be mined/)
    assert.match(text, /1\.500000000/)
    assert.match(text, /Publish fixings <small>13 May 2021<\/small>/)
    assert.match(text, /refused by the contract<\/span> The latest fixing is too old for this\./)
  })

  it('says what could not be paid for, and what has waited too long', async () => {
    const text = await pageOf(
      operations({
        concerns: [
          { kind: 'gasShort', balance: 1_000_000_000_000n, need: 3_000_000_000_000_000n },
          { kind: 'sendingStuck', nonce: 17, ageMs: 180_000 },
        ],
      }),
    )
    assert.match(text, /the account has 0\.000001000, and it might have taken 0\.003000000\./)
    assert.match(text, /Transaction 17 has waited for 3 m to be mined/)
  })

  it('sets the tokens in the escrows against their accounts, and says when that was read', async () => {
    const check = { token: PLAY_MONEY, escrows: 2, accounts: baseUnits(42_000_000n), held: baseUnits(42_000_005n) }
    const text = await pageOf(operations({ reconciliation: { block: 99, at: REPLAY_START, tokens: [check] } }))
    assert.match(text, /read from the chain at block 99, 14 May 2021 00:10 UTC/)
    assert.match(text, /0\.4200<span class='tail'>0000/)
    assert.match(text, /\+0\.0000<span class='tail'>0005/)
    assert.match(text, /more: somebody gave some/)
  })

  it('says what is not known rather than that there is nothing', async () => {
    const text = await pageOf(operations({ calls: null, runs: null, failures: null, reconciliation: null, head: null }))
    assert.doesNotMatch(text, /No margin call is open|Nothing failed|No escrow holds/)
    assert.match(text, /Not known at the moment\./)
  })

  it('makes one pass of the engine when asked, and says what came of it', async () => {
    let passes = 0
    const engine = {
      nextRunAt: () => null,
      pass: async () => {
        passes += 1
        return { done: 3, failures: [{ what: DEAL, why: 'no' }] }
      },
    }
    const browser = signedInAs(OPERATOR, { readOperations: async () => operations() }, { engine })
    const { status, headers } = await browser.post('/operations/run-again')
    assert.equal(status, 303)
    assert.equal(passes, 1)
    assert.match((await browser.get(String(headers.location))).text, /A pass was made: 3 done, 1 failed\./)
  })

  it('is asked for a pass by its own form only', async () => {
    const engine = { nextRunAt: () => null, pass: () => Promise.reject(new Error('not expected')) }
    const { status } = await signedInAs(OPERATOR, {}, { engine }).post('/operations/run-again', { _csrf: 'forged' })
    assert.equal(status, 403)
  })
})
