import type { Instant } from '../../domain/units/time.ts'
import { isReplay } from '../advanceReplay.ts'
import type { Ports } from '../ports.ts'
import type { Readiness } from './readReadiness.ts'

/** What stands around every page. */
export interface FrameView {
  /** Desk time; the last one known while the chain does not answer. */
  readonly asOf: Instant
  readonly mode: 'live' | 'replay'
  readonly chainId: number
  readonly readiness: Readiness
}

/** What the frame remembers between requests: one for each desk. */
export interface FrameMemory {
  asOf: Instant
  checkedAt: number
  readiness: Readiness | null
}

/** How long one look at the parts serves the pages, in milliseconds of world time. */
const LOOK_SERVES = 1_000

/** Desk time, and which parts answer. Never fails: a page that says what is down is needed most when something is. */
export async function readFrame(
  ports: Pick<Ports, 'clock' | 'escrows' | 'cursor'>,
  memory: FrameMemory,
  readReadiness: () => Promise<Readiness>,
): Promise<FrameView> {
  const now = ports.clock.worldNow()
  if (memory.readiness === null || now - memory.checkedAt > LOOK_SERVES) {
    memory.checkedAt = now
    memory.readiness = await readReadiness()
  }
  const { readiness } = memory
  memory.asOf = await deskTime(ports, memory.asOf)
  return {
    asOf: memory.asOf,
    mode: isReplay(ports.clock) ? 'replay' : 'live',
    chainId: ports.escrows.network.chainId,
    readiness,
  }
}

/** The chain's clock; while it does not answer the last time it told, or that of the last block that was read. */
async function deskTime({ clock, cursor }: Pick<Ports, 'clock' | 'cursor'>, lastTold: Instant): Promise<Instant> {
  try {
    return await clock.asOf()
  } catch {
    if (lastTold > 0) return lastTold
    const read = await cursor.read().catch(() => null)
    return read?.blocks.at(-1)?.at ?? lastTold
  }
}
