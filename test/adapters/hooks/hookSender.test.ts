import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import type { IncomingHttpHeaders, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { hookSender } from '../../../server/adapters/hooks/hookSender.ts'
import { Undelivered } from '../../../server/desk/ports/deliveries.ts'
import type { Hook } from '../../../server/desk/ports/deliveries.ts'

const NOW = 1_764_111_000_123
const BODY = '{"event":"marginCalled","due":"0.168"}'

describe('a signed webhook', () => {
  const received: { readonly headers: IncomingHttpHeaders; readonly body: string; readonly path: string }[] = []
  let server: Server
  let port: number
  let answer = 204

  before(async () => {
    server = createServer((request, response) => {
      let body = ''
      request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')))
      request.on('end', () => {
        received.push({ headers: request.headers, body, path: request.url ?? '' })
        response.writeHead(answer, answer === 302 ? { location: `http://127.0.0.1:${port}/elsewhere` } : {}).end()
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    port = (server.address() as AddressInfo).port
  })

  beforeEach(() => {
    received.length = 0
    answer = 204
  })

  after(async () => {
    await new Promise((resolve) => server.close(resolve))
  })

  const hookTo = (url: string, reach: Hook['reach'] = 'anywhere'): Hook => ({
    channel: 'webhook',
    url,
    secret: 'a secret that both know',
    reach,
    body: BODY,
  })
  const here = () => `http://127.0.0.1:${port}/hook?for=me`
  const sender = (resolve?: (host: string) => Promise<readonly string[]>) =>
    hookSender({ worldNow: () => NOW, people: 'public', ...(resolve === undefined ? {} : { resolve }) })
  const refusalOf = (post: Promise<void>) =>
    post.then(
      () => assert.fail('it was taken'),
      (error: unknown) => {
        assert.ok(error instanceof Undelivered)
        return error
      },
    )

  it('arrives as it was written, with its id, signed over the time and the body', async () => {
    await sender().post(hookTo(here()), 'call-1')
    const [{ headers, body, path } = assert.fail('nothing arrived')] = received
    assert.equal(body, BODY)
    assert.equal(path, '/hook?for=me')
    assert.equal(headers['content-type'], 'application/json')
    assert.equal(headers['hashdesk-delivery'], 'call-1')
    const expected = createHmac('sha256', 'a secret that both know').update(`1764111000.${BODY}`).digest('hex')
    assert.equal(headers['hashdesk-signature'], `t=1764111000,v1=${expected}`)
  })

  it('is sent again later where the receiver fails, is not there, or sends it elsewhere; where it is gone, never', async () => {
    for (const [status, isFinal] of [
      [500, false],
      [302, false],
      [410, true],
    ] as const) {
      answer = status
      assert.equal((await refusalOf(sender().post(hookTo(here()), 'call-1'))).isFinal, isFinal, String(status))
    }
    assert.deepEqual(
      received.map(({ path }) => path),
      Array.from({ length: 3 }, () => '/hook?for=me'),
      'no redirection was followed',
    )
    assert.equal((await refusalOf(sender().post(hookTo('http://127.0.0.1:1/'), 'call-1'))).isFinal, false)
  })

  const inward = [
    { url: 'https://127.0.0.1/', because: 'this machine' },
    { url: 'https://2130706433/', because: 'this machine as one number' },
    { url: 'https://0x7f.1/', because: 'this machine in hexadecimal' },
    { url: 'https://[::1]/', because: 'this machine' },
    { url: 'https://[::ffff:10.0.0.1]/', because: 'a private network, wrapped' },
    { url: 'https://[64:ff9b::a00:1]/', because: 'a private network, translated' },
    { url: 'https://[fd00::1]/', because: 'a private network' },
    { url: 'https://10.1.2.3/', because: 'a private network' },
    { url: 'https://192.168.0.1/', because: 'a private network' },
    { url: 'https://172.31.255.255/', because: 'a private network' },
    { url: 'https://100.64.0.1/', because: "a provider's network" },
    { url: 'https://169.254.169.254/latest/meta-data/', because: 'what a cloud tells its machines' },
    { url: 'https://0.0.0.0/', because: 'every address of this machine' },
  ]
  for (const { url, because } of inward) {
    it(`that a person asks for leads nowhere inward: ${url} is ${because}`, async () => {
      assert.equal(await sender().fault(url), 'notPublic')
      const refusal = await refusalOf(sender().post(hookTo(url, 'public'), 'call-1'))
      assert.equal(refusal.message, 'notPublic')
      assert.equal(refusal.isFinal, true)
    })
  }

  it('that a person asks for is judged by every address that its name leads to, whenever it is sent', async () => {
    const names: Record<string, readonly string[]> = {
      'good.example': ['93.184.215.14', '2606:2800:21f:cb07:6820:80da:af6b:8b2c'],
      'half.example': ['93.184.215.14', '127.0.0.1'],
    }
    const known = sender(async (host) => names[host] ?? Promise.reject(new Error('ENOTFOUND')))
    assert.equal(await known.fault('https://good.example/x'), null)
    assert.equal(await known.fault('https://half.example/x'), 'notPublic')
    assert.equal(await known.fault('https://nobody.example/x'), 'unknownHost')
    assert.equal(await known.fault('http://good.example/x'), 'notHttps')
    assert.equal(await known.fault('https://me:secret@good.example/x'), 'hasPassword')
    assert.equal(await known.fault('ftp://good.example/x'), 'malformed')
    assert.equal(await known.fault('example'), 'malformed')
    names['good.example'] = ['127.0.0.1']
    const refusal = await refusalOf(known.post(hookTo(`http://good.example:${port}/`, 'public'), 'call-1'))
    assert.equal(refusal.message, 'notPublic')
    assert.equal(received.length, 0)
  })

  it('may lead to this machine on a desk for trying out, and still not to its network', async () => {
    const trial = hookSender({ worldNow: () => NOW, people: 'publicOrHere' })
    await trial.post(hookTo(here(), 'public'), 'call-1')
    assert.equal(received.length, 1)
    assert.equal(await trial.fault('http://10.0.0.1/'), 'notPublic')
  })
})
