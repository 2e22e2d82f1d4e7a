import assert from 'node:assert/strict'
import { nameReaders } from '../../server/desk/nameReaders.ts'
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
    await nameReaders(ports, { operators: [email], auditors: [] })
    assert.equal(await hasDemoPeople(ports), false)
  })
})

describe('naming operators and auditors', () => {
  it('lets those named read, and nobody who is named no longer', async () => {
    const { ports } = await aWorld()
    const [ana, ben] = [await aPerson({ ports }, 'Ana'), await aPerson({ ports }, 'Ben')]
    const readers = async () => {
      const accounts = await ports.accounts.readMany([ana.id, ben.id])
      const named = (who: typeof accounts) => who.map(({ name }) => name)
      return {
        operators: named(accounts.filter(({ isOperator }) => isOperator)),
        auditors: named(accounts.filter(({ isAuditor }) => isAuditor)),
      }
    }
    await nameReaders(ports, { operators: [ana.email.toUpperCase(), 'nobody@example.com'], auditors: [ben.email] })
    assert.deepEqual(await readers(), { operators: ['Ana'], auditors: ['Ben'] })
    await nameReaders(ports, { operators: [ben.email], auditors: [ben.email] })
    assert.deepEqual(await readers(), { operators: ['Ben'], auditors: ['Ben'] })
    await nameReaders(ports, { operators: [], auditors: [] })
    assert.deepEqual(await readers(), { operators: [], auditors: [] })
  })

  it('takes nothing from demo people, and makes no auditor of one', async () => {
    const { ports } = await aWorld()
    const { id, email } = await registerDemoPerson(ports, MINER)
    await nameReaders(ports, { operators: [], auditors: [email] })
    const account = await ports.accounts.read(id)
    assert.deepEqual([account?.isOperator, account?.isAuditor], [true, false])
  })
})
