import type { Instant } from '../../domain/units/time.ts'
import { isReplay } from '../advanceReplay.ts'
import type { Ports } from '../ports.ts'
import { knownDown } from './readReadiness.ts'
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
  const told = await clockNow(ports)
  memory.asOf = told ?? (await lastTold(ports, memory.asOf))
  return {
    asOf: memory.asOf,
    mode: isReplay(ports.clock) ? 'replay' : 'live',
    chainId: ports.escrows.network.chainId,
    readiness: told === null ? knownDown(memory.readiness, 'chain') : memory.readiness,
  }
}

/** The chain's clock; null while the chain does not answer. */
function clockNow({ clock }: Pick<Ports, 'clock'>): Promise<Instant | null> {
  return clock.asOf().catch(() => null)
}

/** Desk time as it was last told; of a desk that was never told, the time of the last block it has read. */
async function lastTold({ cursor }: Pick<Ports, 'cursor'>, asOf: Instant): Promise<Instant> {
  if (asOf > 0) return asOf
  const read = await cursor.read().catch(() => null)
  return read?.blocks.at(-1)?.at ?? asOf
}
