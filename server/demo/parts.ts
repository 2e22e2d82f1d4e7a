import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startFleetingChain } from '../adapters/embedded/chain.ts'
import type { EmbeddedChain } from '../adapters/embedded/chain.ts'
import { startDatabase } from '../adapters/embedded/database.ts'
import type { EmbeddedDatabase } from '../adapters/embedded/database.ts'
import type { Log } from '../desk/ports.ts'
import type { Instant } from '../domain/units/time.ts'
import { projectRoot } from '../wiring/projectRoot.ts'

/** A database and a chain of the demonstration's own, in a folder that goes with them. */
export interface Parts {
  readonly database: EmbeddedDatabase
  readonly node: EmbeddedChain
  stop(): Promise<void>
}

/** Starts both side by side; nothing of them is kept, so writes are acknowledged in memory, if not said otherwise. */
export async function startParts(
  genesis: Instant,
  log: Log,
  acknowledges: 'journalled' | 'memory' = 'memory',
): Promise<Parts> {
  const folder = await mkdtemp(join(tmpdir(), 'hashdesk-demo-'))
  const cache = join(projectRoot(), '.build/native')
  const starting = [
    startDatabase({ dir: join(folder, 'database'), log, cache, acknowledges }),
    startFleetingChain({ dir: join(folder, 'chain'), genesis, clock: 'replay', log }),
  ] as const
  const stop = async () => {
    for (const part of await Promise.allSettled(starting)) if (part.status === 'fulfilled') await part.value.stop()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const [database, node] = await Promise.all(starting)
    return { database, node, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
