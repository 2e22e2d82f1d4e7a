import { remindersOf } from '../domain/margin/reminders.ts'
import type { Instant } from '../domain/units/time.ts'
import { lastVersion } from './changeNegotiation.ts'
import { fixingDue, lastDayDue } from './fixingTimes.ts'
import { heldUntil } from './heldCalls.ts'
import { readLiveDeals } from './liveDeals.ts'
import type { DealSummary, Ports } from './ports.ts'

/**
 * The next moment after `asOf` at which something falls due: a fixing, the second after a call's deadline or a takeover
 * window's end, the second after signatures died, or the second after a request or an offer expired; the moment of a reminder, and the
 * hour of a call that the desk holds back.
 */
export async function nextEventAt(ports: Ports, asOf: Instant): Promise<Instant> {
  const [live, pending, requests, negotiations] = await Promise.all([
    ports.deals.liveSummaries({ phases: ['called', 'defaulted'] }),
    ports.deals.inState(['agreed', 'signedByOne', 'signedByBoth', 'opening']),
    ports.rfqs.inState(['open']),
    ports.negotiations.inState(['introduced', 'offered']),
  ])
  const deadlines = [
    ...live.map(({ chain }) => chain?.state.cureBy ?? 0),
    ...pending.map(({ terms }) => terms.openBy),
    ...requests.map(({ expiresAt }) => expiresAt),
    ...negotiations.map((negotiation) => lastVersion(negotiation).expiresAt),
  ]
  const later = deadlines.map((deadline) => deadline + 1).filter((instant) => instant > asOf)
  const moments = [...live.flatMap(remindersIn), ...(await callsHeld(ports))].filter((instant) => instant > asOf)
  return Math.min(fixingDue(lastDayDue(asOf) + 1), ...later, ...moments)
}

function remindersIn({ terms, chain, callPlan }: DealSummary): readonly Instant[] {
  if (chain?.state.phase !== 'called') return []
  const { cureBy, callSide } = chain.state
  const { half, last } = remindersOf(cureBy, terms.cureSeconds, callPlan?.zones[callSide] ?? null)
  return [half, last]
}

async function callsHeld(ports: Ports): Promise<readonly Instant[]> {
  return heldUntil(await readLiveDeals(ports, { phases: ['open', 'called'], planned: 'only' }))
}
