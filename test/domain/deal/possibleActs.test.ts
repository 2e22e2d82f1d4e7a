import { strict as assert } from 'node:assert'
import { nextStep } from '../../../server/domain/deal/nextStep.ts'
import type { EscrowState } from '../../../server/domain/deal/phase.ts'
import { possibleActs } from '../../../server/domain/deal/possibleActs.ts'
import type { PossibleAct, Standing } from '../../../server/domain/deal/possibleActs.ts'
import { SILENCE } from '../../../server/domain/index/readings.ts'
import type { Side } from '../../../server/domain/terms/terms.ts'
import { SECONDS_PER_DAY, startOfDay } from '../../../server/domain/units/time.ts'
import { anEscrow, plainTerms, publicationOf, readingsFrom, units } from '../../support/terms.ts'

// Two periods of ten days from day 100, fixed at 50; margin 100 each, of which 50 must stay, penalty 30.
const terms = plainTerms({ periods: 2 })

/** The deal on the evening its index fixed at `value` on day 102, as it did from day 99 on, except for what is named. */
function standing(value: bigint, wanted: Partial<EscrowState> = {}, now = publicationOf(102)): Standing {
  const readings = readingsFrom({ from: 99, values: [value, value, value, value] })
  return { terms, state: anEscrow(terms, wanted), readings, now }
}

const CALLED = { phase: 'called', callSide: 'seller', due: units(40n), cureBy: publicationOf(103) } as const
const LATE = CALLED.cureBy + 1

function actsOf(deal: Standing, side: Side): string[] {
  return possibleActs(deal, side).map(({ name }) => name)
}

function actOf(deal: Standing, side: Side, name: PossibleAct['name']): PossibleAct | undefined {
  return possibleActs(deal, side).find((act) => act.name === name)
}

describe('what a party can do', () => {
  it('in a quiet deal is to add collateral and to offer an end', () => {
    assert.deepEqual(actsOf(standing(50n), 'seller'), ['topUp', 'proposeTermination'])
  })

  it('with more than it must keep, is to take the rest and no more', () => {
    const balance = { seller: units(112n), buyer: units(88n) }
    assert.deepEqual(actOf(standing(50n, { balance }), 'seller', 'withdraw'), {
      name: 'withdraw',
      amount: 12n,
      balance: { seller: 100n, buyer: 88n },
    })
  })

  it('below its restore level, is to add what is missing', () => {
    // Twenty days at 2 above: the seller would owe 40, and 140 restores it.
    assert.deepEqual(actOf(standing(52n), 'seller', 'topUp'), {
      name: 'topUp',
      amount: 40n,
      balance: { seller: 140n, buyer: 100n },
    })
    assert.deepEqual(actOf(standing(52n), 'buyer', 'topUp'), {
      name: 'topUp',
      amount: 0n,
      balance: { seller: 100n, buyer: 100n },
    })
  })

  it('when called, is to add what is due, of which what is unpaid goes to the other side at once', () => {
    const called = standing(52n, { ...CALLED, unpaid: units(15n), balance: { seller: units(0n), buyer: units(200n) } })
    assert.deepEqual(actOf(called, 'seller', 'topUp'), {
      name: 'topUp',
      amount: 40n,
      balance: { seller: 25n, buyer: 215n },
    })
    assert.ok(!actsOf(called, 'seller').includes('withdraw'))
  })

  it('is to end at the mark: the seller would pay what it would owe', () => {
    assert.deepEqual(actOf(standing(52n), 'buyer', 'proposeTermination'), { name: 'proposeTermination', payment: -40n })
  })

  it('is to accept the other side’s offer, and to take back its own, while it stands', () => {
    const offer = { payment: units(-10n), periodsSettled: 0, proposedAt: publicationOf(102) }
    const offered = (now = publicationOf(102)) => standing(52n, { proposal: { seller: offer, buyer: null } }, now)
    assert.deepEqual(actOf(offered(), 'buyer', 'acceptTermination'), {
      name: 'acceptTermination',
      payment: -10n,
      balance: { seller: 90n, buyer: 110n },
    })
    assert.deepEqual(actsOf(offered(), 'seller'), ['topUp', 'withdrawProposal', 'proposeTermination'])
    const tooLate = publicationOf(102) + SECONDS_PER_DAY + 1
    assert.deepEqual(actsOf(offered(tooLate), 'buyer'), ['topUp', 'proposeTermination'])
    assert.deepEqual(actsOf(offered(tooLate), 'seller'), ['topUp', 'proposeTermination'])
  })

  it('after an unmet call is to close out: 40 of value and 30 of penalty', () => {
    const defaulted = standing(52n, CALLED, LATE)
    assert.deepEqual(actsOf(defaulted, 'buyer'), ['proposeTermination', 'closeOut'])
    assert.deepEqual(actOf(defaulted, 'buyer', 'closeOut'), {
      name: 'closeOut',
      balance: { seller: 30n, buyer: 170n },
      windowUntil: null,
    })
  })

  it('after an unmet call may be to open the takeover window, and to close out when that is over', () => {
    const defaulted = { ...standing(52n, CALLED, LATE), terms: plainTerms({ periods: 2, takeoverSeconds: 7_200 }) }
    const balance = { seller: 100n, buyer: 100n }
    const opening = { name: 'closeOut', balance, windowUntil: LATE + 7_200 } as const
    assert.deepEqual(actOf(defaulted, 'buyer', 'closeOut'), opening)
    const opened = anEscrow(terms, { phase: 'defaulted', callSide: 'seller', cureBy: LATE })
    assert.deepEqual(actsOf({ ...defaulted, state: opened }, 'buyer'), [])
    assert.deepEqual(actsOf({ ...defaulted, state: opened, now: LATE + 1 }, 'buyer'), ['closeOut'])
  })

  it('is to settle and to mark where nobody has yet', () => {
    const readings = readingsFrom({ from: 99, values: Array<bigint>(11).fill(56n) })
    const due = { terms, state: anEscrow(terms), readings, now: publicationOf(109) }
    // Ten days at 6 above: 60 change hands; another 60 are owed, 110 must be held and 40 are there.
    assert.deepEqual(actsOf(due, 'seller').slice(-2), ['settle', 'mark'])
    assert.deepEqual(actOf(due, 'seller', 'settle'), { name: 'settle', balance: { seller: 40n, buyer: 160n } })
  })

  it('is to unwind once a fixing has been missing for seven days', () => {
    const missing = startOfDay(103 + 1 + 7)
    assert.ok(!actsOf(standing(50n, {}, missing - 1), 'buyer').includes('unwind'))
    assert.ok(actsOf(standing(50n, {}, missing), 'buyer').includes('unwind'))
  })

  it('once the deal has ended is to take everything out', () => {
    const ended = standing(50n, { phase: 'closed', cause: 'matured' })
    assert.deepEqual(possibleActs(ended, 'buyer'), [
      { name: 'withdraw', amount: 100n, balance: { seller: 100n, buyer: 0n } },
    ])
  })

  it('on an index that nobody here reads is what needs none', () => {
    const silent = { ...standing(50n), readings: SILENCE }
    assert.deepEqual(actsOf(silent, 'seller'), ['topUp', 'proposeTermination'])
    assert.deepEqual(actOf(silent, 'seller', 'proposeTermination'), { name: 'proposeTermination', payment: null })
  })
})

describe('what a deal waits for', () => {
  const offer = { payment: units(5n), periodsSettled: 0, proposedAt: publicationOf(102) }
  const cases: readonly { deal: Standing; step: ReturnType<typeof nextStep>; because: string }[] = [
    {
      deal: standing(50n),
      step: { kind: 'awaitSettlement', period: 0, lastDay: 109 },
      because: 'nothing, until the first period’s last fixing',
    },
    {
      deal: standing(52n, CALLED),
      step: { kind: 'meetCall', side: 'seller', due: units(40n), by: CALLED.cureBy },
      because: 'the called side, until its deadline',
    },
    {
      deal: standing(52n, CALLED, LATE),
      step: { kind: 'closeOut', defaulter: 'seller', since: CALLED.cureBy, canBeSent: true },
      because: 'anyone, from the second after it',
    },
    {
      // The last fixing, of day 102, may take until 36 hours after day 103 began.
      deal: standing(52n, CALLED, startOfDay(103) + 129_601),
      step: { kind: 'closeOut', defaulter: 'seller', since: CALLED.cureBy, canBeSent: false },
      because: 'a fixing, where the index is stale by then',
    },
    {
      deal: standing(50n, { proposal: { seller: offer, buyer: null } }),
      step: {
        kind: 'answerTermination',
        side: 'buyer',
        payment: 5n,
        by: publicationOf(102) + SECONDS_PER_DAY,
      },
      because: 'an answer to the offer to end it, for a day',
    },
    {
      deal: standing(50n, {}, startOfDay(103) + 129_601),
      step: { kind: 'awaitFixing', missing: 103, unwindableFrom: startOfDay(111) },
      because: 'the fixing that is overdue',
    },
    { deal: standing(50n, {}, startOfDay(111)), step: { kind: 'unwind' }, because: 'either side to unwind it' },
    {
      deal: { ...standing(50n), readings: readingsFrom({ from: 99, values: Array<bigint>(11).fill(50n) }) },
      step: { kind: 'settle', period: 0 },
      because: 'anyone to settle what is fixed',
    },
    {
      deal: standing(50n, { phase: 'defaulted', callSide: 'buyer', cureBy: publicationOf(102) }),
      step: { kind: 'awaitTakeover', defaulter: 'buyer', until: publicationOf(102) },
      because: 'anyone who takes the defaulter’s side over, to the last second of the window',
    },
    {
      deal: standing(50n, { phase: 'defaulted', callSide: 'buyer', cureBy: publicationOf(102) - 1 }),
      step: { kind: 'closeOut', defaulter: 'buyer', since: publicationOf(102) - 1, canBeSent: true },
      because: 'the close-out when nobody came',
    },
    {
      deal: standing(50n, { phase: 'closed', balance: { seller: units(0n), buyer: units(7n) } }),
      step: { kind: 'withdraw', sides: ['buyer'] },
      because: 'the side that has money left in it',
    },
    {
      deal: standing(50n, { phase: 'closed', balance: { seller: units(0n), buyer: units(0n) } }),
      step: { kind: 'nothing' },
      because: 'nobody, ever again',
    },
  ]
  for (const { deal, step, because } of cases) {
    it(`is ${because}`, () => {
      assert.deepEqual(nextStep(deal, 'seller'), step)
    })
  }

  it('is, of two offers to end it, the viewer’s own answer', () => {
    const both = standing(50n, { proposal: { seller: offer, buyer: offer } })
    const answered = (viewer: Side) => {
      const step = nextStep(both, viewer)
      return step.kind === 'answerTermination' && step.side
    }
    assert.deepEqual([answered('seller'), answered('buyer')], ['seller', 'buyer'])
  })
})
