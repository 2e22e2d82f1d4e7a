import { LARGEST_BALANCE } from '../deal/accounts.ts'
import { isFixingOnTime } from '../margin/freshness.ts'
import { requirementAt } from '../margin/requirement.ts'
import { readableValue } from '../margin/value.ts'
import type { IndexReadings } from '../index/readings.ts'
import { Refusal } from '../refusals.ts'
import type { RefusalCode } from '../refusals.ts'
import { abs, min } from '../units/rounding.ts'
import { SECONDS_PER_DAY, dayOf } from '../units/time.ts'
import type { Instant } from '../units/time.ts'
import { openingBalances } from './locked.ts'
import { LARGEST_INDEX_VALUE, effectiveCap, worstCase } from './payoff.ts'
import { totalDays } from './schedule.ts'
import { MARKINGS, SIDES, ZERO_ADDRESS, initialMargin, penalty } from './terms.ts'
import type { Side, Terms } from './terms.ts'

const MOST_DECIMALS = 18
const MOST_PERIODS = 366
const MOST_DAYS = 3_660
const LARGEST_DAY = 2 ** 32 - 1
const ONE_HUNDRED_PERCENT_BPS = 10_000
const LEAST_CURE_SECONDS = 3_600
const MOST_CURE_SECONDS = 30 * SECONDS_PER_DAY
const MOST_TAKEOVER_SECONDS = 30 * SECONDS_PER_DAY
const LEAST_FALLBACK_DAYS = 2

/**
 * Refuses terms that the factory would refuse to open, as far as arithmetic can tell: everything but signatures, cancellations,
 * code at addresses and what the token really delivers.
 *
 * Refuses: one code per rule, named in the order of the checks below.
 * Source:  escrow semantics, "Open checks".
 */
export function openChecks(terms: Terms, readings: IndexReadings, now: Instant): void {
  refuseIf(now > terms.openBy, 'openingLapsed', { openBy: terms.openBy })
  checkParties(terms)
  checkSchedule(terms, now)
  checkRates(terms)
  checkMoney(terms)
  checkIndex(terms, readings, now)
  if (terms.marking === MARKINGS.rangeCollateralised) checkRange(terms)
  else checkMargins(terms, readings)
  const balance = openingBalances(terms)
  refuseIf(balance.seller + balance.buyer > LARGEST_BALANCE, 'balanceTooLarge')
}

function checkParties(terms: Terms): void {
  refuseIf(terms.seller === ZERO_ADDRESS || terms.buyer === ZERO_ADDRESS, 'partyMissing')
  refuseIf(terms.seller.toLowerCase() === terms.buyer.toLowerCase(), 'sameParty')
  refuseIf(terms.decimals > MOST_DECIMALS, 'decimalsTooMany', { decimals: terms.decimals, most: MOST_DECIMALS })
  refuseIf(terms.hashrate < 1n, 'hashrateMissing')
}

function checkSchedule(terms: Terms, now: Instant): void {
  const { periodDays, periods, startDay } = terms
  refuseIf(periodDays < 1 || periods < 1 || periods > MOST_PERIODS, 'scheduleInvalid', { periodDays, periods })
  refuseIf(totalDays(terms) > MOST_DAYS, 'scheduleInvalid', { periodDays, periods })
  refuseIf(startDay < 1 || startDay + totalDays(terms) > LARGEST_DAY, 'scheduleInvalid', { startDay })
  refuseIf(dayOf(now) > startDay, 'startInThePast', { startDay, today: dayOf(now) })
}

function checkRates(terms: Terms): void {
  const { fixedRate, floor } = terms
  refuseIf(floor > effectiveCap(terms), 'rangeInverted', { floor, cap: terms.cap })
  refuseIf(fixedRate > LARGEST_INDEX_VALUE || floor > LARGEST_INDEX_VALUE, 'rateTooLarge', { fixedRate, floor })
}

function checkMoney(terms: Terms): void {
  for (const side of SIDES) refuseIf(penalty(terms, side) > initialMargin(terms, side), 'penaltyAboveMargin', { side })
  refuseIf(terms.maintenanceBps > ONE_HUNDRED_PERCENT_BPS, 'maintenanceInvalid', { bps: terms.maintenanceBps })
  refuseIf(abs(terms.premium) > LARGEST_BALANCE, 'premiumTooLarge', { premium: terms.premium })
  refuseIf(terms.brokerFee > 0n && terms.broker === ZERO_ADDRESS, 'feeWithoutBroker')
}

function checkIndex(terms: Terms, readings: IndexReadings, now: Instant): void {
  const latest = readings.latest()
  const heartbeat = readings.heartbeat()
  if (latest === null || heartbeat === null) throw new Refusal('indexUnreadable')
  const { fallbackDays } = terms
  const isLongEnough = fallbackDays >= LEAST_FALLBACK_DAYS && fallbackDays * SECONDS_PER_DAY > heartbeat
  refuseIf(!isLongEnough, 'fallbackTooShort', { fallbackDays, heartbeat })
  refuseIf(!isFixingOnTime(readings, latest.day, now), 'indexStale', { lastFixed: latest.day })
}

/** Margins that cover everything the index can do in the range, for the whole life. */
function checkRange(terms: Terms): void {
  for (const side of SIDES) {
    const needed = worstCase(terms, side, totalDays(terms))
    refuseIf(initialMargin(terms, side) < needed, 'marginBelowRange', { side, needed })
  }
}

/** Clocks and amounts that only a marked deal uses, and margins that are not called on the first day. */
function checkMargins(terms: Terms, readings: IndexReadings): void {
  const { cureSeconds, takeoverSeconds, minimumTransfer } = terms
  refuseIf(cureSeconds < LEAST_CURE_SECONDS || cureSeconds > MOST_CURE_SECONDS, 'cureInvalid', { cureSeconds })
  const isTakeoverKnown = takeoverSeconds >= 0 && takeoverSeconds <= MOST_TAKEOVER_SECONDS
  refuseIf(!isTakeoverKnown, 'takeoverInvalid', { takeoverSeconds })
  const most = largestMinimumTransfer(terms)
  refuseIf(minimumTransfer > most, 'minimumTransferTooLarge', { minimumTransfer, most })
  const value = readableValue(terms, 0, readings)
  for (const side of SIDES) refuseIfCalledAtOnce(terms, side, value)
}

function refuseIfCalledAtOnce(terms: Terms, side: Side, value: bigint): void {
  const needed = requirementAt(terms, side, value)
  refuseIf(initialMargin(terms, side) < needed, 'marginBelowRequirement', { side, needed })
}

/** The smaller of the margins that are not zero; 0 if both are. */
function largestMinimumTransfer(terms: Terms): bigint {
  const { sellerMargin, buyerMargin } = terms
  if (sellerMargin === 0n || buyerMargin === 0n) return sellerMargin + buyerMargin
  return min(sellerMargin, buyerMargin)
}

function refuseIf(isRefused: boolean, code: RefusalCode, facts: Refusal['facts'] = {}): void {
  if (isRefused) throw new Refusal(code, facts)
}
