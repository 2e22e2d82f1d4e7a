/**
 * Child processes that do not outlive the desk, however it ends.
 *
 * On Linux the kernel is asked to kill the child when its parent dies (`setpriv --pdeathsig KILL`, util-linux). Where
 * that is missing, a shell holds the read end of a pipe whose other end only the desk has: when the desk is gone the
 * pipe closes and the shell kills the child. Children have a process group of their own, so that Ctrl-C reaches the
 * desk alone, which then stops them in order.
 */
import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess, StdioOptions } from 'node:child_process'

export type Leash = 'kernel' | 'pipe'

// Descriptor 9 keeps the pipe: a background command of a shell has its standard input taken away.
const PIPE_LEASH = 'exec 9<&0; "$@" & child=$!; (read -r _ <&9; kill -9 $child) & wait $child'

/** Starts `program` on a leash. With the pipe leash, `stdio[0]` is the pipe and the child's own pid is not ours to know. */
export function spawnMortal(
  program: string,
  args: readonly string[],
  options: { readonly env: NodeJS.ProcessEnv; readonly stdio: Exclude<StdioOptions, string>; readonly leash: Leash },
): ChildProcess {
  const { env, stdio, leash } = options
  if (leash === 'kernel') {
    return spawn('setpriv', ['--pdeathsig', 'KILL', '--', program, ...args], { env, stdio, detached: true })
  }
  const child = spawn('sh', ['-c', PIPE_LEASH, 'leash', program, ...args], {
    env,
    stdio: ['pipe', ...stdio.slice(1)],
    detached: true,
  })
  // The shell's own death must also end the program: letting go of the pipe does that.
  child.once('exit', () => child.stdin?.destroy())
  return child
}

let known: Leash | undefined

/** The best leash this machine has. */
export function bestLeash(): Leash {
  known ??=
    spawnSync('setpriv', ['--pdeathsig', 'KILL', '--', 'true'], { stdio: 'ignore' }).status === 0 ? 'kernel' : 'pipe'
  return known
}

/** Kills `child` outright and waits until it is gone. */
export async function killNow(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return
  await new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve()
    })
    child.kill('SIGKILL')
  })
}

export function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null || child.pid === undefined
}
