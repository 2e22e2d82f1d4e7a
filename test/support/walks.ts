/** Random lives of a deal: an index that moves day by day, and people who do whatever they like, whenever. */
import fc from 'fast-check'
import type { EscrowEvent, EscrowFact } from '../../server/domain/deal/chainFacts.ts'
import { closeOut } from '../../server/domain/deal/closeOut.ts'
import { mark } from '../../server/domain/deal/mark.ts'
import type { Outcome } from '../../server/domain/deal/outcome.ts'
import type { EscrowState } from '../../server/domain/deal/phase.ts'
import { settle } from '../../server/domain/deal/settle.ts'
import { takeOver, withdrawClaim } from '../../server/domain/deal/takeover.ts'
import { acceptTermination, proposeTermination, withdrawProposal } from '../../server/domain/deal/termination.ts'
import { topUp } from '../../server/domain/deal/topUp.ts'
import { unwind } from '../../server/domain/deal/unwind.ts'
import { withdraw } from '../../server/domain/deal/withdraw.ts'
import type { IndexReadings } from '../../server/domain/index/readings.ts'
import { Refusal } from '../../server/domain/refusals.ts'
import { SIDES } from '../../server/domain/terms/terms.ts'
import type { Address, Side, Terms } from '../../server/domain/terms/terms.ts'
import { baseUnits } from '../../server/domain/units/baseUnits.ts'
import { dayOf, startOfDay } from '../../server/domain/units/time.ts'
import type { Instant } from '../../server/domain/units/time.ts'
import { aFact, theOpening } from './facts.ts'
import { BUYER, SELLER, STRANGER, anEscrow, readingsFrom } from './terms.ts'

type ActName =
  | 'settle'
  | 'mark'
  | 'topUp'
  | 'withdraw'
  | 'closeOut'
  | 'takeOver'
  | 'withdrawClaim'
  | 'propose'
  | 'accept'
  | 'withdrawProposal'
  | 'unwind'

export interface Act {
  readonly name: ActName
  readonly side: Side
  readonly amount: bigint
  /** Seconds since the act before. */
  readonly wait: number
  /** Whether the oracle is silent at that moment. */
  readonly isSilent: boolean
}

export interface Walk {
  /** The index, day by day, from the day before the first. */
  readonly values: readonly bigint[]
  readonly acts: readonly Act[]
}

/** One step of a walk that really happened. */
export interface Step {
  readonly act: Act
  readonly now: Instant
  readonly before: EscrowState
  readonly after: EscrowState
  readonly events: readonly EscrowEvent[]
}

/** How far from 50 the index moves: calm, lively, wild. */
const SPREADS = [1n, 8n, 50n] as const

/** How many days the feed lasts: a broken one stops long before the deal ends. */
const FEEDS = [60, 60, 12] as const

const oneAct: fc.Arbitrary<Act> = fc.record({
  name: fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom('mark' as const, 'topUp' as const, 'settle' as const) },
    { weight: 6, arbitrary: fc.constantFrom('withdraw' as const, 'closeOut' as const, 'unwind' as const) },
    { weight: 3, arbitrary: fc.constantFrom('takeOver' as const, 'takeOver' as const, 'withdrawClaim' as const) },
    { weight: 1, arbitrary: fc.constantFrom('propose' as const, 'accept' as const, 'withdrawProposal' as const) },
  ),
  side: fc.constantFrom(...SIDES),
  amount: fc.bigInt(0n, 200n).map((half) => half * 2n),
  wait: fc.constantFrom(0, 3_601, 43_200, 86_400, 86_401, 150_001),
  isSilent: fc.constantFrom(...Array<boolean>(19).fill(false), true),
})

/** Walks of an index around 50, within 0..100; amounts are even. */
export const walks: fc.Arbitrary<Walk> = fc
  .record({ spread: fc.constantFrom(...SPREADS), days: fc.constantFrom(...FEEDS) })
  .chain(({ spread, days }) =>
    fc.record({
      values: fc.array(fc.bigInt(50n - spread, 50n + spread), { minLength: days, maxLength: days }),
      acts: fc.array(oneAct, { minLength: 10, maxLength: 80, size: 'max' }),
    }),
  )

/** What the oracle says at `now`: every day before today is fixed; the last day of the walk is the last there is. */
export function readingsAt(terms: Terms, walk: Walk, now: Instant, isSilent = false): IndexReadings {
  const fixedDays = dayOf(now) - (terms.startDay - 1)
  const values = walk.values.slice(0, Math.max(1, fixedDays))
  return readingsFrom({ from: terms.startDay - 1, values, isSilent })
}

/** Does one act; a refusal means that nothing happened. Anything else that is thrown is a bug and passes through. */
export function doAct(terms: Terms, state: EscrowState, act: Act, readings: IndexReadings, now: Instant): Outcome {
  try {
    return attempt(terms, state, act, readings, now)
  } catch (error) {
    if (error instanceof Refusal) return { state, events: [] }
    throw error
  }
}

function attempt(terms: Terms, state: EscrowState, act: Act, readings: IndexReadings, now: Instant): Outcome {
  const { name, side } = act
  const amount = baseUnits(act.amount)
  const owner = side === 'seller' ? SELLER : BUYER
  // Half of the offers ask for a payment from the seller.
  const payment = act.wait % 2 === 0 ? amount : -act.amount
  switch (name) {
    case 'settle':
      return settle(terms, state, readings, now)
    case 'mark':
      return mark(terms, state, readings, now)
    case 'topUp':
      return topUp(terms, state, now, { side, payer: STRANGER, amount })
    case 'withdraw':
      return withdraw(terms, state, readings, now, { side, to: owner, amount })
    case 'closeOut':
      return closeOut(terms, state, readings, now)
    case 'takeOver':
      return takeOver(terms, state, readings, now, { taker: takerOf(act), maxDeposit: 1_000n })
    case 'withdrawClaim': {
      const holder = state.claims.at(-1)?.holder ?? STRANGER
      return withdrawClaim(state, holder, holder)
    }
    case 'propose':
      return proposeTermination(state, side, side === 'seller' ? payment : -payment, now)
    case 'accept': {
      const offer = state.proposal[side === 'seller' ? 'buyer' : 'seller']
      return acceptTermination(state, side, offer?.payment ?? 0n, now)
    }
    case 'withdrawProposal':
      return withdrawProposal(state, side)
    case 'unwind':
      return unwind(terms, state, readings, now)
  }
}

/** Strangers mostly, and sometimes whoever signed the terms on that side. */
function takerOf({ side, amount }: Act): Address {
  if (amount % 8n === 0n) return side === 'seller' ? SELLER : BUYER
  return amount % 8n < 4n ? STRANGER : '0x7777777777777777777777777777777777777777'
}

/** Plays a walk from the opening on: its steps, and the facts that the chain would tell of it. */
export function play(
  terms: Terms,
  walk: Walk,
): { readonly steps: readonly Step[]; readonly facts: readonly EscrowFact[] } {
  const steps: Step[] = []
  const facts = [theOpening(terms)]
  let state = anEscrow(terms)
  let now = startOfDay(terms.startDay)
  for (const act of walk.acts) {
    now += act.wait
    const { state: after, events } = doAct(terms, state, act, readingsAt(terms, walk, now, act.isSilent), now)
    steps.push({ act, now, before: state, after, events })
    facts.push(...events.map((event) => aFact(event, steps.length + 1, now)))
    state = after
  }
  return { steps, facts }
}
