import { lookup } from 'node:dns/promises'
import type { IncomingMessage, OutgoingHttpHeaders, RequestOptions } from 'node:http'
import { request as requestPlainly } from 'node:http'
import { request as requestSecurely } from 'node:https'
import { isIP } from 'node:net'
import { Undelivered } from '../../desk/ports/deliveries.ts'
import type { HookFault, HookSender } from '../../desk/ports/deliveries.ts'
import type { Reach } from '../../domain/sending/deliveryWords.ts'
import { isPublic, isThisMachine } from './publicAddress.ts'
import { signatureHeader } from './signature.ts'

/** How long a receiver may take altogether, and its name to be looked up: milliseconds. */
const PATIENCE_MS = 10_000
const LOOKUP_PATIENCE_MS = 3_000

/** The receiver says that nobody wants this any more. */
const GONE = 410

export interface HookSenderParts {
  readonly worldNow: () => number
  /** Whether people's webhooks may lead to this machine itself: for trying a desk out that nobody else can reach. */
  readonly people: 'public' | 'publicOrHere'
  /** Looks a name up; the system's own, if left out. */
  readonly resolve?: (host: string) => Promise<readonly string[]>
}

/**
 * Posts signed documents. An address that a person gave is looked up once, and connected to as it was looked up: a name that leads
 * somewhere else a moment later gains nothing. Answers are not read and redirections not followed.
 */
export function hookSender(parts: HookSenderParts): HookSender {
  const { worldNow, resolve = lookedUp } = parts
  const look = { resolve, people: parts.people }
  return {
    async fault(url) {
      const { fault } = await destinationOf(url, 'public', look)
      return fault
    },

    async post(hook, id) {
      const destination = await destinationOf(hook.url, hook.reach, look)
      const { fault } = destination
      if (fault !== null) throw new Undelivered(fault, { isFinal: fault !== 'unknownHost' })
      const timestamp = Math.floor(worldNow() / 1_000)
      const status = await posted(destination, hook.body, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(hook.body).toString(),
        'user-agent': 'Hashdesk',
        'hashdesk-delivery': id,
        'hashdesk-signature': signatureHeader(hook.secret, timestamp, hook.body),
      })
      if (status < 200 || status > 299) {
        throw new Undelivered(`the receiver answered ${status.toString()}`, { isFinal: status === GONE })
      }
    },
  }
}

type Look = Required<Pick<HookSenderParts, 'resolve' | 'people'>>

/** Where a request goes: `address` is what the host's name led to. */
interface Destination {
  readonly fault: null
  readonly url: URL
  readonly host: string
  readonly address: string
}

/** Where an address leads, looked up and allowed; or why nothing is posted to it. */
async function destinationOf(
  text: string,
  reach: Reach,
  look: Look,
): Promise<Destination | { readonly fault: HookFault }> {
  const url = URL.parse(text)
  if (url === null) return { fault: 'malformed' }
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const written = faultAsWritten(url)
  const addresses = written !== null ? [] : await addressesOf(look, host)
  const [address] = addresses
  if (address === undefined) return { fault: written ?? 'unknownHost' }
  const fault = reach === 'anywhere' ? null : faultToPeople(url, addresses, look)
  return fault === null ? { fault, url, host, address } : { fault }
}

/** Why a person may not have something posted there. Over http anybody on the way could read it: only this machine has no way. */
function faultToPeople(url: URL, addresses: readonly string[], { people }: Look): HookFault | null {
  if (people === 'publicOrHere' && addresses.every(isThisMachine)) return null
  if (!addresses.every(isPublic)) return 'notPublic'
  return url.protocol === 'https:' ? null : 'notHttps'
}

function faultAsWritten(url: URL): HookFault | null {
  if (!['https:', 'http:'].includes(url.protocol)) return 'malformed'
  return url.username !== '' || url.password !== '' ? 'hasPassword' : null
}

async function addressesOf({ resolve }: Look, host: string): Promise<readonly string[]> {
  if (isIP(host) > 0) return [host]
  try {
    return await Promise.race([resolve(host), after(LOOKUP_PATIENCE_MS)])
  } catch {
    return [] // a name that nobody knows
  }
}

function after(milliseconds: number): Promise<readonly string[]> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds, []).unref()
  })
}

async function lookedUp(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address)
}

/** The status that was answered. The connection goes to `address`, whatever the name of the host leads to by now. */
function posted({ url, host, address }: Destination, body: string, headers: OutgoingHttpHeaders): Promise<number> {
  const isSecure = url.protocol === 'https:'
  const options: RequestOptions = {
    method: 'POST',
    headers: { ...headers, host: url.host },
    host: address,
    port: url.port === '' ? (isSecure ? 443 : 80) : url.port,
    path: `${url.pathname}${url.search}`,
    agent: false,
    signal: AbortSignal.timeout(PATIENCE_MS),
    ...(isSecure ? { servername: isIP(host) > 0 ? '' : host } : {}),
  }
  return new Promise((resolve, reject) => {
    const answered = (response: IncomingMessage) => {
      resolve(response.statusCode ?? 0)
      response.destroy()
    }
    const request = isSecure ? requestSecurely(options, answered) : requestPlainly(options, answered)
    request.on('error', (cause) => {
      reject(new Undelivered(`the receiver did not answer: ${cause.message}`, { isFinal: false, cause }))
    })
    request.end(body)
  })
}
