import { isSameDiscrepancy } from '../domain/deal/discrepancies.ts'
import type { Discrepancy } from '../domain/deal/discrepancies.ts'
import { Refusal } from '../domain/refusals.ts'
import type { Instant } from '../domain/units/time.ts'
import type { Ports } from './ports.ts'
import type { Mismatch, MismatchSubject } from './ports/mismatches.ts'
import { reasonGiven } from './reasonGiven.ts'

/** What of a mismatch nobody has decided on since it began: as long as there is any, the desk does nothing on its subject. */
export function undecidedOf({ discrepancies, events }: Mismatch): readonly Discrepancy[] {
  const began = events.findLastIndex(({ what }) => what === 'agreed') + 1
  const decided = events.slice(began).flatMap((event) => (event.what === 'decided' ? event.discrepancies : []))
  return discrepancies.filter((one) => !decided.some((other) => isSameDiscrepancy(one, other)))
}

/** Every subject on which the desk does nothing, because its copy and where it comes from differ. */
export async function mismatched({ mismatches }: Pick<Ports, 'mismatches'>): Promise<ReadonlySet<MismatchSubject>> {
  const differing = await mismatches.differing()
  return new Set(differing.filter((one) => undecidedOf(one).length > 0).map(({ subject }) => subject))
}

/** Where and when a look was taken. */
export interface Looked {
  readonly at: Instant
  readonly block: number
}

/** Writes down what a look at one subject has found; null where it found nothing new. */
export function afterLook(
  known: Mismatch | null,
  subject: MismatchSubject,
  discrepancies: readonly Discrepancy[],
  looked: Looked,
): Mismatch | null {
  const before = known ?? { subject, discrepancies: [], events: [], version: 0 }
  if (isSameSet(before.discrepancies, discrepancies)) return null
  const event =
    discrepancies.length === 0
      ? ({ ...looked, what: 'agreed' } as const)
      : ({ ...looked, what: 'differed', discrepancies } as const)
  return { ...before, discrepancies, events: [...before.events, event] }
}

function isSameSet(one: readonly Discrepancy[], other: readonly Discrepancy[]): boolean {
  return one.length === other.length && one.every((said) => other.some((too) => isSameDiscrepancy(said, too)))
}

export interface ResolveMismatch {
  readonly subject: MismatchSubject
  /** Their e-mail address. */
  readonly by: string
  readonly reason: string
}

/**
 * A person responsible has looked at what differs, and lets the desk act on its subject again. Nothing is corrected by it: what is
 * wrong stays and is shown, with the decision, its reason and who took it. Another difference stops the desk anew, and so does the
 * same one once it has been gone.
 *
 * Refuses: `nothingToDecide`; `reasonMissing`. Throws StaleWrite if another look was written meanwhile.
 */
export async function resolveMismatch(
  { mismatches, cursor, clock, log, changes }: Pick<Ports, 'mismatches' | 'cursor' | 'clock' | 'log' | 'changes'>,
  { subject, by, reason }: ResolveMismatch,
): Promise<void> {
  const [known, { blocks }, at] = await Promise.all([mismatches.read(subject), cursor.read(), clock.asOf()])
  const discrepancies = known === null ? [] : undecidedOf(known)
  if (known === null || discrepancies.length === 0) throw new Refusal('nothingToDecide', { subject })
  const given = reasonGiven(reason)
  const block = blocks.at(-1)?.number ?? 0
  const decision = { what: 'decided', at, block, discrepancies, by, reason: given } as const
  await mismatches.write({ ...known, events: [...known.events, decision] })
  changes.announce({ what: 'clock', id: '' })
  log.warn({ subject, by, reason: given }, 'a copy that differs from where it comes from is acted on again')
}
