import type { DealRecord } from '../../desk/ports.ts'
import type { HomeView } from '../../desk/queries/readHome.ts'
import type { EscrowEvent, EscrowFact } from '../../domain/deal/chainFacts.ts'
import { abs, max } from '../../domain/units/rounding.ts'
import { paths, to } from '../paths.ts'
import type { Visit } from '../visit.ts'
import type { Words } from '../words/words.ts'
import { amount, moment } from './format.ts'

/** One dated line of what happened. */
interface StoryLine {
  readonly when: string
  readonly text: string
}

type DefaultTold = NonNullable<HomeView['lastDefault']>

type Told<Name extends EscrowEvent['name']> = Extract<EscrowEvent, { name: Name }>

/**
 * How one default ended, in five dated lines: opened, settled, called, deadline, closed out. Names nobody: the lines are on the
 * public page, and say no more than the escrow's own events do. A party is shown the way to the whole timeline.
 */
export function defaultStory({ deal, token }: DefaultTold, { words, viewer }: Visit) {
  const tell = storyteller(deal, token.symbol, words)
  const isParty = viewer?.addresses.some((address) => address === deal.terms.seller || address === deal.terms.buyer)
  return {
    lines: [tell.opened(), tell.settled(), tell.called(), tell.deadline(), tell.closed()].filter(
      (line) => line !== null,
    ),
    end: words('home.default.waiting'),
    href: isParty === true ? to(paths.deal, { dealId: deal.id }) : null,
  }
}

function storyteller({ terms, facts }: DealRecord, token: string, words: Words) {
  const sum = (base: bigint) => amount(base, terms.decimals).text
  const settled = facts.filter(({ event }) => event.name === 'settled')
  const called = lastOf(facts, 'marginCalled')
  const closed = lastOf(facts, 'closedOut')
  const line = (fact: EscrowFact | undefined, text: string): StoryLine | null =>
    fact === undefined ? null : { when: moment(fact.point.at, words), text }
  return {
    opened: () =>
      line(
        facts[0],
        words('home.default.opened', { seller: sum(terms.sellerMargin), buyer: sum(terms.buyerMargin), token }),
      ),
    settled: () => line(settled.at(-1), words('home.default.settled', { count: settled.length })),
    called: () =>
      called &&
      line(
        called.fact,
        words('home.default.called', {
          side: words(`side.${called.event.side}`),
          due: sum(called.event.due),
          by: moment(called.event.ledger.cureBy, words),
          token,
        }),
      ),
    deadline: () =>
      called && { when: moment(called.event.ledger.cureBy + 1, words), text: words('home.default.deadline') },
    closed: () => closed && line(closed.fact, words('home.default.closed', { ...split(closed.event, sum), token })),
  }
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
