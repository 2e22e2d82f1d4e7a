import { exposure } from '../domain/margin/exposure.ts'
import { requirement } from '../domain/margin/requirement.ts'
import type { EscrowState } from '../domain/deal/phase.ts'
import { SIDES } from '../domain/terms/terms.ts'
import { readingsBefore } from './checkFixings.ts'
import { termsOf } from './checkTerms.ts'
import { Differs, expectSame, expectThat } from './difference.ts'
import type { ReplayFile } from './format.ts'
import type { Stand } from './walk.ts'

/** After every log of a block. */
const END_OF_BLOCK = Infinity

/** Holds what the escrow answered along the way, and at the end, to where the deal stood by the recomputation. */
export function checkResults(file: ReplayFile, stands: readonly Stand[]): EscrowState {
  const { valuations, end } = file.results
  valuations.forEach((valuation, index) => {
    const at = `results.valuations[${index}]`
    const before = valuations[index - 1]?.block ?? -1
    const isIn = file.blocks.some(({ number }) => number === valuation.block)
    expectThat(
      isIn && valuation.block > before,
      `${at}.block`,
      'a later one of the blocks in the file',
      valuation.block,
    )
    const stand = stands.findLast(({ block }) => block <= valuation.block)
    if (stand === undefined) throw new Differs(`${at}.block`, 'a block after the opening', valuation.block)
    for (const side of SIDES) {
      const readings = readingsBefore(file, { block: valuation.block, logIndex: END_OF_BLOCK })
      const required = requirement(termsOf(file), stand.state, side, readings)
      const owed = exposure(termsOf(file), stand.state, side, readings)
      const isReadable = required !== null && owed !== null
      expectSame(`${at}.${side}`, isReadable ? { requirement: required, exposure: owed } : null, valuation[side])
    }
  })
  const last = stands.at(-1)
  if (last === undefined) throw new RangeError('a deal that was opened stands somewhere')
  const { proposal: _, ...answered } = last.state
  expectSame('results.end', answered, end)
  return last.state
}
