import assert from 'node:assert/strict'
import type { ChangeCallSettings } from '../../server/desk/changeCallSettings.ts'
import { paths } from '../../server/web/paths.ts'
import { anAccount } from '../support/negotiations.ts'
import { aVisitor, signedInAs } from './signedInAs.ts'

describe('the page on which somebody says where it is', () => {
  it('says that nothing was said, and warns at a fifth above the requirement until told otherwise', async () => {
    const { text } = await signedInAs('miner').get(paths.callSettings).expect(200)
    assert.match(text, /<option value='' selected>Not said: times in UTC, no night guessed/)
    assert.match(text, /name='cover'[^>]*value='120'/)
    assert.match(text, /name='move'[^>]*value='2'/)
    assert.match(text, /<option value='Asia\/Kathmandu'>|<option value='Asia\/Katmandu'>/)
  })

  it('shows what was said', async () => {
    const account = anAccount({ timeZone: 'America/Santiago', warnAt: { coverBps: 13_050, moveBps: 0 } })
    const { text } = await signedInAs(account).get(paths.callSettings).expect(200)
    assert.match(text, /<option value='America\/Santiago' selected>/)
    assert.match(text, /value='130.5'/)
  })

  it('keeps what is sent, in basis points', async () => {
    const kept: ChangeCallSettings[] = []
    const browser = signedInAs('miner', {
      changeCallSettings: async (command) => {
        kept.push(command)
        return anAccount()
      },
    })
    const sent = { timeZone: 'Europe/London', cover: '135', move: '2.5' }
    const { headers } = await browser.post(paths.callSettings, sent).expect(303)
    assert.equal(headers.location, `${paths.callSettings}?saved=yes`)
    assert.deepEqual(kept, [{ by: 'andes', timeZone: 'Europe/London', warnAt: { coverBps: 13_500, moveBps: 250 } }])
    await browser.post(paths.callSettings, { ...sent, timeZone: '' }).expect(303)
    assert.equal(kept[1]?.timeZone, null)
  })

  it('says what to enter, and keeps what was typed', async () => {
    const sent = { timeZone: 'Mars/Olympus', cover: '99', move: '60' }
    const { text } = await signedInAs('miner').post(paths.callSettings, sent).expect(422)
    assert.match(text, /Choose a time zone from the list/)
    assert.match(text, /Enter a share of 100 to 300 %/)
    assert.match(text, /Enter a move of 0 to 50 %/)
    assert.match(text, /value='99'/)
  })

  it('is for people who are signed in', async () => {
    await aVisitor().get(paths.callSettings).expect(303)
  })
})
