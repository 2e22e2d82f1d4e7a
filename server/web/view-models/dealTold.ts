import type { DealPage } from '../../desk/queries/readDealPage.ts'
import { isOnlooker } from '../../desk/queries/dealRole.ts'
import type { Address, Side } from '../../domain/terms/terms.ts'
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
  /** Anybody in the deal by account: by name, or the address in short. */
  readonly called: (address: string) => string
  readonly isYou: (side: Side) => boolean
  /** Whether one of the sides is the reader's. */
  readonly isParty: boolean
  /** The magnitude of an amount, with the token's symbol. */
  readonly money: (base: bigint) => string
  /** The same without the symbol. */
  readonly figure: (base: bigint) => string
}

/** How `view` is told to whoever asks for it. */
export function toldOf(view: DealPage, { words, asOf }: Pick<Visit, 'words' | 'asOf'>): DealTold {
  const { token, parties, names, role } = view
  const called = (address: string) => names.get(address as Address) ?? shortHex(address)
  const figure = (base: bigint) => amount(abs(base), token.decimals).text
  return {
    view,
    words,
    asOf,
    nameOf: (side) => called(parties[side].address),
    called,
    isYou: (side) => role === side,
    isParty: !isOnlooker(role),
    money: (base) => `${figure(base)} ${symbolOf(token)}`,
    figure,
  }
}

/** How a token is called beside an amount: one that the desk does not know by its address in short. */
export function symbolOf({ symbol }: { readonly symbol: string }): string {
  return shortHex(symbol)
}
