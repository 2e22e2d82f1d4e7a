import { unsettledValue } from '../../../server/domain/margin/value.ts'
import { LARGEST_INDEX_VALUE, worstCase } from '../../../server/domain/terms/payoff.ts'
import { totalDays } from '../../../server/domain/terms/schedule.ts'
import { MARKINGS, NO_CAP, ZERO_ADDRESS } from '../../../server/domain/terms/terms.ts'
import type { Address, BySide, Terms } from '../../../server/domain/terms/terms.ts'
import type { IndexReadings } from '../../../server/domain/index/readings.ts'
import { baseUnits } from '../../../server/domain/units/baseUnits.ts'
import { indexValue } from '../../../server/domain/units/indexValue.ts'
import { clamp, max, min } from '../../../server/domain/units/rounding.ts'
import { SECONDS_PER_DAY } from '../../../server/domain/units/time.ts'
import type { Day } from '../../../server/domain/units/time.ts'
import { seriesId } from '../../../server/domain/index/readings.ts'
import type { Random } from './random.ts'

/** The accounts and contracts of a deal, and how far the space of terms reaches. */
export interface World {
  readonly parties: BySide<Address>
  readonly broker: Address
  readonly token: (decimals: number) => Address
  readonly oracle: Address
  readonly decimals: readonly [number, ...number[]]
  readonly hashrateBits: number
  readonly mostPeriods: number
  readonly mostPeriodDays: number
  /** The first accrual day. */
  readonly startDay: (random: Random) => Day
  /** The rate the index is at, where it is given; null: any rate at all. */
  readonly rate: ((random: Random) => bigint) | null
}

const NO_MONEY = baseUnits(0n)
const NO_HASH = `0x${'00'.repeat(32)}` as const
const ONE_VALUE = 10n ** 18n
const MOST_NOTIONAL_BITS = 92
const UNLIMITED = { floor: indexValue(0n), cap: NO_CAP }

/** Everything of the terms but the money that the sides put in, which depends on where the index stands. */
export function randomEconomics(random: Random, world: World, heartbeat: number): Terms {
  const marking = random.percent(68) ? MARKINGS.marked : MARKINGS.rangeCollateralised
  // Margins that cover every index there is: only a contract of the smallest size can have them.
  const isUncapped = marking === MARKINGS.rangeCollateralised && world.decimals.includes(0) && random.percent(12)
  const decimals = isUncapped ? 0 : random.pick(world.decimals)
  const hashrate = isUncapped ? random.magnitude(3) : anyHashrate(random, world.hashrateBits)
  const periods = random.percent(15) ? 1 : random.int(1, world.mostPeriods)
  const periodDays = random.percent(20) ? 1 : random.int(1, world.mostPeriodDays)
  const startDay = world.startDay(random)
  const days = BigInt(periods * periodDays)
  const notional = random.magnitude(MOST_NOTIONAL_BITS)
  const anyRate = min(LARGEST_INDEX_VALUE, (notional * ONE_VALUE) / (hashrate * 10n ** BigInt(decimals) * days))
  const fixedRate = world.rate === null ? anyRate : world.rate(random)
  const fallbackDays =
    Math.max(2, Math.floor(heartbeat / SECONDS_PER_DAY) + 1) + random.pick([0, 0, 1, random.int(0, 8)])
  return {
    seller: world.parties.seller,
    buyer: world.parties.buyer,
    token: world.token(decimals),
    decimals,
    oracle: world.oracle,
    series: seriesId('BME14'),
    hashrate,
    fixedRate: indexValue(fixedRate),
    ...(isUncapped ? UNLIMITED : randomRange(random, fixedRate, marking === MARKINGS.marked)),
    startDay,
    periodDays,
    periods,
    sellerMargin: NO_MONEY,
    buyerMargin: NO_MONEY,
    maintenanceBps: random.pick([0, 5_000, 7_500, 9_999, 10_000, random.int(0, 10_000)]),
    sellerPenalty: NO_MONEY,
    buyerPenalty: NO_MONEY,
    marking,
    minimumTransfer: NO_MONEY,
    cureSeconds: random.pick([3_600, 21_600, 86_400, 86_400, 172_800, random.int(3_600, 30 * 86_400), 30 * 86_400]),
    takeoverSeconds: random.pick([0, 0, 1, 3_600, 86_400, 172_800, random.int(1, 30 * 86_400), 30 * 86_400]),
    fallbackDays,
    premium: NO_MONEY,
    broker: ZERO_ADDRESS,
    brokerFee: NO_MONEY,
    openBy: 0,
    documentHash: NO_HASH,
    salt: random.below(1n << 256n),
  }
}

function anyHashrate(random: Random, bits: number): bigint {
  return random.percent(4) ? (1n << BigInt(bits)) - 1n : random.magnitude(bits)
}

/** Swap, capped, floored, collar, call, put, a range beside the rate, and none at all. */
function randomRange(random: Random, rate: bigint, isMarked: boolean): Pick<Terms, 'floor' | 'cap'> {
  const away = () => (rate * BigInt(random.int(1, 900))) / 1_000n
  const shapes = {
    swap: [0n, NO_CAP],
    capped: [0n, rate + away()],
    floored: [rate - away(), NO_CAP],
    collar: [rate - away(), rate + away()],
    call: [rate, isMarked ? NO_CAP : rate + away()],
    put: [rate - away(), rate],
    above: [rate + away() / 4n, rate * 2n + 1n],
    point: [rate, rate],
  } as const satisfies Record<string, readonly [bigint, bigint]>
  const odd = ['collar', 'call', 'put', 'above', 'point'] as const
  const usual = isMarked ? (['swap', 'swap', 'swap', 'capped', 'floored'] as const) : (['capped', 'collar'] as const)
  const [floor, cap] = shapes[random.pick<keyof typeof shapes>([...odd, ...usual])]
  return { floor: indexValue(min(floor, LARGEST_INDEX_VALUE)), cap: indexValue(min(cap, NO_CAP)) }
}

/**
 * The same terms with margins that suffice where the index stands, often by nothing to spare, and the other money.
 *
 * `thinness`: what of the deal's size the margins may be beyond that, from all of it (1) to very little.
 */
export function withMoney(
  random: Random,
  world: World,
  terms: Terms,
  readings: IndexReadings,
  thinness: bigint,
): Terms {
  const least = leastMargins(terms, readings)
  const room = scaleOf(terms) / thinness
  const margin = (needed: bigint) => needed + (random.percent(20) ? 0n : random.below(room + 1n))
  const sellerMargin = margin(least.seller)
  const buyerMargin = margin(least.buyer)
  const part = (amount: bigint) => baseUnits(random.pick([0n, amount, amount / 5n, random.below(amount + 1n)]))
  const premium = random.pick([0n, 0n, 1n, -1n]) * random.below(room + 2n)
  const fee = random.pick([0n, 0n, 1n, 2n, random.below(room + 2n)])
  const smaller =
    sellerMargin === 0n || buyerMargin === 0n ? sellerMargin + buyerMargin : min(sellerMargin, buyerMargin)
  return {
    ...terms,
    sellerMargin: baseUnits(sellerMargin),
    buyerMargin: baseUnits(buyerMargin),
    sellerPenalty: part(sellerMargin),
    buyerPenalty: part(buyerMargin),
    minimumTransfer: baseUnits(
      random.pick([0n, 0n, smaller, random.below(smaller / 10n + 1n), random.below(smaller + 1n)]),
    ),
    premium: baseUnits(premium),
    brokerFee: baseUnits(fee),
    broker: fee > 0n || random.percent(10) ? world.broker : ZERO_ADDRESS,
  }
}

/** What a whole deal is about, in base units: its fixed leg, or what its index can move. */
function scaleOf(terms: Terms): bigint {
  const perDay = terms.hashrate * 10n ** BigInt(terms.decimals) * terms.fixedRate
  const notional = (perDay * BigInt(totalDays(terms))) / ONE_VALUE
  return clamp(notional, 10n, 1n << BigInt(MOST_NOTIONAL_BITS))
}

function leastMargins(terms: Terms, readings: IndexReadings): BySide<bigint> {
  if (terms.marking === MARKINGS.rangeCollateralised) {
    const days = totalDays(terms)
    return { seller: worstCase(terms, 'seller', days), buyer: worstCase(terms, 'buyer', days) }
  }
  const value = unsettledValue(terms, 0, readings) ?? 0n
  // IM − ⌈IM · bps / 10 000⌉ ≥ exposure; with everything to be maintained nothing can be owed.
  const free = BigInt(10_000 - terms.maintenanceBps)
  const needed = (owed: bigint) => (owed <= 0n || free === 0n ? 0n : (owed * 10_000n) / free + 1n)
  return { seller: needed(max(0n, value)), buyer: needed(max(0n, -value)) }
}
