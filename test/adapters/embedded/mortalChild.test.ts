import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { bestLeash } from '../../../server/adapters/embedded/mortalChild.ts'
import type { Leash } from '../../../server/adapters/embedded/mortalChild.ts'
import { until } from './chainUser.ts'
import { isRunning } from './running.ts'

const MORTAL_CHILD = join(import.meta.dirname, '../../../server/adapters/embedded/mortalChild.ts')

/** A process with one child that says its own process id and would run for minutes. */
async function parentOf(leash: Leash) {
  const program = `
    const { spawnMortal } = await import(${JSON.stringify(MORTAL_CHILD)})
    const stdio = ['ignore', 'inherit', 'ignore']
    const child = spawnMortal('sh', ['-c', 'echo $$; exec sleep 300'], { env: process.env, stdio, leash: '${leash}' })
    process.on('message', () => child.kill('SIGKILL'))`
  const parent = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  const [said] = (await once(parent.stdout ?? parent, 'data')) as [Buffer]
  return { parent, child: Number(said.toString()) }
}

const gone = (pid: number) => until(() => Promise.resolve(isRunning(pid) ? null : pid))

for (const leash of ['kernel', 'pipe'] as const) {
  describe(`a child on a leash held by the ${leash}`, () => {
    before(function () {
      // Without setpriv the kernel cannot be asked; the other leash is for that.
      if (leash === 'kernel' && bestLeash() !== 'kernel') this.skip()
    })

    it('ends when its parent is killed outright', async () => {
      const { parent, child } = await parentOf(leash)
      assert.equal(isRunning(child), true)
      parent.kill('SIGKILL')
      await gone(child)
    })

    it('ends when its parent kills it', async () => {
      const { parent, child } = await parentOf(leash)
      parent.send('kill it')
      await gone(child)
      parent.kill('SIGKILL')
    })
  })
}
