import { closeOut } from '../domain/deal/closeOut.ts'
import { mark } from '../domain/deal/mark.ts'
import type { Outcome } from '../domain/deal/outcome.ts'
import { NO_PROPOSALS } from '../domain/deal/phase.ts'
import type { EscrowState } from '../domain/deal/phase.ts'
import { settle } from '../domain/deal/settle.ts'
import { acceptTermination, proposeTermination, withdrawProposal } from '../domain/deal/termination.ts'
import type { Standing } from '../domain/deal/possibleActs.ts'
import { takeOver, withdrawClaim } from '../domain/deal/takeover.ts'
import { topUp } from '../domain/deal/topUp.ts'
import { unwind } from '../domain/deal/unwind.ts'
import { withdraw } from '../domain/deal/withdraw.ts'
import { SILENCE } from '../domain/index/readings.ts'
import type { IndexReadings } from '../domain/index/readings.ts'
import type { Address, Side } from '../domain/terms/terms.ts'
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
  /** The account that acts. */
  readonly from: Address
  readonly act: EscrowPartyAct
}

/**
 * What an act would lead to now; null for a deal on an index that is not this desk's, which only the chain can reckon.
 *
 * Refuses: whatever the act is refused for.
 */
export async function foretell(ports: Ports, asked: Asked): Promise<Foretold | null> {
  const standing = await standingNow(ports, asked.deal)
  if (standing === null) return null
  const { state, readings, now } = standing
  return { before: state, after: outcomeOf(asked, state, readings, now).state }
}

/** A deal as its escrow stands at this moment; null for one on an index that is not this desk's. */
export async function standingNow(ports: Ports, deal: DealRecord): Promise<Standing | null> {
  const { terms } = deal
  const series = seriesOf(ports, terms)
  if (series === null) return null
  const [state, readings, now] = await Promise.all([
    ports.escrows.readState(deal.escrow),
    readingsKnown(ports, series, terms.startDay - 1),
    ports.clock.asOf(),
  ])
  // The escrow does not show its proposals, nor all its claims: they are known from its events.
  const { proposal, claims } = deal.chain?.state ?? { proposal: NO_PROPOSALS, claims: [] }
  return { terms, state: { ...state, proposal, claims }, readings: readings ?? SILENCE, now }
}

function outcomeOf(asked: Asked, state: EscrowState, readings: IndexReadings, now: Instant): Outcome {
  const { deal, from, act } = asked
  switch (act.name) {
    case 'settle':
      return settle(deal.terms, state, readings, now)
    case 'mark':
      return mark(deal.terms, state, readings, now)
    case 'closeOut':
      return closeOut(deal.terms, state, readings, now)
    case 'unwind':
      return unwind(deal.terms, state, readings, now)
    case 'takeOver':
      return takeOver(deal.terms, state, readings, now, { taker: from, maxDeposit: act.maxDeposit })
    case 'withdrawClaim':
      return withdrawClaim(state, from, act.to)
    default:
      return outcomeOfOwn(asked, act, state, readings, now)
  }
}

type OwnAct = Exclude<
  EscrowPartyAct,
  { readonly name: 'settle' | 'mark' | 'closeOut' | 'unwind' | 'takeOver' | 'withdrawClaim' }
>

/** What only the owner of a side does. */
function outcomeOfOwn(
  { deal, side, from }: Asked,
  act: OwnAct,
  state: EscrowState,
  readings: IndexReadings,
  now: Instant,
): Outcome {
  switch (act.name) {
    case 'topUp':
      return topUp(deal.terms, state, now, { ...act, payer: from })
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
