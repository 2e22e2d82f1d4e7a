/** What must be the same after a fault as without one: money, read model, and what was sent for it. */
import { TOKEN } from '../../server/adapters/chain/abi.ts'
import { ask } from '../../server/adapters/chain/calls.ts'
import type { Intent } from '../../server/desk/ports/sending.ts'
import type { Ground } from './ground.ts'
import type { Scene } from './stories.ts'

/**
 * Fields that may differ, and why. Everything else of every document is compared, in collections that nobody thought of here as well.
 *
 * Where on the chain a thing stands: a server that died between two transactions sends the second later, beside others.
 */
const WHERE: ReadonlySet<string> = new Set(['block', 'blockHash', 'logIndex', 'transaction', 'opening', 'readTo'])
/** How often a thing was written, and by whose turn: after a fault it is written again. */
const HOW_OFTEN: ReadonlySet<string> = new Set(['version', 'token', '__v'])
/** When: only where the engine slept, or the chain was killed, for then it acts later. */
const WHEN: ReadonlySet<string> = new Set([
  ...['at', 'cureBy', 'until', 'proposedAt', 'checkedAt', 'through', 'shown'],
  'notices', // what is near is told while it is near: who slept through that tells nobody afterwards
])

/** Collections that are about the servers and not about anybody's deal, and why they differ. */
const ABOUT_SERVERS: ReadonlySet<string> = new Set([
  'leases', // whose turn it was
  'jobruns', // how often a job ran, and what it met with
  'chaincursors', // compared by itself: it names the chain's newest block
  'outboxes', // compared by itself: nothing is left under way
  'sendings', // compared by itself: what was sent, by what it was for
])

/** What one run came to, as text that can be compared. */
export interface Outcome {
  /** Every escrow's own word, and everybody's money. */
  readonly chain: string
  /** Every document about deals and the index. */
  readonly documents: string
  /** Every transaction of the desk's account that had an effect, by what it was for. */
  readonly sent: string
  /** What is wrong by itself, whatever it is compared with. */
  readonly wrong: readonly string[]
}

/** How closely two runs must agree: to the second, or only in what happened. */
export type Closeness = 'toTheSecond' | 'whateverTheHour'

export async function outcomeOf(scene: Scene, closeness: Closeness): Promise<Outcome> {
  const { ground } = scene
  const contents = new Map(await ground.contents())
  const ignored = new Set([...WHERE, ...HOW_OFTEN, ...(closeness === 'toTheSecond' ? [] : WHEN)])
  const compared = [...contents].filter(([name]) => !ABOUT_SERVERS.has(name))
  return {
    chain: await moneyOf(scene, ignored),
    documents: compared
      .map(([name, documents]) => `${name}\n${documents.map(textWithout(ignored)).join('\n')}`)
      .join('\n'),
    sent: sentIn(contents.get('sendings') ?? [], closeness),
    wrong: [
      ...leftUnderWay(contents.get('outboxes') ?? []),
      ...(await notAtTheHead(ground, contents.get('chaincursors') ?? [])),
    ],
  }
}

/** Documents as they are, for a rebuilt read model: only the count of writes may differ. */
export async function readModelOf(ground: Ground): Promise<string> {
  const contents = await ground.contents()
  const compared = contents.filter(([name]) => ['deals', 'fixings', 'relayfacts'].includes(name))
  return compared.map(([name, documents]) => `${name}\n${documents.map(textWithout(HOW_OFTEN)).join('\n')}`).join('\n')
}

async function moneyOf({ ground, wallets, deals }: Scene, ignored: ReadonlySet<string>): Promise<string> {
  const [token] = ground.network.tokens
  const holders = [...Object.values(wallets).map(({ address }) => address), ...deals.map(({ escrow }) => escrow)]
  const balances = await Promise.all(
    holders.map(async (holder) => String((await ask(ground.chain, token!.address, TOKEN, 'balanceOf', [holder]))[0])),
  )
  const states = await Promise.all(deals.map(({ escrow }) => ground.escrows.readState(escrow)))
  return JSON.stringify(
    { balances, states },
    (key, value: unknown) => (ignored.has(key) ? undefined : typeof value === 'bigint' ? String(value) : value),
    1,
  )
}

type Document = Readonly<Record<string, unknown>>

function textWithout(ignored: ReadonlySet<string>): (document: object) => string {
  return (document) =>
    JSON.stringify(document, (key, value: unknown) => {
      if (ignored.has(key)) return undefined
      // An opening is caused by its transaction; a relay's fact is kept under its block.
      return ignored.has('block') && isAPlace(key, value) ? undefined : inOrder(value)
    })
}

/** Fields by name: in which order a database keeps them means nothing. */
function inOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
}

function isAPlace(key: string, value: unknown): boolean {
  if (typeof value !== 'string') return false
  return (key === 'cause' && /^0x[0-9a-f]{64}$/.test(value)) || (key === '_id' && /^\d+:\d+$/.test(value))
}

/** Who slept settles two weeks in one transaction: then it counts what was sent, and not how often. */
function sentIn(sendings: readonly Document[], closeness: Closeness): string {
  const effective = sendings.filter(({ state }) => state === 'mined' || state === 'final')
  const lines = effective.map(({ intent }) =>
    JSON.stringify({ ...(intent as object), escrows: [...(intent as Intent).escrows].sort() }),
  )
  return (closeness === 'toTheSecond' ? lines : [...new Set(lines)]).sort().join('\n')
}

function leftUnderWay(outboxes: readonly Document[]): readonly string[] {
  return outboxes.flatMap(({ waiting }) =>
    (waiting as readonly unknown[]).map((one) => `still waits: ${JSON.stringify(one)}`),
  )
}

async function notAtTheHead({ chain }: Ground, cursors: readonly Document[]): Promise<readonly string[]> {
  const head = (await chain.request('eth_getBlockByNumber', ['latest', false])) as { readonly hash: string }
  const read = (cursors[0]?.blocks as readonly { readonly hash: string }[] | undefined)?.at(-1)?.hash
  return read === head.hash ? [] : [`the chain was read to ${String(read)}, and stands at ${head.hash}`]
}
