import type { Day, Instant } from '../../domain/units/time.ts'
import type { BlockRef, Token } from '../ports.ts'
import type { GasAccount } from '../ports/operations.ts'
import type { LastRun } from './jobFailures.ts'
import type { OpenCall } from './openCalls.ts'
import type { Readiness } from './readReadiness.ts'
import type { Reconciliation } from './reconciliation.ts'
import type { WaitingFixing } from './waitingFixings.ts'

/** Something that is not well with the desk. */
export type Concern =
  | { readonly kind: 'partDown'; readonly part: 'database' | 'chain' | 'index' | 'engine'; readonly ageMs: number }
  /** Escrows hold less than their accounts say. */
  | { readonly kind: 'tokensMissing'; readonly token: Token }
  | { readonly kind: 'closeOutOverdue'; readonly count: number }
  | { readonly kind: 'fixingOverdue'; readonly day: Day }
  /** The oracle's guardian withholds a day, or it moves further than the oracle lets pass at once. */
  | { readonly kind: 'fixingHeldUp'; readonly waiting: WaitingFixing & { readonly waits: 'withheld' | 'forMove' } }
  | { readonly kind: 'jobsFailing'; readonly count: number }
  | { readonly kind: 'readingBehind'; readonly blocks: number }
  | { readonly kind: 'gasLow' }

/** What the verdict is made from; null: not known, because the part that knows it is down. */
export interface Looked {
  readonly asOf: Instant
  readonly readiness: Readiness
  readonly head: BlockRef | null
  readonly read: BlockRef | null
  readonly fixings: { readonly lastFixed: Day | null; readonly lastDue: Day } | null
  readonly waiting: readonly WaitingFixing[] | null
  readonly account: GasAccount | null
  readonly calls: readonly OpenCall[] | null
  readonly runs: readonly LastRun[] | null
  readonly reconciliation: Reconciliation | null
}

/** A reading further behind than this does not catch up by itself within one pass. */
const BLOCKS_BEHIND = 20

/** A hundredth of the chain's coin: a few dozen transactions on a dear day. */
const LEAST_GAS = 10n ** 16n

/** What is not well, the worst first: money before clocks, clocks before comfort. */
export function concernsOf(looked: Looked): readonly Concern[] {
  return [
    ...partsDown(looked),
    ...tokensMissing(looked),
    ...closeOutOverdue(looked),
    ...fixingOverdue(looked),
    ...fixingsHeldUp(looked),
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

function gasLow({ account }: Looked): readonly Concern[] {
  return account !== null && account.balance < LEAST_GAS ? [{ kind: 'gasLow' }] : []
}
