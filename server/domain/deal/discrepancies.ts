import type { ChainView } from './chainView.ts'
import type { EscrowState } from './phase.ts'

/** One fact of which the desk's copy says something else than where it comes from. Amounts are in base units, as text. */
export interface Discrepancy {
  /** What the fact is called, such as `balance.seller`. */
  readonly field: string
  readonly ours: string
  readonly theirs: string
}

/** Where the copy of a deal differs from what its escrow shows to whoever asks: everything but the proposals and the claims. */
export function escrowDiscrepancies(copy: EscrowState, escrow: EscrowState): readonly Discrepancy[] {
  return discrepancies(shown(copy), shown(escrow))
}

/** Where the copy of a deal differs from what its own facts say when they are folded again. */
export function foldDiscrepancies(copy: ChainView, folded: ChainView | null): readonly Discrepancy[] {
  return discrepancies(leaves(copy), leaves(folded)).map(({ field, ...said }) => ({ field: `fold.${field}`, ...said }))
}

/** Whether two say the same of the same fact. */
export function isSameDiscrepancy(one: Discrepancy, other: Discrepancy): boolean {
  return one.field === other.field && one.ours === other.ours && one.theirs === other.theirs
}

type Leaves = ReadonlyMap<string, string>

function shown({ proposal: _, claims: __, ...rest }: EscrowState): Leaves {
  return leaves(rest)
}

/** Every value of a shape as text, by its path. */
function leaves(shape: unknown, path = ''): Leaves {
  if (typeof shape !== 'object' || shape === null) return new Map([[path, String(shape)]])
  const parts = Object.entries(shape).map(([name, part]) => leaves(part, path === '' ? name : `${path}.${name}`))
  return new Map(parts.flatMap((part) => [...part]))
}

const ABSENT = '–'

function discrepancies(ours: Leaves, theirs: Leaves): readonly Discrepancy[] {
  const fields = [...new Set([...ours.keys(), ...theirs.keys()])].sort()
  return fields
    .map((field) => ({ field, ours: ours.get(field) ?? ABSENT, theirs: theirs.get(field) ?? ABSENT }))
    .filter((said) => said.ours !== said.theirs)
}
