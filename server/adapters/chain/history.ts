import type { BlockRef, ChainHistory, Network } from '../../desk/ports.ts'
import type { EscrowFact } from '../../domain/deal/chainFacts.ts'
import type { Hex } from '../../domain/terms/terms.ts'
import { readBlock, readFinalHead, readHead } from './calls.ts'
import type { Header } from './calls.ts'
import { ESCROW_TOPICS, OPENED_TOPIC, escrowEvent, openingOf } from './escrowEvents.ts'
import { fixingFacts } from './fixingEvents.ts'
import { blockTimes, pointOf, searchLogs } from './logs.ts'
import type { Log } from './logs.ts'
import type { Chain } from './provider.ts'

/** Reads the chain's history as facts about escrows and fixings. */
export function chainHistory(chain: Chain, network: Network, firstBlock = 0): ChainHistory {
  const timeOf = blockTimes(chain)
  return {
    firstBlock,
    head: async () => blockRef(await readHead(chain)),
    finalHead: async () => {
      const header = await readFinalHead(chain)
      return header && blockRef(header)
    },
    blockAt: async (number) => {
      const header = await readBlock(chain, number)
      return header === null ? null : blockRef(header)
    },
    escrowFacts: async (from, to) => {
      const topics: readonly Hex[] = [OPENED_TOPIC, ...ESCROW_TOPICS]
      const logs = await searchLogs(chain, { topics: [topics] }, from, to)
      const facts: EscrowFact[] = []
      for (const log of logs) {
        const told = toldBy(log, network)
        if (told !== null) facts.push({ ...told, point: pointOf(log, await timeOf(log)) })
      }
      return facts
    },
    fixingFacts: (from, to) => fixingFacts(chain, network, from, to),
  }
}

/** Openings count from our factory only; what an escrow says, it says for itself, and the desk knows which escrows are its own. */
function toldBy(log: Log, network: Network): Omit<EscrowFact, 'point'> | null {
  if (log.topics[0] === OPENED_TOPIC) return log.address === network.factory ? openingOf(log) : null
  const event = escrowEvent(log)
  return event === null ? null : { escrow: log.address, event }
}

function blockRef({ number, hash, at }: Header): BlockRef {
  return { number, hash, at }
}
