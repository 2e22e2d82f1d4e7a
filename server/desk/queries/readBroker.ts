import type { BaseUnits } from '../../domain/units/baseUnits.ts'
import { baseUnits } from '../../domain/units/baseUnits.ts'
import { isoDay } from '../../domain/units/calendar.ts'
import { SECONDS_PER_DAY, dayOf } from '../../domain/units/time.ts'
import type { Instant } from '../../domain/units/time.ts'
import { lastVersion } from '../changeNegotiation.ts'
import type { DealRecord, Ports, Token } from '../ports.ts'
import type { AccountId } from '../ports/accounts.ts'
import { deskToken } from '../tokenOf.ts'
import { listNegotiations } from './listNegotiations.ts'
import type { NegotiationView, Party } from './negotiationView.ts'

/** How far what a broker brought together has come. `ended`: without a deal. */
export type BrokerStage = 'introduced' | 'negotiating' | 'agreed' | 'signed' | 'open' | 'closed' | 'lapsed' | 'ended'

/** One introduction on its way. */
export interface BrokerRow {
  readonly view: NegotiationView
  readonly stage: BrokerStage
  readonly fee: BaseUnits
  /** Whom it waits for: a party, either of them, or both to sign; null: nobody. */
  readonly waitsOn: Party | 'either' | 'signing' | null
  /** When the fee was paid: the opening; null before. */
  readonly paidAt: Instant | null
}

/** Everything the broker's page says. */
export interface BrokerView {
  /** Newest first. */
  readonly rows: readonly BrokerRow[]
  readonly paid: BaseUnits
  readonly pending: BaseUnits
  /** Fees paid by month, "2021-05", newest first. */
  readonly months: readonly { readonly month: string; readonly paid: BaseUnits }[]
  /** Introductions that nobody has answered and that expire within a day. */
  readonly expiring: readonly BrokerRow[]
  readonly token: Token
  readonly asOf: Instant
}

/** What `account` has introduced, and what it has earned by it. */
export async function readBroker(ports: Ports, { account }: { readonly account: AccountId }): Promise<BrokerView> {
  const [all, asOf] = await Promise.all([listNegotiations(ports, { account }), ports.clock.asOf()])
  const introduced = all.filter(({ viewer }) => viewer.role === 'broker')
  const rows = await Promise.all(introduced.map(async (view) => rowOf(view, await dealOf(ports, view))))
  const isComing = ({ stage }: BrokerRow) => COMING.includes(stage)
  return {
    rows,
    paid: sum(rows.filter(({ paidAt }) => paidAt !== null)),
    pending: sum(rows.filter(isComing)),
    months: byMonth(rows),
    expiring: rows.filter((row) => row.stage === 'introduced' && expiresAt(row) <= asOf + SECONDS_PER_DAY),
    token: deskToken(ports),
    asOf,
  }
}

const COMING: readonly BrokerStage[] = ['introduced', 'negotiating', 'agreed', 'signed']

function expiresAt({ view }: BrokerRow): Instant {
  return lastVersion(view.negotiation).expiresAt
}

async function dealOf({ deals }: Ports, { negotiation }: NegotiationView): Promise<DealRecord | null> {
  return negotiation.dealId === null ? null : deals.read(negotiation.dealId)
}

function rowOf(view: NegotiationView, deal: DealRecord | null): BrokerRow {
  const { sheet } = lastVersion(view.negotiation)
  const stage = deal === null ? stageBeforeDeal(view) : stageOf(deal)
  return { view, stage, fee: sheet.brokerFee, waitsOn: waitsOn(view, stage), paidAt: deal?.chain?.opened.at ?? null }
}

function stageBeforeDeal({ negotiation, isOnTable }: NegotiationView): BrokerStage {
  if (negotiation.state === 'agreed') return 'agreed'
  if (!isOnTable) return 'ended'
  return negotiation.state === 'introduced' ? 'introduced' : 'negotiating'
}

const STAGES: Readonly<Record<DealRecord['state'], BrokerStage>> = {
  agreed: 'agreed',
  signedByOne: 'signed',
  signedByBoth: 'signed',
  opening: 'signed',
  open: 'open',
  lapsed: 'lapsed',
  cancelled: 'lapsed',
}

function stageOf({ state, chain }: DealRecord): BrokerStage {
  return chain?.state.phase === 'closed' ? 'closed' : STAGES[state]
}

function waitsOn(view: NegotiationView, stage: BrokerStage): BrokerRow['waitsOn'] {
  const [awaited] = view.awaitsWalletOf
  switch (stage) {
    case 'introduced':
      return 'either'
    case 'negotiating':
      return lastVersion(view.negotiation).by === 'requester' ? 'quoter' : 'requester'
    case 'agreed':
      return awaited ?? 'signing'
    case 'signed':
      return 'signing'
    default:
      return null
  }
}

function sum(rows: readonly BrokerRow[]): BaseUnits {
  return baseUnits(rows.reduce((total, { fee }) => total + fee, 0n))
}

function byMonth(rows: readonly BrokerRow[]): BrokerView['months'] {
  const months = new Map<string, bigint>()
  for (const { paidAt, fee } of rows) {
    if (paidAt === null || fee === 0n) continue
    const month = isoDay(dayOf(paidAt)).slice(0, 'YYYY-MM'.length)
    months.set(month, (months.get(month) ?? 0n) + fee)
  }
  return [...months]
    .sort()
    .reverse()
    .map(([month, paid]) => ({ month, paid: baseUnits(paid) }))
}
