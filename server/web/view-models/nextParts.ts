import type { EscrowView } from '../../desk/queries/readDealPage.ts'
import type { Instant } from '../../domain/units/time.ts'
import type { Words } from '../words/words.ts'
import { actFor } from './dealActs.ts'
import type { ActOffered } from './dealActs.ts'
import type { DealTold } from './dealTold.ts'
import { span } from './format.ts'

/** The line a deal's page opens with: who must do what by when, and the one primary button. */
export interface NextLine {
  /** call: somebody is on the clock; default: a deadline has passed; '': nobody has to do anything. */
  readonly mood: 'call' | 'default' | 'ok' | ''
  /** The time that is left, large; '' where none runs. */
  readonly clock: string
  readonly sentence: string
  readonly notes: readonly string[]
  readonly act: ActOffered | null
  readonly link: { readonly href: string; readonly name: string } | null
}

/** A line that asks nothing of anybody. */
export const QUIET = { mood: '', clock: '', notes: [], act: null, link: null } as const

/** The act that the next step asks for, as the page's one primary button; null where it cannot be done now. */
export function primary(told: DealTold, { acts }: EscrowView, name: ActOffered['name']): ActOffered | null {
  const act = acts.find((possible) => possible.name === name)
  return act === undefined ? null : actFor(told, act, 'asked')
}

/** The time until `instant`; '' once it has passed. */
export function clockTo(instant: Instant, asOf: Instant, words: Words): string {
  return instant > asOf ? span(instant - asOf, words) : ''
}
