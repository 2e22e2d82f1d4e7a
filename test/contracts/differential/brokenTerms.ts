import { worstCase } from '../../../server/domain/terms/payoff.ts'
import { totalDays } from '../../../server/domain/terms/schedule.ts'
import { MARKINGS, ZERO_ADDRESS } from '../../../server/domain/terms/terms.ts'
import type { Marking, Terms } from '../../../server/domain/terms/terms.ts'
import type { RefusalCode } from '../../../server/domain/refusals.ts'
import { baseUnits } from '../../../server/domain/units/baseUnits.ts'
import { indexValue } from '../../../server/domain/units/indexValue.ts'
import { min } from '../../../server/domain/units/rounding.ts'
import { endOfDay } from '../../../server/domain/units/time.ts'
import type { Instant } from '../../../server/domain/units/time.ts'
import type { Reading } from './feed.ts'
import type { Random } from './random.ts'

/** An opening as it is attempted. */
export interface Attempt {
  readonly terms: Terms
  readonly at: Instant
  readonly reading: Reading
}

/** One way to break one open check by as little as possible; what it leads to where it can be done with the terms at hand. */
interface Breach {
  readonly code: RefusalCode
  readonly marking?: Marking
  readonly broken: (valid: Attempt, random: Random) => Attempt | null
}

const { marked, rangeCollateralised } = MARKINGS
const LARGEST_AMOUNT = (1n << 96n) - 1n
const LARGEST_DAY = 2 ** 32 - 1
const LARGEST_INSTANT = 2 ** 40 - 1

const terms =
  (change: (terms: Terms, random: Random) => Partial<Terms> | null): Breach['broken'] =>
  (valid, random) => {
    const changed = change(valid.terms, random)
    return changed === null ? null : { ...valid, terms: { ...valid.terms, ...changed } }
  }

/** The margin of a side, lowered to `amount`, with a penalty and minimum transfer that still fit. */
function lowered(side: 'seller' | 'buyer', amount: bigint): Partial<Terms> {
  const margin = baseUnits(amount)
  const none = baseUnits(0n)
  return side === 'seller'
    ? { sellerMargin: margin, sellerPenalty: none, minimumTransfer: none }
    : { buyerMargin: margin, buyerPenalty: none, minimumTransfer: none }
}

function belowRange(valid: Terms, side: 'seller' | 'buyer'): Partial<Terms> | null {
  const worst = worstCase(valid, side, totalDays(valid))
  return worst === 0n ? null : lowered(side, worst - 1n)
}

const smallerMargin = ({ sellerMargin, buyerMargin }: Terms): bigint =>
  sellerMargin === 0n || buyerMargin === 0n ? sellerMargin + buyerMargin : min(sellerMargin, buyerMargin)

/** Every open check that arithmetic can tell, in the order of the domain. */
export const BREACHES: readonly Breach[] = [
  { code: 'openingLapsed', broken: (valid) => ({ ...valid, terms: { ...valid.terms, openBy: valid.at - 1 } }) },
  {
    code: 'partyMissing',
    broken: terms((_, random) => random.pick([{ seller: ZERO_ADDRESS }, { buyer: ZERO_ADDRESS }])),
  },
  { code: 'sameParty', broken: terms(({ seller }) => ({ buyer: seller })) },
  { code: 'decimalsTooMany', broken: terms((_, random) => ({ decimals: random.int(19, 255) })) },
  { code: 'hashrateMissing', broken: terms(() => ({ hashrate: 0n })) },
  { code: 'scheduleInvalid', broken: terms((_, random) => random.pick([{ periods: 0 }, { periodDays: 0 }])) },
  { code: 'scheduleInvalid', broken: terms(() => ({ periods: 367, periodDays: 1 })) },
  { code: 'scheduleInvalid', broken: terms(() => ({ periods: 7, periodDays: 523 })) },
  { code: 'scheduleInvalid', broken: terms((valid) => ({ startDay: LARGEST_DAY - totalDays(valid) + 1 })) },
  { code: 'rangeInverted', broken: terms(({ floor }) => (floor === 0n ? null : { cap: indexValue(floor - 1n) })) },
  { code: 'rateTooLarge', broken: terms(() => ({ fixedRate: indexValue(1n << 120n) })) },
  { code: 'penaltyAboveMargin', broken: terms((valid) => ({ sellerPenalty: baseUnits(valid.sellerMargin + 1n) })) },
  { code: 'penaltyAboveMargin', broken: terms((valid) => ({ buyerPenalty: baseUnits(valid.buyerMargin + 1n) })) },
  { code: 'maintenanceInvalid', broken: terms(() => ({ maintenanceBps: 10_001 })) },
  { code: 'premiumTooLarge', broken: terms(() => ({ premium: baseUnits(LARGEST_AMOUNT + 1n) })) },
  { code: 'premiumTooLarge', broken: terms(() => ({ premium: baseUnits(-(1n << 127n)) })) },
  { code: 'feeWithoutBroker', broken: terms(() => ({ brokerFee: baseUnits(1n), broker: ZERO_ADDRESS })) },
  { code: 'indexUnreadable', broken: (valid) => ({ ...valid, reading: { ...valid.reading, latest: null } }) },
  { code: 'indexUnreadable', broken: (valid) => ({ ...valid, reading: { ...valid.reading, heartbeat: null } }) },
  { code: 'indexUnreadable', marking: marked, broken: deafOnTheFirstDay },
  {
    code: 'fallbackTooShort',
    broken: ({ reading, ...rest }) => ({ ...rest, reading: longHeartbeat(rest.terms, reading) }),
  },
  { code: 'fallbackTooShort', broken: fallbackOfOneDay },
  { code: 'indexStale', broken: staleByASecond },
  { code: 'marginBelowRange', marking: rangeCollateralised, broken: terms((valid) => belowRange(valid, 'seller')) },
  { code: 'marginBelowRange', marking: rangeCollateralised, broken: terms((valid) => belowRange(valid, 'buyer')) },
  { code: 'cureInvalid', marking: marked, broken: terms(() => ({ cureSeconds: 3_599 })) },
  { code: 'cureInvalid', marking: marked, broken: terms(() => ({ cureSeconds: 30 * 86_400 + 1 })) },
  { code: 'takeoverInvalid', marking: marked, broken: terms(() => ({ takeoverSeconds: 30 * 86_400 + 1 })) },
  {
    code: 'minimumTransferTooLarge',
    marking: marked,
    broken: terms((valid) => ({ minimumTransfer: baseUnits(smallerMargin(valid) + 1n) })),
  },
  { code: 'marginBelowRequirement', marking: marked, broken: aJumpBeforeTheStart },
  {
    code: 'balanceTooLarge',
    broken: terms((valid) => ({ premium: baseUnits(LARGEST_AMOUNT - valid.sellerMargin - valid.buyerMargin + 1n) })),
  },
  { code: 'startInThePast', broken: aDayLate },
]

/** The oracle stops answering for the day before the first, when it is needed. */
function deafOnTheFirstDay(valid: Attempt): Attempt | null {
  const { latest } = valid.reading
  const before = valid.terms.startDay - 1
  if (latest === null) return null
  return { ...valid, reading: { ...valid.reading, latest: { ...latest, day: before + 1 }, deafDay: before } }
}

function longHeartbeat({ fallbackDays }: Terms, reading: Reading): Reading {
  return { ...reading, heartbeat: fallbackDays * 86_400 }
}

/** Longer than the heartbeat, and still too short. */
function fallbackOfOneDay(valid: Attempt): Attempt | null {
  const { heartbeat } = valid.reading
  if (heartbeat === null || heartbeat >= 86_400) return null
  return { ...valid, terms: { ...valid.terms, fallbackDays: 1 } }
}

/** Opened a second after the next fixing should have been there, on a deal that begins later. */
function staleByASecond(valid: Attempt): Attempt | null {
  const { latest, heartbeat } = valid.reading
  if (latest === null || heartbeat === null) return null
  const at = endOfDay(latest.day) + heartbeat + 1
  const startDay = Math.max(valid.terms.startDay, Math.floor(at / 86_400))
  return { ...valid, at, terms: { ...valid.terms, startDay, openBy: at } }
}

/** A seller that has put in nothing, and an index so far above the rate that it stands to lose something. */
function aJumpBeforeTheStart(valid: Attempt): Attempt | null {
  const { latest } = valid.reading
  if (latest === null || latest.day >= valid.terms.startDay) return null
  const value = valid.terms.fixedRate * 2n + 10n ** 18n
  const reading = { ...valid.reading, latest: { ...latest, value } }
  return { ...valid, reading, terms: { ...valid.terms, ...lowered('seller', 0n) } }
}

/** Opened on the first second after the first accrual day, unless no clock of a signature reaches that far. */
function aDayLate(valid: Attempt): Attempt | null {
  const at = endOfDay(valid.terms.startDay)
  if (at >= LARGEST_INSTANT) return null
  const { reading } = valid
  const latest = reading.latest === null ? null : { ...reading.latest, day: valid.terms.startDay - 1 }
  return { terms: { ...valid.terms, openBy: at }, at, reading: { ...reading, latest } }
}
