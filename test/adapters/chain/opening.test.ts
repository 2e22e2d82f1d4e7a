import assert from 'node:assert/strict'
import { FACTORY, TOKEN } from '../../../server/adapters/chain/abi.ts'
import { ask } from '../../../server/adapters/chain/calls.ts'
import { addressOf, wordOf } from '../../../server/adapters/chain/decode.ts'
import { fieldsOf } from '../../../server/adapters/chain/gateway.ts'
import { Refusal } from '../../../server/domain/refusals.ts'
import type { Terms } from '../../../server/domain/terms/terms.ts'
import { baseUnits } from '../../../server/domain/units/baseUnits.ts'
import { indexValue } from '../../../server/domain/units/indexValue.ts'
import { startOfDay } from '../../../server/domain/units/time.ts'
import { FIRST_DAY, agreedDeal, plainToken, startTestDesk } from '../../support/chain.ts'
import type { TestDesk } from '../../support/chain.ts'
import { someTerms } from '../../support/terms.ts'
import type { PartyWallet } from '../../../server/adapters/chain/wallet.ts'

const START = FIRST_DAY + 1

describe('opening a deal on the chain', () => {
  let desk: TestDesk
  let seller: PartyWallet
  let buyer: PartyWallet
  let soon: { startDay: number; openBy: number }

  before(async () => {
    desk = await startTestDesk()
    seller = await desk.person('opening seller', 1_000_000n)
    buyer = await desk.person('opening buyer', 1_000_000n)
    await desk.fix(FIRST_DAY, 50n)
    soon = { startDay: START, openBy: startOfDay(START + 1) }
  })
  after(() => desk.stop())

  function agreed(wanted: Partial<Omit<Terms, 'seller' | 'buyer'>> = {}) {
    return agreedDeal(desk, { seller, buyer, ...soon, ...wanted })
  }

  async function reasonFor(opening: Promise<unknown>): Promise<Readonly<Record<string, unknown>>> {
    try {
      await opening
    } catch (error) {
      assert.ok(error instanceof Refusal, String(error))
      assert.equal(error.code, 'chainRefused')
      return error.facts
    }
    throw new assert.AssertionError({ message: 'it was not refused' })
  }

  it('the desk and the factory name the deal by the same digest, whatever the terms', async () => {
    const { factory } = desk.network
    const every = [
      someTerms(),
      someTerms({ premium: baseUnits(-5n), broker: seller.address, brokerFee: baseUnits(7n), salt: (1n << 256n) - 1n }),
      someTerms({
        cap: indexValue(1n),
        marking: 0,
        documentHash: desk.escrows.documentHashOf('Vertrag über Rechenleistung'),
      }),
    ]
    for (const terms of every) {
      const said = await ask(desk.chain, factory, FACTORY, 'digest', [fieldsOf(terms)])
      assert.equal(desk.escrows.digestOf(terms), wordOf(said[0]))
    }
  })

  it('a confirmation is known by the keccak-256 of its text in UTF-8', () => {
    // keccak-256 of the empty text, as published with the function.
    const empty = '0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470'
    assert.equal(desk.escrows.documentHashOf(''), empty)
  })

  it('with two permits one transaction locks both collaterals at the address that was foretold', async () => {
    const { terms, escrow, opening } = await agreed({ sellerMargin: baseUnits(120n) })
    assert.equal((await desk.escrows.readState(escrow)).phase, 'none')
    const before = [await seller.balanceOf(terms.token), await buyer.balanceOf(terms.token)] as const
    const mined = await desk.escrows.open(opening)

    const state = await desk.escrows.readState(escrow)
    assert.equal(state.phase, 'open')
    assert.deepEqual(state.balance, { seller: 120n, buyer: 100n })
    assert.equal(before[0] - (await seller.balanceOf(terms.token)), 120n)
    assert.equal(before[1] - (await buyer.balanceOf(terms.token)), 100n)
    const [opened] = await desk.history.escrowFacts(mined.block, mined.block)
    assert.equal(opened?.escrow, addressOf(escrow))
    assert.equal(opened.point.transaction, mined.transaction)
  })

  it('with allowances in place no permit is needed', async () => {
    const { terms, escrow, opening } = await agreed()
    await seller.approve(terms.token, desk.network.factory, 100n)
    await buyer.approve(terms.token, desk.network.factory, 100n)
    await desk.escrows.open({ ...opening, permit: { seller: null, buyer: null } })
    assert.deepEqual((await desk.escrows.readState(escrow)).balance, { seller: 100n, buyer: 100n })
  })

  it('a permit that somebody sent ahead does no harm: the allowance is there', async () => {
    const { escrow, opening } = await agreed()
    await desk.escrows.open(opening)
    const next = await agreed()
    // The same permit again: its nonce is used, it fails and is ignored, and the allowance of the first is large enough.
    await desk.escrows.open({ ...next.opening, permit: opening.permit })
    assert.equal((await desk.escrows.readState(escrow)).phase, 'open')
    assert.equal((await desk.escrows.readState(next.escrow)).phase, 'open')
  })

  it('a second opening of the same terms is refused and names the escrow that stands', async () => {
    const { escrow, opening } = await agreed()
    await desk.escrows.open(opening)
    assert.deepEqual(await reasonFor(desk.escrows.open(opening)), { reason: 'AlreadyOpened', escrow })
  })

  it('a signature of somebody else is refused and names whose is missing', async () => {
    const { opening } = await agreed()
    const swapped = { seller: opening.signature.buyer, buyer: opening.signature.seller }
    const reason = await reasonFor(desk.escrows.open({ ...opening, signature: swapped }))
    assert.deepEqual(reason, { reason: 'BadSignature', account: seller.address })
  })

  it('a margin that is too small is refused with the side and what is needed', async () => {
    const { opening } = await agreed({ maintenanceBps: 10_000, fixedRate: indexValue(40n) })
    // Fixed at 40 with the index at 50, the seller would owe 10 a day for ten days, on top of the whole margin of 100.
    assert.deepEqual(await reasonFor(desk.escrows.open(opening)), {
      reason: 'MarginTooSmall',
      side: 'seller',
      needed: '200',
    })
  })

  it('terms that one side cancelled are dead', async () => {
    const { terms, opening } = await agreed()
    await buyer.cancel(terms)
    const reason = await reasonFor(desk.escrows.open(opening))
    assert.deepEqual(reason, { reason: 'TermsCancelled', digest: desk.escrows.digestOf(terms) })
  })

  it("a side without the money is refused with the token's own words", async () => {
    const poor = await desk.person('opening pauper')
    const { opening } = await agreedDeal(desk, { seller: poor, buyer, ...soon })
    const reason = await reasonFor(desk.escrows.open(opening))
    assert.deepEqual(reason, { reason: 'ERC20InsufficientBalance', sender: poor.address, balance: '0', needed: '100' })
  })

  it('a contract account that says yes can be a side of a deal', async () => {
    const account = addressOf(`0x${'c0'.repeat(20)}`)
    const token = plainToken(desk.network)
    const { terms, opening } = await agreedDeal(desk, { seller, buyer, ...soon })
    const ofAccount = { ...terms, seller: account }
    const digest = desk.escrows.digestOf(ofAccount)
    await desk.chain.request('anvil_setCode', [account, codeThatApproves(digest)])
    assert.equal(await desk.escrows.isSignedBy(account, digest, '0x'), true)
    assert.equal(await desk.escrows.isSignedBy(account, desk.escrows.digestOf(terms), '0x'), false)
    await allowAndFund(desk, account, token)
    const signature = { seller: '0x' as const, buyer: buyer.signTerms(ofAccount) }
    await desk.escrows.open({ terms: ofAccount, signature, permit: { ...opening.permit, seller: null } })
    assert.equal((await desk.escrows.readState(await desk.escrows.escrowOf(ofAccount))).phase, 'open')
  })
})

/** An ERC-1271 account in bytecode: answers the magic word to one hash and reverts at any other. */
function codeThatApproves(digest: string): string {
  const answer = `7f1626ba7e${'00'.repeat(28)}60005260206000f3`
  return `0x7f${digest.slice(2)}60043514602d5760006000fd5b${answer}`
}

async function allowAndFund(desk: TestDesk, account: string, token: string): Promise<void> {
  await desk.chain.request('anvil_setBalance', [account, '0xde0b6b3a7640000'])
  await desk.chain.request('anvil_impersonateAccount', [account])
  for (const data of [
    TOKEN.encodeFunctionData('mint', [account, 1_000n]),
    TOKEN.encodeFunctionData('approve', [desk.network.factory, 1_000n]),
  ]) {
    await desk.chain.request('eth_sendTransaction', [{ from: account, to: token, data, gas: '0x30d40' }])
    await desk.chain.request('evm_mine', [])
  }
}
