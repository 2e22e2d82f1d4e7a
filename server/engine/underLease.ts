import type { Lease } from '../desk/ports.ts'
import { ENGINE_LEASE } from '../desk/enginePass.ts'
import type { EngineParts } from './job.ts'

const LEASE_MILLISECONDS = 15_000

/** The lease as it is held while something runs. */
export interface HeldLease {
  readonly lease: Lease
  /** Whether it is still ours: an act that begins without it would be a second server's. */
  readonly isHeld: () => boolean
}

/**
 * Does `act` while this server holds the engine's lease, and gives it back afterwards; null, and nothing done, while another holds it.
 *
 * The lease is renewed in the background. If renewing fails, `isHeld` says so, and whoever took over has a newer token.
 */
export async function underLease<T>(parts: EngineParts, act: (held: HeldLease) => Promise<T>): Promise<T | null> {
  const lease = await acquired(parts)
  if (lease === null) return null
  let isHeld = true
  let renewal: Promise<void> = Promise.resolve()
  const renewing = setInterval(
    () => {
      renewal = acquired(parts).then(
        (renewed) => {
          isHeld &&= renewed?.token === lease.token
        },
        (error: unknown) => {
          isHeld = false
          parts.log.warn({ error }, 'the lease could not be renewed')
        },
      )
    },
    leaseOf(parts) / 3,
  )
  try {
    return await act({ lease, isHeld: () => isHeld })
  } finally {
    clearInterval(renewing)
    await renewal // a renewal under way would take back what is released here
    await released(parts, lease)
  }
}

/** A lease that cannot be given back runs out by itself: what was done under it is done. */
async function released({ leases, log }: EngineParts, lease: Lease): Promise<void> {
  try {
    await leases.release(lease)
  } catch (error) {
    log.warn({ error }, 'the lease could not be given back')
  }
}

function acquired(parts: EngineParts): Promise<Lease | null> {
  return parts.leases.acquire(ENGINE_LEASE, parts.holder, parts.clock.worldNow(), leaseOf(parts))
}

function leaseOf({ leaseMilliseconds }: EngineParts): number {
  return leaseMilliseconds ?? LEASE_MILLISECONDS
}
