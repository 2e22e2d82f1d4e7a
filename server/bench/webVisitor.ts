import { Agent, request } from 'node:http'

/** Somebody who is signed in on a desk for trying out. */
export interface Visitor {
  /** What the browser sends back to the desk. */
  readonly cookie: string
  page(path: string): Promise<string>
  /** Asks for a page; milliseconds until its first byte. */
  firstByte(path: string): Promise<number>
}

/** Signs in as the demo miner at `url`, the way a person does: by the button on the page. */
export function aMiner(url: string): Promise<Visitor> {
  return signedIn(url, { page: '/', form: '/trial/people/miner', fields: { back: '/' } })
}

/** Signs in with an e-mail address and a password. */
export function aMember(url: string, email: string, password: string): Promise<Visitor> {
  return signedIn(url, { page: '/sign-in', form: '/sign-in', fields: { back: '/', email, password } })
}

interface Entering {
  /** Where the form is, and where it goes to. */
  readonly page: string
  readonly form: string
  readonly fields: Readonly<Record<string, string>>
}

async function signedIn(url: string, { page, form, fields }: Entering): Promise<Visitor> {
  const seen = await fetch(url + page)
  const token = /name='_csrf' value='([^']+)'/.exec(await seen.text())?.[1] ?? ''
  const entered = await fetch(url + form, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: cookieOf(seen), referer: url + page },
    body: new URLSearchParams({ _csrf: token, ...fields }),
  })
  if (entered.status !== 303) throw new Error(`nobody is let in at ${form}: ${entered.status}`)
  const cookie = cookieOf(entered)
  const agent = new Agent({ keepAlive: true })
  return {
    cookie,
    page: async (path) => (await fetch(url + path, { headers: { cookie } })).text(),
    firstByte: (path) => firstByte(new URL(path, url), cookie, agent),
  }
}

function cookieOf(answer: Response): string {
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
}

function firstByte(url: URL, cookie: string, agent: Agent): Promise<number> {
  const headers = { cookie, accept: 'text/html', 'accept-encoding': 'gzip' }
  return new Promise((resolve, reject) => {
    const asked = performance.now()
    const asking = request(url, { agent, headers }, (answer) => {
      const milliseconds = performance.now() - asked
      answer.resume()
      answer.once('error', reject)
      answer.once('end', () => {
        if (answer.statusCode === 200) resolve(milliseconds)
        else reject(new Error(`${url.pathname} is answered with ${answer.statusCode ?? 0}`))
      })
    })
    asking.once('error', reject)
    asking.end()
  })
}
