import assert from 'node:assert/strict'
import { partyChain } from '../../../server/adapters/chain/partyChain.ts'
import { testFunds } from '../../../server/adapters/chain/testFunds.ts'
import { DEVELOPMENT_ACCOUNTS } from '../../../config/networks.ts'
import { plainToken, startTestDesk } from '../../support/chain.ts'
import type { TestDesk } from '../../support/chain.ts'
import { STRANGER } from '../../support/terms.ts'

describe('play money', () => {
  let desk: TestDesk

  before(async () => {
    desk = await startTestDesk()
  })
  after(() => desk.stop())

  it('is one of the token, and an ether for gas, each time it is asked for', async () => {
    const fund = testFunds(desk.chain, desk.network, DEVELOPMENT_ACCOUNTS.deployer.privateKey)
    const token = plainToken(desk.network)
    const parties = partyChain(desk)
    const before = await parties.funding(STRANGER, token)
    await fund(STRANGER)
    await fund(STRANGER)
    const after = await parties.funding(STRANGER, token)
    // A token of 18 decimals, as the ether has.
    assert.equal(after.balance - before.balance, 2n * 10n ** 18n)
    assert.equal(after.gas - before.gas, 2n * 10n ** 18n)
  })
})
