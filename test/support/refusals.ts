import { Refusal } from '../../server/domain/refusals.ts'
import type { RefusalCode } from '../../server/domain/refusals.ts'

/** For assert.throws: the error is a refusal with this code. */
export function isRefusal(code: RefusalCode): (error: unknown) => boolean {
  return (error) => error instanceof Refusal && error.code === code
}
