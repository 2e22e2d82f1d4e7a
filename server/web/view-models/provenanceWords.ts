import type { Contradiction, EpochProof, FixingProof } from '../../desk/queries/provenance.ts'
import type { IndexPageView } from '../../desk/queries/readIndexPage.ts'
import type { FixingFact } from '../../desk/ports.ts'
import type { DifficultyEpoch } from '../../domain/index/epochs.ts'
import { paths, to } from '../paths.ts'
import type { Words } from '../words/words.ts'
import { date, rate } from './format.ts'

/** The page that proves an epoch. */
export function epochHref(number: number): string {
  return to(paths.epoch, { epoch: String(number) })
}

/** Why a fixing holds, in words. */
export function sourceText({ provenance }: FixingFact, attesters: IndexPageView['attesters'], words: Words): string {
  if (provenance.source === 'relay') return words('index.source.relay')
  // Counted by no desk before this one was.
  if (attesters === null || provenance.reports === 0) return words('index.source.attestedOnly')
  return words('index.source.attested', { ...attesters, reports: provenance.reports })
}

/** What the headers say of a fixing, in words, with the class of the mark beside them and the way to the proof. */
export function verdictOf(proof: FixingProof | null, words: Words) {
  if (proof === null) return { text: words('index.proof.none'), state: '', href: null }
  const state = proof.verdict === 'agrees' ? 'ok' : 'default'
  return { text: words(`index.proof.${proof.verdict}`), state, href: epochHref(proof.epoch) }
}

/** How far an epoch is proven, in words. */
export function epochProofOf(number: number, proof: EpochProof | undefined, epoch: DifficultyEpoch, words: Words) {
  if (proof !== undefined) {
    return { text: words(`index.proof.${proof}`), state: proof === 'proven' ? 'ok' : '', href: epochHref(number) }
  }
  return { text: words(epoch.isTimeEstimated ? 'index.proof.estimated' : 'index.proof.table'), state: '', href: null }
}

/** The facts that a sentence about a contradiction needs: its first difference, in people's units. */
export function contradictionFacts({ check, differences }: Contradiction, words: Words) {
  const first = differences.reduce((one, other) => (other.day < one.day ? other : one))
  return {
    epoch: check.number,
    count: differences.length,
    series: first.series,
    day: date(first.day, words),
    attested: rate(first.attested, 2).text,
    proven: rate(first.proven, 2).text,
  }
}
