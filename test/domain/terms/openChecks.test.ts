import { strict as assert } from 'node:assert'
import type { RefusalCode } from '../../../server/domain/refusals.ts'
import { openChecks } from '../../../server/domain/terms/openChecks.ts'
import { MARKINGS, ZERO_ADDRESS } from '../../../server/domain/terms/terms.ts'
import type { Terms } from '../../../server/domain/terms/terms.ts'
import { indexValue } from '../../../server/domain/units/indexValue.ts'
import { startOfDay } from '../../../server/domain/units/time.ts'
import { isRefusal } from '../../support/refusals.ts'
import { SELLER, flatReadings, plainTerms, readingsFrom, units } from '../../support/terms.ts'

// Ten days from day 100 at a fixed rate of 50; it is day 100, one second after midnight, and day 99 was fixed at 50.
const now = startOfDay(100) + 1
const readings = flatReadings(90, 99, 50n)
const { rangeCollateralised } = MARKINGS

describe('terms that may be opened', () => {
  const accepted: readonly { terms: Partial<Terms>; because: string }[] = [
    { terms: {}, because: 'nothing is wrong with them' },
    { terms: { openBy: now }, because: 'the last second belongs to the permitted act' },
    { terms: { startDay: 101 }, because: 'they begin tomorrow' },
    { terms: { sellerPenalty: units(100n) }, because: 'a penalty may take the whole margin' },
    { terms: { maintenanceBps: 10_000 }, because: 'all of the margin may have to stay' },
    { terms: { cureSeconds: 3_600 }, because: 'an hour to meet a call is short, but allowed' },
    { terms: { cureSeconds: 2_592_000 }, because: 'thirty days are long, but allowed' },
    { terms: { fallbackDays: 2 }, because: 'two days are more than the oracle’s 36 hours' },
    { terms: { minimumTransfer: units(100n) }, because: 'a call of the whole margin can still be made' },
    {
      terms: { buyerMargin: units(0n), buyerPenalty: units(0n), minimumTransfer: units(100n) },
      because: 'a side without margin does not count for the minimum transfer',
    },
    { terms: { takeoverSeconds: 2_592_000 }, because: 'a takeover window may last thirty days' },
    { terms: { periods: 366, periodDays: 10 }, because: '3 660 days are the longest deal' },
    { terms: { premium: units(2n ** 96n - 1n - 200n) }, because: 'the accounts just hold it' },
    {
      terms: {
        marking: rangeCollateralised,
        floor: indexValue(40n),
        cap: indexValue(60n),
        cureSeconds: 0,
        minimumTransfer: units(1_000n),
        takeoverSeconds: 9_999_999,
      },
      because: 'margins of 100 cover ten days of at most 10 either way, and nobody is ever called',
    },
  ]
  for (const { terms, because } of accepted) {
    it(`are accepted: ${because}`, () => {
      assert.doesNotThrow(() => openChecks(plainTerms(terms), readings, now))
    })
  }
})

describe('terms that may not be opened', () => {
  const refused: readonly { terms: Partial<Terms>; code: RefusalCode; because: string }[] = [
    { terms: { openBy: now - 1 }, code: 'openingLapsed', because: 'a second late' },
    { terms: { buyer: SELLER }, code: 'sameParty', because: 'nobody trades with himself' },
    { terms: { seller: ZERO_ADDRESS }, code: 'partyMissing', because: 'there is no seller' },
    { terms: { buyer: ZERO_ADDRESS }, code: 'partyMissing', because: 'there is no buyer' },
    { terms: { decimals: 19 }, code: 'decimalsTooMany', because: 'index values have 18' },
    { terms: { hashrate: 0n }, code: 'hashrateMissing', because: 'nothing is traded' },
    { terms: { periodDays: 0 }, code: 'scheduleInvalid', because: 'a period has a day at least' },
    { terms: { periods: 0 }, code: 'scheduleInvalid', because: 'a deal has a period at least' },
    {
      terms: { periods: 367, periodDays: 1 },
      code: 'scheduleInvalid',
      because: 'too many periods to value in one call',
    },
    { terms: { periods: 1, periodDays: 3_661 }, code: 'scheduleInvalid', because: 'longer than ten years' },
    { terms: { startDay: 0 }, code: 'scheduleInvalid', because: 'the day before the first must exist' },
    { terms: { startDay: 2 ** 32 - 10 }, code: 'scheduleInvalid', because: 'days end at 2^32 − 1' },
    { terms: { startDay: 99 }, code: 'startInThePast', because: 'the first accrual day is over' },
    {
      terms: { floor: indexValue(61n), cap: indexValue(60n) },
      code: 'rangeInverted',
      because: 'no value lies in the range',
    },
    { terms: { floor: indexValue(2n ** 120n) }, code: 'rangeInverted', because: 'the cap is 2^120 − 1 at most' },
    {
      terms: { fixedRate: indexValue(2n ** 120n) },
      code: 'rateTooLarge',
      because: 'the escrow cannot compute with it',
    },
    { terms: { sellerPenalty: units(101n) }, code: 'penaltyAboveMargin', because: 'it could never be paid in full' },
    { terms: { buyerPenalty: units(101n) }, code: 'penaltyAboveMargin', because: 'the same for the buyer' },
    { terms: { maintenanceBps: 10_001 }, code: 'maintenanceInvalid', because: 'more than all of it' },
    { terms: { premium: units(2n ** 96n) }, code: 'premiumTooLarge', because: 'no account holds it' },
    { terms: { premium: units(-(2n ** 96n)) }, code: 'premiumTooLarge', because: 'nor the other way' },
    { terms: { brokerFee: units(1n) }, code: 'feeWithoutBroker', because: 'nobody would receive it' },
    { terms: { fallbackDays: 1 }, code: 'fallbackTooShort', because: 'two days at least' },
    { terms: { cureSeconds: 3_599 }, code: 'cureInvalid', because: 'an hour at least' },
    { terms: { cureSeconds: 2_592_001 }, code: 'cureInvalid', because: 'thirty days at most' },
    { terms: { takeoverSeconds: 2_592_001 }, code: 'takeoverInvalid', because: 'a window of thirty days at most' },
    {
      terms: { minimumTransfer: units(101n) },
      code: 'minimumTransferTooLarge',
      because: 'a call could be worth more than the margin',
    },
    {
      terms: { premium: units(2n ** 96n - 200n) },
      code: 'balanceTooLarge',
      because: 'one unit more than the accounts hold together',
    },
    {
      terms: { marking: rangeCollateralised, floor: indexValue(40n), cap: indexValue(61n) },
      code: 'marginBelowRange',
      because: 'the seller can lose 110 and posts 100',
    },
    {
      terms: { marking: rangeCollateralised, floor: indexValue(39n), cap: indexValue(60n) },
      code: 'marginBelowRange',
      because: 'the buyer can lose 110 and posts 100',
    },
  ]
  for (const { terms, code, because } of refused) {
    it(`are refused as ${code}: ${because}`, () => {
      assert.throws(() => openChecks(plainTerms(terms), readings, now), isRefusal(code))
    })
  }
})

describe('an index that a deal is to be opened on', () => {
  const cases = [
    {
      day: 99,
      at: startOfDay(100) + 36 * 3_600,
      code: null,
      because: 'the last second before the next fixing is overdue',
    },
    { day: 99, at: startOfDay(100) + 36 * 3_600 + 1, code: 'indexStale' as const, because: 'a second later it is' },
  ]
  for (const { day, at, code, because } of cases) {
    it(`${code === null ? 'is accepted' : 'is refused'}: ${because}`, () => {
      const open = () => openChecks(plainTerms({ startDay: 101, openBy: at }), flatReadings(90, day, 50n), at)
      if (code === null) assert.doesNotThrow(open)
      else assert.throws(open, isRefusal(code))
    })
  }

  it('is refused when it does not answer', () => {
    const silent = readingsFrom({ from: 90, values: [50n], isSilent: true })
    assert.throws(() => openChecks(plainTerms(), silent, now), isRefusal('indexUnreadable'))
    const headless = readingsFrom({ from: 99, values: [50n], heartbeat: null })
    assert.throws(() => openChecks(plainTerms(), headless, now), isRefusal('indexUnreadable'))
  })

  it('is refused when its heartbeat outlasts the fallback', () => {
    const slow = readingsFrom({ from: 99, values: [50n], heartbeat: 172_800 })
    assert.throws(() => openChecks(plainTerms({ fallbackDays: 2 }), slow, now), isRefusal('fallbackTooShort'))
  })

  it('must not call a side on the first day: at 56 the seller owes 60 and must hold 110', () => {
    const risen = readingsFrom({ from: 99, values: [56n] })
    assert.throws(() => openChecks(plainTerms(), risen, now), isRefusal('marginBelowRequirement'))
    assert.doesNotThrow(() => openChecks(plainTerms(), readingsFrom({ from: 99, values: [55n] }), now))
  })
})
