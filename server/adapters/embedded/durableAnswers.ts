/**
 * What the door to the embedded chain says: what anvil says, except that nobody gets a receipt, or hears that a change
 * was made, before it is on disk.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '../../desk/ports.ts'
import type { DurableChain } from './durableChain.ts'
import type { RpcAnswer } from './rpc.ts'

/** How long a question about a receipt is held before "not yet" is the answer. */
const LONGEST_HOLD_MS = 2_000
/** How long the answer to a sent transaction waits for its block: whoever asks for the receipt next then has it at once. */
const LONGEST_SEND_MS = 250
/** How long a sent transaction is watched: anvil mines at once, unless it was told not to. */
const WATCH_PAUSES_MS = [1, 2, 3, 5, 8, 13, ...Array<number>(250).fill(20)]

interface RpcQuestion {
  readonly id?: unknown
  readonly method?: unknown
  readonly params?: unknown
}

type Kind = 'read' | 'receipt' | 'send' | 'mine' | 'change' | 'rewind' | 'impersonate'

// They set how the next block is made, which nothing on disk holds, or only answer.
const HARMLESS =
  /^(?:evm_(?:setNextBlockTimestamp|increaseTime|setTime|snapshot|setAutomine|setIntervalMining)|(?:anvil|hardhat)_(?:get\w*|nodeInfo|metadata|dumpState|setBlockTimestampInterval|setNextBlockBaseFeePerGas|stopImpersonatingAccount))$/

/** The first that fits. Whatever is not known changes nothing in `eth`, `net` or `web3`, and may change anything elsewhere. */
const KINDS: readonly (readonly [RegExp, Kind])[] = [
  [/^eth_getTransactionReceipt$/, 'receipt'],
  [/^(?:eth_send\w*Sync|evm_mine|anvil_mine|hardhat_mine)$/, 'mine'],
  [/^(?:eth_send|wallet_send)/, 'send'],
  [/^(?:(?:evm|anvil)_revert|anvil_(?:rollback|reorg|reset|loadState)|hardhat_reset)$/, 'rewind'],
  [/^(?:anvil|hardhat)_(?:i|autoI)mpersonate/, 'impersonate'],
  [HARMLESS, 'read'],
  [/^(?:evm|anvil|hardhat|tenderly)_/, 'change'],
]

function kindOf(question: RpcQuestion | null): Kind {
  const method = String(question?.method)
  return KINDS.find(([pattern]) => pattern.test(method))?.[1] ?? 'read'
}

export interface Door {
  /** Asks the node behind it. */
  readonly ask: (text: Buffer | string) => Promise<Buffer>
  readonly durable: DurableChain
  readonly log: Log
}

/** The answer to one question, or to a batch of them. */
export async function answerTo(body: Buffer, door: Door): Promise<Buffer | string> {
  const asked = parsed(body)
  if (!isBatch(asked)) return asked === null || kindOf(asked) === 'read' ? door.ask(body) : answerOne(asked, door)
  if (asked.every((question) => kindOf(question) === 'read')) return door.ask(body)
  const answers: string[] = []
  // One after the other: transactions of one sender are in order in a batch.
  for (const question of asked) answers.push((await answerOne(question, door)).toString('utf8'))
  return `[${answers.filter((answer) => answer !== '').join(',')}]`
}

async function answerOne(question: RpcQuestion, door: Door): Promise<Buffer | string> {
  const { durable } = door
  const text = JSON.stringify(question)
  const kind = kindOf(question)
  if (kind === 'rewind') durable.restartFrom(-1)
  if (kind === 'impersonate') durable.keepWhole()
  const answer = await door.ask(text)
  if (kind === 'receipt') return durableReceipt(question, answer, door)
  if (kind === 'send') await atMost(LONGEST_SEND_MS, keepOnceMined(answer, door))
  if (kind === 'mine') return onceKept(question, answer, durable.keepBlocks(), door)
  if (kind === 'change' || kind === 'rewind') return onceKept(question, answer, durable.keepEverything(), door)
  return answer
}

async function onceKept(
  question: RpcQuestion,
  answer: Buffer,
  keeping: Promise<void>,
  door: Door,
): Promise<Buffer | string> {
  try {
    await keeping
    return answer
  } catch (error) {
    door.log.error({ error }, 'the chain could not be kept on disk')
    return failure(question.id, 'the change was made but could not be kept on disk')
  }
}

/** The receipt once its block is on disk; "not yet" (null) when that takes too long. */
async function durableReceipt(question: RpcQuestion, first: Buffer, { durable, ask }: Door): Promise<Buffer | string> {
  const block = blockOf(first)
  if (block <= durable.durableBlock()) return first
  const keeping = durable.keepBlock(block).catch(() => undefined)
  await atMost(LONGEST_HOLD_MS, keeping)
  // Asked once more: the chain may have been started again, without that block, while we waited.
  const second = await ask(JSON.stringify(question))
  if (blockOf(second) <= durable.durableBlock()) return second
  return JSON.stringify({ jsonrpc: '2.0', id: question.id ?? null, result: null })
}

/** Resolves with `promise`, or after `milliseconds`. */
async function atMost(milliseconds: number, promise: Promise<void>): Promise<void> {
  const waiting = new AbortController()
  await Promise.race([promise, sleep(milliseconds, undefined, { signal: waiting.signal }).catch(() => undefined)])
  waiting.abort()
}

function blockOf(answer: Buffer): number {
  const { result } = (parsed(answer) ?? {}) as { result?: { blockNumber?: string } | null }
  return result?.blockNumber === undefined ? -1 : Number(result.blockNumber)
}

/** Mining is asynchronous: whoever sends and never asks again should still find the transaction after a crash. */
async function keepOnceMined(sent: Buffer, { durable, log, ask }: Door): Promise<void> {
  const { result } = (parsed(sent) ?? {}) as RpcAnswer
  if (typeof result !== 'string') return
  const text = JSON.stringify({ jsonrpc: '2.0', id: 0, method: 'eth_getTransactionReceipt', params: [result] })
  try {
    for (const pause of WATCH_PAUSES_MS) {
      const block = blockOf(await ask(text))
      if (block >= 0) {
        await durable.keepBlock(block)
        return
      }
      await sleep(pause)
    }
  } catch (error) {
    log.warn({ error, transaction: result }, 'a transaction was sent and may not be on disk')
  }
}

type Questions = RpcQuestion | readonly RpcQuestion[] | null

function isBatch(asked: Questions): asked is readonly RpcQuestion[] {
  return Array.isArray(asked)
}

function parsed(bytes: Buffer): Questions {
  try {
    return JSON.parse(bytes.toString('utf8')) as Questions
  } catch {
    // Not ours to judge: the chain says what is wrong with it.
    return null
  }
}

export function failure(id: unknown, message: string): string {
  return JSON.stringify({ jsonrpc: '2.0', id: id ?? null, error: { code: -32603, message } })
}
