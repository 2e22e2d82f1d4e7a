import type { FateView } from '../../desk/queries/readFate.ts'
import { refusalSentence } from '../words/refusals.ts'
import type { Words } from '../words/words.ts'

/** What became of a transaction, for the script that follows it; the reason of a failed one in words. */
export function toFate(fate: FateView, words: Words) {
  if (fate.state !== 'reverted') return fate
  const { code, facts } = fate.refusal
  return { state: fate.state, reason: refusalSentence(code, facts, words.locale) }
}
