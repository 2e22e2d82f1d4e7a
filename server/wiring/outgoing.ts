import type { Env } from '../../config/env.ts'
import { smtpMailer } from '../adapters/mail/smtpMailer.ts'
import type { Mailer } from '../desk/ports/deliveries.ts'

/** What leaves the desk for people and their systems. */
export interface OutgoingPart {
  readonly mailer: Mailer | null
  /** Who is told when something is wrong. */
  readonly operators: readonly string[]
  /** Where people's webhooks may lead. */
  readonly peoplesHooks: 'public' | 'publicOrHere'
  stop(): Promise<void>
}

/** Mail as it is configured. The embedded chain is for trying out, and its desk listens on this machine only: webhooks may lead there. */
export function outgoingPart({
  telling,
  chain,
  operators,
}: Pick<Env, 'telling' | 'chain' | 'operators'>): OutgoingPart {
  const mailer = telling.mail && smtpMailer(telling.mail.url, telling.mail.from)
  return {
    mailer,
    operators,
    peoplesHooks: chain.kind === 'embedded' ? 'publicOrHere' : 'public',
    stop: () => Promise.resolve(mailer?.close()),
  }
}
