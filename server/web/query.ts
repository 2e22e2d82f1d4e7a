import type { Request } from 'express'
import { z } from 'zod'
import { RequestRefused } from './problems.ts'

/**
 * The query of a request, in the shape that `schema` gives it. Parameters that the schema does not name are ignored.
 *
 * Refuses: `malformedQuery`, with a sentence for each parameter that says what to enter.
 */
export function queryOf<T>(req: Request, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(req.query)
  if (parsed.success) return parsed.data
  const errors = parsed.error.issues.map(({ path, message }) => ({ parameter: path.join('.'), detail: message }))
  throw new RequestRefused('malformedQuery', errors.map(({ detail }) => detail).join(' '), { errors })
}

/** A parameter given at most once; `sentence` says what to enter. */
export function once(name: string): z.ZodString {
  return z.string({ error: `Give ${name} once.` })
}
