import { toQuantity } from 'ethers'
import { PortFailure } from '../../desk/ports.ts'
import type { Clock, ReplayClock } from '../../desk/ports.ts'
import { Refusal } from '../../domain/refusals.ts'
import type { Instant } from '../../domain/units/time.ts'
import { readHead } from './calls.ts'
import type { Chain } from './provider.ts'

/** Desk time of any chain: the timestamp of its newest block. */
export function chainClock(chain: Chain, worldNow: () => number): Clock {
  return { asOf: () => now(chain), worldNow }
}

/**
 * Desk time of a development chain whose clock stands still until it is moved, and then only forward.
 *
 * Moving mines one empty block at exactly that second; to where the clock stands already is no move.
 */
export function replayClock(chain: Chain, worldNow: () => number): ReplayClock {
  return { ...chainClock(chain, worldNow), moveTo: (instant) => moveTo(chain, instant) }
}

async function now(chain: Chain): Promise<Instant> {
  return (await readHead(chain)).at
}

async function moveTo(chain: Chain, instant: Instant): Promise<void> {
  const asOf = await now(chain)
  if (instant < asOf) throw new Refusal('clockBackwards', { asOf, instant })
  if (instant === asOf) return
  await chain.request('evm_mine', [toQuantity(instant)])
  const reached = await now(chain)
  if (reached < instant) throw new PortFailure('chain', `the clock stopped at ${reached} on its way to ${instant}`)
}
