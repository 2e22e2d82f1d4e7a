import type { EscrowEvent } from '../domain/deal/chainFacts.ts'
import { openState } from '../domain/deal/openState.ts'
import type { Outcome } from '../domain/deal/outcome.ts'
import type { EscrowState } from '../domain/deal/phase.ts'
import { Refusal } from '../domain/refusals.ts'
import { openChecks } from '../domain/terms/openChecks.ts'
import { actBehind } from './acts.ts'
import type { Moment } from './acts.ts'
import { packedBook } from './book.ts'
import { clockOf } from './checkBlocks.ts'
import { readingsBefore } from './checkFixings.ts'
import { termsOf } from './checkTerms.ts'
import { Differs, expectSame } from './difference.ts'
import type { ReplayFile } from './format.ts'

/** Where the deal stood after each act: the block of its last event, and the state. */
export interface Stand {
  readonly block: number
  readonly state: EscrowState
}

/**
 * Plays the deal from its opening to its last event, act by act, and holds every event to it: its arguments, the packed account book
 * it carries and the same book unpacked.
 */
export function walk(file: ReplayFile): readonly Stand[] {
  const opening = open(file)
  const stands = [opening]
  let state = opening.state
  let takeovers = 0
  for (let index = 1; index < file.facts.length;) {
    const moment = momentAt(file, index, state)
    const { state: after, events } = reckoned(moment, index)
    events.forEach((event, offset) => {
      if (event.name === 'takenOver') takeovers += 1
      holdEvent(file, moment, index + offset, event, takeovers)
    })
    index += events.length
    state = after
    stands.push({ block: moment.facts[0].block, state })
  }
  return stands
}

function open(file: ReplayFile): Stand {
  const [fact] = file.facts
  const terms = termsOf(file)
  const expected = { name: 'opened', escrow: file.network.escrow, digest: file.deal.digest }
  if (fact === undefined) throw new Differs('facts[0].event', expected, undefined)
  const { block, event, ledger, after } = fact
  expectSame('facts[0].event', expected, event)
  expectSame('facts[0].ledger', null, ledger)
  expectSame('facts[0].after', null, after)
  unlessRefused('facts[0].event', 'opened', () => {
    openChecks(terms, readingsBefore(file, fact), clockOf(file)('facts[0]', block))
  })
  return { block, state: openState(terms) }
}

function momentAt(file: ReplayFile, index: number, state: EscrowState): Moment {
  const [fact, ...later] = file.facts.slice(index)
  if (fact === undefined) throw new RangeError(`there is no event ${index}`)
  const apart = later.findIndex(({ transaction }) => transaction !== fact.transaction)
  return {
    terms: termsOf(file),
    state,
    readings: readingsBefore(file, fact),
    now: clockOf(file)(`facts[${index}]`, fact.block),
    facts: [fact, ...later.slice(0, apart === -1 ? undefined : apart)],
  }
}

/** What the act behind the event comes to: at least one event. */
function reckoned(moment: Moment, index: number): Outcome {
  const [{ event }] = moment.facts
  const at = `facts[${index}].event`
  if (event.name === 'opened') throw new Differs(at, 'a deal is opened once', 'opened')
  const outcome = unlessRefused(at, event.name, () => actBehind(moment, event))
  if (outcome.events.length === 0) throw new Differs(at, `nothing: there is nothing to do`, event.name)
  return outcome
}

function unlessRefused<T>(at: string, name: string, act: () => T): T {
  try {
    return act()
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal
    throw new Differs(at, `no such event: the contracts refuse it (${refusal.code})`, name)
  }
}

/** Holds that the file says `event` at this place, in the transaction of its act, with the account book as it stands after it. */
function holdEvent(file: ReplayFile, { facts }: Moment, index: number, event: EscrowEvent, takeovers: number): void {
  const at = `facts[${index}]`
  const fact = file.facts[index]
  const { ledger, terms: _, ...told } = { ledger: null, terms: null, ...event }
  if (fact?.transaction !== facts[0].transaction) throw new Differs(at, told, fact?.event)
  expectSame(`${at}.event`, told, fact.event)
  expectSame(`${at}.after`, ledger, fact.after)
  expectSame(`${at}.ledger`, ledger && packedBook(ledger, takeovers), fact.ledger)
}
