import assert from 'node:assert/strict'
import { HDNodeWallet, Mnemonic } from 'ethers'
import { DEVELOPMENT_ACCOUNTS, EMBEDDED_NETWORK } from '../../config/networks.ts'

describe('the embedded network', () => {
  it('uses only the public accounts that every development chain starts with, each in one role', () => {
    const mnemonic = Mnemonic.fromPhrase(`${'test '.repeat(11)}junk`)
    // The node unlocks the first twenty: the counterparties of the seeded history are beyond them.
    const expected = [0, 1, 2, 3, 4, 5, 6, 7, 20, 21].map((index) => {
      const { address, privateKey } = HDNodeWallet.fromMnemonic(mnemonic, `m/44'/60'/0'/0/${index}`)
      return { address, privateKey }
    })
    assert.deepEqual(Object.values(DEVELOPMENT_ACCOUNTS), expected)
  })

  it('begins on 12 April 2021 and stands at 00:10 on 14 May 2021, the day after a retarget', () => {
    assert.equal(EMBEDDED_NETWORK.genesis, Date.UTC(2021, 3, 12) / 1000)
    assert.equal(EMBEDDED_NETWORK.replayStart, Date.UTC(2021, 4, 14, 0, 10) / 1000)
  })
})
