import { Refusal } from '../domain/refusals.ts'
import { NEWS_KINDS } from '../domain/sending/newsKinds.ts'
import type { NewsKind, NewsLanguage } from '../domain/sending/newsKinds.ts'
import { refuseWhileLocked } from './lockOut.ts'
import type { Ports } from './ports.ts'
import type { Account, AccountId } from './ports/accounts.ts'
import type { NewsHook, NewsWishes } from './ports/news.ts'
import { writeNews } from './writeNews.ts'

export interface WishNews {
  readonly by: AccountId
  /** The version that the form was drawn from; 0 where nothing was wished before. */
  readonly version: number
  readonly language: NewsLanguage
  readonly mail: readonly NewsKind[]
  /** An empty address: nothing is posted. */
  readonly hook: { readonly url: string; readonly kinds: readonly NewsKind[]; readonly secret: 'keep' | 'renew' }
}

/**
 * Keeps what an account wishes to be told, and how. A system gets a secret of its own to know the desk's documents by.
 *
 * Refuses: `hookRefused` an address that nothing can be posted to, with the `fault`. Throws StaleWrite.
 */
export async function wishNews(
  ports: Pick<Ports, 'news' | 'hooks' | 'ids'>,
  { by: account, version, language, mail, hook }: WishNews,
): Promise<void> {
  const before = await ports.news.wishes(account)
  const next = await hookWished(ports, hook, before?.hook ?? null)
  await ports.news.wish({ account, version, language, mail, hook: next })
}

async function hookWished(
  { hooks, ids }: Pick<Ports, 'hooks' | 'ids'>,
  { url, kinds, secret }: WishNews['hook'],
  before: NewsHook | null,
): Promise<NewsHook | null> {
  if (url === '') return null
  const fault = await hooks.fault(url)
  if (fault !== null) throw new Refusal('hookRefused', { fault })
  // Whoever had the old address knows the old secret.
  const isKept = before !== null && before.url === url && secret === 'keep'
  return { url, kinds, secret: isKept ? before.secret : ids.secret() }
}

/** As many test messages as an account may ask for in an hour. */
const TESTS = { allowed: 5, milliseconds: 3_600_000 }

/**
 * Sends a test message on every way on which an account is told anything.
 *
 * Refuses: `newsUnwished` where there is none; `lockedOut` after too many.
 */
export async function sendTestNews(
  ports: Pick<Ports, 'news' | 'attempts' | 'ids' | 'clock' | 'deliveries' | 'newsWriter'>,
  { by }: { readonly by: Pick<Account, 'id' | 'email'> },
): Promise<void> {
  const wishes = await ports.news.wishes(by.id)
  if (wishes === null || !isTold(wishes)) throw new Refusal('newsUnwished')
  refuseWhileLocked(await ports.attempts.begin(`test news ${by.id}`, TESTS))
  const id = `test:${ports.ids.next()}`
  const at = await ports.clock.asOf()
  await writeNews(ports, wishes, by.email, { id, to: by.id, kinds: NEWS_KINDS, at, told: { what: 'test' } })
}

function isTold({ mail, hook }: NewsWishes): boolean {
  return mail.length > 0 || (hook?.kinds.length ?? 0) > 0
}
