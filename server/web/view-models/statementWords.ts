import type { StatementEntry } from '../../domain/deal/statementEntries.ts'
import type { Side } from '../../domain/terms/terms.ts'
import type { WordKey, Words } from '../words/words.ts'

/** What an entry of a statement is called, to whoever has `side`. */
export function entryCalled(entry: StatementEntry, side: Side, words: Words): string {
  return words(keyOf(entry, side))
}

/** What is told differently to whoever it is about. */
const ABOUT_A_SIDE = [
  'marginCalled',
  'toppedUp',
  'withdrawn',
  'terminationProposed',
  'closedOut',
  'windowOpened',
] as const
type AboutASide = (typeof ABOUT_A_SIDE)[number]

function keyOf({ name, about, paidIn }: StatementEntry, side: Side): WordKey {
  const whose = about === side ? 'you' : 'them'
  if (name === 'takenOver') return `statement.event.takenOver.${paidIn > 0n ? 'taker' : whose}`
  return isAboutASide(name) ? `statement.event.${name}.${whose}` : `statement.event.${name}`
}

function isAboutASide(name: StatementEntry['name']): name is AboutASide {
  return (ABOUT_A_SIDE as readonly string[]).includes(name)
}
