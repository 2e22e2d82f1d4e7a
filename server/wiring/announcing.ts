import { peopleOf } from '../desk/partyTo.ts'
import type { DealRecord, DealStore } from '../desk/ports.ts'
import type { Change, Changes } from '../desk/ports/changes.ts'
import type { NegotiationRecord, RfqRecord } from '../desk/ports/negotiation.ts'

interface Written {
  readonly id: string
}

interface Store<R extends Written> {
  insert(record: R): Promise<R>
  replace(record: R): Promise<R>
}

/**
 * The same store, which announces whatever it has written: no verb has to, and none can forget it. `besides`: what else is shown
 * differently by a record that was written.
 */
export function announcing<R extends Written, S extends Store<R>>(
  changes: Changes,
  what: Change['what'],
  store: S & Store<R>,
  besides: (record: R) => readonly Change[] = () => [],
): S {
  const told = async (write: Promise<R>): Promise<R> => {
    const record = await write
    for (const change of [{ what, id: record.id }, ...besides(record)]) changes.announce(change)
    return record
  }
  return {
    ...store,
    insert: (record: R) => told(store.insert(record)),
    replace: (record: R) => told(store.replace(record)),
  }
}

/** What of a deal says whom it concerns. */
type Concerning = Pick<DealRecord, 'id' | 'terms' | 'chain' | 'facts'>

/** The same for deals, of which many are written at once: what is shown differently by several of them is announced once. */
export function announcingDeals(changes: Changes, store: DealStore): DealStore {
  const announceOnce = (deals: readonly Concerning[]) => {
    const all = deals.flatMap((deal) => [{ what: 'deal', id: deal.id } as const, ...concernedByDeal(deal)])
    const once = new Map(all.map((change) => [`${change.what} ${change.id}`, change]))
    for (const change of once.values()) changes.announce(change)
  }
  const told = async (deals: readonly DealRecord[], write: Promise<readonly DealRecord[]>) => {
    const again = await write
    announceOnce(deals)
    return again
  }
  return {
    ...announcing(changes, 'deal', store, concernedByDeal),
    insertMany: (deals) => told(deals, store.insertMany(deals)),
    replaceMany: (deals) => told(deals, store.replaceMany(deals)),
    appendFacts: async (some) => {
      const again = await store.appendFacts(some)
      announceOnce(some.map(({ deal, facts, chain }) => ({ ...deal, facts, chain })))
      return again
    },
    noteNotices: async (some) => {
      const again = await store.noteNotices(some)
      announceOnce(some.map(({ deal }) => ({ ...deal, facts: [] })))
      return again
    },
  }
}

/** The list of requests, whichever of them has changed. */
const BOARD: Change = { what: 'rfq', id: '' }

/** The list of deals to take over, whichever of them has changed. */
const WINDOWS: Change = { what: 'windows', id: '' }

/** A request shows on the board, and to the people of it. */
export function concernedByRfq({ requester, invited, introducedBy }: RfqRecord): readonly Change[] {
  return [BOARD, ...toPeople([requester, ...invited, introducedBy])]
}

/** A quote shows on its request, on the board, and in what waits for the people of it. */
export function concernedByNegotiation(negotiation: NegotiationRecord): readonly Change[] {
  const { rfqId, requester, quoter, introducedBy } = negotiation
  return [BOARD, { what: 'rfq', id: rfqId }, ...toPeople([requester, quoter, introducedBy])]
}

/** A deal shows in what waits for the people of it, who are known by their accounts on chain; and one in default to everybody. */
export function concernedByDeal(deal: Concerning): readonly Change[] {
  const wasInDefault = deal.facts.some(({ event }) => event.name === 'windowOpened')
  return [...(wasInDefault ? [WINDOWS] : []), ...toPeople(peopleOf(deal))]
}

function toPeople(people: readonly (string | null)[]): readonly Change[] {
  return people.flatMap((id) => (id === null ? [] : [{ what: 'account', id } as const]))
}
