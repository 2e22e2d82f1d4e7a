/** What every operation costs, as the command that outside programs run says it; `gas.json` is what it cost when it was last looked at. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

const ROOT = join(import.meta.dirname, '../..')

/** The names that outside programs rely on. */
const OPERATIONS = [
  'openWithPermits',
  'openWithAllowances',
  'settle',
  'settleEachOf100',
  'mark',
  'topUp',
  'closeOut',
  'withdraw',
  'relayRetarget',
  'settleOnBme',
  'settleEachOf100OnBme',
  'markOnBme',
  'closeOutOnBme',
] as const
type Figures = Readonly<Record<(typeof OPERATIONS)[number], number>>

const COMMITTED = JSON.parse(readFileSync(join(import.meta.dirname, 'gas.json'), 'utf8')) as Figures

/** The most that each may use. */
const BUDGETS: Partial<Figures> = {
  openWithPermits: 330_000,
  openWithAllowances: 265_000,
  settle: 50_000,
  settleEachOf100: 17_000,
  topUp: 53_000,
  closeOut: 60_000,
  withdraw: 50_000,
  relayRetarget: 180_000,
}

/** Every transaction costs this before it does anything. */
const TRANSACTION = 21_000

const TO_UPDATE =
  'If that is wanted: npm run -s bench:gas -- --json | tail -n 1 | npx prettier --parser json > test/bench/gas.json'

describe('the gas that the operations on a deal use', () => {
  let figures: Figures

  before(async function () {
    // A build, if the sources have changed, and more than a hundred openings.
    this.timeout(120_000)
    const command = ['config/run.mjs', 'server/bench/gas', '--json']
    const { stdout } = await promisify(execFile)(process.execPath, command, { cwd: ROOT })
    figures = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as Figures
  })

  it('is told as one JSON object with a whole number for each operation', () => {
    assert.deepEqual(Object.keys(figures), OPERATIONS)
    for (const [operation, gas] of Object.entries(figures)) {
      assert.ok(Number.isSafeInteger(gas) && gas > 0, `${operation}: ${gas}`)
    }
  })

  it('includes what every transaction costs, so that nothing sent alone uses less', () => {
    const { settleEachOf100, settleEachOf100OnBme, ...alone } = figures
    for (const [operation, gas] of Object.entries(alone)) assert.ok(gas > TRANSACTION, `${operation}: ${gas}`)
  })

  it('is more for an opening with permits than for one with allowances in place, by two signatures at least', () => {
    // ecrecover costs 3 000, and each permit has one more signature to check.
    assert.ok(figures.openWithPermits >= figures.openWithAllowances + 2 * 3_000)
  })

  it('is less for a settlement among a hundred than for one alone, by most of a transaction at least', () => {
    // The hundred share one 21 000; what the batch adds for each is its address and one call.
    assert.ok(figures.settleEachOf100 <= figures.settle - TRANSACTION + 2_000)
  })

  for (const operation of OPERATIONS) {
    const budget = BUDGETS[operation]
    if (budget === undefined) continue
    it(`keeps ${operation} within its budget of ${budget.toLocaleString('en-GB')}, measured and committed`, () => {
      assert.ok(figures[operation] <= budget, `measured: ${figures[operation]}`)
      assert.ok(COMMITTED[operation] <= budget, `committed: ${COMMITTED[operation]}`)
    })
  }

  for (const operation of OPERATIONS) {
    it(`has not risen for ${operation} by more than 2 % over what is committed`, () => {
      const committed = COMMITTED[operation]
      const measured = figures[operation]
      assert.ok(
        measured * 100 <= committed * 102,
        `${operation} uses ${measured} gas, ${measured - committed} more than the committed ${committed}. ${TO_UPDATE}`,
      )
    })
  }
})
