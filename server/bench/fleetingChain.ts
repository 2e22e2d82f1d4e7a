import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectChain } from '../adapters/chain/provider.ts'
import type { Chain } from '../adapters/chain/provider.ts'
import { startFleetingChain } from '../adapters/embedded/chain.ts'
import type { Log } from '../desk/ports.ts'
import type { Instant } from '../domain/units/time.ts'

/** A chain with nothing on it that lives as long as the measurement, and how to leave it. */
export interface FleetingChain {
  readonly chain: Chain
  readonly leave: () => Promise<void>
}

/** Starts a chain that begins at `genesis`. Whatever fails on the way, nothing is left behind. */
export async function openFleetingChain(genesis: Instant, log: Log): Promise<FleetingChain> {
  const folder = await mkdtemp(join(tmpdir(), 'hashdesk-bench-'))
  const leaving: (() => unknown)[] = [() => rm(folder, { recursive: true, force: true })]
  const leave = async () => {
    for (const step of leaving.toReversed()) await step()
  }
  try {
    const node = await startFleetingChain({ dir: folder, genesis, clock: 'replay', log })
    leaving.push(() => node.stop())
    const chain = await connectChain(node.rpcUrl, node.chainId)
    leaving.push(() => chain.close())
    return { chain, leave }
  } catch (error) {
    await leave()
    throw error
  }
}
