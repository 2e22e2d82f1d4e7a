import { SERIES, seriesId } from '../../domain/index/readings.ts'
import type { SeriesName } from '../../domain/index/readings.ts'
import type { Address, Hex } from '../../domain/terms/terms.ts'
import { isoInstant } from '../../domain/units/calendar.ts'
import { isReplay } from '../advanceReplay.ts'
import type { Network, Ports } from '../ports.ts'

export interface NetworkView extends Network {
  /** The relay that retargets are proven to; null where there is none. */
  readonly relay: Address | null
  readonly series: Readonly<Record<SeriesName, Hex>>
  /** `now`: desk time, ISO-8601 in UTC. */
  readonly clock: { readonly mode: 'live' | 'replay'; readonly now: string }
}

/** Everything an outside program needs to find the contracts and to know what time it is there. */
export async function readNetwork(ports: Pick<Ports, 'escrows' | 'clock' | 'proofs'>): Promise<NetworkView> {
  const series = Object.fromEntries(SERIES.map((name) => [name, seriesId(name)])) as Record<SeriesName, Hex>
  const clock = {
    mode: isReplay(ports.clock) ? 'replay' : 'live',
    now: isoInstant(await ports.clock.asOf()),
  } as const
  return { ...ports.escrows.network, relay: ports.proofs?.relay.address ?? null, series, clock }
}
