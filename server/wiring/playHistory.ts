import { EMBEDDED_NETWORK } from '../../config/networks.ts'
import { isReplay } from '../desk/advanceReplay.ts'
import type { Desk } from '../desk/desk.ts'
import type { Ports } from '../desk/ports.ts'
import type { Engine } from '../engine/engine.ts'

/** Brings a replay that has just begun to where people find it: a month of real difficulty, each day with its fixing. */
export async function playHistory({ clock }: Ports, desk: Desk, engine: Engine): Promise<void> {
  if (!isReplay(clock) || (await clock.asOf()) >= EMBEDDED_NETWORK.replayStart) return
  await engine.alone(() => desk.advanceReplay({ to: EMBEDDED_NETWORK.replayStart }))
}
