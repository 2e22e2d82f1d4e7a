import * as http from 'node:http'
import * as https from 'node:https'
import { setTimeout as pause } from 'node:timers/promises'
import { urlToHttpOptions } from 'node:url'
import { listOf, recordOf } from './decode.ts'

/** What a node said is wrong with a question; a node that did not answer it is any other error. */
export class RpcError extends Error {
  /** What it added, as it came. */
  readonly data: unknown

  constructor(message: string, data: unknown) {
    super(message)
    this.name = 'RpcError'
    this.data = data
  }
}

/** A node's address, ready to be asked. */
export interface JsonRpc {
  /** The answer to one question. Throws RpcError where the node refuses it. */
  ask(method: string, params: readonly unknown[]): Promise<unknown>
  /** Lets go of the connections; what is under way fails. */
  close(): void
}

interface Question {
  readonly method: string
  readonly params: readonly unknown[]
  readonly resolve: (result: unknown) => void
  readonly reject: (error: unknown) => void
}

type Post = (body: string) => Promise<string>

/** Most nodes refuse more questions at once. */
const QUESTIONS_PER_BATCH = 100
const REQUEST_TIMEOUT_MS = 15_000
/** A connection that was idle for longer may be gone at the other end, where five seconds are usual. */
const IDLE_MS = 4_000
/** How long a node that has too much to do is left alone, time after time, before that is its answer. */
const BUSY_PAUSES_MS = [250, 500, 1_000, 2_000, 4_000] as const
const TOO_MANY_REQUESTS = 429

/** Asks the node at `url`: questions of the same turn travel in one batch, over connections that are kept. Nothing is cached. */
export function jsonRpcTo(url: string): JsonRpc {
  const node = postingTo(new URL(url))
  let waiting: Question[] = []

  const sendWaiting = () => {
    const questions = waiting
    waiting = []
    for (let first = 0; first < questions.length; first += QUESTIONS_PER_BATCH) {
      void deliver(questions.slice(first, first + QUESTIONS_PER_BATCH), node.post)
    }
  }

  return {
    ask: (method, params) =>
      new Promise((resolve, reject) => {
        if (waiting.push({ method, params, resolve, reject }) === 1) process.nextTick(sendWaiting)
      }),
    close: () => {
      node.close()
    },
  }
}

async function deliver(questions: readonly Question[], post: Post): Promise<void> {
  try {
    const answers = answersIn(await post(textOf(questions)))
    questions.forEach(({ resolve, reject }, id) => {
      const answer = answers(id)
      if (answer.error === undefined || answer.error === null) resolve(answer.result)
      else reject(rpcErrorOf(answer.error))
    })
  } catch (error) {
    for (const { reject } of questions) reject(error)
  }
}

/** A question's number is its place in the batch; alone it is no batch, which not every node takes. */
function textOf(questions: readonly Question[]): string {
  const asked = questions.map(({ method, params }, id) => ({ jsonrpc: '2.0', id, method, params }))
  return JSON.stringify(asked.length === 1 ? asked[0] : asked)
}

type Answer = Readonly<Record<string, unknown>>

/** The answers by number. What is no list is the answer to everything: to the only question, or to a batch that was refused. */
function answersIn(text: string): (id: number) => Answer {
  const told: unknown = JSON.parse(text)
  if (!Array.isArray(told)) return () => recordOf(told)
  const byId = new Map(
    listOf(told)
      .map(recordOf)
      .map((answer) => [answer.id, answer]),
  )
  return (id) => {
    const answer = byId.get(id)
    if (answer === undefined) throw new Error(`the node left question ${id} of ${byId.size} without an answer`)
    return answer
  }
}

function rpcErrorOf(error: unknown): RpcError {
  const { message, data } = recordOf(error)
  return new RpcError(typeof message === 'string' ? message : JSON.stringify(error), data)
}

function postingTo(url: URL): { readonly post: Post; close(): void } {
  const { request, Agent } = url.protocol === 'https:' ? https : http
  const agent = new Agent({ keepAlive: true, timeout: IDLE_MS })
  const where = { ...urlToHttpOptions(url), method: 'POST', agent, timeout: REQUEST_TIMEOUT_MS }

  const postOnce = (body: string) =>
    new Promise<{ readonly status: number; readonly text: string }>((resolve, reject) => {
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
      const asking = request({ ...where, headers }, (answer) => {
        let text = ''
        answer.setEncoding('utf8')
        answer.on('data', (chunk: string) => (text += chunk))
        answer.once('end', () => {
          resolve({ status: answer.statusCode ?? 0, text })
        })
        answer.once('error', reject)
      })
      asking.once('timeout', () => asking.destroy(new Error(`no answer in ${REQUEST_TIMEOUT_MS / 1_000} seconds`)))
      asking.once('error', reject)
      asking.end(body)
    })

  const post: Post = async (body) => {
    let answer = await postOnce(body)
    for (const milliseconds of BUSY_PAUSES_MS) {
      if (answer.status !== TOO_MANY_REQUESTS) break
      await pause(milliseconds)
      answer = await postOnce(body)
    }
    if (answer.status < 200 || answer.status > 299) throw new Error(`the node answers with HTTP ${answer.status}`)
    return answer.text
  }

  return {
    post,
    close: () => {
      agent.destroy()
    },
  }
}
