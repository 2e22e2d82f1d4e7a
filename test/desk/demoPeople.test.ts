import assert from 'node:assert/strict'
import { nameOperators } from '../../server/desk/nameOperators.ts'
import { hasDemoPeople } from '../../server/desk/queries/hasDemoPeople.ts'
import { registerDemoPerson } from '../../server/desk/registerDemoPerson.ts'
import { aWorld, refuses } from '../support/deals.ts'
import { aPerson } from '../support/negotiations.ts'

const MINER = {
  email: 'miner@demo.example',
  name: 'Andes Mining',
  role: 'miner',
  password: 'known to everybody',
} as const

describe('demo people', () => {
  it('are opened once, marked as what they are, and may read the operations page', async () => {
    const { ports } = await aWorld()
    const account = await registerDemoPerson(ports, MINER)
    assert.deepEqual([account.isDemo, account.isOperator], [true, true])
    assert.deepEqual(await registerDemoPerson(ports, MINER), account)
    assert.equal(await hasDemoPeople(ports), true)
  })

  it('do not take over the account of somebody who has their e-mail address', async () => {
    const { ports } = await aWorld()
    const { email } = await aPerson({ ports }, 'Miner')
    await refuses(registerDemoPerson(ports, { ...MINER, email }), 'emailTaken')
  })

  it('are not on a desk of others, operators included', async () => {
    const { ports } = await aWorld()
    const { email } = await aPerson({ ports }, 'Ana')
    await nameOperators(ports, [email])
    assert.equal(await hasDemoPeople(ports), false)
  })
})

describe('naming the operators', () => {
  it('lets those named read the operations page, and nobody who is named no longer', async () => {
    const { ports } = await aWorld()
    const [ana, ben] = [await aPerson({ ports }, 'Ana'), await aPerson({ ports }, 'Ben')]
    const operators = async () => {
      const accounts = await ports.accounts.readMany([ana.id, ben.id])
      return accounts.filter(({ isOperator }) => isOperator).map(({ name }) => name)
    }
    await nameOperators(ports, [ana.email.toUpperCase(), 'nobody@example.com'])
    assert.deepEqual(await operators(), ['Ana'])
    await nameOperators(ports, [ben.email])
    assert.deepEqual(await operators(), ['Ben'])
    await nameOperators(ports, [])
    assert.deepEqual(await operators(), [])
  })

  it('takes nothing from demo people', async () => {
    const { ports } = await aWorld()
    const { id } = await registerDemoPerson(ports, MINER)
    await nameOperators(ports, [])
    assert.equal((await ports.accounts.read(id))?.isOperator, true)
  })
})
