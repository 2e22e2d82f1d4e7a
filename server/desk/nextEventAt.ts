import type { Instant } from '../domain/units/time.ts'
import { lastVersion } from './changeNegotiation.ts'
import { fixingDue, lastDayDue } from './fixingTimes.ts'
import type { Ports } from './ports.ts'

/**
 * The next moment after `asOf` at which something falls due: a fixing, the second after a call's deadline or a takeover
 * window's end, the second after signatures died, or the second after a request or an offer expired.
 */
export async function nextEventAt(ports: Ports, asOf: Instant): Promise<Instant> {
  const [live, pending, requests, negotiations] = await Promise.all([
    ports.deals.live(),
    ports.deals.inState(['agreed', 'signedByOne', 'signedByBoth', 'opening']),
    ports.rfqs.inState(['open']),
    ports.negotiations.inState(['introduced', 'offered']),
  ])
  const awaited = live.filter(({ chain }) => chain?.state.phase === 'called' || chain?.state.phase === 'defaulted')
  const deadlines = [
    ...awaited.map(({ chain }) => chain?.state.cureBy ?? 0),
    ...pending.map(({ terms }) => terms.openBy),
    ...requests.map(({ expiresAt }) => expiresAt),
    ...negotiations.map((negotiation) => lastVersion(negotiation).expiresAt),
  ]
  const later = deadlines.map((deadline) => deadline + 1).filter((instant) => instant > asOf)
  return Math.min(fixingDue(lastDayDue(asOf) + 1), ...later)
}
