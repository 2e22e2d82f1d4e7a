import type { PersonSeen } from '../../desk/queries/peopleSeen.ts'
import type { Words } from '../words/words.ts'

/** How somebody is called on a page: by name, or by what it does and its code on this request while the name is kept back. */
export function nameOf({ name, role, code }: PersonSeen, words: Words): string {
  return name ?? `${words(`role.${role}`)} ${code}`
}

/** How somebody's earlier deals ended, in a few words. Defaults are never hidden. */
export function recordOf({ record }: PersonSeen, words: Words): string {
  return record.done === 0 ? words('rfq.recordNone') : words('rfq.record', { ...record })
}
