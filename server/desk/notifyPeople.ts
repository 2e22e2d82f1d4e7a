import type { Address } from '../domain/terms/terms.ts'
import type { Instant } from '../domain/units/time.ts'
import { newsOfDeals, newsOfNegotiations, newsOfNotices, newsOfSignatures } from './newsFound.ts'
import type { Ports } from './ports.ts'
import type { AccountId } from './ports/accounts.ts'
import type { News, NewsReach, NewsWishes } from './ports/news.ts'
import { NOTHING_DONE, tallied } from './tally.ts'
import type { Tally } from './tally.ts'
import { writeNews } from './writeNews.ts'

/** What people do is written a moment after the desk time it is written with: so far back is looked again. In seconds of desk time. */
const LOOK_AGAIN = 600

/**
 * Writes down what people wish to be told of what has happened since it was done last, to be sent by mail and webhook. Only what is final
 * on the chain is told. `done` counts news.
 *
 * Each is written under an id of its own before the desk remembers how far it has come: a run that dies in between is done again, and
 * what was written stays one message. Where one cannot be written the others are, and all of it is looked at again.
 */
export async function notifyPeople(ports: Ports): Promise<Tally> {
  const [final, asOf, reach, wishes] = await Promise.all([
    ports.history.finalHead(),
    ports.clock.asOf(),
    ports.news.reach(),
    ports.news.everyWish(),
  ])
  if (final === null) return NOTHING_DONE
  const next = { block: Math.max(final.number, reach?.block ?? 0), at: asOf }
  // What happened before anybody could ask for it is no news.
  if (reach === null) {
    await ports.news.moveReach(next)
    return NOTHING_DONE
  }
  return tellSince(ports, { reach, next, wishes })
}

/** What is told: everything after `reach`, up to `next`. */
interface Stretch {
  readonly reach: NewsReach
  readonly next: NewsReach
  readonly wishes: readonly NewsWishes[]
}

async function tellSince(ports: Ports, { reach, next, wishes }: Stretch): Promise<Tally> {
  const people = await recipientsOf(ports, wishes)
  const span = { reach: reach.block, to: next.block, since: reach.at - LOOK_AGAIN }
  const found = wishes.length === 0 ? [] : await newsSince(ports, people.accountOf, span)
  const wished = found
    .filter(({ to, kinds }) => isWished(people.wishes.get(to), kinds))
    .toSorted((one, other) => one.at - other.at)
  const tally = await tallied(wished, (news) => told(ports, people, news))
  const hasMoved = next.block !== reach.block || next.at !== reach.at
  if (tally.failures.length === 0 && hasMoved) await ports.news.moveReach(next)
  return tally
}

interface Recipients {
  readonly wishes: ReadonlyMap<AccountId, NewsWishes>
  readonly emails: ReadonlyMap<AccountId, string>
  readonly accountOf: ReadonlyMap<Address, AccountId>
}

async function recipientsOf({ accounts }: Pick<Ports, 'accounts'>, wishes: readonly NewsWishes[]): Promise<Recipients> {
  const people = await accounts.readMany(wishes.map(({ account }) => account))
  return {
    wishes: new Map(wishes.map((wish) => [wish.account, wish])),
    emails: new Map(people.map(({ id, email }) => [id, email])),
    accountOf: new Map(people.flatMap(({ id, addresses }) => addresses.map((address) => [address, id] as const))),
  }
}

interface Span {
  /** Blocks after `reach`, up to `to`. */
  readonly reach: number
  readonly to: number
  readonly since: Instant
}

async function newsSince(
  ports: Ports,
  accountOf: ReadonlyMap<Address, AccountId>,
  { reach, to, since }: Span,
): Promise<readonly News[]> {
  const [deals, noticed, unsigned, negotiations] = await Promise.all([
    to > reach ? ports.deals.withFactsAbove(reach) : [],
    ports.deals.noticedSince(since),
    ports.deals.inState(['agreed', 'signedByOne']),
    ports.negotiations.changedSince(since),
  ])
  const isNew = ({ block }: { readonly block: number }) => block > reach && block <= to
  return [
    ...newsOfDeals(ports, deals, accountOf, isNew),
    ...newsOfNotices(ports, noticed, accountOf, since),
    ...newsOfSignatures(unsigned, accountOf, since),
    ...newsOfNegotiations(negotiations, since),
  ]
}

function isWished(wishes: NewsWishes | undefined, kinds: News['kinds']): boolean {
  return kinds.some((kind) => wishes?.mail.includes(kind) === true || wishes?.hook?.kinds.includes(kind) === true)
}

async function told(ports: Ports, { wishes, emails }: Recipients, news: News): Promise<boolean> {
  const wish = wishes.get(news.to)
  const email = emails.get(news.to)
  if (wish === undefined || email === undefined) return false
  await writeNews(ports, wish, email, news)
  return true
}
