import { undecidedOf } from '../../desk/mismatches.ts'
import type { Mismatch, MismatchEvent } from '../../desk/ports/mismatches.ts'
import type { Discrepancy } from '../../domain/deal/discrepancies.ts'
import { paths, to } from '../paths.ts'
import type { Words } from '../words/words.ts'
import { count, dealName, moment } from './format.ts'

/** What reconciliation found to differ: what waits for a decision, and what became of the rest; null while that cannot be read. */
export function mismatchRows(mismatches: readonly Mismatch[] | null, words: Words) {
  if (mismatches === null) return null
  return mismatches.map((mismatch, index) => {
    const isStopped = undecidedOf(mismatch).length > 0
    return {
      subject: subjectName(mismatch.subject),
      title: mismatch.subject,
      state: isStopped
        ? { mark: 'default', text: words('operations.mismatch.stopped') }
        : {
            mark: 'ok',
            text: words(`operations.mismatch.${mismatch.discrepancies.length > 0 ? 'decided' : 'agreed'}`),
          },
      discrepancies: mismatch.discrepancies.map((said) => discrepancyLine(said, words)),
      events: mismatch.events.map((event) => eventLine(event, words)),
      action: isStopped ? to(paths.resolveMismatch, { subject: mismatch.subject }) : '',
      field: `mismatch-${index.toString()}`,
    }
  })
}

/** A deal by its short name, a series by its own. */
function subjectName(subject: Mismatch['subject']): string {
  return isDigest(subject) ? dealName(subject) : subject
}

function isDigest(subject: string): subject is `0x${string}` {
  return subject.startsWith('0x')
}

/** The fields are the read model's own names: whoever looks needs them as they are. */
function discrepancyLine({ field, ours, theirs }: Discrepancy, words: Words): string {
  return words('operations.mismatch.said', { field, ours, theirs })
}

function eventLine(event: MismatchEvent, words: Words): string {
  const facts = { at: moment(event.at, words), block: count(event.block) }
  return event.what === 'decided'
    ? words('operations.mismatch.event.decided', { ...facts, by: event.by, reason: event.reason })
    : words(`operations.mismatch.event.${event.what}`, facts)
}
