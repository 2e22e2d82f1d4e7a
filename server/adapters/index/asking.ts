import { setTimeout as pause } from 'node:timers/promises'
import { PortFailure } from '../../desk/ports.ts'

/** How patient the desk is with a source outside. */
export interface SourcePatience {
  /** For one answer, in milliseconds. */
  readonly answerMs: number
  /** Before it is asked again, time after time, until that is its answer. */
  readonly pausesMs: readonly number[]
  /** At most so long, even if the source asks to be left alone for longer. */
  readonly longestPauseMs: number
}

const SOURCE_PATIENCE: SourcePatience = {
  answerMs: 10_000,
  pausesMs: [250, 1_000, 4_000],
  longestPauseMs: 10_000,
}

/** An address that is asked, with what it is asked with. Nothing of it is ever in a message: it may hold a password or a key. */
export interface Asked {
  readonly who: string
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  /** Posted as JSON; left out, the address is read. */
  readonly body?: unknown
}

/** A longer answer is none to anything that is asked here. */
const LONGEST_ANSWER = 4_000_000

/** Busy, or gone for a moment: worth asking again. */
const AGAIN: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504])

interface Answer {
  readonly status: number
  readonly text: string
  /** How long the source wants to be left alone, in milliseconds; null: it does not say. */
  readonly restMs: number | null
}

/**
 * The text of an answer, asked for again with growing pauses while the source is busy, slow or away.
 *
 * Refuses: PortFailure('index') with the last reason; any status but 2xx is one, unless the answer is JSON, as a node explains itself.
 */
async function askSource(asked: Asked, patience: SourcePatience = SOURCE_PATIENCE): Promise<string> {
  for (let time = 0; ; time += 1) {
    const answer = await once(asked, patience)
    if (isUsable(answer)) return answer.text
    const planned = patience.pausesMs[time]
    if (planned === undefined || !mayPass(answer)) throw failureOf(asked, answer)
    await pause(Math.min(Math.max(planned, restIn(answer)), patience.longestPauseMs))
  }
}

/** The JSON in a source's answer. Throws PortFailure('index') where it is none. */
export async function askJson(asked: Asked, patience?: SourcePatience): Promise<unknown> {
  const text = await askSource(asked, patience)
  try {
    return JSON.parse(text) as unknown
  } catch (cause) {
    throw new PortFailure('index', `${asked.who} answers with something that is not JSON`, { cause })
  }
}

function isUsable(answer: Answer | Error): answer is Answer {
  if (answer instanceof Error) return false
  const isGood = answer.status >= 200 && answer.status <= 299
  return isGood || explains(answer)
}

function mayPass(answer: Answer | Error): boolean {
  return answer instanceof Error || AGAIN.has(answer.status)
}

function restIn(answer: Answer | Error): number {
  return answer instanceof Error ? 0 : (answer.restMs ?? 0)
}

/** Bitcoin Core answers a refused question with status 500 or 404 and the reason as JSON-RPC. */
function explains({ status, text }: Answer): boolean {
  return (status === 500 || status === 404) && /^\s*\{/.test(text) && text.includes('"error"')
}

async function once({ url, headers, body }: Asked, { answerMs }: SourcePatience): Promise<Answer | Error> {
  try {
    const response = await fetch(url, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? null : JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.timeout(answerMs),
    })
    return { status: response.status, text: await textOf(response), restMs: restOf(response) }
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

async function textOf(response: Response): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const bytes of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    text += decoder.decode(bytes, { stream: true })
    if (text.length > LONGEST_ANSWER) throw new Error('the answer does not end')
  }
  return text
}

function restOf(response: Response): number | null {
  const told = response.headers.get('retry-after')
  return told !== null && /^\d{1,6}$/.test(told) ? parseInt(told, 10) * 1_000 : null
}

/** What can be told of it: an address may hold a secret, and fetch repeats addresses in its messages. */
function failureOf({ who }: Asked, answer: Answer | Error): PortFailure {
  if (!(answer instanceof Error)) return new PortFailure('index', `${who} answers with HTTP ${answer.status}`)
  const why = answer.name === 'TimeoutError' ? 'does not answer in time' : 'cannot be reached, or breaks off'
  return new PortFailure('index', `${who} ${why}`)
}
