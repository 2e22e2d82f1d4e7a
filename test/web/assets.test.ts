import assert from 'node:assert/strict'
import request from 'supertest'
import { fakeApp } from './fakeDesk.ts'

describe('the style sheets and scripts of a page', () => {
  const app = fakeApp()
  const addresses = async () => {
    const { text } = await request(app).get('/')
    return [...text.matchAll(/(?:href|src)='(\/(?:public|fonts)\/[^']+)'/g)].map(([, address]) => address!)
  }

  it('are all there, and kept by the browser until they change', async () => {
    const found = await addresses()
    assert.ok(found.length >= 8, found.join(' '))
    for (const address of found) {
      const { status, headers } = await request(app).get(address)
      assert.equal(status, 200, address)
      assert.match(String(headers['cache-control']), /immutable/, address)
    }
  })

  it('are asked for again each time by pages from before the desk was renewed', async () => {
    const [, name] = /^\/public\/[0-9a-f]{12}(\/css\/tokens\.css)$/.exec(
      (await addresses()).find((address) => address.includes('tokens'))!,
    )!
    for (const older of [`/public/000000000000${name}`, `/public${name}`]) {
      const { status, headers, text } = await request(app).get(older)
      assert.equal(status, 200)
      assert.equal(String(headers['cache-control']), 'public, max-age=0')
      assert.match(text, /--paper/)
    }
  })

  it('are all that lies there', async () => {
    for (const address of [
      '/public/000000000000/../../package.json',
      '/public/000000000000/%2e%2e/package.json',
      '/public/css/',
    ]) {
      assert.equal((await request(app).get(address)).status, 404, address)
    }
  })
})
