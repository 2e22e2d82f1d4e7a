import type { Acting } from '../desk/ports/turn.ts'
import type { EngineParts } from './job.ts'

/** Does `act` while this server holds the engine's lease; null, and nothing done, while another holds it. */
export function underLease<T>({ turn }: EngineParts, act: (acting: Acting) => Promise<T>): Promise<T | null> {
  return turn.hold(() => {
    const acting = turn.current()
    if (acting === null) throw new Error('a turn that nothing acts under')
    return act(acting)
  })
}
