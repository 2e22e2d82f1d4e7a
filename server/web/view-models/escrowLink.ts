import type { Address } from '../../domain/terms/terms.ts'
import { paths } from '../paths.ts'
import type { Words } from '../words/words.ts'

/** The escrow page for one escrow, in the reader's language: anybody may look at any escrow there. */
export function escrowHref(escrow: Address, { locale }: Words): string {
  return `${paths.escrowPage}?escrow=${escrow}&lang=${locale}`
}
