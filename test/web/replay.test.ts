import assert from 'node:assert/strict'
import type { ReplayState } from '../../server/web/trial.ts'
import { aVisitor, PEOPLE, signedInAs } from './signedInAs.ts'
import { aTrial } from './trialDoor.ts'

describe('the buttons that move desk time', () => {
  const BUTTONS = [
    { path: '/replay/next-event', fields: {}, asks: 'next event' },
    { path: '/replay/advance', fields: { days: '1' }, asks: '1 days' },
    { path: '/replay/advance', fields: { days: '7' }, asks: '7 days' },
    { path: '/replay/play', fields: { speed: '1' }, asks: 'play 1' },
    { path: '/replay/play', fields: { speed: '7' }, asks: 'play 7' },
    { path: '/replay/pause', fields: {}, asks: 'pause' },
  ]
  for (const { path, fields, asks } of BUTTONS) {
    it(`ask the clock for "${asks}" and go back to the page they were pressed on`, async () => {
      const { asked, parts } = aTrial()
      const answer = await aVisitor({}, parts).post(path, { ...fields, back: '/rfqs?side=seller' })
      assert.equal(answer.status, 303)
      assert.equal(answer.headers.location, '/rfqs?side=seller')
      assert.deepEqual(asked, [asks])
    })
  }

  for (const days of ['2', '-1', '1e3', '']) {
    it(`move nothing by ${days === '' ? 'nothing' : days} days`, async () => {
      const { asked, parts } = aTrial()
      const answer = await aVisitor({}, parts).post('/replay/advance', { days })
      assert.equal(answer.status, 400)
      assert.deepEqual(asked, [])
    })
  }

  it('lead nowhere outside the desk', async () => {
    const { parts } = aTrial()
    const answer = await aVisitor({}, parts).post('/replay/pause', { back: 'https://evil.example/' })
    assert.equal(answer.headers.location, '/')
  })

  it('do nothing for a form that another site sent', async () => {
    const { asked, parts } = aTrial()
    const answer = await aVisitor({}, parts).post('/replay/next-event', { _csrf: 'guessed' })
    assert.equal(answer.status, 403)
    assert.deepEqual(asked, [])
  })

  it('are pressed, not followed', async () => {
    const { parts } = aTrial()
    const answer = await aVisitor({}, parts).get('/replay/next-event')
    assert.equal(answer.status, 405)
    assert.equal(answer.headers.allow, 'POST, OPTIONS')
  })
})

describe('the bar of the replay', () => {
  const DEAL = `0x${'7f'.repeat(32)}`
  const CALLED = { reason: 'callOpened', what: 'deal', id: DEAL, concerns: ['andes'] } as const

  async function barOf(state: Partial<ReplayState>, who: 'miner' | 'buyer' = 'miner'): Promise<string> {
    const answer = await signedInAs(who, {}, aTrial(state).parts).get('/')
    return /<div class='replay'[^]*?<main/.exec(answer.text)?.[0] ?? assert.fail('there is no bar')
  }

  it('says what time it is and that time stands still, and offers to move it', async () => {
    const bar = await barOf({})
    assert.match(bar, /Fri 14 May 2021 00:10 UTC/)
    assert.match(bar, /paused/)
    for (const button of ['Next event', '+1 day', '+1 week', 'Play']) assert.ok(bar.includes(button), button)
  })

  it('offers to pause and nothing else while time plays', async () => {
    const bar = await barOf({ isPlaying: true, speed: 7 })
    assert.match(bar, /playing, 1 week\/s/)
    assert.match(bar, /Pause/)
    assert.doesNotMatch(bar, /Next event/)
  })

  it('says why time stopped, and leads those there whom it concerns', async () => {
    const bar = await barOf({ stoppedFor: CALLED })
    assert.match(bar, /paused: a margin call was opened/)
    assert.ok(bar.includes(`<a href='/deals/${DEAL}'>Look at it</a>`))
  })

  it('does not lead people to what is not theirs', async () => {
    const bar = await barOf({ stoppedFor: CALLED }, 'buyer')
    assert.match(bar, /paused: a margin call was opened/)
    assert.doesNotMatch(bar, new RegExp(DEAL))
  })

  it('knows people by their accounts on chain as well', async () => {
    const address = '0x9965507D1a55bcC2695C58ba16FB37d819B0A4dc'
    const account = { ...PEOPLE.miner, addresses: [address] as const }
    const stoppedFor = { ...CALLED, reason: 'signatureAwaited', concerns: [address] } as const
    const answer = await signedInAs(account, {}, aTrial({ stoppedFor }).parts).get('/')
    assert.ok(answer.text.includes(`<a href='/deals/${DEAL}/sign'>Look at it</a>`))
  })

  it('offers nothing more at the end of the history', async () => {
    const bar = await barOf({ hasEnded: true })
    assert.match(bar, /The built-in history ends here\./)
    assert.doesNotMatch(bar, /Next event|Play/)
  })

  it('is on no page of a desk that is not for trying out', async () => {
    const answer = await signedInAs('miner').get('/')
    assert.doesNotMatch(answer.text, /class='replay'/)
  })
})
