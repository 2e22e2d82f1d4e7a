import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { smtpMailer } from '../../../server/adapters/mail/smtpMailer.ts'
import type { SmtpMailer } from '../../../server/adapters/mail/smtpMailer.ts'
import { Undelivered } from '../../../server/desk/ports/deliveries.ts'

const LETTER = {
  channel: 'mail',
  to: 'ada@example.org',
  subject: '追加保证金通知 – margin call',
  text: 'Please pay 0.168 WBTC.\n请补缴 0.168 WBTC。\n',
  attachments: [{ name: 'statement.csv', mediaType: 'text/csv', text: 'day,amount\n1,2\n' }],
} as const

describe('mail', () => {
  const received: { readonly to: readonly string[]; readonly text: string }[] = []
  let server: SMTPServer
  let mailer: SmtpMailer
  let refuseWith: number | null = null

  before(async () => {
    server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onRcptTo: (_address, _session, done) => {
        done(refuseWith === null ? null : Object.assign(new Error('not now'), { responseCode: refuseWith }))
      },
      onData: (stream, session, done) => {
        let text = ''
        stream.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')))
        stream.on('end', () => {
          received.push({ to: session.envelope.rcptTo.map(({ address }) => address), text })
          done()
        })
      },
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.server.address() as AddressInfo
    mailer = smtpMailer(`smtp://127.0.0.1:${port}`, 'Hashdesk <desk@example.org>')
  })

  beforeEach(() => {
    received.length = 0
    refuseWith = null
  })

  after(async () => {
    mailer.close()
    await new Promise<void>((resolve) => server.close(resolve))
  })

  it('arrives at whom it is for, with its attachment, saying that no person wrote it', async () => {
    await mailer.send(LETTER, 'call-1')
    const [{ to, text } = { to: [], text: '' }] = received
    assert.deepEqual(to, ['ada@example.org'])
    assert.match(text, /^From: Hashdesk <desk@example\.org>/m)
    assert.match(text, /^Auto-Submitted: auto-generated/m)
    assert.match(text, /filename=statement\.csv/)
    assert.match(text, /=?UTF-8\?/, 'words that are not ASCII are marked as what they are')
  })

  it('has the same identity each time the same message is sent, and another for another', async () => {
    await mailer.send(LETTER, 'call-1')
    await mailer.send(LETTER, 'call-1')
    await mailer.send(LETTER, 'call-2')
    const identities = received.map(({ text }) => /^Message-ID: (.+)$/m.exec(text)?.[1])
    assert.equal(identities[0], identities[1])
    assert.notEqual(identities[0], identities[2])
  })

  it('reads no address as two', async () => {
    await mailer.send({ ...LETTER, to: 'ada@example.org, eve@example.org' }, 'call-1').catch(() => undefined)
    for (const { to } of received) assert.ok(!to.includes('eve@example.org'), to.join(' and '))
  })

  it('is refused for good with a 5, and for now with a 4 or by a server that is not there', async () => {
    const isFinal = (send: Promise<void>) =>
      send.then(
        () => assert.fail('it was taken'),
        (error: unknown) => {
          assert.ok(error instanceof Undelivered)
          return error.isFinal
        },
      )
    refuseWith = 550
    assert.equal(await isFinal(mailer.send(LETTER, 'call-1')), true)
    refuseWith = 451
    assert.equal(await isFinal(mailer.send(LETTER, 'call-1')), false)
    const nowhere = smtpMailer('smtp://127.0.0.1:1', 'desk@example.org')
    assert.equal(await isFinal(nowhere.send(LETTER, 'call-1')), false)
    nowhere.close()
  })
})
