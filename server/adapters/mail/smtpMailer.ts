import { createHash } from 'node:crypto'
import { createTransport } from 'nodemailer'
import { Undelivered } from '../../desk/ports/deliveries.ts'
import type { Letter, Mailer } from '../../desk/ports/deliveries.ts'

/** How long to wait for a mail server: to be reached, to greet, and between two of its words. Milliseconds. */
const PATIENCE_MS = 10_000

/** A server's "no" for good begins with 5; what begins with 4 may go through later (RFC 5321, 4.2.1). */
const FOR_GOOD = 500

export interface SmtpMailer extends Mailer {
  /** Lets go of the connections that are kept. */
  close(): void
}

/** Mail by SMTP. `url` may hold a name and a password; `from` is who the letters are from. */
export function smtpMailer(url: string, from: string): SmtpMailer {
  const transport = createTransport({
    url,
    pool: true,
    connectionTimeout: PATIENCE_MS,
    greetingTimeout: PATIENCE_MS,
    socketTimeout: PATIENCE_MS,
    // What is sent is text of ours: nothing in it may make the server read a file or fetch an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    async send(letter, id) {
      try {
        await transport.sendMail(toMail(letter, { id, from }))
      } catch (error) {
        throw undelivered(error)
      }
    },
    close: () => {
      transport.close()
    },
  }
}

/** The same message has the same identity whenever it is sent, so that mail programs show it once. */
function toMail(
  { to, subject, text, attachments }: Letter,
  { id, from }: { readonly id: string; readonly from: string },
) {
  const messageId = `<${createHash('sha256').update(id).digest('hex').slice(0, 40)}@${domainOf(from)}>`
  // An address of ours is one address: whatever else it looks like, it is not read as a list.
  return {
    from,
    to: { name: '', address: to },
    subject,
    text,
    messageId,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Hashdesk-Delivery': id },
    attachments: attachments.map(({ name, mediaType, text: content }) => ({
      filename: name,
      contentType: mediaType,
      content,
    })),
  }
}

function domainOf(from: string): string {
  return /@(?<domain>[A-Za-z0-9.-]+)/.exec(from)?.groups?.domain ?? 'localhost'
}

function undelivered(error: unknown): Undelivered {
  const { responseCode, message } = error as { readonly responseCode?: number; readonly message?: string }
  return new Undelivered(message ?? 'the mail server did not answer', {
    isFinal: responseCode !== undefined && responseCode >= FOR_GOOD,
    cause: error,
  })
}
