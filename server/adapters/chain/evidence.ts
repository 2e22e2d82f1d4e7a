import { keccak256 } from 'ethers'
import { PortFailure } from '../../desk/ports.ts'
import type { Network } from '../../desk/ports.ts'
import type {
  BlockEvidence,
  ChainEvidence,
  EscrowAnswers,
  EscrowTold,
  FixingTold,
  Report,
  TransactionEvidence,
} from '../../desk/ports/evidence.ts'
import type { EscrowState } from '../../domain/deal/phase.ts'
import type { SeriesName } from '../../domain/index/readings.ts'
import { SIDES } from '../../domain/terms/terms.ts'
import type { Address, Hex, Side } from '../../domain/terms/terms.ts'
import { baseUnits } from '../../domain/units/baseUnits.ts'
import { ESCROW, ORACLE } from './abi.ts'
import { headerBytes } from './blockHeaders.ts'
import { ask, blockParameter, codeAt } from './calls.ts'
import { openingsIn } from './callData.ts'
import { addressOf, countOf, hexOf, integerOf, listOf, recordOf, wordOf } from './decode.ts'
import { OPENED_TOPIC, escrowEvent, ledgerWord, openingOf } from './escrowEvents.ts'
import { cumulativeOfLog, fixingOfLog } from './fixingEvents.ts'
import { RpcError } from './jsonRpc.ts'
import type { Log } from './logs.ts'
import { CallReverted } from './provider.ts'
import type { Chain } from './provider.ts'
import { readEscrowState } from './escrowState.ts'
import { provenDays } from './provenDays.ts'
import { isFixedOf, reportsBehind } from './publishedReports.ts'
import { readReceipt } from './receipts.ts'

/** Reads what the chain keeps of transactions, blocks and escrows. */
export function chainEvidence({ chain, network }: { readonly chain: Chain; readonly network: Network }): ChainEvidence {
  return {
    transaction: (hash, series) => readTransaction(chain, network, hash, series),
    block: (number) => readBlockEvidence(chain, number),
    attestedSetup: async () => {
      const [reporters, threshold] = await Promise.all([
        ask(chain, network.oracle, ORACLE, 'reporters'),
        ask(chain, network.oracle, ORACLE, 'threshold'),
      ])
      return { reporters: listOf(reporters[0]).map(addressOf), threshold: countOf(threshold[0]) }
    },
    answersAt: (escrow, block) => unlessForgotten(readAnswers(chain, escrow, block)),
    codeAt: (escrow, block) => codeAt(chain, escrow, block),
    stateAt: async (escrow, block, claimants) => ({
      ...(await readEscrowState(chain, escrow, block)),
      claims: await readClaims(chain, escrow, block, claimants),
    }),
  }
}

async function readTransaction(
  chain: Chain,
  network: Network,
  hash: Hex,
  series: SeriesName,
): Promise<TransactionEvidence | null> {
  const [receipt, sent] = await Promise.all([
    readReceipt(chain, hash),
    chain.request('eth_getTransactionByHash', [hash]),
  ])
  if (receipt === null || sent === null) return null
  const input = hexOf(recordOf(sent).input)
  const where = { chain, network, series }
  const fixed = receipt.logs.filter((log) => isFixedOf(where, log))
  return {
    transaction: hash,
    block: receipt.block,
    blockHash: wordOf(recordOf(sent).blockHash),
    told: receipt.logs.flatMap((log) => toldBy(log, network)),
    fixings: [
      ...(await Promise.all(
        fixed.map(async (log) => attested(log, await reportsBehind(where, log, { logs: receipt.logs, input }))),
      )),
      ...(await provenDays(where, receipt.logs)),
    ],
    openings: openingsIn(network, input),
  }
}

function toldBy(log: Log, network: Network): readonly EscrowTold[] {
  const { logIndex } = log
  if (log.topics[0] === OPENED_TOPIC) {
    return log.address === network.factory ? [{ ...openingOf(log), logIndex, ledger: null }] : []
  }
  const event = escrowEvent(log)
  return event === null ? [] : [{ escrow: log.address, logIndex, event, ledger: ledgerWord(log) }]
}

function attested(log: Log, reports: readonly Report[]): FixingTold {
  const fixing = fixingOfLog(log)
  if (fixing === null) throw new TypeError('not a series of this desk')
  const { logIndex } = log
  return { ...fixing, cumulative: cumulativeOfLog(log), logIndex, provenance: { kind: 'attested', reports } }
}

async function readBlockEvidence(chain: Chain, number: number): Promise<BlockEvidence | null> {
  const answer = await chain.request('eth_getBlockByNumber', [blockParameter(number), false])
  if (answer === null) return null
  const block = recordOf(answer)
  const hash = wordOf(block.hash)
  const header = headerBytes(block)
  return {
    number: countOf(block.number),
    hash,
    at: countOf(block.timestamp),
    header: header !== null && keccak256(header) === hash ? header : null,
  }
}

async function readAnswers(chain: Chain, escrow: Address, block: number): Promise<EscrowAnswers> {
  const amount = async (question: string, side: Side) =>
    baseUnits(integerOf((await ask(chain, escrow, ESCROW, question, [SIDES.indexOf(side)], block))[0]))
  const answersOf = async (side: Side) => {
    try {
      const [requirement, exposure] = await Promise.all([amount('requirement', side), amount('exposure', side)])
      return { requirement, exposure }
    } catch (failure) {
      if (failure instanceof CallReverted) return null
      throw failure
    }
  }
  const [seller, buyer] = await Promise.all([answersOf('seller'), answersOf('buyer')])
  return { seller, buyer }
}

async function readClaims(
  chain: Chain,
  escrow: Address,
  block: number,
  claimants: readonly Address[],
): Promise<EscrowState['claims']> {
  const claims = claimants.map(async (holder) => {
    const answer = await ask(chain, escrow, ESCROW, 'claimable', [holder], block)
    return { holder, amount: baseUnits(integerOf(answer[0])) }
  })
  return (await Promise.all(claims)).filter(({ amount }) => amount > 0n)
}

/** A node that answers that it cannot tell has forgotten; one that does not answer is down, which is something else. */
async function unlessForgotten<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer
  } catch (failure) {
    if (failure instanceof PortFailure && failure.cause instanceof RpcError) return null
    throw failure
  }
}
