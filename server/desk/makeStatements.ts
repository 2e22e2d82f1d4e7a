import { statementLine } from '../domain/deal/statement.ts'
import { dayOf, endOfDay } from '../domain/units/time.ts'
import type { Day, Instant } from '../domain/units/time.ts'
import { SILENCE } from '../domain/index/readings.ts'
import type { SeriesName } from '../domain/index/readings.ts'
import { readingsOf, seriesOf } from './deskSeries.ts'
import { INDEXING_JOB } from './enginePass.ts'
import type { DealRecord, Fixing, Ports } from './ports.ts'
import type { Account } from './ports/accounts.ts'
import type { DealOfDay } from './ports/statements.ts'
import { tallied } from './tally.ts'
import type { Tally } from './tally.ts'
import { writeNews } from './writeNews.ts'

/** A deal is valued at the last fixing even before its first day: so many days before it opened are looked at. */
const LOOK_BACK = 7

/**
 * Makes the statement of every UTC day that is over, for every account that had something in a deal on it: all days that are missing,
 * the oldest first. `done` counts accounts.
 *
 * A day is over once its fixing is final on the chain, and with it everything that happened on that day; where no fixing comes, once a
 * whole day more has passed. An account whose statement cannot be made is told as a failure, and keeps none of the others waiting.
 */
export async function makeStatements(ports: Ports): Promise<Tally> {
  const last = await lastDayOver(ports)
  if (last === null) return { done: 0, failures: [] }
  const [accounts, through] = await Promise.all([ports.accounts.withWallets(), ports.statements.through()])
  const behind = accounts.filter(({ id }) => (through.get(id) ?? -1) < last)
  return tallied(behind, (account) => bringUpTo(ports, account, { after: through.get(account.id) ?? null, last }))
}

/** The last day whose statement can be made; null where none can. */
async function lastDayOver({
  history,
  fixings,
  runs,
}: Pick<Ports, 'history' | 'fixings' | 'runs'>): Promise<Day | null> {
  const [final, fixing, read] = await Promise.all([history.finalHead(), fixings.last('BME14'), runs.last(INDEXING_JOB)])
  if (final === null) return null
  const isFixed = fixing !== null && fixing.block <= final.number && endOfDay(fixing.day) <= final.at
  // A pass at that moment has published every fixing that it could: what is not there is not late, but missing.
  const silent = dayOf(Math.min(final.at, read?.asOf ?? 0)) - 2
  return Math.max(silent, isFixed ? fixing.day : silent)
}

interface Span {
  /** The last day that is made; null: none is. */
  readonly after: Day | null
  readonly last: Day
}

/** Whether there was anything to state. */
async function bringUpTo(ports: Ports, account: Account, { after, last }: Span): Promise<boolean> {
  const deals = (await ports.deals.ofParties(account.addresses)).filter(({ chain }) => chain !== null)
  const first = Math.min(...deals.map(({ chain }) => dayOf(chain?.opened.at ?? 0)))
  const fixings = await fixingsFor(ports, deals, last)
  const madeAt = await ports.clock.asOf()
  let made = 0
  for (let day = Math.max(first, (after ?? -1) + 1); day <= last; day += 1) {
    const lines = linesOf(ports, { account, deals, day, fixings })
    if (lines.length > 0) {
      await ports.statements.insert({ account: account.id, day, madeAt, lines })
      made += 1
      // Who catches up on a month of days does not want a month of letters.
      if (day === last) await tellOf(ports, account, day, madeAt)
    }
    await ports.statements.reach(account.id, day)
  }
  if (deals.length === 0) await ports.statements.reach(account.id, last)
  return made > 0
}

async function tellOf(ports: Ports, { id, email }: Account, day: Day, at: Instant): Promise<void> {
  const wishes = await ports.news.wishes(id)
  const told = { what: 'statement', day } as const
  if (wishes !== null)
    await writeNews(ports, wishes, email, { id: `statement:${day.toString()}`, to: id, kinds: ['statement'], at, told })
}

type Fixings = ReadonlyMap<SeriesName, readonly Fixing[]>

/** The fixings of every index that one of the deals is on. */
async function fixingsFor(
  ports: Pick<Ports, 'escrows' | 'fixings'>,
  deals: readonly DealRecord[],
  to: Day,
): Promise<Fixings> {
  const from = new Map<SeriesName, Day>()
  for (const { terms, chain } of deals) {
    const series = seriesOf(ports, terms)
    const first = Math.min(terms.startDay, dayOf(chain?.opened.at ?? 0)) - LOOK_BACK
    if (series !== null) from.set(series, Math.min(first, from.get(series) ?? first))
  }
  const read = [...from].map(async ([series, day]) => [series, await ports.fixings.between(series, day, to)] as const)
  return new Map(await Promise.all(read))
}

/** What is stated of a day. */
interface Stated {
  readonly account: Pick<Account, 'addresses'>
  readonly deals: readonly DealRecord[]
  readonly day: Day
  readonly fixings: Fixings
}

function linesOf(ports: Pick<Ports, 'escrows'>, { account, deals, day, fixings }: Stated): readonly DealOfDay[] {
  const inOrder = deals.toSorted((one, other) => (one.chain?.opened.at ?? 0) - (other.chain?.opened.at ?? 0))
  return inOrder.flatMap((deal) => {
    const { terms, facts } = deal
    const series = seriesOf(ports, terms)
    const known = (series && fixings.get(series))?.filter((fixing) => fixing.day <= day) ?? []
    const last = known.at(-1)
    const readings = last === undefined ? SILENCE : readingsOf(known, last, null)
    const line = statementLine({ terms, facts, holders: account.addresses, day, readings })
    return line === null ? [] : [{ deal: deal.id, ...line }]
  })
}
