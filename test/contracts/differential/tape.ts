import { ESCROW } from '../../../server/adapters/chain/abi.ts'
import { CONTRACT_ERRORS } from '../../../server/adapters/chain/contractErrors.ts'
import { concat, getBytes, keccak256, toBeHex } from 'ethers'
import type { EscrowEvent, Ledger } from '../../../server/domain/deal/chainFacts.ts'
import { CAUSES, PHASES } from '../../../server/domain/deal/phase.ts'
import { lockedAtOpen } from '../../../server/domain/terms/locked.ts'
import { SIDES, TERMS_TYPE } from '../../../server/domain/terms/terms.ts'
import type { BySide, Side, Terms } from '../../../server/domain/terms/terms.ts'
import { KINDS } from './acts.ts'
import { PERSONS, ofEach } from './people.ts'
import type { People } from './people.ts'
import type { RandomDeal } from './deals.ts'
import type { Reading } from './feed.ts'
import type { Shown, Step, Wallets } from './life.ts'
import { errorFor } from './refusals.ts'

/**
 * Deals as a row of 32-byte words, which the replay reads one after the other. Static structs of the same fields in the same order
 * lie in ABI encoding exactly so, and are decoded as such there.
 */

/** What a view answers that cannot be read. */
const UNREADABLE = (1n << 256n) - 1n
/** A part of a reading that is not there. */
const NONE = (1n << 256n) - 1n

type Word = bigint | number

export function tapeOf(seed: bigint, deals: readonly RandomDeal[], people: People): Buffer {
  const words: Word[] = [seed, deals.length]
  for (const deal of deals) words.push(...dealWords(deal, people))
  const bytes = Buffer.alloc(words.length * 32)
  words.forEach((word, index) => bytes.write(hexOf(word), index * 32, 'hex'))
  return bytes
}

function hexOf(word: Word): string {
  return BigInt.asUintN(256, BigInt(word)).toString(16).padStart(64, '0')
}

function dealWords(deal: RandomDeal, people: People): readonly Word[] {
  const sums = deal.feed.sums()
  const feed = [deal.feed.firstDay, sums.length, ...sums]
  if ('refused' in deal) {
    const { attempt, code } = deal.refused
    const refusal = selectorOf(errorFor('open', code))
    return [deal.number, ...feed, ...openingWords(attempt.terms, attempt.at, attempt.reading, refusal)]
  }
  const { terms, openAt, opening, opened, steps } = deal.life
  // From the first takeover on the book says that owners are kept elsewhere.
  const first = steps.findIndex(({ events }) => events.some(({ name }) => name === 'takenOver'))
  const acts = steps.flatMap((step, index) => stepWords(step, people, first >= 0 && index >= first))
  return [
    deal.number,
    ...feed,
    ...openingWords(terms, openAt, opening, 0n),
    ...shownWords(
      opened,
      ofEach(() => 0n),
    ),
    steps.length,
    ...acts,
  ]
}

/** `Opening` of the replay. What is locked is counted here, not there. */
function openingWords(terms: Terms, at: number, reading: Reading, refusal: bigint): readonly Word[] {
  const fields = TERMS_TYPE.map(({ name }) => BigInt(terms[name]))
  const locked = SIDES.map((side) => (refusal === 0n ? lockedAtOpen(terms, side) : 0n))
  return [at, refusal, ...locked, ...fields, ...readingWords(reading)]
}

/** `Reading` of the replay. */
function readingWords({ latest, heartbeat, readableBefore, deafDay, fault }: Reading): readonly Word[] {
  const [day, value] = latest === null ? [NONE, 0n] : [latest.day, latest.value]
  return [day, value, heartbeat ?? NONE, readableBefore, deafDay ?? NONE, fault]
}

/** `Act` of the replay, and how everything stands after it. */
function stepWords(step: Step, people: People, hasTakers: boolean): readonly Word[] {
  const { act, at, reading, refused, events, after, wallet } = step
  const refusal = refused === null ? 0n : selectorOf(errorFor(act.kind, refused))
  const settled = act.kind === 'settle' ? events.filter(({ name }) => name === 'settled').length : 0
  const kind = KINDS.indexOf(act.kind)
  const doing = [kind, at, BigInt(people[act.by]), SIDES.indexOf(act.side), act.amount]
  return [
    ...doing,
    refusal,
    settled,
    eventsHash(events, hasTakers),
    ...readingWords(reading),
    ...shownWords(after, wallet),
  ]
}

/** `Shown` of the replay. */
function shownWords(shown: Shown, wallet: Wallets): readonly Word[] {
  const { state, requirement, exposure, withdrawable, claimable, window } = shown
  const { phase, cause, balance, periodsSettled, callSide, due, cureBy, unpaid, shortfall, owner } = state
  const ofCall = phase === 'called' ? [numberOf(callSide), due, cureBy] : [0, 0, 0]
  const ofWindow = window === null ? [0, 0, 0] : [window.from, window.until, numberOf(callSide)]
  const readable = ({ seller, buyer }: BySide<bigint | null>) => [seller ?? UNREADABLE, buyer ?? UNREADABLE]
  return [
    PHASES.indexOf(phase),
    CAUSES.indexOf(cause),
    balance.seller,
    balance.buyer,
    periodsSettled,
    ...ofCall,
    unpaid,
    shortfall,
    ...readable(requirement),
    ...readable(exposure),
    ...readable(withdrawable),
    ...PERSONS.map((person) => wallet[person]),
    ...SIDES.map((side) => BigInt(owner[side])),
    ...PERSONS.map((person) => claimable[person]),
    ...ofWindow,
    ...quoteWords(shown.quote),
  ]
}

/** What `takeoverQuote` answers: no error and four amounts, or its error and nothing. */
function quoteWords(quote: Shown['quote']): readonly Word[] {
  if ('refused' in quote) return [selectorOf(errorFor('takeOver', quote.refused)), 0, 0, 0, 0]
  return [0, quote.deposit, quote.reward, quote.toHonouring, quote.leftover]
}

/** Looking a name up hashes every declaration there is: once a name, not once an act. */
const selectors = new Map<string, bigint>()
const topics = new Map<string, Uint8Array>()

/** The selector of an error, in the first four bytes of a word. */
function selectorOf(error: string): bigint {
  const known = selectors.get(error)
  if (known !== undefined) return known
  const fragment = CONTRACT_ERRORS.getError(error)
  if (fragment === null) throw new RangeError(`the contracts have no error ${error}`)
  const selector = BigInt(fragment.selector) << 224n
  selectors.set(error, selector)
  return selector
}

function topicOf(name: string): Uint8Array {
  const known = topics.get(name)
  if (known !== undefined) return known
  const hash = ESCROW.getEvent(name.charAt(0).toUpperCase() + name.slice(1))?.topicHash
  if (hash === undefined) throw new RangeError(`an escrow logs no ${name}`)
  const topic = getBytes(hash)
  topics.set(name, topic)
  return topic
}

/** keccak-256 of all topics and data that the events come to as logs, one after the other. */
function eventsHash(events: readonly EscrowEvent[], hasTakers: boolean): bigint {
  return BigInt(keccak256(concat(events.flatMap((event) => logWords(event, hasTakers)))))
}

/** An event of the domain as the escrow's log: signature, indexed words, data. */
function logWords(event: EscrowEvent, hasTakers: boolean): readonly Uint8Array[] {
  const words = LOGS[event.name]?.(event as never)
  if (words === undefined) throw new RangeError(`an escrow logs no ${event.name}`)
  const ledger = 'ledger' in event ? [ledgerWord(event.ledger, hasTakers)] : []
  return [
    topicOf(event.name),
    ...[...words, ...ledger].map((word) => getBytes(toBeHex(BigInt.asUintN(256, BigInt(word)), 32))),
  ]
}

type Logs = {
  readonly [Name in EscrowEvent['name']]?: (event: Extract<EscrowEvent, { name: Name }>) => readonly Word[]
}

const numberOf = (side: Side): number => SIDES.indexOf(side)

/** The arguments of each log in the order of its declaration, without the ledger that ends it. */
const LOGS: Logs = {
  settled: ({ period, amount, unpaid }) => [period, amount, unpaid],
  marginCalled: ({ side, due }) => [numberOf(side), due],
  callLifted: ({ side }) => [numberOf(side)],
  toppedUp: ({ side, payer, amount, due, unpaid }) => [numberOf(side), BigInt(payer), amount, due, unpaid],
  withdrawn: ({ side, to, amount }) => [numberOf(side), BigInt(to), amount],
  terminationProposed: ({ side, payment }) => [numberOf(side), payment],
  proposalWithdrawn: ({ side }) => [numberOf(side)],
  terminated: ({ payment }) => [payment],
  closedOut: ({ defaulter, owed, penalty, paid, shortfall }) => [numberOf(defaulter), owed, penalty, paid, shortfall],
  unwound: ({ owed, paid, shortfall }) => [owed, paid, shortfall],
  matured: () => [],
  windowOpened: ({ defaulter, until }) => [numberOf(defaulter), until],
  takenOver: ({ side, taker, previous, deposit, toHonouring, reward, leftover }) => [
    numberOf(side),
    BigInt(taker),
    BigInt(previous),
    deposit,
    toHonouring,
    reward,
    leftover,
  ],
  claimWithdrawn: ({ holder, to, amount }) => [BigInt(holder), BigInt(to), amount],
}

/** The account book as the escrow packs it. */
function ledgerWord(ledger: Ledger, hasTakers: boolean): bigint {
  const { balance, cureBy, periodsSettled, phase, cause, callSide } = ledger
  const [phaseBits, causeBits] = [BigInt(PHASES.indexOf(phase)) << 248n, BigInt(CAUSES.indexOf(cause)) << 251n]
  const clocks = (BigInt(cureBy) << 192n) | (BigInt(periodsSettled) << 232n)
  const flags = (BigInt(numberOf(callSide)) << 254n) | (hasTakers ? 1n << 255n : 0n)
  return balance.seller | (balance.buyer << 96n) | clocks | phaseBits | causeBits | flags
}
