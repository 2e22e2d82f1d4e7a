import { INDEXING_JOB } from '../enginePass.ts'
import type { Ports } from '../ports.ts'

/** How long the engine may be silent, in milliseconds of world time. */
const LONGEST_SILENCE = 60_000

const PARTS = ['database', 'chain', 'index', 'engine'] as const
type Part = (typeof PARTS)[number]

export interface PartReadiness {
  readonly ok: boolean
  /** Milliseconds of world time since the part last answered; of the engine, since its last pass. */
  readonly ageMs: number
}

/** The index; where it follows Bitcoin's own chain, with its newest block. */
export interface IndexReadiness extends PartReadiness {
  readonly newestBlock?: { readonly height: number; readonly ageSeconds: number } | null
}

export type Readiness = Readonly<Record<Exclude<Part, 'index'>, PartReadiness>> & {
  readonly index: IndexReadiness
  readonly status: 'ready' | 'notReady'
}

/** The same, knowing what somebody found out since: that `part` does not answer. */
export function knownDown(readiness: Readiness, part: Part): Readiness {
  return { ...readiness, status: 'notReady', [part]: { ...readiness[part], ok: false } }
}

/** When each part last answered; one for each desk. */
export type LastAnswers = Record<Part, number>

/** Nothing has answered yet since `now`. */
export function noAnswersYet(now: number): LastAnswers {
  return { database: now, chain: now, index: now, engine: now }
}

/** Whether every part answers now, and when each last did. Remembers in `answers`. */
export async function readReadiness(ports: Ports, answers: LastAnswers): Promise<Readiness> {
  const [database, chain, index, engine] = await Promise.all([
    checked(ports, answers, 'database', async () => ports.health.database().then(() => now(ports))),
    checked(ports, answers, 'chain', async () => ports.health.chain().then(() => now(ports))),
    checked(ports, answers, 'index', async () => indexAnsweredAt(ports)),
    checked(ports, answers, 'engine', async () => (await ports.runs.last(INDEXING_JOB))?.finishedAt ?? 0),
  ])
  const parts = { database, chain, index: { ...index, ...newestBlock(ports) }, engine }
  const isReady = PARTS.every((part) => parts[part].ok)
  return { status: isReady ? 'ready' : 'notReady', ...parts }
}

/** Of a desk that follows Bitcoin's chain, when one of its sources last did; the built-in table answers at once. */
async function indexAnsweredAt(ports: Ports): Promise<number> {
  await ports.index.epochs()
  if (ports.bitcoin === null) return now(ports)
  return Math.max(...ports.bitcoin.known().sources.map(({ answeredAt }) => answeredAt ?? 0))
}

/** How old the newest block is by its own date, which may lie ahead. */
function newestBlock({ bitcoin, clock }: Ports): Pick<IndexReadiness, 'newestBlock'> {
  if (bitcoin === null) return {}
  const { newest } = bitcoin.known()
  const ageSeconds = Math.floor(clock.worldNow() / 1_000) - (newest?.time ?? 0)
  return { newestBlock: newest && { height: newest.height, ageSeconds } }
}

async function checked(
  ports: Ports,
  answers: LastAnswers,
  part: Part,
  answeredAt: () => Promise<number>,
): Promise<PartReadiness> {
  const isAnswering = await answeredAt().then(
    (at) => {
      answers[part] = Math.max(answers[part], at)
      return at > now(ports) - LONGEST_SILENCE
    },
    (error: unknown) => {
      ports.log.warn({ part, error }, 'a part does not answer')
      return false
    },
  )
  return { ok: isAnswering, ageMs: Math.max(0, Math.round(now(ports) - answers[part])) }
}

function now({ clock }: Ports): number {
  return clock.worldNow()
}
