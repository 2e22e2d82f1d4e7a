/** What the desk keeps of the days of its accounts. */
import type { StatementLine } from '../../domain/deal/statement.ts'
import type { Hex } from '../../domain/terms/terms.ts'
import type { Day, Instant } from '../../domain/units/time.ts'
import type { AccountId } from './accounts.ts'

/** One UTC day of one account. Written once and never changed. */
export interface Statement {
  readonly account: AccountId
  readonly day: Day
  /** Desk time. */
  readonly madeAt: Instant
  /** Every deal that the account had something in, those that opened first coming first. */
  readonly lines: readonly DealOfDay[]
}

/** A deal with its line. */
export type DealOfDay = StatementLine & { readonly deal: Hex }

export interface StatementStore {
  /** Inserts; does nothing where that day of that account is there. */
  insert(statement: Statement): Promise<void>
  read(account: AccountId, day: Day): Promise<Statement | null>
  /** The last that were made for an account of days before `before`, newest first. */
  before(account: AccountId, before: Day, count: number): Promise<readonly Statement[]>
  /** Up to which day every account's statements are made; none is there for an account of which none was. */
  through(): Promise<ReadonlyMap<AccountId, Day>>
  /** Says that they are made up to `day`; never takes back what was said of a later one. */
  reach(account: AccountId, day: Day): Promise<void>
}
