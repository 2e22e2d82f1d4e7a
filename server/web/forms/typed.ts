import { RequestRefused } from '../problems.ts'

/** What somebody typed, by the name of the field. */
export type Typed<Field extends string = string> = Readonly<Record<Field, string>>

/** One thing that is wrong with a form: the field it belongs to, null for the whole, and a sentence that says what to enter. */
export interface FieldError {
  readonly field: string | null
  readonly sentence: string
}

/**
 * What was typed into `fields`, empty where a form did not send one. Full-width digits and points, as Chinese keyboards give
 * them, count as plain ones.
 *
 * Refuses: `malformedBody` a field sent twice, which none of the desk's own forms does.
 */
export function typedOf<Field extends string>(body: unknown, fields: readonly Field[]): Typed<Field> {
  const sent = (body ?? {}) as Readonly<Record<string, unknown>>
  return Object.fromEntries(fields.map((field) => [field, textOf(field, sent[field])])) as Typed<Field>
}

function textOf(field: string, value: unknown): string {
  if (value === undefined) return ''
  if (typeof value !== 'string') throw new RequestRefused('malformedBody', `Send ${field} once.`)
  return value.normalize('NFKC').trim()
}

/** What of `fields` an address names already: a form opened by a link may be filled in by it. */
export function knownIn<Field extends string>(
  query: unknown,
  fields: readonly Field[],
): Partial<Record<Field, string>> {
  const typed = Object.entries(typedOf(query, fields)).filter(([, text]) => text !== '')
  return Object.fromEntries(typed) as Partial<Record<Field, string>>
}
