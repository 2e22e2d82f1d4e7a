import assert from 'node:assert/strict'
import { enginePass } from '../../server/desk/enginePass.ts'
import { prepareAct } from '../../server/desk/prepareAct.ts'
import type { ActAsked } from '../../server/desk/prepareAct.ts'
import { readFate } from '../../server/desk/queries/readFate.ts'
import type { DealRecord } from '../../server/desk/ports.ts'
import type { RefusalCode } from '../../server/domain/refusals.ts'
import { Refusal } from '../../server/domain/refusals.ts'
import { baseUnits } from '../../server/domain/units/baseUnits.ts'
import { aSignedDeal, aWorld, anAgreedDeal, anOpenDeal, refuses } from '../support/deals.ts'
import type { World } from '../support/ports.ts'
import { SELLER, STRANGER } from '../support/terms.ts'

const MINER = { addresses: [SELLER] }
const NOBODY = { addresses: [STRANGER] }

function asking(world: World, deal: DealRecord, asked: ActAsked, by = MINER) {
  return prepareAct(world.ports, { dealId: deal.id, by, asked })
}

/** The names of what the wallet is asked for. */
async function stepsOf(world: World, deal: DealRecord, asked: ActAsked): Promise<readonly string[]> {
  const { steps } = await asking(world, deal, asked)
  return steps.map((step) => (step.kind === 'transaction' ? step.act.name : step.kind))
}

describe('what a wallet is asked for before a deal is open', () => {
  it('is the terms, then a permit for exactly what the side locks', async () => {
    const world = await aWorld()
    const deal = await anAgreedDeal(world)
    assert.deepEqual(await stepsOf(world, deal, { name: 'sign' }), ['terms'])
    await refuses(asking(world, deal, { name: 'permit' }), 'signatureMissing')
    const signed = await aSignedDeal(world)
    const { steps, from } = await asking(world, signed, { name: 'permit' })
    assert.equal(from, SELLER)
    assert.ok(steps[0]?.kind === 'permit' && steps[0].request.message.value === '10500000')
  })

  it('is an approval where the token takes no permits', async () => {
    const world = await aWorld()
    const deal = await aSignedDeal(world)
    world.parties.answers.tokenKnowsPermits = false
    await refuses(asking(world, deal, { name: 'permit' }), 'permitUnknown')
    const { steps } = await asking(world, deal, { name: 'approve' })
    const act = steps[0]?.kind === 'transaction' && steps[0].act
    const { factory } = world.ports.escrows.network
    assert.deepEqual(act, { name: 'approve', token: deal.terms.token, spender: factory, amount: 10_500_000n })
  })

  it('is nothing that could not go through: no gas, no money, no time, no consent', async () => {
    const world = await aWorld()
    const deal = await aSignedDeal(world)
    world.parties.fund(SELLER, { gas: 0n })
    for (const name of ['approve', 'open', 'cancel'] as const)
      await refuses(asking(world, deal, { name }), 'gasMissing')
    world.parties.fund(SELLER, { balance: baseUnits(10_000_000n) })
    await assert.rejects(asking(world, deal, { name: 'permit' }), (error: Refusal) => {
      assert.deepEqual(error.facts, { held: '0.10000000', wanted: '0.10500000', symbol: 'tBTC' })
      return error.code === 'tokenShort'
    })
    world.parties.cancel(deal.id)
    await refuses(asking(world, deal, { name: 'sign' }), 'termsCancelled')
    const late = await aWorld()
    const lapsing = await aSignedDeal(late)
    await late.ports.clock.moveTo(lapsing.terms.openBy + 1)
    await refuses(asking(late, lapsing, { name: 'sign' }), 'openingLapsed')
    await refuses(asking(late, lapsing, { name: 'sign' }, NOBODY), 'dealUnknown')
  })
})

describe('what a wallet is asked for while a deal is open', () => {
  it('is a top-up alone where the escrow may pull it, and the allowance before it where it may not', async () => {
    const world = await aWorld()
    const deal = await anOpenDeal(world)
    const asked = { name: 'topUp', amount: '0.02' } as const
    assert.deepEqual(await stepsOf(world, deal, asked), ['topUp'])
    world.parties.allow(SELLER, 1_999_999n)
    const { steps } = await asking(world, deal, asked)
    const [approve, topUp] = steps
    assert.ok(approve?.kind === 'transaction' && topUp?.kind === 'transaction')
    assert.deepEqual(approve.act, {
      name: 'approve',
      token: deal.terms.token,
      spender: deal.escrow,
      amount: 2_000_000n,
    })
    assert.equal(topUp.foretold?.before.balance.seller, 10_500_000n)
    assert.equal(topUp.foretold.after.balance.seller, 12_500_000n)
    assert.deepEqual(world.parties.tried.at(-1), { act: approve.act, from: SELLER }, 'what comes first is tried out')
  })

  it('is a withdrawal to the party’s own account, and never more than the escrow lets go', async () => {
    const world = await aWorld()
    const deal = await anOpenDeal(world)
    world.chain.topUp(deal.escrow, 'seller', 3_000_000n)
    await enginePass(world.ports)
    const { steps } = await asking(world, deal, { name: 'withdraw', amount: '0.01' })
    assert.ok(steps[0]?.kind === 'transaction' && steps[0].act.name === 'withdraw')
    assert.equal(steps[0].act.to, SELLER)
    await refuses(asking(world, deal, { name: 'withdraw', amount: '0.2' }), 'aboveWithdrawable')
    await refuses(asking(world, deal, { name: 'withdraw', amount: '0' }), 'amountZero')
    await refuses(asking(world, deal, { name: 'withdraw', amount: '0,01' }), 'notANumber')
  })

  it('is an agreed end at the very payment that was proposed', async () => {
    const world = await aWorld()
    const deal = await anOpenDeal(world)
    await refuses(
      asking(world, deal, { name: 'acceptTermination', amount: '0.00000005', payer: 'buyer' }),
      'proposalMissing',
    )
    world.chain.propose(deal.escrow, 'buyer', 100_000n)
    await enginePass(world.ports)
    await refuses(
      asking(world, deal, { name: 'acceptTermination', amount: '0.00000005', payer: 'buyer' }),
      'proposalDifferent',
    )
    const { steps } = await asking(world, deal, { name: 'acceptTermination', amount: '0.001', payer: 'buyer' })
    assert.ok(steps[0]?.kind === 'transaction')
    // The buyer pays the seller 0.001, and both take what is left.
    assert.deepEqual(steps[0].foretold?.after.balance, { seller: 10_600_000n, buyer: 10_400_000n })
    assert.equal(steps[0].foretold.after.phase, 'closed')
  })

  const refusals: readonly { asked: ActAsked; code: RefusalCode; because: string }[] = [
    { asked: { name: 'settle' }, code: 'nothingToDo', because: 'no period is over' },
    { asked: { name: 'closeOut' }, code: 'notInDefault', because: 'nobody is called' },
    { asked: { name: 'unwind' }, code: 'unwindTooEarly', because: 'the index is not silent' },
    { asked: { name: 'withdrawProposal' }, code: 'proposalMissing', because: 'there is none' },
  ]
  for (const { asked, code, because } of refusals) {
    it(`is not ${asked.name} while ${because}`, async () => {
      const world = await aWorld()
      await refuses(asking(world, await anOpenDeal(world), asked), code)
    })
  }

  it('is refused with the chain’s own reason in words where only the chain knew it', async () => {
    const world = await aWorld()
    const deal = await anOpenDeal(world)
    world.parties.answers.trialsFailFor = 'ERC20InsufficientAllowance'
    await refuses(asking(world, deal, { name: 'topUp', amount: '0.02' }), 'allowanceShort')
    world.parties.answers.trialsFailFor = 'SomethingNobodyDeclared'
    await refuses(asking(world, deal, { name: 'topUp', amount: '0.02' }), 'chainRefused')
  })

  it('needs an escrow: before the opening there is nothing to add to', async () => {
    const world = await aWorld()
    await refuses(asking(world, await aSignedDeal(world), { name: 'topUp', amount: '0.02' }), 'notLive')
  })
})

describe('a transaction that a wallet has sent', () => {
  it('that failed says why in the desk’s words', async () => {
    const { ports, parties } = await aWorld()
    parties.fates.set('0xab', { state: 'reverted', reason: 'AboveWithdrawable', facts: { amount: '5' } })
    const fate = await readFate(ports, '0xab')
    assert.ok(fate.state === 'reverted')
    assert.equal(fate.refusal.code, 'aboveWithdrawable')
    assert.deepEqual(await readFate(ports, '0xcd'), { state: 'unknown' })
  })
})
