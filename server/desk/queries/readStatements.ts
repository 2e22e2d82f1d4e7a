import { statementTotals } from '../../domain/deal/statementTotals.ts'
import type { StatementTotals } from '../../domain/deal/statementTotals.ts'
import type { SeriesName } from '../../domain/index/readings.ts'
import { otherSide } from '../../domain/terms/terms.ts'
import type { Hex } from '../../domain/terms/terms.ts'
import type { Day, Instant } from '../../domain/units/time.ts'
import { seriesOf } from '../deskSeries.ts'
import { ownersOf } from '../partyTo.ts'
import type { DealRecord, Ports, Token } from '../ports.ts'
import type { Account } from '../ports/accounts.ts'
import type { DealOfDay, Statement } from '../ports/statements.ts'
import { tokenOf } from '../tokenOf.ts'
import { namesOf } from './partyNames.ts'

/** As many days as one list shows. */
const DAYS_LISTED = 31

/** One UTC day of an account in one line. */
export interface StatementDay {
  readonly day: Day
  readonly totals: readonly TotalsOfToken[]
}

/** As many of its days as a list shows, the newest first. */
export interface StatementList {
  readonly days: readonly StatementDay[]
  readonly hasOlder: boolean
}

export interface TotalsOfToken {
  readonly token: Token
  readonly totals: StatementTotals
}

/** One day of an account in full. */
export interface StatementView {
  readonly day: Day
  readonly madeAt: Instant
  readonly lines: readonly LineView[]
  readonly totals: readonly TotalsOfToken[]
  /** The last day before it that has a statement; null where there is none. */
  readonly previous: Day | null
}

export interface LineView {
  readonly line: DealOfDay
  readonly deal: DealRecord
  readonly token: Token
  readonly series: SeriesName | null
  /** By name, null where it has none here. */
  readonly counterparty: string | null
}

type Viewer = Pick<Account, 'id' | 'addresses'>
type StatementPorts = Pick<Ports, 'statements' | 'deals' | 'escrows' | 'accounts'>

/** The days of an account before `before`, the newest first. */
export async function listStatements(
  ports: StatementPorts,
  { viewer, before }: { readonly viewer: Viewer; readonly before: Day },
): Promise<StatementList> {
  const found = await ports.statements.before(viewer.id, before, DAYS_LISTED + 1)
  const statements = found.slice(0, DAYS_LISTED)
  const deals = statements.length === 0 ? new Map<Hex, DealRecord>() : await dealsStated(ports, viewer, statements)
  const days = statements.map(({ day, lines }) => ({ day, totals: totalsOf(ports, lines, deals) }))
  return { days, hasOlder: found.length > DAYS_LISTED }
}

/** One day of an account; null where it had nothing on it, or it is not over. */
export async function readStatement(
  ports: StatementPorts,
  { viewer, day }: { readonly viewer: Viewer; readonly day: Day },
): Promise<StatementView | null> {
  const statement = await ports.statements.read(viewer.id, day)
  if (statement === null) return null
  const [deals, [previous]] = await Promise.all([
    dealsStated(ports, viewer, [statement]),
    ports.statements.before(viewer.id, day, 1),
  ])
  const names = await namesOf(ports, [...deals.values()])
  const lines = statement.lines.flatMap((line): readonly LineView[] => {
    const deal = deals.get(line.deal)
    if (deal === undefined) return []
    const counterparty = names.get(ownersOf(deal)[otherSide(line.side)]) ?? null
    return [{ line, deal, token: tokenOf(ports, deal.terms), series: seriesOf(ports, deal.terms), counterparty }]
  })
  const totals = totalsOf(ports, statement.lines, deals)
  return { day, madeAt: statement.madeAt, lines, totals, previous: previous?.day ?? null }
}

type Deals = ReadonlyMap<Hex, DealRecord>

/** The deals in the statements: what is no longer the account's by its wallets is read one by one. */
async function dealsStated(
  { deals }: Pick<Ports, 'deals'>,
  viewer: Viewer,
  statements: readonly Statement[],
): Promise<Deals> {
  const known = new Map((await deals.ofParties(viewer.addresses)).map((deal) => [deal.id, deal]))
  const wanted = new Set(statements.flatMap(({ lines }) => lines.map(({ deal }) => deal)))
  const others = [...wanted].filter((id) => !known.has(id))
  const read = await Promise.all(others.map((id) => deals.read(id)))
  return new Map([...known, ...read.flatMap((deal) => (deal === null ? [] : [[deal.id, deal] as const]))])
}

function totalsOf(ports: Pick<Ports, 'escrows'>, lines: readonly DealOfDay[], deals: Deals): readonly TotalsOfToken[] {
  const byToken = new Map<string, { readonly token: Token; readonly lines: DealOfDay[] }>()
  for (const line of lines) {
    const deal = deals.get(line.deal)
    if (deal === undefined) continue
    const token = tokenOf(ports, deal.terms)
    const known = byToken.get(token.address) ?? { token, lines: [] }
    known.lines.push(line)
    byToken.set(token.address, known)
  }
  return [...byToken.values()].map(({ token, lines }) => ({ token, totals: statementTotals(lines) }))
}
