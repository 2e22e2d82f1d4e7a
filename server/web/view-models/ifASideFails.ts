import { MARKINGS, initialMargin, otherSide, penalty } from '../../domain/terms/terms.ts'
import type { Side, Terms } from '../../domain/terms/terms.ts'
import type { Words } from '../words/words.ts'
import { amountInput, span } from './format.ts'

/** The terms that say what a failure leads to. */
type FailureTerms = Pick<
  Terms,
  'decimals' | 'marking' | 'takeoverSeconds' | 'sellerMargin' | 'buyerMargin' | 'sellerPenalty' | 'buyerPenalty'
>

interface Told {
  readonly terms: FailureTerms
  readonly symbol: string
  /** The side that is told what it gets if the other fails. */
  readonly side: Side
  /** party: the reader has that side; broker: the reader has none. */
  readonly voice: 'party' | 'broker'
  readonly words: Words
}

/** Who pays what if a side does not meet its call, one step a sentence, in the deal's own numbers; nothing where nobody can fail. */
export function ifASideFails({ terms, symbol, side, voice, words }: Told): readonly string[] {
  if (terms.marking === MARKINGS.rangeCollateralised) return []
  const who = voice === 'party' ? 'you' : 'either'
  const failing = otherSide(side)
  const due = penalty(terms, failing)
  const printed = (base: bigint) => amountInput(base, terms.decimals)
  const facts = { penalty: printed(due), symbol }
  if (terms.takeoverSeconds === 0) return [words(`takeover.fails.end.${who}`, facts)]
  const half = due / 2n
  const margin = printed(initialMargin(terms, failing))
  return [
    words(`takeover.fails.live.${who}`, { window: span(terms.takeoverSeconds, words) }),
    words('takeover.fails.taker', { margin, half: printed(half), symbol }),
    words(`takeover.fails.honouring.${who}`, { ...facts, rest: printed(due - half) }),
    words('takeover.fails.defaulter'),
    words(`takeover.fails.nobody.${who}`, facts),
  ]
}
