import assert from 'node:assert/strict'
import { createDesk } from '../../server/desk/desk.ts'
import { notifyPeople } from '../../server/desk/notifyPeople.ts'
import { aWorld } from '../support/deals.ts'
import { aPerson } from '../support/negotiations.ts'
import { signedInAs } from './signedInAs.ts'
import { textOf } from './readPage.ts'

async function aMiner() {
  const world = await aWorld()
  const miner = await aPerson(world, 'Andes Mining')
  return { world, miner, browser: signedInAs(miner, createDesk(world.ports)) }
}

describe('the page of notifications', () => {
  it('is reached from the portfolio and the wallet, and begins with nothing chosen', async () => {
    const { browser } = await aMiner()
    assert.match((await browser.get('/wallet')).text, /href='\/notifications'>Notifications/)
    const { text } = await browser.get('/notifications')
    assert.match(textOf(text), /Mail goes to andes\.mining@example\.com, in the language of this page/i)
    assert.doesNotMatch(text, /checked/)
    assert.match(textOf(text), /Nothing has been sent to you yet/)
  })

  it('keeps what was chosen, gives the webhook a secret, and tries both ways out', async () => {
    const { world, miner, browser } = await aMiner()
    const url = 'https://miner.example/hook'
    const chosen = { version: '0', url, mail_called: 'on', hook_settled: 'on' }
    const saved = await browser.post('/notifications', chosen)
    assert.deepEqual([saved.status, saved.headers.location], [303, '/notifications?done=saved'])
    const wishes = await world.ports.news.wishes(miner.id)
    assert.deepEqual([wishes?.mail, wishes?.hook?.kinds, wishes?.language], [['called'], ['settled'], 'en'])
    const page = await browser.get('/notifications')
    assert.match(page.text, /id='mail_called'[^>]* checked/)
    assert.doesNotMatch(page.text, /id='hook_called'[^>]* checked/)
    assert.ok(page.text.includes(wishes?.hook?.secret ?? 'none'))

    await browser.post('/notifications/test')
    await notifyPeople(world.ports)
    const to = world.post.written().map(({ message }) => (message.channel === 'mail' ? message.to : message.url))
    assert.deepEqual(to, [miner.email, url])
    assert.match(textOf((await browser.get('/notifications')).text), /A test message .* waits/)
  })

  it('keeps the secret while the address stays, and gives a new one for a new address or when asked', async () => {
    const { world, miner, browser } = await aMiner()
    const secretAfter = async (version: number, fields: Readonly<Record<string, string>>) => {
      await browser.post('/notifications', { version: String(version), hook_called: 'on', ...fields })
      return (await world.ports.news.wishes(miner.id))?.hook?.secret
    }
    const first = await secretAfter(0, { url: 'https://miner.example/hook' })
    assert.equal(await secretAfter(1, { url: 'https://miner.example/hook' }), first)
    const renewed = await secretAfter(2, { url: 'https://miner.example/hook', renew: 'on' })
    const moved = await secretAfter(3, { url: 'https://elsewhere.example/hook' })
    assert.equal(new Set([first, renewed, moved]).size, 3)
    assert.equal(await secretAfter(4, { url: '' }), undefined)
  })

  it('says what is wrong with an address, with what was typed, and keeps nothing of it', async () => {
    const { world, miner } = await aMiner()
    const hooks = { ...world.ports.hooks, fault: async () => 'notPublic' as const }
    const browser = signedInAs(miner, createDesk({ ...world.ports, hooks }))
    const answer = await browser.post('/notifications', { version: '0', url: 'https://10.0.0.1/', hook_called: 'on' })
    assert.equal(answer.status, 422)
    assert.match(textOf(answer.text), /Enter an address in the public internet: this one leads into a private network/)
    assert.match(answer.text, /value='https:\/\/10\.0\.0\.1\/'/)
    assert.match(answer.text, /id='hook_called'[^>]* checked/)
    assert.equal(await world.ports.news.wishes(miner.id), null)
  })

  it('refuses what was chosen on a page that is out of date', async () => {
    const { world, miner, browser } = await aMiner()
    await browser.post('/notifications', { version: '0', url: '', mail_called: 'on' })
    const stale = await browser.post('/notifications', { version: '0', url: '', mail_settled: 'on' })
    assert.equal(stale.status, 409)
    assert.deepEqual((await world.ports.news.wishes(miner.id))?.mail, ['called'])
  })

  it('sends no test to whoever chose nothing, and not any number of them', async () => {
    const { browser } = await aMiner()
    const without = await browser.post('/notifications/test')
    assert.equal(without.status, 422)
    assert.match(textOf(without.text), /Choose something to be told of first/)
    await browser.post('/notifications', { version: '0', url: '', mail_called: 'on' })
    const statuses: number[] = []
    for (let nth = 0; nth < 6; nth += 1) statuses.push((await browser.post('/notifications/test')).status)
    assert.deepEqual(statuses, [303, 303, 303, 303, 303, 422])
  })
})
