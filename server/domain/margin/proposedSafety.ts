import { notional } from '../terms/notional.ts'
import { sheetOf } from '../terms/outline.ts'
import type { Outline, Safety, SheetFrame } from '../terms/outline.ts'
import { worstCase } from '../terms/payoff.ts'
import { totalDays } from '../terms/schedule.ts'
import { unsignedTerms } from '../terms/termSheet.ts'
import { MARKINGS } from '../terms/terms.ts'
import type { Side } from '../terms/terms.ts'
import { baseUnits } from '../units/baseUnits.ts'
import type { BaseUnits } from '../units/baseUnits.ts'
import { PROPOSED_CLOCKS } from './proposedClocks.ts'
import { proposedMargin, proposedPenalty } from './proposedMargin.ts'

const ZERO = baseUnits(0n)

/**
 * What a form proposes for a deal of this outline, given what somebody has chosen already: a penalty follows the margin it would be
 * paid from. Without calls each margin covers the most its side can lose.
 *
 * Units: base units of the token.
 */
export function proposedSafety(outline: Outline, chosen: Partial<Safety>, frame: SheetFrame): Safety {
  const marking = chosen.marking ?? MARKINGS.marked
  const bare = { ...NO_SAFETY, marking }
  const margin = (side: Side) => marginFor(outline, side, bare, frame)
  const [sellerMargin, buyerMargin] = [margin('seller'), margin('buyer')]
  return {
    ...PROPOSED_CLOCKS,
    marking: MARKINGS.marked,
    sellerMargin,
    buyerMargin,
    sellerPenalty: proposedPenalty(chosen.sellerMargin ?? sellerMargin),
    buyerPenalty: proposedPenalty(chosen.buyerMargin ?? buyerMargin),
    minimumTransfer: ZERO,
  }
}

const NO_SAFETY: Safety = {
  ...PROPOSED_CLOCKS,
  marking: MARKINGS.marked,
  sellerMargin: ZERO,
  buyerMargin: ZERO,
  sellerPenalty: ZERO,
  buyerPenalty: ZERO,
  minimumTransfer: ZERO,
}

function marginFor(outline: Outline, side: Side, bare: Safety, frame: SheetFrame): BaseUnits {
  const sheet = sheetOf(outline, bare, frame)
  if (bare.marking === MARKINGS.marked) return proposedMargin(notional(sheet))
  return baseUnits(worstCase(unsignedTerms(sheet), side, totalDays(sheet)))
}
