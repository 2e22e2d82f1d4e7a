import { enqueue } from './deliver.ts'
import type { Ports } from './ports.ts'
import type { News, NewsWishes } from './ports/news.ts'

/** Writes news down for each way on which they are wished, to be sent: once, however often it is asked. */
export async function writeNews(
  ports: Pick<Ports, 'deliveries' | 'clock' | 'newsWriter'>,
  wishes: Pick<NewsWishes, 'mail' | 'hook' | 'language'>,
  email: string,
  news: News,
): Promise<void> {
  const { mail, hook, language } = wishes
  const id = `${news.id}:${news.to}`
  if (news.kinds.some((kind) => mail.includes(kind))) {
    const letter = ports.newsWriter.letter(news, language)
    const message = { channel: 'mail', to: email, ...letter, attachments: [] } as const
    await enqueue(ports, { id: `${id}:mail`, owner: news.to, message })
  }
  if (hook !== null && news.kinds.some((kind) => hook.kinds.includes(kind))) {
    const { url, secret } = hook
    const body = ports.newsWriter.document(news)
    await enqueue(ports, {
      id: `${id}:hook`,
      owner: news.to,
      message: { channel: 'webhook', url, secret, reach: 'public', body },
    })
  }
}
