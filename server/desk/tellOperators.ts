import { enqueue } from './deliver.ts'
import type { Ports } from './ports.ts'

/** What whoever runs the desk is told, wherever they are. */
export interface Told {
  /** What it is about: told once, however often it is said. */
  readonly id: string
  readonly subject: string
  readonly text: string
}

/** Writes a letter to every operator, to be sent by the next delivery; none where no mail server is known. */
export async function tellOperators(
  { mailer, alarms, deliveries, clock }: Pick<Ports, 'mailer' | 'alarms' | 'deliveries' | 'clock'>,
  { id, subject, text }: Told,
): Promise<void> {
  if (mailer === null) return
  for (const to of alarms.operators) {
    const letter = { channel: 'mail', to, subject: `Hashdesk: ${subject}`, text, attachments: [] } as const
    await enqueue({ deliveries, clock }, { id: `${id}:${to}`, owner: null, message: letter })
  }
}
