import { strict as assert } from 'node:assert'
import {
  DEAL_LIFECYCLE,
  DESK_STATES,
  NEGOTIATION_LIFECYCLE,
  PHASE_LIFECYCLE,
  RFQ_LIFECYCLE,
  transition,
} from '../../../server/domain/deal/lifecycle.ts'
import type { DeskEvent, DeskState, PhaseEvent } from '../../../server/domain/deal/lifecycle.ts'
import { PHASES } from '../../../server/domain/deal/phase.ts'
import type { Phase } from '../../../server/domain/deal/phase.ts'
import { isRefusal } from '../../support/refusals.ts'

const DESK_EVENTS = [
  'signFirst',
  'signSecond',
  'send',
  'sendFailed',
  'opened',
  'chainWentBack',
  'lapse',
  'cancel',
] as const
const PHASE_EVENTS = [
  'open',
  'call',
  'lift',
  'default',
  'takeOver',
  'mature',
  'terminate',
  'closeOut',
  'unwind',
] as const

describe('a deal on the desk', () => {
  const written: readonly [DeskState, DeskEvent, DeskState][] = [
    ['agreed', 'signFirst', 'signedByOne'],
    ['signedByOne', 'signSecond', 'signedByBoth'],
    ['signedByBoth', 'send', 'opening'],
    ['opening', 'sendFailed', 'signedByBoth'],
    ['agreed', 'opened', 'open'],
    ['signedByOne', 'opened', 'open'],
    ['signedByBoth', 'opened', 'open'],
    ['opening', 'opened', 'open'],
    ['lapsed', 'opened', 'open'],
    ['open', 'chainWentBack', 'signedByBoth'],
    ['agreed', 'lapse', 'lapsed'],
    ['signedByOne', 'lapse', 'lapsed'],
    ['signedByBoth', 'lapse', 'lapsed'],
    ['opening', 'lapse', 'lapsed'],
    ['agreed', 'cancel', 'cancelled'],
    ['signedByOne', 'cancel', 'cancelled'],
    ['signedByBoth', 'cancel', 'cancelled'],
  ]
  for (const [state, event, after] of written) {
    it(`that is ${state} is ${after} after ${event}`, () => {
      assert.equal(transition(DEAL_LIFECYCLE, state, event), after)
    })
  }

  it('takes no other way: every pair that is not written is refused', () => {
    let refused = 0
    for (const state of DESK_STATES) {
      for (const event of DESK_EVENTS) {
        if (written.some(([from, by]) => from === state && by === event)) continue
        assert.throws(() => transition(DEAL_LIFECYCLE, state, event), isRefusal('transitionForbidden'))
        refused += 1
      }
    }
    assert.equal(refused, 7 * 8 - 17)
  })
})

describe('an escrow on chain', () => {
  const written: readonly [Phase, PhaseEvent, Phase][] = [
    ['none', 'open', 'open'],
    ['open', 'call', 'called'],
    ['called', 'call', 'called'],
    ['called', 'lift', 'open'],
    ['called', 'default', 'defaulted'],
    ['defaulted', 'takeOver', 'open'],
    ['open', 'mature', 'closed'],
    ['called', 'mature', 'closed'],
    ['open', 'terminate', 'closed'],
    ['called', 'terminate', 'closed'],
    ['called', 'closeOut', 'closed'],
    ['defaulted', 'closeOut', 'closed'],
    ['open', 'unwind', 'closed'],
    ['called', 'unwind', 'closed'],
    ['defaulted', 'unwind', 'closed'],
  ]
  for (const [phase, event, after] of written) {
    it(`that is ${phase} is ${after} after ${event}`, () => {
      assert.equal(transition(PHASE_LIFECYCLE, phase, event), after)
    })
  }

  it('takes no other way, and nothing leaves closed', () => {
    for (const phase of PHASES) {
      for (const event of PHASE_EVENTS) {
        if (written.some(([from, by]) => from === phase && by === event)) continue
        assert.throws(() => transition(PHASE_LIFECYCLE, phase, event), isRefusal('transitionForbidden'))
      }
    }
  })

  it('always has a way out', () => {
    for (const phase of PHASES.filter((name) => name !== 'closed')) assert.notDeepEqual(PHASE_LIFECYCLE[phase], {})
    assert.deepEqual(PHASE_LIFECYCLE.closed, {})
  })
})

describe('a request and its negotiations', () => {
  it('are decided once: what is agreed, and what is expired or withdrawn of a request, stays so', () => {
    for (const state of ['expired', 'withdrawn'] as const) assert.deepEqual(RFQ_LIFECYCLE[state], {})
    assert.deepEqual(NEGOTIATION_LIFECYCLE.agreed, {})
    assert.deepEqual(RFQ_LIFECYCLE.awarded, { release: 'open' }, 'only an award that nobody agreed under is given back')
  })

  it('may begin again by another quote, whatever became of the last', () => {
    for (const state of ['declined', 'expired', 'withdrawn'] as const) {
      assert.deepEqual(NEGOTIATION_LIFECYCLE[state], { quoteAgain: 'offered' })
    }
  })

  it('go on while an offer is on the table', () => {
    assert.equal(transition(NEGOTIATION_LIFECYCLE, 'offered', 'counter'), 'offered')
    assert.equal(transition(NEGOTIATION_LIFECYCLE, 'offered', 'accept'), 'agreed')
    assert.equal(transition(NEGOTIATION_LIFECYCLE, 'offered', 'decline'), 'declined')
    assert.equal(transition(NEGOTIATION_LIFECYCLE, 'offered', 'expire'), 'expired')
    assert.equal(transition(NEGOTIATION_LIFECYCLE, 'offered', 'withdraw'), 'withdrawn')
    assert.equal(transition(NEGOTIATION_LIFECYCLE, 'introduced', 'takeOver'), 'offered')
    assert.equal(transition(NEGOTIATION_LIFECYCLE, 'introduced', 'withdraw'), 'withdrawn')
    assert.throws(() => transition(NEGOTIATION_LIFECYCLE, 'introduced', 'accept'), isRefusal('transitionForbidden'))
    assert.equal(transition(RFQ_LIFECYCLE, 'draft', 'publish'), 'open')
    assert.throws(() => transition(RFQ_LIFECYCLE, 'draft', 'award'), isRefusal('transitionForbidden'))
    assert.equal(transition(RFQ_LIFECYCLE, 'open', 'award'), 'awarded')
    assert.equal(transition(RFQ_LIFECYCLE, 'open', 'expire'), 'expired')
    assert.equal(transition(RFQ_LIFECYCLE, 'open', 'withdraw'), 'withdrawn')
  })
})
