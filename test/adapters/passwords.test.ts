import assert from 'node:assert/strict'
import { createPasswordHasher } from '../../server/adapters/passwords/argon2.ts'

describe('passwords', () => {
  const passwords = createPasswordHasher()

  it('are kept under argon2id with the parameters that OWASP recommends, and a salt of their own', async () => {
    const [one, other] = await Promise.all([passwords.hash('a good password'), passwords.hash('a good password')])
    assert.match(one, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    assert.notEqual(one, other)
  })

  it('match themselves, in whatever form their letters were typed, and nothing else', async () => {
    const hash = await passwords.hash('Pass\u00e9 compos\u00e9') // é as one letter
    assert.equal(await passwords.matches('Passe\u0301 compose\u0301', hash), true) // e and an accent
    assert.equal(await passwords.matches('Passe compose', hash), false)
    assert.equal(await passwords.matches('', hash), false)
  })
})
