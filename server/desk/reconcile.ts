import { indexChain } from './indexChain.ts'
import { lookAtDeals } from './lookAtDeals.ts'
import { lookAtFixings } from './lookAtFixings.ts'
import type { Look } from './lookAtDeals.ts'
import { afterLook, undecidedOf } from './mismatches.ts'
import type { Failure, Ports } from './ports.ts'
import type { Mismatch, MismatchSubject } from './ports/mismatches.ts'
import type { Tally } from './tally.ts'
import { tellOperators } from './tellOperators.ts'
import type { Told } from './tellOperators.ts'

/**
 * Compares what the desk goes by with where it comes from: the copy of every deal that holds something with what its escrow says, with
 * its own facts folded again and with the tokens that lie there; and the fixings of every series in use with the oracle and with the
 * index they are of.
 *
 * A difference that reading the chain once more does not explain is a bug, or somebody's lie. It is written down with both versions,
 * nothing is corrected, and nothing more is done on its subject, until both say the same again or a person has decided. More tokens
 * than the accounts say are a donation, and differ from nothing.
 */
export async function reconcile(ports: Ports): Promise<Tally> {
  const first = await looked(ports, null)
  const suspects = first.filter(({ found, failed }) => failed !== null || found.length > 0)
  if (suspects.length > 0) await indexChain(ports)
  const subjects = new Set(suspects.map(({ subject }) => subject))
  const again = suspects.length === 0 ? [] : await looked(ports, subjects)
  const last = [...first.filter(({ subject }) => !subjects.has(subject)), ...again]
  const unread = last.flatMap(({ subject, failed }) => (failed === null ? [] : [{ what: subject, why: failed }]))
  return { done: 0, failures: [...(await noted(ports, last)), ...unread] }
}

async function looked(ports: Ports, only: ReadonlySet<MismatchSubject> | null): Promise<readonly Look[]> {
  const { blocks } = await ports.cursor.read()
  const newest = blocks.at(-1)
  // Before anything was read there is nothing to go by.
  if (newest === undefined) return []
  return [...(await lookAtDeals(ports, newest.number, only)), ...(await lookAtFixings(ports, only))]
}

/** Writes down what is new, and answers what stops the desk. */
async function noted(ports: Ports, looks: readonly Look[]): Promise<readonly Failure[]> {
  const [differing, at, { blocks }] = await Promise.all([
    ports.mismatches.differing(),
    ports.clock.asOf(),
    ports.cursor.read(),
  ])
  const block = blocks.at(-1)?.number ?? 0
  const known = new Map(differing.map((mismatch) => [mismatch.subject, mismatch]))
  for (const { subject, found, failed } of looks) {
    const isNews = found.length > 0 || known.has(subject)
    if (failed !== null || !isNews) continue
    const before = await ports.mismatches.read(subject)
    const after = afterLook(before, subject, found, { at, block })
    if (after !== null) known.set(subject, await told(ports, after))
  }
  return [...known.values()].flatMap((mismatch) =>
    undecidedOf(mismatch).length === 0 ? [] : [{ what: mismatch.subject, why: 'copyDiffers' }],
  )
}

/** The letter is written down before what it tells of: a server that dies in between tells again, under the same id. */
async function told(ports: Ports, mismatch: Mismatch): Promise<Mismatch> {
  const { mismatches, log, changes } = ports
  const { subject, discrepancies } = mismatch
  await tellOperators(ports, letterOf(mismatch))
  const written = await mismatches.write(mismatch)
  changes.announce({ what: 'clock', id: '' })
  if (discrepancies.length > 0)
    log.error({ subject, discrepancies }, 'a copy differs from where it comes from: nothing more is done on it')
  else log.warn({ subject }, 'a copy that differed agrees again with where it comes from')
  return written
}

function letterOf({ subject, discrepancies, version }: Mismatch): Told {
  const id = `mismatch:${subject}:${version.toString()}`
  if (discrepancies.length === 0)
    return { id, subject: `${subject} agrees again`, text: 'Both say the same again. The desk acts on it as before.' }
  const said = discrepancies.map(({ field, ours, theirs }) => `  ${field}: ours ${ours}, theirs ${theirs}`)
  const then =
    'Nothing more is done on it, and nothing was corrected. Look at it on the operations page, and decide there.'
  return { id, subject: `${subject} differs from where it comes from`, text: [...said, '', then].join('\n') }
}
