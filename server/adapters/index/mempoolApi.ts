import { PortFailure } from '../../desk/ports.ts'
import type { Hex } from '../../domain/terms/terms.ts'
import { askJson } from './asking.ts'
import type { SourcePatience } from './asking.ts'
import type { BlockSource } from './blockSource.ts'
import { amountIn, hashIn, heightIn, recordIn, wordIn } from './told.ts'

const WHO = 'the mempool service'

/** One block, as the service tells it. */
interface Told {
  readonly height: number
  readonly hash: Hex
  readonly header: Hex
  /** Null where the service does not tell fees, as a plain Esplora does not. */
  readonly feesSat: bigint | null
}

/**
 * A web service in the manner of mempool.space at `url`: `/api/blocks/tip/height`, and `/api/v1/blocks/:height`, which tells a dozen or so
 * blocks down from a height, each with the fields of its header and what it paid.
 *
 * Headers are put together again from their fields: one that was told wrongly has no proof of work. Asked one question at a time.
 */
export function mempoolApi(url: string, patience?: SourcePatience): BlockSource {
  const at = url.replace(/\/+$/, '').replace(/\/api$/, '')
  const ask = inTurn((path: string) => askJson({ who: WHO, url: `${at}${path}` }, patience))
  const blocksDownFrom = async (height: number): Promise<readonly Told[]> =>
    blocksIn(await ask(`/api/v1/blocks/${height}`))
  return {
    name: 'mempoolApi',
    newestHeight: async () => heightIn(WHO, await ask('/api/blocks/tip/height')),
    headers: async (from, count) => {
      const blocks = await between(blocksDownFrom, from, count)
      return blocks.map(({ header }) => header)
    },
    fees: async (named) => {
      const told = await between(blocksDownFrom, named[0]?.height ?? 0, named.length)
      return named.map(({ hash }, index) => feesOf(told[index], hash))
    },
  }
}

function feesOf(told: Told | undefined, hash: Hex): bigint {
  if (told?.hash !== hash) throw new PortFailure('index', `${WHO} does not tell of the block that it was asked for`)
  if (told.feesSat === null) throw new PortFailure('index', `${WHO} does not tell what blocks have paid in fees`)
  return told.feesSat
}

/** The blocks from height `from` on, in order, up to the first that is not told. Asked from the highest down, as they are told. */
async function between(
  blocksDownFrom: (height: number) => Promise<readonly Told[]>,
  from: number,
  count: number,
): Promise<readonly Told[]> {
  const known = new Map<number, Told>()
  for (let height = from + count - 1; height >= from;) {
    const told = await blocksDownFrom(height)
    for (const block of told) known.set(block.height, block)
    const lowest = Math.min(...told.map((block) => block.height))
    // Asked beyond its newest block, the service tells the newest ones.
    height = lowest <= height ? lowest - 1 : from - 1
  }
  const run: Told[] = []
  for (
    let height = from, block = known.get(height);
    block !== undefined && run.length < count;
    block = known.get(++height)
  ) {
    run.push(block)
  }
  return run
}

function blocksIn(told: unknown): readonly Told[] {
  if (!Array.isArray(told)) throw new PortFailure('index', `${WHO} answers with something else than a list of blocks`)
  return told.map(blockOf)
}

function blockOf(told: unknown): Told {
  const block = recordIn(WHO, told)
  const extras = block.extras === undefined ? null : recordIn(WHO, block.extras)
  return {
    height: heightIn(WHO, block.height),
    hash: hashIn(WHO, block.id),
    header: headerOf(block),
    feesSat: extras === null ? null : amountIn(WHO, extras.totalFees),
  }
}

/** The 80 bytes that are hashed, from the fields that people read. */
function headerOf(block: Readonly<Record<string, unknown>>): Hex {
  const bytes = Buffer.alloc(80)
  // A version is signed by consensus; its bits are what counts.
  bytes.writeUInt32LE(wordIn(WHO, unsigned(block.version)), 0)
  hashBytes(block.previousblockhash).copy(bytes, 4)
  hashBytes(block.merkle_root).copy(bytes, 36)
  bytes.writeUInt32LE(wordIn(WHO, block.timestamp), 68)
  bytes.writeUInt32LE(wordIn(WHO, block.bits), 72)
  bytes.writeUInt32LE(wordIn(WHO, block.nonce), 76)
  return `0x${bytes.toString('hex')}`
}

function unsigned(version: unknown): unknown {
  return typeof version === 'number' && version < 0 ? version + 2 ** 32 : version
}

function hashBytes(told: unknown): Buffer {
  return Buffer.from(hashIn(WHO, told).slice(2), 'hex').reverse()
}

/** The same, one after the other: a service that others share is not asked twice at once. */
function inTurn<A, T>(ask: (asked: A) => Promise<T>): (asked: A) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (asked) => {
    const answer = last.then(() => ask(asked))
    last = answer.catch(() => undefined) // whoever asked sees it
    return answer
  }
}
