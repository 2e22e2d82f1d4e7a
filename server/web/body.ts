import type { Request } from 'express'
import { z } from 'zod'
import type { Hex } from '../domain/terms/terms.ts'
import { RequestRefused } from './problems.ts'

/** The body of a request, in the shape that `schema` gives it. Refuses: `malformedBody`: a page of ours would not send another. */
export function bodyOf<T>(req: Request, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(req.body)
  if (parsed.success) return parsed.data
  const fields = parsed.error.issues.map(({ path }) => path.join('.'))
  throw new RequestRefused('malformedBody', 'The form is not one of this desk.', { fields })
}

/** Bytes as 0x and hex digits. */
export const hex = z
  .string()
  .regex(/^0x(?:[0-9a-f]{2})*$/i)
  .transform((text) => text.toLowerCase() as Hex)
