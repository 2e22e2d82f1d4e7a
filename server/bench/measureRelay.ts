import { readFileSync } from 'node:fs'
import { replayClock } from '../adapters/chain/chainClock.ts'
import { deployRelay, difficultyRelay } from '../adapters/chain/difficultyRelay.ts'
import { createSender } from '../adapters/chain/sender.ts'
import type { Log } from '../desk/ports.ts'
import type { Hex } from '../domain/terms/terms.ts'
import { BLOCKS_PER_EPOCH } from '../domain/index/epochs.ts'
import { SECONDS_PER_DAY } from '../domain/units/time.ts'
import { compiledContracts } from '../wiring/compiledContracts.ts'
import { DEVELOPMENT_KEYS } from '../wiring/developmentNetwork.ts'
import { openFleetingChain } from './fleetingChain.ts'

/** Real headers, beside this file in the sources as in the build. */
const TABLE = new URL('./retarget.csv', import.meta.url)

/** The retarget of 6 January 2024, and the beginning of the epoch before it. */
const RETARGET = 824_544
const ANCHOR = 822_528
const EACH_SIDE = 20

/** 2024-01-07 00:00:00 UTC: every header is past. */
const GENESIS = 19_729 * SECONDS_PER_DAY
const FINALITY_WINDOW = 12_600

/** Relays a retarget of Bitcoin's with twenty headers on each side, on a chain of its own, and says what that used. */
export async function measureRelay(log: Log): Promise<number> {
  const { chain, leave } = await openFleetingChain(GENESIS, log)
  try {
    await replayClock(chain, Date.now).moveTo(GENESIS + SECONDS_PER_DAY)
    const sender = createSender(chain, DEVELOPMENT_KEYS.engine)
    const address = await deployRelay(sender, await compiledContracts()('DifficultyRelay'), {
      height: ANCHOR,
      firstHeader: headers(ANCHOR, 1),
      headersRequired: EACH_SIDE,
      finalityWindow: FINALITY_WINDOW,
    })
    const { gasUsed } = await difficultyRelay({ chain, sender, address }).retarget({
      number: RETARGET / BLOCKS_PER_EPOCH,
      ending: headers(RETARGET - EACH_SIDE, EACH_SIDE),
      opening: headers(RETARGET, EACH_SIDE),
    })
    return Number(gasUsed)
  } finally {
    await leave()
  }
}

/** `count` headers from `height` on, one after the other. */
function headers(height: number, count: number): Hex {
  const rows = new Map(readFileSync(TABLE, 'utf8').split('\n').map(rowOf))
  const run = Array.from({ length: count }, (_, offset) => rows.get(`${height + offset}`))
  if (run.includes(undefined)) throw new RangeError(`the table lacks headers from ${height} on`)
  return `0x${run.join('')}`
}

function rowOf(line: string): [height: string, header: string] {
  const [height = '', header = ''] = line.split(',')
  return [height, header]
}
