import type { EscrowEvent, EscrowFact } from '../domain/deal/chainFacts.ts'
import type { IndexReadings } from '../domain/index/readings.ts'
import { maintenanceMargin } from '../domain/margin/requirement.ts'
import { sumOfFixings } from '../domain/margin/value.ts'
import { firstDayOf, lastDayOf } from '../domain/terms/schedule.ts'
import { initialMargin, otherSide } from '../domain/terms/terms.ts'
import type { Side, Terms } from '../domain/terms/terms.ts'
import { isoDay, isoInstant } from '../domain/units/calendar.ts'
import { printDecimal, printIndexValue } from '../domain/units/print.ts'
import { abs, max } from '../domain/units/rounding.ts'

/** An amount of the demo's token, for people. */
export function tbtc(amount: bigint): string {
  return `${printDecimal(amount, 8)} tBTC`
}

/** A rate without the zeros at its end. */
export function rate(value: bigint): string {
  return printIndexValue(value).replace(/0+$/, '')
}

const NAME: Readonly<Record<Side, string>> = { seller: 'the seller (miner)', buyer: 'the buyer' }

type Told<Name extends EscrowEvent['name']> = Extract<EscrowEvent, { name: Name }>

/** What one event of the escrow means, in a sentence or two with the arithmetic behind it. */
export function noteOf(terms: Terms, { event }: EscrowFact, readings: IndexReadings): string {
  switch (event.name) {
    case 'opened':
      return `Both collaterals are locked in one transaction: ${tbtc(terms.sellerMargin)} by ${NAME.seller}, ${tbtc(terms.buyerMargin)} by ${NAME.buyer}.`
    case 'settled':
      return settlement(terms, event, readings)
    case 'marginCalled':
      return marginCall(terms, event)
    case 'callLifted':
      return `The call on ${NAME[event.side]} is over: what was demanded is there.`
    case 'toppedUp':
      return `${sentence(NAME[event.side])} adds ${tbtc(event.amount)}; ${tbtc(event.due)} is left to add.`
    case 'withdrawn':
      return `${sentence(NAME[event.side])} withdraws ${tbtc(event.amount)}.`
    default:
      return ending(event)
  }
}

type Takeover = Told<'windowOpened' | 'takenOver' | 'claimWithdrawn'>

function takeover(event: Takeover): string {
  switch (event.name) {
    case 'windowOpened':
      return `${sentence(NAME[event.defaulter])} is in default: until ${isoInstant(event.until)} anyone may take its side over.`
    case 'takenOver':
      return (
        `The side of ${NAME[event.side]} is taken over for a deposit of ${tbtc(event.deposit)}: ${NAME[otherSide(event.side)]} is paid ` +
        `${tbtc(event.toHonouring)} at once and the deal lives on; ${tbtc(event.reward)} of the penalty is the taker’s, ` +
        `${tbtc(event.leftover)} is left to the defaulter.`
      )
    case 'claimWithdrawn':
      return `The former owner withdraws the ${tbtc(event.amount)} that was left to it.`
  }
}

type Ending = Told<'terminationProposed' | 'proposalWithdrawn' | 'terminated' | 'closedOut' | 'unwound' | 'matured'>

function ending(event: Ending | Takeover): string {
  switch (event.name) {
    case 'matured':
      return 'Every period is settled: the deal has matured.'
    case 'terminationProposed':
      return `${sentence(NAME[event.side])} offers to end the deal now: ${payment(-event.payment)}.`
    case 'proposalWithdrawn':
      return `${sentence(NAME[event.side])} takes the offer back.`
    case 'terminated':
      return `Agreed: the deal ends now, and ${payment(-event.payment)}.`
    case 'unwound':
      return `Unwound without fault at what could still be read: ${payment(event.paid)}.`
    case 'closedOut':
      return closeOut(event)
    default:
      return takeover(event)
  }
}

function settlement(terms: Terms, { period, amount, unpaid }: Told<'settled'>, readings: IndexReadings): string {
  const [from, to] = [firstDayOf(terms, period), lastDayOf(terms, period)]
  const sum = sumOfFixings(readings, from, to) ?? 0n
  const fixed = BigInt(terms.periodDays) * terms.fixedRate
  const arithmetic = `(${rate(sum)} − ${terms.periodDays} × ${rate(terms.fixedRate)}) × ${terms.hashrate} TH/s = ${tbtc(((sum - fixed) * terms.hashrate) / 10n ** 10n)}`
  const short = unpaid === 0n ? '' : `, of which ${tbtc(unpaid)} is not there`
  return `Period ${period + 1} of ${terms.periods} (${isoDay(from)} to ${isoDay(to)}) settles: ${arithmetic}; ${payment(amount)}${short}.`
}

/** What a mark demands: margin plus exposure, less what is there. */
function marginCall(terms: Terms, { side, due, ledger }: Told<'marginCalled'>): string {
  const balance = ledger.balance[side]
  const margin = initialMargin(terms, side)
  const maintenance = maintenanceMargin(terms, side)
  const exposure = due + balance - margin
  return (
    `Margin call on ${NAME[side]}: it must hold ${tbtc(maintenance)} (${terms.maintenanceBps / 100} % of its margin) plus the ${tbtc(exposure)} ` +
    `it would owe if the deal ended now, ${tbtc(maintenance + exposure)} in all, and holds ${tbtc(balance)}. ` +
    `To restore margin and exposure it must add ${tbtc(margin)} + ${tbtc(exposure)} − ${tbtc(balance)} = ${tbtc(due)} by ${isoInstant(ledger.cureBy)}.`
  )
}

function closeOut(event: Told<'closedOut'>): string {
  const { defaulter, owed, penalty, paid, shortfall } = event
  const honouring = NAME[otherSide(defaulter)]
  const missing = shortfall === 0n ? '' : ` ${tbtc(shortfall)} of what was owed is not there.`
  const ofPenalty = max(0n, paid - max(0n, owed))
  return (
    `Close-out: ${NAME[defaulter]} did not meet the call. It owes m = ${tbtc(owed)} on what is unpaid and on the days to come, and the penalty ` +
    `P = ${tbtc(penalty)}: m + P = ${tbtc(owed + penalty)}. ${sentence(honouring)} is paid ${tbtc(paid)}, ${tbtc(ofPenalty)} of it penalty.${missing}`
  )
}

/** Who pays whom, of an amount that is positive from seller to buyer. */
function payment(amount: bigint): string {
  if (amount === 0n) return 'nobody pays'
  return amount > 0n ? `the seller pays ${tbtc(amount)}` : `the buyer pays ${tbtc(abs(amount))}`
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
