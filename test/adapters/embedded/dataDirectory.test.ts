import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { lockDataDirectory } from '../../../server/adapters/embedded/dataDirectory.ts'
import { PortFailure } from '../../../server/desk/ports.ts'
import { temporaryFolder } from '../../support/embedded.ts'

const DATA_DIRECTORY = join(import.meta.dirname, '../../../server/adapters/embedded/dataDirectory.ts')

/** Another desk that takes `dir` and stays. */
async function deskOn(dir: string): Promise<{ readonly pid: number; kill(): Promise<void> }> {
  const program = `
    const { lockDataDirectory } = await import(${JSON.stringify(DATA_DIRECTORY)})
    await lockDataDirectory(${JSON.stringify(dir)})
    console.log('taken')
    setInterval(() => {}, 1000)`
  const desk = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(desk.stdout, 'data')
  return {
    pid: desk.pid ?? 0,
    kill: async () => {
      const gone = once(desk, 'exit')
      desk.kill('SIGKILL')
      await gone
    },
  }
}

describe('the data directory', () => {
  it('belongs to one desk: a second one is refused and told whose it is', async () => {
    const dir = temporaryFolder()
    const first = await deskOn(dir)
    try {
      await assert.rejects(
        lockDataDirectory(dir),
        (error: Error) =>
          error instanceof PortFailure && error.message.includes(`another desk (process ${first.pid}) `),
      )
    } finally {
      await first.kill()
    }
  })

  it('is free at once when its desk was killed', async () => {
    const dir = temporaryFolder()
    const first = await deskOn(dir)
    await first.kill()
    const lock = await lockDataDirectory(dir)
    await lock.release()
  })

  it('is free again when its desk let go of it', async () => {
    const dir = temporaryFolder()
    const first = await lockDataDirectory(dir)
    await assert.rejects(lockDataDirectory(dir), PortFailure)
    await first.release()
    const second = await lockDataDirectory(dir)
    await second.release()
  })

  it('may lie however deep', async () => {
    const dir = join(temporaryFolder(), 'deep '.repeat(20), 'deeper '.repeat(20))
    mkdirSync(dir, { recursive: true })
    const lock = await lockDataDirectory(dir)
    await assert.rejects(lockDataDirectory(dir), PortFailure)
    await lock.release()
  })
})
