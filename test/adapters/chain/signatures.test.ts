import assert from 'node:assert/strict'
import { Signature } from 'ethers'
import { recovered, signDigest, accountOf } from '../../../server/adapters/chain/typedData.ts'
import type { Hex } from '../../../server/domain/terms/terms.ts'
import { keyNamed } from '../../support/wallets.ts'

const KEY = keyNamed('signer')
const DIGEST: Hex = `0x${'ab'.repeat(32)}`
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n

describe('who signed', () => {
  const signature = signDigest(KEY, DIGEST)

  it('is the account of the key, by 65 bytes r, s, v', () => {
    assert.equal(recovered(DIGEST, signature), accountOf(KEY))
  })

  it('is somebody else over another digest', () => {
    assert.notEqual(recovered(`0x${'ac'.repeat(32)}`, signature), accountOf(KEY))
  })

  const { r, s, v, compactSerialized } = Signature.from(signature)
  const mirrored = `${r}${(ORDER - BigInt(s)).toString(16).padStart(64, '0')}${v === 27 ? '1c' : '1b'}`
  const refused: readonly { form: string; bytes: string; because: string }[] = [
    { form: 'the 64-byte form', bytes: compactSerialized, because: 'the contracts take 65 bytes only (EIP-2098)' },
    { form: 'the mirrored s', bytes: mirrored, because: 'one deal must not have two valid signatures (EIP-2)' },
    {
      form: 'a v of 0 or 1',
      bytes: `${signature.slice(0, 130)}0${String(v - 27)}`,
      because: 'the contracts take 27 and 28',
    },
    { form: 'no bytes at all', bytes: '0x', because: 'a contract account may sign so, a key cannot' },
    { form: 'an r that is no point', bytes: `0x${'ff'.repeat(32)}${s.slice(2)}1b`, because: 'nobody has that key' },
  ]
  for (const { form, bytes, because } of refused) {
    it(`is nobody with ${form}: ${because}`, () => {
      assert.equal(recovered(DIGEST, bytes as Hex), null)
    })
  }
})
