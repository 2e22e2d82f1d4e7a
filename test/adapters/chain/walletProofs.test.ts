import assert from 'node:assert/strict'
import { AbiCoder, Wallet, hashMessage } from 'ethers'
import { hexOf } from '../../../server/adapters/chain/decode.ts'
import type { Chain } from '../../../server/adapters/chain/provider.ts'
import { walletProofs } from '../../../server/adapters/chain/walletProofs.ts'
import type { Address, Hex } from '../../../server/domain/terms/terms.ts'
import { keyNamed } from '../../support/wallets.ts'

const WALLET = new Wallet(keyNamed('somebody with a wallet'))
const ADDRESS = WALLET.address as Address
const ISSUED = Date.UTC(2026, 0, 1)
const TEN_MINUTES = 600_000
const NONCE = 'k3mzQ0nT7pYw'

const ASKED = {
  address: ADDRESS,
  domain: 'desk.example:3000',
  origin: 'https://desk.example:3000',
  statement: 'Link this wallet to your account. This moves no money.',
  nonce: NONCE,
  issuedAt: ISSUED,
  expiresAt: ISSUED + TEN_MINUTES,
}

/** A chain on which nobody but `contract` has code, and that one says yes to `digest` and `signature`. */
function aChain(contract: Address | null = null, digest: Hex = '0x', signature: Hex = '0x'): Chain {
  const yes = `0x1626ba7e${'0'.repeat(56)}`
  const question = AbiCoder.defaultAbiCoder().encode(['bytes32', 'bytes'], [digest.padEnd(66, '0'), signature])
  return {
    url: 'http://127.0.0.1:8545',
    chainId: 31_337,
    request: async (method, [asked]) => {
      if (method === 'eth_getCode') return asked === contract ? '0x60' : '0x'
      const { to, data } = asked as { to: Address; data: Hex }
      return to === contract && data.endsWith(question.slice(2)) ? yes : `0x${'0'.repeat(64)}`
    },
    close: () => {},
  }
}

describe('the proof that somebody holds the key of a wallet', () => {
  const proofs = walletProofs(aChain())
  const message = proofs.challenge(ASKED)

  async function proofOf(wanted: {
    message?: string
    signature?: string
    domain?: string
    nonce?: string
    now?: number
  }) {
    const signed = wanted.message ?? message
    return proofs.verified({
      message: signed,
      signature: (wanted.signature ?? (await WALLET.signMessage(signed))) as Hex,
      domain: wanted.domain ?? ASKED.domain,
      nonce: wanted.nonce ?? NONCE,
      now: wanted.now ?? ISSUED + 1,
    })
  }

  it('asks in the words of Sign-In with Ethereum', () => {
    assert.equal(
      message,
      [
        'desk.example:3000 wants you to sign in with your Ethereum account:',
        ADDRESS,
        '',
        'Link this wallet to your account. This moves no money.',
        '',
        'URI: https://desk.example:3000',
        'Version: 1',
        'Chain ID: 31337',
        'Nonce: k3mzQ0nT7pYw',
        'Issued At: 2026-01-01T00:00:00.000Z',
        'Expiration Time: 2026-01-01T00:10:00.000Z',
      ].join('\n'),
    )
  })

  it('names the wallet that signed', async () => {
    assert.equal(await proofOf({}), ADDRESS)
    assert.equal(await proofOf({ now: ISSUED + TEN_MINUTES - 1 }), ADDRESS)
  })

  const foreign = new Wallet(keyNamed('somebody else'))
  const refused: readonly { what: string; wanted: () => Promise<Parameters<typeof proofOf>[0]> }[] = [
    { what: 'after its ten minutes', wanted: async () => ({ now: ISSUED + TEN_MINUTES }) },
    { what: 'before it was issued', wanted: async () => ({ now: ISSUED - 1 }) },
    { what: 'for another site', wanted: async () => ({ domain: 'desk.example' }) },
    { what: 'with the nonce of another session', wanted: async () => ({ nonce: 'k3mzQ0nT7pYx' }) },
    { what: 'signed by somebody else', wanted: async () => ({ signature: await foreign.signMessage(message) }) },
    { what: 'with a signature over another text', wanted: async () => ({ signature: await WALLET.signMessage('x') }) },
    { what: 'with something that is no signature', wanted: async () => ({ signature: '0xnone' }) },
    { what: 'over a text that is no such message', wanted: async () => ({ message: 'I hold this wallet' }) },
    {
      what: 'for another chain',
      wanted: async () => ({ message: message.replace('Chain ID: 31337', 'Chain ID: 1') }),
    },
    {
      what: 'without an end',
      wanted: async () => ({ message: message.replace('\nExpiration Time: 2026-01-01T00:10:00.000Z', '') }),
    },
  ]
  for (const { what, wanted } of refused) {
    it(`is none ${what}`, async () => {
      assert.equal(await proofOf(await wanted()), null)
    })
  }

  it('is what a contract account says it is (ERC-1271)', async () => {
    const safe: Address = '0x5aFE3855358E112B5647B952709E6165e1c1eEEe'
    const asked = proofs.challenge({ ...ASKED, address: safe.toLowerCase() as Address })
    const signature = hexOf(await WALLET.signMessage(asked)) // its owner's
    const chain = aChain(safe, hexOf(hashMessage(asked)), signature)
    const proof = { message: asked, signature, domain: ASKED.domain, nonce: NONCE, now: ISSUED }
    assert.equal(await walletProofs(chain).verified(proof), safe)
    assert.equal(await walletProofs(aChain(safe)).verified(proof), null, 'it says no')
    assert.equal(await proofs.verified(proof), null, 'nothing stands there')
  })

  it('has a nonce that nobody guesses', () => {
    const nonces = Array.from({ length: 100 }, () => proofs.nonce())
    assert.equal(new Set(nonces).size, 100)
    for (const nonce of nonces) assert.match(nonce, /^[A-Za-z0-9]{12,}$/)
  })
})
