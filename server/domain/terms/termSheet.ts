import { TERMS_TYPE, ZERO_ADDRESS } from './terms.ts'
import type { Address, Hex, Terms } from './terms.ts'

/** The terms that follow from who deals, and not from what was negotiated. */
const DEAL_FIELDS = ['seller', 'buyer', 'oracle', 'broker', 'documentHash', 'salt'] as const

/**
 * The economic terms of one deal as they are negotiated: everything both sides will sign but the accounts, the oracle and the
 * deal's own name. A change of any of them makes a new version.
 *
 * Units: as in `Terms`.
 */
export type TermSheet = Omit<Terms, (typeof DEAL_FIELDS)[number]>

export type SheetField = keyof TermSheet

/** The fields of a term sheet, in the order in which the terms are signed. */
const SHEET_FIELDS: readonly SheetField[] = TERMS_TYPE.map(({ name }) => name).filter(
  (name): name is SheetField => !(DEAL_FIELDS as readonly string[]).includes(name),
)

/** The fields in which two versions of a term sheet differ. */
export function changedFields(was: TermSheet, now: TermSheet): readonly SheetField[] {
  return SHEET_FIELDS.filter((field) => was[field] !== now[field])
}

/** Who deals, where, and under which name: what a term sheet lacks to be signed. */
export interface Parties {
  readonly seller: Address
  readonly buyer: Address
  readonly oracle: Address
  /** The zero address where there is no broker. */
  readonly broker: Address
  readonly salt: bigint
}

/** The terms of a deal on `sheet` between `parties`. `documentHash`: of their confirmation; a placeholder while nobody signs. */
export function termsOf(sheet: TermSheet, parties: Parties, documentHash: Hex = NO_DOCUMENT): Terms {
  return { ...sheet, ...parties, documentHash }
}

/** Two accounts that stand in for the parties while nobody signs. */
const SOMEBODY: Address = '0x0000000000000000000000000000000000000001'
const SOMEBODY_ELSE: Address = '0x0000000000000000000000000000000000000002'

/**
 * The terms of a deal on `sheet` while nobody stands behind it: to check it, or to see what it would mean. `broker`: where a fee would
 * go, null if there is nobody.
 */
export function unsignedTerms(sheet: TermSheet, broker: Address | null = null): Terms {
  return termsOf(sheet, {
    seller: SOMEBODY,
    buyer: SOMEBODY_ELSE,
    oracle: ZERO_ADDRESS,
    broker: broker ?? ZERO_ADDRESS,
    salt: 0n,
  })
}

const NO_DOCUMENT: Hex = `0x${'0'.repeat(64)}`
