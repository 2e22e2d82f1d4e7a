import assert from 'node:assert/strict'
import { createLogger } from '../../config/logger.ts'

function linesOf(write: (log: ReturnType<typeof createLogger>) => void, level: 'info' | 'warn' | 'silent' = 'info') {
  const lines: string[] = []
  write(createLogger(level, { write: (line) => void lines.push(line) }))
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>)
}

describe('the log', () => {
  it('is one JSON object a line, with level, time and message', () => {
    const [line, ...others] = linesOf((log) => log.info({ block: 7 }, 'a block was read'))
    assert.deepEqual(others, [])
    assert.equal(line!.level, 'info')
    assert.equal(line!.msg, 'a block was read')
    assert.equal(line!.block, 7)
    assert.match(String(line!.at), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
  })

  it('writes amounts as text, to the last digit', () => {
    const [line] = linesOf((log) => log.warn({ due: 79228162514264337593543950335n }, 'called'))
    assert.equal(line!.due, '79228162514264337593543950335')
  })

  it('tells an error with its cause', () => {
    const failure = new Error('the chain does not answer', { cause: new Error('connection refused') })
    const [line] = linesOf((log) => log.error({ failure }, 'pass failed'))
    assert.match(JSON.stringify(line!.failure), /the chain does not answer.*connection refused/)
  })

  it('leaves out what is below its level', () => {
    assert.deepEqual(
      linesOf((log) => log.info({}, 'x'), 'warn'),
      [],
    )
    assert.deepEqual(
      linesOf((log) => log.error({}, 'x'), 'silent'),
      [],
    )
  })
})
