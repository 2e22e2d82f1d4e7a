/** What people are told by mail and webhook, how they wish it, and how far they have been told. */
import type { NoticeKind } from '../../domain/deal/notices.ts'
import type { EscrowWhat } from '../../domain/sending/news.ts'
import type { NewsKind, NewsLanguage } from '../../domain/sending/newsKinds.ts'
import type { Address, Hex } from '../../domain/terms/terms.ts'
import type { IndexValue } from '../../domain/units/indexValue.ts'
import type { Day, Instant } from '../../domain/units/time.ts'
import type { AccountId } from './accounts.ts'

/** How one account wishes to be told. Nothing is sent to an account that has none. */
export interface NewsWishes {
  readonly account: AccountId
  readonly language: NewsLanguage
  /** What is sent to the account's e-mail address. */
  readonly mail: readonly NewsKind[]
  readonly hook: NewsHook | null
  readonly version: number
}

/** Somebody's system, and what is posted to it. */
export interface NewsHook {
  readonly url: string
  /** What every document is signed with; shown to its owner only. */
  readonly secret: string
  readonly kinds: readonly NewsKind[]
}

/** Something that one account is told, once. It names nobody: mail is read by others. */
export interface News {
  /** What it is about; the same thing told again has the same id. */
  readonly id: string
  readonly to: AccountId
  /** Told if one of them is wished. */
  readonly kinds: readonly NewsKind[]
  /** Desk time at which it happened. */
  readonly at: Instant
  readonly told: Told
}

/** What an amount is in. */
interface NewsToken {
  readonly address: Address
  readonly symbol: string
  readonly decimals: number
}

/** What happened, as much of it as a sentence needs. */
export type Told =
  | {
      readonly what: EscrowWhat | NoticeKind
      readonly deal: Hex
      readonly token: NewsToken
      readonly amount: bigint | null
      readonly by: Instant | null
    }
  | { readonly what: 'sign'; readonly deal: Hex; readonly by: Instant }
  | {
      readonly what: 'quote'
      readonly negotiation: string
      readonly hashrate: bigint
      readonly days: number
      readonly rate: IndexValue
      readonly by: Instant
    }
  | { readonly what: 'agreed'; readonly negotiation: string }
  | { readonly what: 'statement'; readonly day: Day }
  | { readonly what: 'test' }

/** How far people have been told: every block up to one, and what people did up to a moment. */
export interface NewsReach {
  readonly block: number
  readonly at: Instant
}

export interface NewsStore {
  wishes(account: AccountId): Promise<NewsWishes | null>
  /** Those of everybody who wishes to be told anything. */
  everyWish(): Promise<readonly NewsWishes[]>
  /** Writes under optimistic concurrency, as deals are; version 0 is the first. Throws StaleWrite. */
  wish(wishes: NewsWishes): Promise<void>
  /** Null before anybody was told anything. */
  reach(): Promise<NewsReach | null>
  moveReach(reach: NewsReach): Promise<void>
}

/** How news are put: in words for people, and as a document for their systems. */
export interface NewsWriter {
  letter(news: News, language: NewsLanguage): { readonly subject: string; readonly text: string }
  /** JSON. */
  document(news: News): string
}
