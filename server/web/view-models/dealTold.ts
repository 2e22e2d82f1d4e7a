import type { DealPage } from '../../desk/queries/readDealPage.ts'
import type { Side } from '../../domain/terms/terms.ts'
import { abs } from '../../domain/units/rounding.ts'
import type { Instant } from '../../domain/units/time.ts'
import type { Visit } from '../visit.ts'
import type { Words } from '../words/words.ts'
import { amount, shortHex } from './format.ts'

/** Who is told about a deal, and how its people and its money are called there. */
export interface DealTold {
  readonly view: DealPage
  readonly words: Words
  readonly asOf: Instant
  /** The party's name, or its address in short. */
  readonly nameOf: (side: Side) => string
  readonly isYou: (side: Side) => boolean
  /** The magnitude of an amount, with the token's symbol. */
  readonly money: (base: bigint) => string
  /** The same without the symbol. */
  readonly figure: (base: bigint) => string
}

/** How `view` is told to whoever asks for it. */
export function toldOf(view: DealPage, { words, asOf }: Pick<Visit, 'words' | 'asOf'>): DealTold {
  const { token, parties, role } = view
  const figure = (base: bigint) => amount(abs(base), token.decimals).text
  return {
    view,
    words,
    asOf,
    nameOf: (side) => parties[side].name ?? shortHex(parties[side].address),
    isYou: (side) => role === side,
    money: (base) => `${figure(base)} ${symbolOf(token)}`,
    figure,
  }
}

/** How a token is called beside an amount: one that the desk does not know by its address in short. */
export function symbolOf({ symbol }: { readonly symbol: string }): string {
  return shortHex(symbol)
}

/** A person by the account that acted: a party by name, anybody else by address. */
export function actorName({ view, nameOf }: DealTold, address: string): string {
  const side = (['seller', 'buyer'] as const).find((each) => view.deal.terms[each] === address)
  return side === undefined ? shortHex(address) : nameOf(side)
}
