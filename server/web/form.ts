import type { Request } from 'express'
import type { z } from 'zod'
import { localPath } from './paths.ts'
import { RequestRefused } from './problems.ts'

/**
 * The fields of a posted form, in the shape that `schema` gives them. Fields that the schema does not name are ignored.
 *
 * Refuses: `malformedBody` a form that this desk did not draw. What a person may type wrongly is text here, and judged by the desk.
 */
export function formOf<T>(req: Request, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(req.body)
  if (parsed.success) return parsed.data
  throw new RequestRefused('malformedBody', 'The form is not one of this desk. Load the page again.')
}

/** Where a form was sent from: the page to go back to. Never leads to another host. */
export function backOf(req: Request): string {
  const { back } = (req.body as { back?: unknown } | undefined) ?? {}
  return localPath(back)
}
