import type { Day, Instant } from '../../domain/units/time.ts'
import type { BlockRef, Token } from '../ports.ts'
import type { BitcoinKnown, SourceName } from '../ports/bitcoin.ts'
import { undecidedOf } from '../mismatches.ts'
import type { Mismatch } from '../ports/mismatches.ts'
import type { GasAccount } from '../ports/operations.ts'
import type { SendingView } from '../ports/sending.ts'
import type { LastRun } from './jobFailures.ts'
import type { OpenCall } from './openCalls.ts'
import type { Contradiction } from './provenance.ts'
import type { Readiness } from './readReadiness.ts'
import type { Reconciliation } from './reconciliation.ts'
import type { WaitingFixing } from './waitingFixings.ts'

/** Something that is not well with the desk. */
export type Concern =
  | { readonly kind: 'partDown'; readonly part: 'database' | 'chain' | 'index' | 'engine'; readonly ageMs: number }
  /** Escrows hold less than their accounts say. */
  | { readonly kind: 'tokensMissing'; readonly token: Token }
  /** Fixings that Bitcoin's headers contradict: the desk does not act on their series. */
  | { readonly kind: 'indexContradicted'; readonly epoch: number }
  /** Two sources of Bitcoin's chain say otherwise of a block that is beyond doubt: what rests on it is withheld. */
  | { readonly kind: 'sourcesDiffer'; readonly height: number }
  /** Copies that differ from where they come from: the desk does nothing on them. */
  | { readonly kind: 'copiesDiffer'; readonly count: number }
  | { readonly kind: 'closeOutOverdue'; readonly count: number }
  | { readonly kind: 'fixingOverdue'; readonly day: Day }
  /** The oracle's guardian withholds a day, or it moves further than the oracle lets pass at once. */
  | { readonly kind: 'fixingHeldUp'; readonly waiting: WaitingFixing & { readonly waits: 'withheld' | 'forMove' } }
  /** A source of Bitcoin's chain does not answer, or was not believed. */
  | { readonly kind: 'sourceFails'; readonly source: SourceName; readonly why: string }
  | { readonly kind: 'jobsFailing'; readonly count: number }
  | { readonly kind: 'readingBehind'; readonly blocks: number }
  /** Something could not be paid for. Units: wei. */
  | { readonly kind: 'gasShort'; readonly balance: bigint; readonly need: bigint }
  /** A transaction is not mined. */
  | { readonly kind: 'sendingStuck'; readonly nonce: number; readonly ageMs: number }
  | { readonly kind: 'gasLow' }

/** What the verdict is made from; null: not known, because the part that knows it is down. */
export interface Looked {
  readonly asOf: Instant
  /** World time in milliseconds, for ages. */
  readonly worldNow: number
  readonly readiness: Readiness
  readonly head: BlockRef | null
  readonly read: BlockRef | null
  readonly fixings: { readonly lastFixed: Day | null; readonly lastDue: Day } | null
  readonly waiting: readonly WaitingFixing[] | null
  readonly account: GasAccount | null
  readonly sending: SendingView | null
  readonly calls: readonly OpenCall[] | null
  readonly runs: readonly LastRun[] | null
  readonly reconciliation: Reconciliation | null
  readonly contradictions: readonly Contradiction[]
  /** Null on a desk that does not follow Bitcoin's own chain. */
  readonly bitcoin: BitcoinKnown | null
  /** What reconciliation found to differ last, the newest first. */
  readonly mismatches: readonly Mismatch[] | null
}

/** A reading further behind than this does not catch up by itself within one pass. */
const BLOCKS_BEHIND = 20

/** A transaction that waits for longer is told: whatever waits behind it waits as long. */
const WAITS_TOO_LONG_MS = 120_000

/** What is not well, the worst first: money before clocks, clocks before comfort. */
export function concernsOf(looked: Looked): readonly Concern[] {
  return [
    ...partsDown(looked),
    ...tokensMissing(looked),
    ...indexContradicted(looked),
    ...sourcesDiffer(looked),
    ...copiesDiffer(looked),
    ...closeOutOverdue(looked),
    ...fixingOverdue(looked),
    ...fixingsHeldUp(looked),
    ...gasShort(looked),
    ...sendingStuck(looked),
    ...sourcesFailing(looked),
    ...jobsFailing(looked),
    ...readingBehind(looked),
    ...gasLow(looked),
  ]
}

const PARTS = ['database', 'chain', 'index', 'engine'] as const

function partsDown({ readiness }: Looked): readonly Concern[] {
  return PARTS.filter((part) => !readiness[part].ok).map((part) => ({
    kind: 'partDown',
    part,
    ageMs: readiness[part].ageMs,
  }))
}

function tokensMissing({ reconciliation }: Looked): readonly Concern[] {
  const short = reconciliation?.tokens.filter(({ held, accounts }) => held < accounts) ?? []
  return short.map(({ token }) => ({ kind: 'tokensMissing', token }))
}

function indexContradicted({ contradictions }: Looked): readonly Concern[] {
  return contradictions.map(({ check }) => ({ kind: 'indexContradicted', epoch: check.number }))
}

function sourcesDiffer({ bitcoin }: Looked): readonly Concern[] {
  return (bitcoin?.differences ?? []).map(({ height }) => ({ kind: 'sourcesDiffer', height }))
}

function sourcesFailing({ bitcoin }: Looked): readonly Concern[] {
  return (bitcoin?.sources ?? []).flatMap(({ name, trouble }): readonly Concern[] =>
    trouble === null ? [] : [{ kind: 'sourceFails', source: name, why: trouble }],
  )
}

function copiesDiffer({ mismatches }: Looked): readonly Concern[] {
  const count = mismatches?.filter((mismatch) => undecidedOf(mismatch).length > 0).length ?? 0
  return count === 0 ? [] : [{ kind: 'copiesDiffer', count }]
}

function closeOutOverdue({ calls, asOf }: Looked): readonly Concern[] {
  const count = calls?.filter(({ cureBy }) => asOf > cureBy).length ?? 0
  return count === 0 ? [] : [{ kind: 'closeOutOverdue', count }]
}

function fixingOverdue({ fixings, waiting, asOf }: Looked): readonly Concern[] {
  const { lastFixed, lastDue } = fixings ?? { lastFixed: null, lastDue: 0 }
  if (lastFixed === null || lastFixed >= lastDue) return []
  const day = lastFixed + 1
  const isOnItsWay = (waiting ?? []).some((one) => one.day === day && asOf < (one.finalFrom ?? 0))
  return isOnItsWay ? [] : [{ kind: 'fixingOverdue', day }]
}

function fixingsHeldUp({ waiting }: Looked): readonly Concern[] {
  return (waiting ?? []).flatMap((one): readonly Concern[] => {
    const { waits } = one
    return waits === 'withheld' || waits === 'forMove' ? [{ kind: 'fixingHeldUp', waiting: { ...one, waits } }] : []
  })
}

function jobsFailing({ runs }: Looked): readonly Concern[] {
  const count = runs?.reduce((sum, { run }) => sum + (run?.failures.length ?? 0), 0) ?? 0
  return count === 0 ? [] : [{ kind: 'jobsFailing', count }]
}

function readingBehind({ head, read }: Looked): readonly Concern[] {
  const blocks = head === null || read === null ? 0 : head.number - read.number
  return blocks > BLOCKS_BEHIND ? [{ kind: 'readingBehind', blocks }] : []
}

/** Told until something could be paid for again. */
function gasShort({ sending }: Looked): readonly Concern[] {
  const short = sending?.outbox.short ?? null
  return short === null ? [] : [{ kind: 'gasShort', balance: short.balance, need: short.need }]
}

function sendingStuck({ sending, worldNow }: Looked): readonly Concern[] {
  const first = sending?.outbox.waiting[0]
  if (first === undefined) return []
  const ageMs = worldNow - first.attempts[0].at
  return ageMs < WAITS_TOO_LONG_MS ? [] : [{ kind: 'sendingStuck', nonce: first.nonce, ageMs }]
}

function gasLow({ account }: Looked): readonly Concern[] {
  return account !== null && account.balance < account.least ? [{ kind: 'gasLow' }] : []
}
