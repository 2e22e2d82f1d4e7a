import type { Phase } from '../../domain/deal/phase.ts'
import { claimsTotal } from '../../domain/deal/claims.ts'
import { gasDaysLeft } from '../../domain/sending/gasLeft.ts'
import { SERIES } from '../../domain/index/readings.ts'
import type { SeriesName } from '../../domain/index/readings.ts'
import type { Day, Instant } from '../../domain/units/time.ts'
import { mismatched } from '../mismatches.ts'
import type { BlockRef, DealRecord, Ports, Token } from '../ports.ts'
import type { DeliveriesWaiting } from '../ports/deliveries.ts'
import type { GasAccount } from '../ports/operations.ts'
import type { SendingView } from '../ports/sending.ts'
import { tokenOf } from '../tokenOf.ts'
import { lastRuns } from './jobFailures.ts'
import type { LastRun } from './jobFailures.ts'
import { orWhileDown } from './orWhileDown.ts'

/** What the live deals come to. */
export interface DealsCounted {
  readonly byPhase: ReadonlyMap<Phase, number>
  /** What lies in live escrows, by token. Units: base units. */
  readonly locked: ReadonlyMap<Token, bigint>
  readonly callsOpen: number
  /** Null where no call is open. */
  readonly nextDeadline: Instant | null
}

/** What is measured of the desk. Null: not known, because the part that knows it is down. */
export interface MetricsView {
  readonly asOf: Instant | null
  readonly worldNow: number
  readonly head: BlockRef | null
  readonly read: BlockRef | null
  /** The last final day of each series. */
  readonly fixings: ReadonlyMap<SeriesName, Day | null> | null
  readonly deals: DealsCounted | null
  readonly runs: readonly LastRun[] | null
  readonly sending: SendingView | null
  readonly account: GasAccount | null
  readonly gasDaysLeft: bigint | null
  readonly deliveries: DeliveriesWaiting | null
  readonly mismatches: number | null
}

/** Everything that is measured, for whoever watches the desk from outside; every part is read without the others. */
export async function readMetrics(ports: Ports): Promise<MetricsView> {
  const [asOf, head, cursor, fixings, deals, runs, sending, account, deliveries, differing] = await Promise.all([
    orWhileDown(ports.clock.asOf(), null),
    orWhileDown(ports.history.head(), null),
    orWhileDown(ports.cursor.read(), null),
    orWhileDown(lastFixings(ports), null),
    orWhileDown(dealsCounted(ports), null),
    orWhileDown(lastRuns(ports), null),
    orWhileDown(ports.sending.read(), null),
    orWhileDown(ports.inspection.gasAccount(), null),
    orWhileDown(ports.deliveries.waiting(), null),
    orWhileDown(mismatched(ports), null),
  ])
  const worldNow = ports.clock.worldNow()
  return {
    asOf,
    worldNow,
    head,
    read: cursor?.blocks.at(-1) ?? null,
    fixings,
    deals,
    runs,
    sending,
    account,
    gasDaysLeft: account && sending && gasLeft(account, sending, worldNow),
    deliveries,
    mismatches: differing?.size ?? null,
  }
}

async function lastFixings({ fixings }: Pick<Ports, 'fixings'>): Promise<ReadonlyMap<SeriesName, Day | null>> {
  const last = await Promise.all(SERIES.map(async (name) => [name, (await fixings.last(name))?.day ?? null] as const))
  return new Map(last)
}

async function dealsCounted(ports: Pick<Ports, 'deals' | 'escrows'>): Promise<DealsCounted> {
  const byPhase = new Map<Phase, number>()
  const locked = new Map<Token, bigint>()
  const deadlines: Instant[] = []
  for (const { terms, chain } of await ports.deals.live()) {
    if (chain === null) continue
    const { state } = chain
    byPhase.set(state.phase, (byPhase.get(state.phase) ?? 0) + 1)
    const token = tokenOf(ports, terms)
    locked.set(token, (locked.get(token) ?? 0n) + heldIn(state))
    if (state.phase === 'called') deadlines.push(state.cureBy)
  }
  const nextDeadline = deadlines.length === 0 ? null : deadlines.reduce((one, other) => Math.min(one, other))
  return { byPhase, locked, callsOpen: deadlines.length, nextDeadline }
}

function heldIn(state: NonNullable<DealRecord['chain']>['state']): bigint {
  return state.balance.seller + state.balance.buyer + claimsTotal(state)
}

/** What was paid for at most: the gas that was used, at the most that was offered for it. */
function gasLeft({ balance }: GasAccount, { recent }: SendingView, worldNow: number): bigint | null {
  const paid = recent.flatMap(({ mined, attempts }) => {
    const attempt = attempts.find(({ hash }) => hash === mined?.transaction)
    return mined === null || attempt === undefined ? [] : [{ cost: mined.gasUsed * attempt.fees.most, at: attempt.at }]
  })
  return gasDaysLeft(balance, paid, worldNow)
}
