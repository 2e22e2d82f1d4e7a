import type { NextRetarget } from '../../domain/index/difficulty.ts'
import { printDecimal } from '../../domain/units/print.ts'
import { dayOf } from '../../domain/units/time.ts'
import type { Instant } from '../../domain/units/time.ts'
import type { Words } from '../words/words.ts'
import { count, date } from './format.ts'

const TRILLION = 10n ** 12n

/** Difficulty in trillions with two decimals, as people say it; whole below one trillion. Rounding: down. */
export function difficultyText(difficulty: bigint): string {
  if (difficulty < TRILLION) return count(difficulty)
  return `${printDecimal(difficulty / 10n ** 10n, 2)} T`
}

/** When the next retarget is expected, in words. */
export function retargetText({ height, expectedAt, pace }: NextRetarget, asOf: Instant, words: Words): string {
  return expectedAt <= asOf
    ? words('index.retargetDue', { height: count(height) })
    : words(`index.nextRetarget.${pace}`, { day: date(dayOf(expectedAt), words), height: count(height) })
}
