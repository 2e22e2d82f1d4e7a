import { PortFailure } from '../../desk/ports.ts'
import { subsidyAt } from '../../domain/index/bme.ts'
import type { Hex } from '../../domain/terms/terms.ts'
import { askJson } from './asking.ts'
import type { Asked, SourcePatience } from './asking.ts'
import type { BlockName, BlockSource } from './blockSource.ts'
import { amountIn, hashIn, headerIn, heightIn, recordIn } from './told.ts'

const WHO = 'the Bitcoin node'

/** As many questions travel together. */
const BATCH = 50

/** "Block height out of range": the chain ends before. */
const OUT_OF_RANGE = -8

interface Question {
  readonly method: string
  readonly params: readonly unknown[]
}

interface Reply {
  readonly result: unknown
  readonly error: { readonly code: number; readonly message: string } | null
}

/**
 * A Bitcoin node, by the JSON-RPC of Bitcoin Core: `getblockchaininfo`, `getblockhash`, `getblockheader` as it is hashed, and
 * `getblockstats` for fees. User and password are those of `url`; neither is ever told or logged.
 */
export function bitcoinNode(url: string, patience?: SourcePatience): BlockSource {
  const asked = askedAt(new URL(url))
  const ask = (questions: readonly Question[]) => inBatches(questions, asked, patience)
  return {
    name: 'bitcoinNode',
    newestHeight: async () => newestOf(await one(ask, { method: 'getblockchaininfo', params: [] })),
    headers: async (from, count) => {
      const heights = Array.from({ length: count }, (_, offset) => from + offset)
      const hashes = known(await ask(heights.map((height) => ({ method: 'getblockhash', params: [height] }))))
      const raw = await ask(
        hashes.map((hash) => ({ method: 'getblockheader', params: [bare(hashIn(WHO, hash)), false] })),
      )
      return raw.map((reply) => headerIn(WHO, resultOf(reply)))
    },
    fees: async (blocks) => {
      const fields = ['height', 'blockhash', 'subsidy', 'totalfee']
      const replies = await ask(blocks.map(({ hash }) => ({ method: 'getblockstats', params: [bare(hash), fields] })))
      return replies.map((reply, index) => feesOf(resultOf(reply), blocks[index]))
    },
  }
}

function askedAt(url: URL): Asked {
  const { username, password } = url
  const secret = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  url.username = ''
  url.password = ''
  const headers = username === '' ? {} : { authorization: `Basic ${Buffer.from(secret).toString('base64')}` }
  return { who: WHO, url: url.href, headers }
}

async function inBatches(
  questions: readonly Question[],
  asked: Asked,
  patience: SourcePatience | undefined,
): Promise<readonly Reply[]> {
  const replies: Reply[] = []
  for (let first = 0; first < questions.length; first += BATCH) {
    const some = questions.slice(first, first + BATCH).map((question, id) => ({ jsonrpc: '1.0', id, ...question }))
    replies.push(...repliesIn(await askJson({ ...asked, body: some }, patience), some.length))
  }
  return replies
}

async function one(
  ask: (questions: readonly Question[]) => Promise<readonly Reply[]>,
  question: Question,
): Promise<unknown> {
  const [reply] = await ask([question])
  if (reply === undefined) throw new PortFailure('index', `${WHO} leaves ${question.method} without an answer`)
  return resultOf(reply)
}

/** The replies in the order of the questions. What is no list is the answer to all of them: a refusal. */
function repliesIn(told: unknown, count: number): readonly Reply[] {
  if (!Array.isArray(told)) {
    resultOf(replyOf(told))
    throw new PortFailure('index', `${WHO} answers one question where ${count} were asked`)
  }
  const byId = new Map(told.map((reply: unknown) => [recordIn(WHO, reply).id, replyOf(reply)]))
  return Array.from({ length: count }, (_, id) => {
    const reply = byId.get(id)
    if (reply === undefined) throw new PortFailure('index', `${WHO} leaves a question without an answer`)
    return reply
  })
}

function replyOf(told: unknown): Reply {
  const { result, error } = recordIn(WHO, told)
  if (error === undefined || error === null) return { result, error: null }
  const { code, message } = recordIn(WHO, error)
  return { result, error: { code: typeof code === 'number' ? code : 0, message: String(message).slice(0, 200) } }
}

function resultOf({ result, error }: Reply): unknown {
  if (error !== null) throw new PortFailure('index', `${WHO} refuses (${error.code}): ${error.message}`)
  return result
}

/** What it knows, up to the end of its chain. */
function known(replies: readonly Reply[]): readonly unknown[] {
  const end = replies.findIndex(({ error }) => error?.code === OUT_OF_RANGE)
  return (end < 0 ? replies : replies.slice(0, end)).map(resultOf)
}

function newestOf(told: unknown): number {
  const { chain, blocks, initialblockdownload: isLoading } = recordIn(WHO, told)
  if (chain !== 'main') throw new PortFailure('index', `${WHO} is not on Bitcoin's main chain`)
  if (isLoading === true) throw new PortFailure('index', `${WHO} is still loading the chain`)
  return heightIn(WHO, blocks)
}

function feesOf(told: unknown, block: BlockName | undefined): bigint {
  const { height, blockhash, subsidy, totalfee } = recordIn(WHO, told)
  const isThatBlock = heightIn(WHO, height) === block?.height && hashIn(WHO, blockhash) === block.hash
  if (!isThatBlock || amountIn(WHO, subsidy) !== subsidyAt(block.height)) {
    throw new PortFailure('index', `${WHO} tells what another block than was asked for has paid`)
  }
  return amountIn(WHO, totalfee)
}

function bare(hash: Hex): string {
  return hash.slice(2)
}
