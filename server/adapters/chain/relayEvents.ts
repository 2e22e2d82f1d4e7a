import type { RelayFact } from '../../desk/ports/proofs.ts'
import type { Address, Hex } from '../../domain/terms/terms.ts'
import type { Instant } from '../../domain/units/time.ts'
import { RELAY } from './abi.ts'
import { countOf, hexOf, recordOf, wordOf } from './decode.ts'
import { blockTimes, searchLogs } from './logs.ts'
import type { Log } from './logs.ts'
import type { Chain } from './provider.ts'

const RETARGETED: Hex = wordOf(RELAY.getEvent('Retargeted')?.topicHash)
const SURVIVED: Hex = wordOf(RELAY.getEvent('Survived')?.topicHash)

/** The arguments that are headers, of each way to make a claim. */
const HEADER_ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  retarget: ['ending', 'opening'],
  proveTip: ['headers'],
  dispute: ['headers'],
}

/** All that the relay said between two blocks, both included, with the headers that were shown for it. */
export async function relayFacts(
  chain: Chain,
  relay: Address,
  from: number,
  to: number,
): Promise<readonly RelayFact[]> {
  const timeOf = blockTimes(chain)
  const logs = await searchLogs(chain, { address: relay, topics: [[RETARGETED, SURVIVED]] }, from, to)
  const facts: RelayFact[] = []
  for (const log of logs) facts.push(factOf(log, await timeOf(log), await headersShown(chain, relay, log.transaction)))
  return facts
}

function factOf(log: Log, at: Instant, headers: readonly Hex[]): RelayFact {
  const said = RELAY.parseLog({ topics: log.topics, data: log.data })?.args
  if (said === undefined) throw new TypeError('the relay said what is not in its interface')
  const { block, logIndex, transaction } = log
  const count = (name: string) => countOf(said.getValue(name))
  const told = { number: count('number'), shown: count('shown'), headers, block, logIndex, transaction, at }
  if (log.topics[0] === SURVIVED) return { ...told, kind: 'survival', until: count('until') }
  const [bits, firstTime] = [count('bits'), count('firstTime')]
  return { ...told, kind: 'retarget', bits, firstTime, firstHash: wordOf(said.getValue('firstHash')) }
}

/** What a transaction that called the relay itself brought; nothing where it was deployed by it, or called by another contract. */
async function headersShown(chain: Chain, relay: Address, transaction: Hex): Promise<readonly Hex[]> {
  const sent = await chain.request('eth_getTransactionByHash', [transaction])
  if (sent === null) return []
  const { to, input } = recordOf(sent)
  if (typeof to !== 'string' || to.toLowerCase() !== relay.toLowerCase()) return []
  const call = RELAY.parseTransaction({ data: hexOf(input) })
  return (HEADER_ARGUMENTS[call?.name ?? ''] ?? []).map((name) => hexOf(call?.args.getValue(name)))
}
