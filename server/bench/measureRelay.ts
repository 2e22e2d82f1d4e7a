import { replayClock } from '../adapters/chain/chainClock.ts'
import { deployRelay, difficultyRelay } from '../adapters/chain/difficultyRelay.ts'
import { createSender } from '../adapters/chain/sender.ts'
import type { Log } from '../desk/ports.ts'
import { BLOCKS_PER_EPOCH } from '../domain/index/epochs.ts'
import { SECONDS_PER_DAY } from '../domain/units/time.ts'
import { compiledContracts } from '../wiring/compiledContracts.ts'
import { DEVELOPMENT_KEYS } from '../wiring/developmentNetwork.ts'
import { openFleetingChain } from './fleetingChain.ts'
import { realHeaders } from './realHeaders.ts'

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
      firstHeader: realHeaders(ANCHOR, 1),
      headersRequired: EACH_SIDE,
      finalityWindow: FINALITY_WINDOW,
    })
    const { gasUsed } = await difficultyRelay({ chain, sender, address }).retarget({
      number: RETARGET / BLOCKS_PER_EPOCH,
      ending: realHeaders(RETARGET - EACH_SIDE, EACH_SIDE),
      opening: realHeaders(RETARGET, EACH_SIDE),
    })
    return Number(gasUsed)
  } finally {
    await leave()
  }
}
