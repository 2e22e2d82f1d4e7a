import type { Ports } from '../ports.ts'
import type { AccountId } from '../ports/accounts.ts'
import type { Delivery } from '../ports/deliveries.ts'
import type { NewsWishes } from '../ports/news.ts'

/** As many messages as are shown. */
const SHOWN = 10

/** How an account is told of things, and what has become of the last messages. */
export interface NewsWishesView {
  /** Null: it never said. */
  readonly wishes: NewsWishes | null
  /** Whether this desk can send mail. */
  readonly canMail: boolean
  /** Newest first. */
  readonly recent: readonly Delivery[]
  /** World time in milliseconds, for how long ago they were written. */
  readonly worldNow: number
}

export async function readNewsWishes(
  { news, deliveries, mailer, clock }: Pick<Ports, 'news' | 'deliveries' | 'mailer' | 'clock'>,
  { viewer }: { readonly viewer: AccountId },
): Promise<NewsWishesView> {
  const [wishes, recent] = await Promise.all([news.wishes(viewer), deliveries.recent(viewer, SHOWN)])
  return { wishes, canMail: mailer !== null, recent, worldNow: clock.worldNow() }
}
