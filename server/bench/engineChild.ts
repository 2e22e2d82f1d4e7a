import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Failure } from '../desk/ports.ts'
import type { Instant } from '../domain/units/time.ts'

/** Who looks at the pages: one of the people who trade. */
export const TRADER = {
  email: 'trader@bench.example',
  name: 'A trader',
  password: 'many deals and play money',
} as const

/** Where the desk of the bench finds its database and its chain. */
export interface DeskPlace {
  readonly databaseUri: string
  readonly rpcUrl: string
  readonly chainId: number
  readonly genesis: Instant
}

/** What the desk is asked: to make a pass, or to forget what it sent after a block that the chain was put back to. */
export type DeskQuestion = { readonly kind: 'pass' } | { readonly kind: 'forget'; readonly block: number }

export interface PassMade {
  readonly seconds: number
  readonly jobSeconds: Readonly<Record<string, number>>
  readonly failures: readonly Failure[]
  readonly peakMemoryMb: number
}

export type DeskAnswer =
  | { readonly kind: 'ready'; readonly url: string }
  | ({ readonly kind: 'passed' } & PassMade)
  | { readonly kind: 'forgotten' }
  | { readonly kind: 'failed'; readonly why: string }

/** A desk in a process of its own. */
export interface EngineChild {
  readonly url: string
  pass(): Promise<PassMade>
  forgetSince(block: number): Promise<void>
  stop(): Promise<void>
}

/** Starts the desk of the bench, with pages and an engine that waits to be asked. */
export async function startEngineChild(place: DeskPlace): Promise<EngineChild> {
  const script = fileURLToPath(new URL(import.meta.url.replace(/engineChild(\.[jt]s)$/, 'engineDesk$1')))
  const args = [...process.execArgv, script, JSON.stringify(place)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    // It ends by itself when nobody asks any more; a profile that it was started with is written then.
    child.disconnect()
    await once(child, 'exit')
  }
  try {
    const { url } = await answerOf(child, 'ready')
    return {
      url,
      pass: () => asked(child, { kind: 'pass' }, 'passed'),
      forgetSince: async (block) => {
        await asked(child, { kind: 'forget', block }, 'forgotten')
      },
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

type Told<Kind extends DeskAnswer['kind']> = Extract<DeskAnswer, { kind: Kind }>

function asked<Kind extends DeskAnswer['kind']>(
  child: ChildProcess,
  question: DeskQuestion,
  kind: Kind,
): Promise<Told<Kind>> {
  const answer = answerOf(child, kind)
  child.send(question)
  return answer
}

async function answerOf<Kind extends DeskAnswer['kind']>(child: ChildProcess, kind: Kind): Promise<Told<Kind>> {
  const ending = new AbortController()
  const ended = once(child, 'exit', { signal: ending.signal }).then(() => {
    throw new Error('the desk of the bench has ended')
  })
  ended.catch(() => undefined) // aborted below, once the answer is there
  const told = once(child, 'message', { signal: ending.signal })
  told.catch(() => undefined)
  try {
    const [answer] = (await Promise.race([told, ended])) as [DeskAnswer]
    if (answer.kind === kind) return answer as Told<Kind>
    throw new Error(answer.kind === 'failed' ? answer.why : `the desk of the bench says "${answer.kind}"`)
  } finally {
    ending.abort()
  }
}
