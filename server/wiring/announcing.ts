import type { Change, Changes } from '../desk/ports/changes.ts'

interface Written {
  readonly id: string
}

interface Store<R extends Written> {
  insert(record: R): Promise<R>
  replace(record: R): Promise<R>
}

/** The same store, which announces whatever it has written: no verb has to, and none can forget it. */
export function announcing<R extends Written, S extends Store<R>>(
  changes: Changes,
  what: Change['what'],
  store: S & Store<R>,
): S {
  const told = async (write: Promise<R>): Promise<R> => {
    const record = await write
    changes.announce({ what, id: record.id })
    return record
  }
  return {
    ...store,
    insert: (record: R) => told(store.insert(record)),
    replace: (record: R) => told(store.replace(record)),
  }
}
