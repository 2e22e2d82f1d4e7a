import { fairMarkAt } from '../domain/margin/fairCalls.ts'
import type { CallPlan } from '../domain/margin/fairCalls.ts'
import { DESK_LEVEL } from '../domain/margin/warningLevel.ts'
import type { WarningLevel } from '../domain/margin/warningLevel.ts'
import { lastDay } from '../domain/terms/schedule.ts'
import type { Address, Side, Terms } from '../domain/terms/terms.ts'
import { dayOf } from '../domain/units/time.ts'
import type { Instant } from '../domain/units/time.ts'
import type { DealRecord, Ports } from './ports.ts'
import type { Account } from './ports/accounts.ts'

/**
 * How the desk treats the calls of a deal that is agreed now: by the settings of its two parties as they stand. It stays so for the deal's
 * life: neither side can put off the other's calls by moving.
 */
export async function callCareOf(
  { accounts }: Pick<Ports, 'accounts'>,
  terms: Terms,
  asOf: Instant,
): Promise<Pick<DealRecord, 'callPlan' | 'warnAt'>> {
  const accountsKnown = await accounts.readByAddresses([terms.seller, terms.buyer])
  const withAddress = (address: Address) => accountsKnown.find(({ addresses }) => addresses.includes(address))
  const people = { seller: withAddress(terms.seller), buyer: withAddress(terms.buyer) }
  const callPlan = callPlanOf(people, terms, asOf)
  return { ...levelsOf(people), ...(callPlan === null ? {} : { callPlan }) }
}

type People = Readonly<Record<Side, Pick<Account, 'timeZone' | 'warnAt'> | null | undefined>>

function levelsOf({ seller, buyer }: People): Pick<DealRecord, 'warnAt'> {
  const warnAt = { seller: levelOf(seller), buyer: levelOf(buyer) }
  return warnAt.seller === DESK_LEVEL && warnAt.buyer === DESK_LEVEL ? {} : { warnAt }
}

function levelOf(account: People[Side]): WarningLevel {
  return account?.warnAt ?? DESK_LEVEL
}

/** Where the parties to terms are, and when the desk would mark a deal on them; null where neither has said where it is. */
function callPlanOf(
  people: People,
  terms: Pick<Terms, 'startDay' | 'periodDays' | 'periods' | 'cureSeconds'>,
  asOf: Instant,
): CallPlan | null {
  const zones = { seller: people.seller?.timeZone ?? null, buyer: people.buyer?.timeZone ?? null }
  if (zones.seller === null && zones.buyer === null) return null
  const firstDay = Math.min(dayOf(asOf), terms.startDay)
  return { zones, markAt: fairMarkAt({ zones, firstDay, lastDay: lastDay(terms) }, terms.cureSeconds) }
}
