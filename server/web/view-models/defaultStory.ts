import type { DealRecord } from '../../desk/ports.ts'
import { peopleOf } from '../../desk/partyTo.ts'
import type { HomeView } from '../../desk/queries/readHome.ts'
import type { EscrowEvent, EscrowFact } from '../../domain/deal/chainFacts.ts'
import { abs, max } from '../../domain/units/rounding.ts'
import type { Instant } from '../../domain/units/time.ts'
import { paths, to } from '../paths.ts'
import type { Visit } from '../visit.ts'
import type { Words } from '../words/words.ts'
import { amount, moment } from './format.ts'

/** One dated line of what happened. */
interface StoryLine {
  readonly at: Instant
  readonly text: string
}

type DefaultTold = NonNullable<HomeView['lastDefault']>

type Told<Name extends EscrowEvent['name']> = Extract<EscrowEvent, { name: Name }>

/**
 * How one default ended, in five dated lines: opened, settled, called, deadline, closed out, as they came. Names nobody: the lines are
 * on the public page, and say no more than the escrow's own events do. A party is shown the way to the whole timeline.
 */
export function defaultStory({ deal, token }: DefaultTold, { words, viewer }: Visit) {
  const people = peopleOf(deal)
  const isParty = viewer?.addresses.some((address) => people.includes(address) && address !== deal.terms.broker)
  const lines = [...storyLines(deal, token.symbol, words)].sort((one, other) => one.at - other.at)
  return {
    lines: lines.map(({ at, text }) => ({ when: moment(at, words), text })),
    end: words(isEmptied(deal) ? 'home.default.taken' : 'home.default.waiting'),
    href: isParty === true ? to(paths.deal, { dealId: deal.id }) : null,
  }
}

function isEmptied({ chain }: DealRecord): boolean {
  return chain !== null && chain.state.balance.seller === 0n && chain.state.balance.buyer === 0n
}

function storyLines({ terms, facts }: DealRecord, token: string, words: Words): readonly StoryLine[] {
  const sum = (base: bigint) => amount(base, terms.decimals).text
  const settled = facts.filter(({ event }) => event.name === 'settled')
  const locked = { seller: sum(terms.sellerMargin), buyer: sum(terms.buyerMargin), token }
  const called = lastOf(facts, 'marginCalled')
  const closed = lastOf(facts, 'closedOut')
  const window = lastOf(facts, 'windowOpened')
  return [
    ...dated(facts[0], () => words('home.default.opened', locked)),
    ...dated(settled.at(-1), () => words('home.default.settled', { count: settled.length })),
    ...(called === null ? [] : callLines(called, { sum, token, words })),
    ...(window === null
      ? []
      : dated(window.fact, () => words('takeover.story', { until: moment(window.event.until, words) }))),
    ...dated(closed?.fact, () =>
      closed === null ? '' : words('home.default.closed', { ...split(closed.event, sum), token }),
    ),
  ]
}

function dated(fact: EscrowFact | undefined, text: () => string): readonly StoryLine[] {
  return fact === undefined ? [] : [{ at: fact.point.at, text: text() }]
}

/** The call, and the second after its deadline. */
function callLines(
  { fact, event }: { readonly fact: EscrowFact; readonly event: Told<'marginCalled'> },
  { sum, token, words }: { readonly sum: (base: bigint) => string; readonly token: string; readonly words: Words },
): readonly StoryLine[] {
  const { cureBy } = event.ledger
  const demand = { due: sum(event.due), by: moment(cureBy, words), token }
  return [
    { at: fact.point.at, text: words(`home.default.called.${event.side}`, demand) },
    { at: cureBy + 1, text: words('home.default.deadline') },
  ]
}

function split(event: Told<'closedOut'>, sum: (base: bigint) => string) {
  return { paid: sum(abs(event.paid)), penalty: sum(max(0n, event.paid - max(0n, event.owed))) }
}

function lastOf<Name extends EscrowEvent['name']>(
  facts: readonly EscrowFact[],
  name: Name,
): { readonly fact: EscrowFact; readonly event: Told<Name> } | null {
  const fact = facts.findLast(({ event }) => event.name === name)
  return fact === undefined ? null : { fact, event: fact.event as Told<Name> }
}
