import type { ChainPoint } from '../domain/deal/chainFacts.ts'
import { escrowNews, ownersAfter } from '../domain/sending/news.ts'
import { totalDays } from '../domain/terms/schedule.ts'
import { SIDES } from '../domain/terms/terms.ts'
import type { Address } from '../domain/terms/terms.ts'
import type { Instant } from '../domain/units/time.ts'
import type { DealRecord, Ports } from './ports.ts'
import type { AccountId } from './ports/accounts.ts'
import type { NegotiationRecord } from './ports/negotiation.ts'
import type { News } from './ports/news.ts'
import { tokenOf } from './tokenOf.ts'

type AccountOf = ReadonlyMap<Address, AccountId>

/** What new facts of escrows are to those who are to be told. */
export function newsOfDeals(
  ports: Pick<Ports, 'escrows'>,
  deals: readonly DealRecord[],
  accountOf: AccountOf,
  isNew: (point: ChainPoint) => boolean,
): readonly News[] {
  return deals.flatMap(({ id: deal, terms, facts }) =>
    facts.flatMap(({ point }, nth) => {
      if (!isNew(point)) return []
      const id = `${deal}:${point.transaction}:${point.logIndex.toString()}`
      const token = tokenOf(ports, terms)
      return escrowNews(terms, facts, nth).flatMap(({ to: address, kinds, what, amount, by }): readonly News[] => {
        const to = accountOf.get(address)
        return to === undefined ? [] : [{ id, to, kinds, at: point.at, told: { what, deal, token, amount, by } }]
      })
    }),
  )
}

/** What sides were warned and reminded of since `since`. */
export function newsOfNotices(
  ports: Pick<Ports, 'escrows'>,
  deals: readonly DealRecord[],
  accountOf: AccountOf,
  since: Instant,
): readonly News[] {
  return deals.flatMap((deal) => {
    const { terms, facts } = deal
    const token = tokenOf(ports, terms)
    return (deal.notices ?? []).flatMap(({ kind: what, side, of, at, amount, by }): readonly News[] => {
      // Whoever steps into a side later was not meant.
      const owner = ownersAfter(
        terms,
        facts.filter(({ point }) => point.at <= at),
      )
      const to = accountOf.get(owner[side])
      if (to === undefined || at < since) return []
      const kinds = what === 'reminder' ? (['callRunsOut'] as const) : (['callNear'] as const)
      return [
        { id: `${deal.id}:${what}:${side}:${of}`, to, kinds, at, told: { what, deal: deal.id, token, amount, by } },
      ]
    })
  })
}

/** Signatures that are missing from deals agreed since `since`. */
export function newsOfSignatures(deals: readonly DealRecord[], accountOf: AccountOf, since: Instant): readonly News[] {
  return deals.flatMap(({ id: deal, terms, readiness, events }) => {
    const at = events[0]?.at ?? 0
    if (at < since) return []
    return SIDES.flatMap((side): readonly News[] => {
      const to = accountOf.get(terms[side])
      if (to === undefined || readiness[side].signature !== null) return []
      return [
        { id: `${deal}:sign`, to, kinds: ['signatureNeeded'], at, told: { what: 'sign', deal, by: terms.openBy } },
      ]
    })
  })
}

/** Offers made, and agreements come to, since `since`. */
export function newsOfNegotiations(negotiations: readonly NegotiationRecord[], since: Instant): readonly News[] {
  return negotiations.flatMap((negotiation) => [...offers(negotiation, since), ...agreement(negotiation, since)])
}

function offers(negotiation: NegotiationRecord, since: Instant): readonly News[] {
  const { id, requester, quoter, versions, state } = negotiation
  // One that was answered meanwhile asks nothing of anybody.
  const offer = state === 'offered' || state === 'introduced' ? versions.at(-1) : undefined
  if (offer === undefined || offer.at < since) return []
  const { sheet, by, at, number } = offer
  const told = {
    what: 'quote',
    negotiation: id,
    hashrate: sheet.hashrate,
    days: totalDays(sheet),
    rate: sheet.fixedRate,
    by: offer.expiresAt,
  } as const
  const asked = { requester: [quoter], quoter: [requester], broker: [requester, quoter] }[by]
  return asked.map((to): News => ({ id: `${id}:offer:${number.toString()}`, to, kinds: ['quoteReceived'], at, told }))
}

function agreement(
  { id, requester, quoter, introducedBy, events }: NegotiationRecord,
  since: Instant,
): readonly News[] {
  const agreed = events.find(({ after }) => after === 'agreed')
  if (agreed === undefined || agreed.at < since) return []
  const people = [requester, quoter, ...(introducedBy === null ? [] : [introducedBy])]
  const told = { what: 'agreed', negotiation: id } as const
  return people.map((to): News => ({ id: `${id}:agreed`, to, kinds: ['agreed'], at: agreed.at, told }))
}
