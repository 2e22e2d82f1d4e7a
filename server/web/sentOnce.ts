import { createHash } from 'node:crypto'
import type { Request } from 'express'
import type { AccountId } from '../desk/ports/accounts.ts'

/** How many sent forms are remembered; the oldest are forgotten first. */
const MOST_REMEMBERED = 1_000

/**
 * Remembers what a form led to, so that a second click, or a page sent again, leads to the same place and does nothing twice.
 *
 * A form that makes something new carries a name of its own (`form`), so that the same can be wanted twice by filling it in twice.
 * It works within one server; what the desk keeps under a lock (awards, versions) is safe across all of them.
 */
export function sentForms() {
  const known = new Map<string, Promise<string>>()
  return {
    /** The address that `send` leads to, or led to when the same person sent the same form before. A failure is not remembered. */
    once: (req: Request, by: AccountId, send: () => Promise<string>): Promise<string> => {
      const key = nameOf(req, by)
      const before = known.get(key)
      if (before !== undefined) return before
      const sending = send()
      known.set(key, sending)
      const oldest = known.keys().next()
      if (known.size > MOST_REMEMBERED && oldest.done === false) known.delete(oldest.value)
      sending.catch(() => known.delete(key))
      return sending
    },
  }
}

export type SentForms = ReturnType<typeof sentForms>

function nameOf(req: Request, by: AccountId): string {
  const content = JSON.stringify([by, req.path, req.body])
  return createHash('sha256').update(content).digest('base64')
}
