import assert from 'node:assert/strict'
import { challengeWallet } from '../../server/desk/challengeWallet.ts'
import { linkWallet } from '../../server/desk/linkWallet.ts'
import { findPeople } from '../../server/desk/queries/findPeople.ts'
import { registerAccount } from '../../server/desk/registerAccount.ts'
import type { RegisterAccount } from '../../server/desk/registerAccount.ts'
import { signIn } from '../../server/desk/signIn.ts'
import type { RefusalCode } from '../../server/domain/refusals.ts'
import type { Address } from '../../server/domain/terms/terms.ts'
import { isRefusal } from '../support/refusals.ts'
import { aWorld, refuses } from '../support/deals.ts'
import { aPerson, link } from '../support/negotiations.ts'
import { proofBy } from '../support/peopleInMemory.ts'
import type { World } from '../support/ports.ts'
import { BUYER, SELLER } from '../support/terms.ts'

const MINUTE = 60_000
const GOOD = {
  email: 'ana@andes.example',
  name: 'Andes Mining',
  role: 'miner',
  password: 'a good password',
  from: '192.0.2.1',
} as const

describe('opening an account', () => {
  it('knows people by their e-mail address in lower case, and shows their name with single spaces', async () => {
    const { ports } = await aWorld()
    const account = await registerAccount(ports, { ...GOOD, email: ' Ana@Andes.example ', name: ' Andes   Mining ' })
    assert.deepEqual([account.email, account.name], ['ana@andes.example', 'Andes Mining'])
    assert.deepEqual([account.addresses, account.isOperator, account.isDemo], [[], false, false])
    assert.doesNotMatch(account.passwordHash, /^a good password$/)
  })

  const refused: readonly { wanted: Partial<RegisterAccount>; code: RefusalCode; because: string }[] = [
    { wanted: { email: 'ana' }, code: 'emailInvalid', because: 'an address has an @' },
    { wanted: { email: 'ana@andes' }, code: 'emailInvalid', because: 'its domain has a dot' },
    { wanted: { email: 'a na@andes.example' }, code: 'emailInvalid', because: 'it has no spaces' },
    {
      wanted: { email: `${'a'.repeat(250)}@andes.example` },
      code: 'emailInvalid',
      because: 'nobody has one that long',
    },
    { wanted: { name: 'A' }, code: 'nameInvalid', because: 'one letter is no name' },
    { wanted: { name: 'A'.repeat(61) }, code: 'nameInvalid', because: 'a table has to hold it' },
    { wanted: { name: 'Andes\u202Egninim' }, code: 'nameInvalid', because: 'a name must not turn the text around it' },
    { wanted: { password: '12345678901' }, code: 'passwordTooShort', because: 'eleven characters are guessed' },
  ]
  for (const { wanted, code, because } of refused) {
    it(`is refused with ${code}: ${because}`, async () => {
      const { ports } = await aWorld()
      await refuses(registerAccount(ports, { ...GOOD, ...wanted }), code)
    })
  }

  it('is done once for an e-mail address, however it is written', async () => {
    const { ports } = await aWorld()
    await registerAccount(ports, GOOD)
    await refuses(registerAccount(ports, { ...GOOD, email: 'ANA@andes.example' }), 'emailTaken')
  })

  it('is done twenty times an hour from one place, and as often from any other', async () => {
    const { ports, world } = await aWorld()
    const another = (number: number) => registerAccount(ports, { ...GOOD, email: `ana${number}@andes.example` })
    for (let number = 1; number <= 20; number++) await another(number)
    await refuses(another(21), 'lockedOut')
    await registerAccount(ports, { ...GOOD, from: '192.0.2.2' })
    world.now += 60 * MINUTE
    await another(21)
  })
})

describe('signing in', () => {
  const right = { email: GOOD.email, password: GOOD.password, from: '192.0.2.1' }
  const wrong = { ...right, password: 'another password' }

  async function aDesk(): Promise<World> {
    const world = await aWorld()
    await registerAccount(world.ports, GOOD)
    return world
  }

  it('takes the e-mail address as it is typed, and the password exactly', async () => {
    const { ports } = await aDesk()
    assert.equal((await signIn(ports, { ...right, email: ' Ana@ANDES.example' })).email, GOOD.email)
    await refuses(signIn(ports, { ...right, password: 'A good password' }), 'credentialsWrong')
  })

  it('answers an unknown address as it answers a wrong password, after the same work', async () => {
    const { ports } = await aDesk()
    let hashed = 0
    const passwords = {
      hash: async () => String((hashed += 1)),
      matches: async () => {
        hashed += 1
        return false
      },
    }
    for (const email of [GOOD.email, 'nobody@andes.example', 'not an address']) {
      await refuses(signIn({ ...ports, passwords }, { ...wrong, email }), 'credentialsWrong')
    }
    assert.equal(hashed, 3)
  })

  it('locks the account out after five wrong attempts, for the rest of a quarter of an hour, from wherever they came', async () => {
    const { ports, world } = await aDesk()
    for (let attempt = 0; attempt < 5; attempt += 1) {
      await refuses(signIn(ports, { ...wrong, from: `192.0.2.${attempt}` }), 'credentialsWrong')
    }
    world.now += 4 * MINUTE + 1
    await assert.rejects(signIn(ports, right), (error: unknown) => {
      assert.ok(isRefusal('lockedOut')(error))
      assert.deepEqual((error as { facts: object }).facts, { minutes: 11 })
      return true
    })
    world.now += 11 * MINUTE
    assert.equal((await signIn(ports, right)).email, GOOD.email)
  })

  it('forgets wrong attempts once the right password is given', async () => {
    const { ports } = await aDesk()
    for (let attempt = 0; attempt < 12; attempt += 1) {
      if (attempt % 4 === 3) await signIn(ports, right)
      else await refuses(signIn(ports, wrong), 'credentialsWrong')
    }
  })

  it('locks a place out that tries many accounts, without counting against them any longer', async () => {
    const { ports } = await aDesk()
    for (let attempt = 0; attempt < 50; attempt += 1) {
      await refuses(signIn(ports, { ...wrong, email: `guess${attempt}@andes.example` }), 'credentialsWrong')
    }
    for (let attempt = 0; attempt < 10; attempt += 1) await refuses(signIn(ports, wrong), 'lockedOut')
    assert.equal((await signIn(ports, { ...right, from: '192.0.2.2' })).email, GOOD.email)
  })

  it('never locks a place out whose attempts are right', async () => {
    const { ports } = await aDesk()
    for (let attempt = 0; attempt < 60; attempt += 1) await signIn(ports, right)
  })
})

describe('linking a wallet', () => {
  const site = { domain: 'desk.example', origin: 'https://desk.example', statement: 'Link this wallet.' }

  async function aChallenge(world: World, address: Address = SELLER) {
    const { id: by } = await aPerson(world, 'Andes Mining')
    const { message, nonce } = await challengeWallet(world.ports, { by, address, ...site })
    return { by, message, nonce, domain: site.domain, signature: proofBy(address, message) }
  }

  it('adds the wallet that signed to the account', async () => {
    const world = await aWorld()
    const proof = await aChallenge(world)
    assert.deepEqual((await linkWallet(world.ports, proof)).addresses, [SELLER])
    assert.equal((await world.ports.accounts.readByAddress(SELLER))?.id, proof.by)
  })

  it('keeps several wallets in the order in which they came, each once', async () => {
    const world = await aWorld()
    const person = await aPerson(world, 'Andes Mining', [SELLER, BUYER])
    const again = await link(world, person, SELLER)
    assert.deepEqual(again.addresses, [SELLER, BUYER])
    assert.equal(again.version, person.version)
  })

  it('gives no wallet to two accounts', async () => {
    const world = await aWorld()
    await aPerson(world, 'Borealis Capital', [SELLER])
    await refuses(linkWallet(world.ports, await aChallenge(world)), 'addressTaken')
  })

  it('takes a proof for ten minutes, for this site, with the session’s nonce, and from the wallet alone', async () => {
    const world = await aWorld()
    const proof = await aChallenge(world)
    await refuses(linkWallet(world.ports, { ...proof, domain: 'other.example' }), 'walletProofInvalid')
    await refuses(linkWallet(world.ports, { ...proof, nonce: 'another' }), 'walletProofInvalid')
    const foreign = proofBy(BUYER, proof.message)
    await refuses(linkWallet(world.ports, { ...proof, signature: foreign }), 'walletProofInvalid')
    world.world.now += 10 * MINUTE
    await refuses(linkWallet(world.ports, proof), 'walletProofInvalid')
    world.world.now -= 1
    await linkWallet(world.ports, proof)
  })

  it('is for people who have an account', async () => {
    const { ports } = await aWorld()
    await refuses(challengeWallet(ports, { by: 'nobody', address: SELLER, ...site }), 'accountUnknown')
  })
})

describe('finding people by their e-mail addresses', () => {
  it('answers in the order of asking, each once, and says nothing but what others may see', async () => {
    const world = await aWorld()
    const [andes, borealis] = [await aPerson(world, 'Andes Mining'), await aPerson(world, 'Borealis Capital')]
    const emails = [borealis.email, andes.email.toUpperCase(), borealis.email]
    const seen = (await findPeople(world.ports, { emails })).map((person) => Object.keys(person).join())
    assert.deepEqual(seen, ['id,email,name,role', 'id,email,name,role'])
    const [first] = await findPeople(world.ports, { emails })
    assert.equal(first?.id, borealis.id)
  })

  it('says which address nobody has', async () => {
    const world = await aWorld()
    await assert.rejects(findPeople(world.ports, { emails: ['nobody@example.com'] }), (error: unknown) => {
      assert.deepEqual((error as { facts: object }).facts, { email: 'nobody@example.com' })
      return isRefusal('accountUnknown')(error)
    })
  })
})
