import assert from 'node:assert/strict'
import { TOKEN } from '../../../server/adapters/chain/abi.ts'
import { addressOf, hexOf, wordOf } from '../../../server/adapters/chain/decode.ts'
import { partyChain } from '../../../server/adapters/chain/partyChain.ts'
import { waitForReceipt } from '../../../server/adapters/chain/receipts.ts'
import { partyWallet } from '../../../server/adapters/chain/wallet.ts'
import type { PartyAct, PartyChain, PreparedCall, TypedDataRequest } from '../../../server/desk/ports/parties.ts'
import { Refusal } from '../../../server/domain/refusals.ts'
import type { Address, Hex } from '../../../server/domain/terms/terms.ts'
import { baseUnits } from '../../../server/domain/units/baseUnits.ts'
import { startOfDay } from '../../../server/domain/units/time.ts'
import { FIRST_DAY, agreedDeal, plainToken, startTestDesk } from '../../support/chain.ts'
import type { TestDesk } from '../../support/chain.ts'
import { plainTerms } from '../../support/terms.ts'

const START = FIRST_DAY + 1

/** The parties' side of the chain, with the node's own unlocked accounts as wallets: what it signs and sends is what a wallet would. */
describe('a party with its own wallet', () => {
  let desk: TestDesk
  let parties: PartyChain
  let token: Address
  let seller: Address
  let buyer: Address

  before(async () => {
    desk = await startTestDesk()
    parties = partyChain(desk)
    token = plainToken(desk.network)
    const unlocked = (await desk.chain.request('eth_accounts', [])) as readonly string[]
    seller = addressOf(unlocked[15])
    buyer = addressOf(unlocked[16])
    for (const account of [seller, buyer]) {
      await sent(account, { to: token, data: hexOf(TOKEN.encodeFunctionData('mint', [account, 1_000n])), chainId: 0 })
    }
    await desk.fix(FIRST_DAY, 50n)
  })
  after(() => desk.stop())

  const signed = async (account: Address, request: TypedDataRequest): Promise<Hex> =>
    hexOf(await desk.chain.request('eth_signTypedData_v4', [account, request]))

  async function sent(from: Address, { to, data }: PreparedCall): Promise<Hex> {
    const hash = wordOf(await desk.chain.request('eth_sendTransaction', [{ from, to, data }]))
    await waitForReceipt(desk.chain, hash)
    return hash
  }

  /** A deal of the two wallets, as they would be asked to sign it. */
  function terms(salt: bigint) {
    const { oracle } = desk.network
    return plainTerms({ token, oracle, seller, buyer, salt, startDay: START, openBy: startOfDay(START + 1) })
  }

  const reasonFor = async (act: PartyAct, from: Address): Promise<unknown> => {
    try {
      await parties.tryOut(act, from)
    } catch (error) {
      assert.ok(error instanceof Refusal, String(error))
      return error.facts.reason
    }
    return null
  }

  it('signs terms and permit as the desk words them, opens, tops up and cannot withdraw what is locked', async () => {
    const deal = terms(9_001n)
    const digest = desk.escrows.digestOf(deal)
    const permit = async (owner: Address) => {
      const asked = { token, owner, value: baseUnits(100n), deadline: deal.openBy }
      const request = await parties.permitToSign(asked)
      assert.ok(request !== null)
      const signature = await signed(owner, request)
      const kept = {
        value: 100n,
        deadline: deal.openBy,
        v: Number(`0x${signature.slice(130)}`),
        r: hexOf(signature.slice(0, 66)),
        s: hexOf(`0x${signature.slice(66, 130)}`),
      }
      assert.equal(await parties.permitBinds({ token, owner, permit: kept }), true)
      assert.equal(await parties.permitBinds({ token, owner, permit: { ...kept, value: 101n } }), false)
      return kept
    }
    const request = parties.termsToSign(deal)
    const opening = {
      terms: deal,
      signature: { seller: await signed(seller, request), buyer: await signed(buyer, request) },
      permit: { seller: await permit(seller), buyer: await permit(buyer) },
    }
    assert.equal(await desk.escrows.isSignedBy(seller, digest, opening.signature.seller), true)
    assert.equal(await desk.escrows.isSignedBy(buyer, digest, opening.signature.buyer), true)

    const fate = await parties.fateOf(await sent(buyer, parties.prepare({ name: 'open', opening })))
    assert.deepEqual({ ...fate, block: 0, at: 0 }, { state: 'mined', block: 0, at: 0, isFinal: true })
    assert.equal((await parties.funding(seller, token)).balance, 900n)
    assert.equal(await parties.permitBinds({ token, owner: seller, permit: opening.permit.seller }), false, 'used up')

    const escrow = await desk.escrows.escrowOf(deal)
    const topUp = { name: 'topUp', escrow, side: 'seller', amount: baseUnits(7n) } as const
    assert.equal(await reasonFor(topUp, seller), 'ERC20InsufficientAllowance')
    await sent(seller, parties.prepare({ name: 'approve', token, spender: escrow, amount: baseUnits(7n) }))
    assert.equal(await parties.allowanceFor(seller, token, escrow), 7n)
    assert.equal(await reasonFor(topUp, seller), null)
    await sent(seller, parties.prepare(topUp))
    assert.equal((await desk.escrows.readState(escrow)).balance.seller, 107n)

    const withdraw = { name: 'withdraw', escrow, side: 'seller', amount: baseUnits(8n), to: seller } as const
    assert.equal(await reasonFor(withdraw, seller), 'AboveWithdrawable')
    assert.equal(await reasonFor(withdraw, buyer), 'NotOwner')
    await sent(seller, parties.prepare({ ...withdraw, amount: baseUnits(3n) }))
    assert.equal((await desk.escrows.readState(escrow)).balance.seller, 104n)
  })

  it('ends a deal as both agree, by proposal and acceptance', async () => {
    const people = { seller: await desk.person('ending seller', 200n), buyer: await desk.person('ending buyer', 200n) }
    const { opening, escrow } = await agreedDeal(desk, { ...people, startDay: START, openBy: startOfDay(START + 1) })
    await desk.escrows.open(opening)
    assert.equal(
      await reasonFor({ name: 'acceptTermination', escrow, payment: 5n }, people.buyer.address),
      'NoProposal',
    )
    assert.equal(await reasonFor({ name: 'withdrawProposal', escrow }, people.seller.address), 'NoProposal')
    const { engine } = desk
    const send = async (who: 'seller' | 'buyer', act: PartyAct) => {
      assert.equal(await reasonFor(act, people[who].address), null)
      await desk.chain.request('anvil_impersonateAccount', [people[who].address])
      await sent(people[who].address, parties.prepare(act))
    }
    await send('seller', { name: 'proposeTermination', escrow, payment: 5n })
    await send('seller', { name: 'withdrawProposal', escrow })
    await send('seller', { name: 'proposeTermination', escrow, payment: 5n })
    for (const name of ['settle', 'mark'] as const)
      assert.equal(await reasonFor({ name, escrow }, engine.address), null)
    assert.equal(await reasonFor({ name: 'closeOut', escrow }, engine.address), 'NotInDefault')
    assert.equal(await reasonFor({ name: 'unwind', escrow }, people.seller.address), 'TooEarlyToUnwind')
    await send('buyer', { name: 'acceptTermination', escrow, payment: 5n })
    assert.equal((await desk.escrows.readState(escrow)).cause, 'terminated')
  })

  it('takes a signature back on chain, for good', async () => {
    const deal = terms(9_003n)
    const digest = desk.escrows.digestOf(deal)
    assert.equal(await parties.isCancelled(digest), false)
    await sent(seller, parties.prepare({ name: 'cancel', terms: deal }))
    assert.equal(await parties.isCancelled(digest), true)
  })

  it('learns what became of its transaction, with the reason if it failed', async () => {
    const deal = terms(9_004n)
    const { data, to } = parties.prepare({ name: 'cancel', terms: deal })
    // A wallet that does not simulate sends anyway; with its own gas limit nothing stops it.
    const gas = '0x30000'
    const stranger = (await desk.person('stranger')).address
    await desk.chain.request('anvil_impersonateAccount', [stranger])
    const hash = wordOf(await desk.chain.request('eth_sendTransaction', [{ from: stranger, to, data, gas }]))
    await waitForReceipt(desk.chain, hash)
    assert.deepEqual(await parties.fateOf(hash), {
      state: 'reverted',
      reason: 'NotAParty',
      facts: { reason: 'NotAParty', caller: stranger },
    })
    assert.deepEqual(await parties.fateOf(`0x${'ab'.repeat(32)}`), { state: 'unknown' })
  })

  it('gets no permit to sign from what is no token that takes them', async () => {
    const asked = { token: desk.network.oracle, owner: seller, value: baseUnits(1n), deadline: 2_000_000_000 }
    assert.equal(await parties.permitToSign(asked), null)
  })

  it('with a key of its own signs the permit that the token takes', async () => {
    const wallet = partyWallet(desk.chain, desk.network, `0x${'07'.repeat(32)}`)
    const deadline = startOfDay(START + 1)
    const permit = await wallet.signPermit(token, desk.network.factory, 55n, deadline)
    assert.equal(await parties.permitBinds({ token, owner: wallet.address, permit }), true)
  })
})
