/** One fixing of many deals, as the command that outside programs run measures it; how long anything takes is not looked at here. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { EngineFigures } from '../../server/bench/engineFigures.ts'

const ROOT = join(import.meta.dirname, '../..')

describe('the bench of the engine, at thirty deals', () => {
  let figures: EngineFigures

  before(async function () {
    this.timeout(120_000)
    const command = ['config/run.mjs', 'server/bench/engine', '--deals', '30', '--rounds', '2', '--json']
    const { stdout } = await promisify(execFile)(process.execPath, command, { cwd: ROOT })
    figures = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as EngineFigures
  })

  it('settles every deal in one pass, and calls one in ten', () => {
    assert.equal(figures.settled, 30)
    assert.equal(figures.called, 3)
  })

  it('needs one transaction for the fixing, one for the settlements and one for the calls', () => {
    assert.equal(figures.transactions, 3)
  })

  it('tells one JSON object with time, gas, memory, the limit beside it, and what people waited for', () => {
    const { deals, rounds, timesRawOfRounds = [], pages, sizes, ...told } = figures
    assert.deepEqual([deals, rounds, timesRawOfRounds.length, sizes.length], [30, 2, 2, 1])
    const { dealsPerSecond, rawDealsPerSecond, gasPerDeal, timesRaw, peakMemoryMb } = told
    for (const figure of [dealsPerSecond, rawDealsPerSecond, gasPerDeal, timesRaw, peakMemoryMb?.desk])
      assert.ok((figure ?? 0) > 0, JSON.stringify(told))
    for (const latency of [pages?.duringPass.health, pages?.duringPass.deal]) assert.ok((latency?.samples ?? 0) > 0)
  })
})
