import { toBeHex } from 'ethers'
import type { LogDescription } from 'ethers'
import type { EscrowEvent } from '../../domain/deal/chainFacts.ts'
import type { Address, Hex } from '../../domain/terms/terms.ts'
import { SIDES, TERMS_TYPE } from '../../domain/terms/terms.ts'
import type { Marking, Terms } from '../../domain/terms/terms.ts'
import { baseUnits } from '../../domain/units/baseUnits.ts'
import type { BaseUnits } from '../../domain/units/baseUnits.ts'
import { indexValue } from '../../domain/units/indexValue.ts'
import { ESCROW, FACTORY } from './abi.ts'
import { addressOf, countOf, enumOf, integerOf, listOf, wordOf } from './decode.ts'
import { unpackLedger } from './ledger.ts'
import type { Log } from './logs.ts'
import { plainEventsOf } from './plainEvents.ts'

/** The first topic of every event an escrow can emit. */
export const ESCROW_TOPICS: readonly Hex[] = topicsOf(ESCROW)
/** The first topic of `Opened`. */
export const OPENED_TOPIC: Hex = wordOf(FACTORY.getEvent('Opened')?.topicHash)

function topicsOf(contract: typeof ESCROW): readonly Hex[] {
  const topics: Hex[] = []
  contract.forEachEvent((event) => topics.push(wordOf(event.topicHash)))
  return topics
}

/** The arguments of one event, by name. */
type Arguments = (name: string) => unknown

const money = (value: unknown): BaseUnits => baseUnits(integerOf(value))

const EVENTS: Readonly<Record<string, (args: Arguments) => EscrowEvent>> = {
  Settled: (args) => ({
    name: 'settled',
    period: countOf(args('period')),
    amount: integerOf(args('amount')),
    unpaid: money(args('unpaid')),
    ledger: ledgerOf(args),
  }),
  MarginCalled: (args) => ({
    name: 'marginCalled',
    side: sideOf(args),
    due: money(args('due')),
    ledger: ledgerOf(args),
  }),
  CallLifted: (args) => ({ name: 'callLifted', side: sideOf(args), ledger: ledgerOf(args) }),
  ToppedUp: (args) => ({
    name: 'toppedUp',
    side: sideOf(args),
    payer: addressOf(args('payer')),
    amount: money(args('amount')),
    due: money(args('due')),
    unpaid: money(args('unpaid')),
    ledger: ledgerOf(args),
  }),
  Withdrawn: (args) => ({
    name: 'withdrawn',
    side: sideOf(args),
    to: addressOf(args('to')),
    amount: money(args('amount')),
    ledger: ledgerOf(args),
  }),
  TerminationProposed: (args) => ({
    name: 'terminationProposed',
    side: sideOf(args),
    payment: integerOf(args('payment')),
  }),
  ProposalWithdrawn: (args) => ({ name: 'proposalWithdrawn', side: sideOf(args) }),
  Terminated: (args) => ({ name: 'terminated', payment: integerOf(args('payment')), ledger: ledgerOf(args) }),
  ClosedOut: (args) => ({
    name: 'closedOut',
    defaulter: enumOf(SIDES, args('defaulter')),
    owed: integerOf(args('owed')),
    penalty: money(args('penalty')),
    paid: integerOf(args('paid')),
    shortfall: money(args('shortfall')),
    ledger: ledgerOf(args),
  }),
  Unwound: (args) => ({
    name: 'unwound',
    owed: integerOf(args('owed')),
    paid: integerOf(args('paid')),
    shortfall: money(args('shortfall')),
    ledger: ledgerOf(args),
  }),
  Matured: (args) => ({ name: 'matured', ledger: ledgerOf(args) }),
  WindowOpened: (args) => ({
    name: 'windowOpened',
    defaulter: enumOf(SIDES, args('defaulter')),
    until: countOf(args('until')),
    ledger: ledgerOf(args),
  }),
  TakenOver: (args) => ({
    name: 'takenOver',
    side: sideOf(args),
    taker: addressOf(args('taker')),
    previous: addressOf(args('previous')),
    deposit: money(args('deposit')),
    toHonouring: money(args('toHonouring')),
    reward: money(args('reward')),
    leftover: money(args('leftover')),
    ledger: ledgerOf(args),
  }),
  ClaimWithdrawn: (args) => ({
    name: 'claimWithdrawn',
    holder: addressOf(args('holder')),
    to: addressOf(args('to')),
    amount: money(args('amount')),
    ledger: ledgerOf(args),
  }),
}

function sideOf(args: Arguments) {
  return enumOf(SIDES, args('side'))
}

function ledgerOf(args: Arguments) {
  return unpackLedger(integerOf(args('ledger')))
}

const plainEvent = plainEventsOf(ESCROW)

/** What an escrow's log tells; null where it is none. Anybody can emit logs that look alike, with anything in them. */
export function escrowEvent(log: Log): EscrowEvent | null {
  try {
    const told = plainEvent(log)
    return told === null ? null : (EVENTS[told.name]?.(told.argument) ?? null)
  } catch {
    // The topic of an escrow's event before data that no escrow writes: a stranger's log is no fact and no failure.
    return null
  }
}

/** The opening that our factory announced: the escrow, and the whole terms. */
export function openingOf(log: Log): { readonly escrow: Address; readonly event: EscrowEvent } {
  const description = FACTORY.parseLog({ topics: log.topics, data: log.data })
  if (description === null) throw new TypeError('not an opening')
  const args = argumentsOf(description)
  return {
    escrow: addressOf(args('escrow')),
    event: { name: 'opened', digest: wordOf(args('digest')), terms: termsOf(args('terms')) },
  }
}

function argumentsOf(description: LogDescription): Arguments {
  return (name) => description.args.getValue(name) as unknown
}

/** The packed account book that an escrow's log carries, as it was emitted; null where it carries none. */
export function ledgerWord(log: Log): Hex | null {
  const description = ESCROW.parseLog({ topics: log.topics, data: log.data })
  if (!description?.fragment.inputs.some(({ name }) => name === 'ledger')) return null
  return wordOf(toBeHex(integerOf(argumentsOf(description)('ledger')), 32))
}

/** Terms as the contracts pass them: the fields in signing order. */
export function termsOf(tuple: unknown): Terms {
  const fields = listOf(tuple)
  const field = (name: keyof Terms): unknown => fields[TERMS_TYPE.findIndex((each) => each.name === name)]
  const count = (name: keyof Terms): number => countOf(field(name))
  const address = (name: keyof Terms): Address => addressOf(field(name))
  return {
    seller: address('seller'),
    buyer: address('buyer'),
    token: address('token'),
    decimals: count('decimals'),
    oracle: address('oracle'),
    series: wordOf(field('series')),
    hashrate: integerOf(field('hashrate')),
    fixedRate: indexValue(integerOf(field('fixedRate'))),
    floor: indexValue(integerOf(field('floor'))),
    cap: indexValue(integerOf(field('cap'))),
    startDay: count('startDay'),
    periodDays: count('periodDays'),
    periods: count('periods'),
    sellerMargin: money(field('sellerMargin')),
    buyerMargin: money(field('buyerMargin')),
    maintenanceBps: count('maintenanceBps'),
    sellerPenalty: money(field('sellerPenalty')),
    buyerPenalty: money(field('buyerPenalty')),
    marking: markingOf(field('marking')),
    minimumTransfer: money(field('minimumTransfer')),
    cureSeconds: count('cureSeconds'),
    takeoverSeconds: count('takeoverSeconds'),
    fallbackDays: count('fallbackDays'),
    premium: money(field('premium')),
    broker: address('broker'),
    brokerFee: money(field('brokerFee')),
    openBy: count('openBy'),
    documentHash: wordOf(field('documentHash')),
    salt: integerOf(field('salt')),
  }
}

function markingOf(value: unknown): Marking {
  const marking = countOf(value)
  if (marking !== 0 && marking !== 1) throw new RangeError(`no marking has number ${marking}`)
  return marking
}
