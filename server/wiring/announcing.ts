import type { Change, Changes } from '../desk/ports/changes.ts'
import type { NegotiationRecord } from '../desk/ports/negotiation.ts'

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

/** A quote shows on its request, and in what waits for the people of it. */
export function concernedBy({ rfqId, requester, quoter, introducedBy }: NegotiationRecord): readonly Change[] {
  const people = [requester, quoter, ...(introducedBy === null ? [] : [introducedBy])]
  return [{ what: 'rfq', id: rfqId }, ...people.map((id): Change => ({ what: 'account', id }))]
}
