import { epochsBegunBy, nextRetarget } from '../../domain/index/difficulty.ts'
import type { NextRetarget } from '../../domain/index/difficulty.ts'
import type { SeriesName } from '../../domain/index/readings.ts'
import { baseUnits } from '../../domain/units/baseUnits.ts'
import type { BaseUnits } from '../../domain/units/baseUnits.ts'
import type { Instant } from '../../domain/units/time.ts'
import type { BalanceHeld, DealRecord, FixingFact, Ports, Token } from '../ports.ts'
import type { AccountId } from '../ports/accounts.ts'
import { tokenOf } from '../tokenOf.ts'
import { listBoard } from './listBoard.ts'
import { orWhileDown } from './orWhileDown.ts'
import { epochRows } from './readIndexPage.ts'
import type { EpochRow } from './readIndexPage.ts'
import type { RfqRow } from './rfqRows.ts'

const SERIES_SHOWN: SeriesName = 'BME14'
const RFQS_SHOWN = 5

/** What the first page tells somebody who has never been here. Null: cannot be read at the moment. */
export interface HomeView {
  readonly series: SeriesName
  readonly asOf: Instant
  readonly latest: FixingFact | null
  /** Newest first. */
  readonly rows: readonly EpochRow[]
  readonly nextRetarget: NextRetarget | null
  /** What all live escrows hold, of each token. */
  readonly collateral: readonly { readonly token: Token; readonly total: BaseUnits }[] | null
  readonly rfqs: readonly RfqRow[] | null
  /** The last deal that ended by a default; null where none has. */
  readonly lastDefault: { readonly deal: DealRecord; readonly token: Token } | null
}

export interface ReadHome {
  readonly viewer: AccountId | null
  readonly asOf: Instant
}

/** The first page. Every part of it stands without the others. */
export async function readHome(ports: Ports, { viewer, asOf }: ReadHome): Promise<HomeView> {
  const [epochs, latest, live, board, lastDefault] = await Promise.all([
    orWhileDown(ports.index.epochs(), []),
    orWhileDown(ports.fixings.last(SERIES_SHOWN), null),
    orWhileDown(ports.deals.liveBalances(), null),
    orWhileDown(listBoard(ports, { viewer }), null),
    orWhileDown(ports.deals.lastClosedOut(), null),
  ])
  const begun = epochsBegunBy(epochs, asOf)
  return {
    series: SERIES_SHOWN,
    asOf,
    latest,
    rows: epochRows(begun, SERIES_SHOWN),
    nextRetarget: nextRetarget(begun, ports.bitcoin?.known().newest),
    collateral: live && ports.escrows.network.tokens.map((token) => ({ token, total: heldIn(live, token) })),
    rfqs: board?.rows.slice(0, RFQS_SHOWN) ?? null,
    lastDefault: lastDefault && { deal: lastDefault, token: tokenOf(ports, lastDefault.terms) },
  }
}

function heldIn(live: readonly BalanceHeld[], { address }: Token): BaseUnits {
  const held = live.filter(({ token }) => token === address)
  return baseUnits(held.reduce((sum, { balance }) => sum + balance.seller + balance.buyer, 0n))
}
