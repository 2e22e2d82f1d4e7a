import { closeOut } from '../domain/deal/closeOut.ts'
import { mark } from '../domain/deal/mark.ts'
import type { Outcome } from '../domain/deal/outcome.ts'
import { NO_PROPOSALS } from '../domain/deal/phase.ts'
import type { EscrowState } from '../domain/deal/phase.ts'
import { settle } from '../domain/deal/settle.ts'
import { acceptTermination, proposeTermination, withdrawProposal } from '../domain/deal/termination.ts'
import { topUp } from '../domain/deal/topUp.ts'
import { unwind } from '../domain/deal/unwind.ts'
import { withdraw } from '../domain/deal/withdraw.ts'
import { SILENCE } from '../domain/index/readings.ts'
import type { IndexReadings } from '../domain/index/readings.ts'
import type { Side } from '../domain/terms/terms.ts'
import type { Instant } from '../domain/units/time.ts'
import { readingsKnown, seriesOf } from './deskSeries.ts'
import type { DealRecord, Ports } from './ports.ts'
import type { EscrowPartyAct } from './ports/parties.ts'

/** An escrow before and after an act, by the desk's own reckoning. */
export interface Foretold {
  readonly before: EscrowState
  readonly after: EscrowState
}

interface Asked {
  readonly deal: DealRecord
  /** The side that acts. */
  readonly side: Side
  readonly act: EscrowPartyAct
}

/**
 * What an act would lead to now; null for a deal on an index that is not this desk's, which only the chain can reckon.
 *
 * Refuses: whatever the act is refused for.
 */
export async function foretell(ports: Ports, asked: Asked): Promise<Foretold | null> {
  const { deal } = asked
  const series = seriesOf(ports, deal.terms)
  if (series === null) return null
  const [state, readings, asOf] = await Promise.all([
    ports.escrows.readState(deal.escrow),
    readingsKnown(ports, series, deal.terms.startDay - 1),
    ports.clock.asOf(),
  ])
  // The escrow does not show its proposals, nor all its claims: they are known from its events.
  const { proposal, claims } = deal.chain?.state ?? { proposal: NO_PROPOSALS, claims: [] }
  const before = { ...state, proposal, claims }
  return { before, after: outcomeOf(asked, before, readings ?? SILENCE, asOf).state }
}

function outcomeOf(asked: Asked, state: EscrowState, readings: IndexReadings, now: Instant): Outcome {
  const { deal, act } = asked
  switch (act.name) {
    case 'settle':
      return settle(deal.terms, state, readings, now)
    case 'mark':
      return mark(deal.terms, state, readings, now)
    case 'closeOut':
      return closeOut(deal.terms, state, readings, now)
    case 'unwind':
      return unwind(deal.terms, state, readings, now)
    default:
      return outcomeOfOwn(asked, act, state, readings, now)
  }
}

type OwnAct = Exclude<EscrowPartyAct, { readonly name: 'settle' | 'mark' | 'closeOut' | 'unwind' }>

/** What only the owner of a side does. */
function outcomeOfOwn(
  { deal, side }: Asked,
  act: OwnAct,
  state: EscrowState,
  readings: IndexReadings,
  now: Instant,
): Outcome {
  switch (act.name) {
    case 'topUp':
      return topUp(deal.terms, state, now, { ...act, payer: deal.terms[side] })
    case 'withdraw':
      return withdraw(deal.terms, state, readings, now, act)
    case 'proposeTermination':
      return proposeTermination(state, side, act.payment, now)
    case 'acceptTermination':
      return acceptTermination(state, side, act.payment, now)
    case 'withdrawProposal':
      return withdrawProposal(state, side)
  }
}
