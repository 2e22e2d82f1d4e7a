import type { Instant } from '../domain/units/time.ts'
import { PortFailure } from './ports.ts'
import type { Clock } from './ports.ts'

/**
 * A clock that tells desk time as it was last told while the chain does not answer: 0 in `memory` means never. What only reads, or
 * asks the chain for more anyway, need not wait for it.
 */
export function tellingLast<C extends Clock>(clock: C, memory: { readonly asOf: Instant }): C {
  const asOf = async () => {
    try {
      return await clock.asOf()
    } catch (error) {
      if (!(error instanceof PortFailure) || memory.asOf === 0) throw error
      return memory.asOf
    }
  }
  return { ...clock, asOf }
}
