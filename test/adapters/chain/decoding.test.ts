import assert from 'node:assert/strict'
import { CONTRACT_ERRORS } from '../../../server/adapters/chain/contractErrors.ts'
import { refusalOf } from '../../../server/adapters/chain/errors.ts'
import { unpackLedger } from '../../../server/adapters/chain/ledger.ts'
import { CallReverted } from '../../../server/adapters/chain/provider.ts'
import type { Hex } from '../../../server/domain/terms/terms.ts'

describe('the account book in one word', () => {
  // Seller 7, buyer 2^96 − 1, cure by 1 621 209 900, 12 periods, called, no cause, the buyer is called.
  const word =
    7n |
    (((1n << 96n) - 1n) << 96n) |
    (1_621_209_900n << 192n) |
    (12n << 232n) |
    (2n << 248n) |
    (0n << 251n) |
    (1n << 254n)

  it('holds two balances, the deadline, the periods settled, phase, cause and the called side', () => {
    assert.deepEqual(unpackLedger(word), {
      phase: 'called',
      cause: 'none',
      balance: { seller: 7n, buyer: (1n << 96n) - 1n },
      periodsSettled: 12,
      callSide: 'buyer',
      cureBy: 1_621_209_900,
    })
  })

  it('of a closed deal says why it closed', () => {
    const { phase, cause, callSide } = unpackLedger((4n << 248n) | (3n << 251n))
    assert.deepEqual([phase, cause, callSide], ['closed', 'closedOut', 'seller'])
  })

  it('says nothing of where the owners are kept: the takeovers themselves tell who they are', () => {
    assert.deepEqual(unpackLedger(word | (1n << 255n)), unpackLedger(word))
  })

  const forged = [
    { what: 'a sixth phase', word: 5n << 248n },
    { what: 'a sixth cause', word: 5n << 251n },
  ]
  for (const { what, word: bad } of forged) {
    it(`is none with ${what}: no escrow writes that`, () => {
      assert.throws(() => unpackLedger(bad), RangeError)
    })
  }
})

describe("a contract's refusal in the desk's words", () => {
  const encoded = (name: string, args: readonly unknown[]) => CONTRACT_ERRORS.encodeErrorResult(name, [...args]) as Hex
  const cases: readonly { data: Hex; facts: Readonly<Record<string, string>>; because: string }[] = [
    { data: encoded('StaleIndex', []), facts: { reason: 'StaleIndex' }, because: 'an error without arguments' },
    {
      data: encoded('AboveWithdrawable', [500n, 20n]),
      facts: { reason: 'AboveWithdrawable', amount: '500', withdrawable: '20' },
      because: 'arguments by name',
    },
    { data: encoded('NotLive', [4]), facts: { reason: 'NotLive', phase: 'closed' }, because: 'a phase is named' },
    { data: encoded('SideCalled', [1]), facts: { reason: 'SideCalled', side: 'buyer' }, because: 'a side is named' },
    {
      data: encoded('PastDeadline', [9]),
      facts: { reason: 'PastDeadline', cureBy: '9' },
      because: 'a time is a number',
    },
    {
      data: `0x08c379a0${'20'.padStart(64, '0')}${'2'.padStart(64, '0')}${'6e6f'.padEnd(64, '0')}`,
      facts: { reason: 'Error', message: 'no' },
      because: 'an old token refuses with a text',
    },
    {
      data: `0x4e487b71${'11'.padStart(64, '0')}`,
      facts: { reason: 'Panic', message: '17' },
      because: 'arithmetic that cannot be is a panic',
    },
    { data: '0xdeadbeef', facts: { reason: 'unknown', data: '0xdeadbeef' }, because: 'nobody here declared it' },
    { data: '0x', facts: { reason: 'reverted' }, because: 'the contract gave no reason' },
  ]
  for (const { data, facts, because } of cases) {
    it(`is ${JSON.stringify(facts)}: ${because}`, () => {
      const refusal = refusalOf(new CallReverted(data))
      assert.equal(refusal.code, 'chainRefused')
      assert.deepEqual(refusal.facts, facts)
    })
  }
})
