import { StaleWrite } from '../../server/desk/ports.ts'
import type { Mismatch, MismatchStore } from '../../server/desk/ports/mismatches.ts'

/** What reconciliation found, in memory. */
export function inMemoryMismatches(): MismatchStore {
  const kept = new Map<string, Mismatch>()
  const lastAt = ({ events }: Mismatch) => events.at(-1)?.at ?? 0
  return {
    read: async (subject) => kept.get(subject) ?? null,
    differing: async () => [...kept.values()].filter(({ discrepancies }) => discrepancies.length > 0),
    recent: async (count) => [...kept.values()].sort((one, other) => lastAt(other) - lastAt(one)).slice(0, count),
    write: async (mismatch) => {
      if ((kept.get(mismatch.subject)?.version ?? 0) !== mismatch.version) throw new StaleWrite(mismatch.subject)
      const next = { ...mismatch, version: mismatch.version + 1 }
      kept.set(mismatch.subject, next)
      return next
    },
  }
}
