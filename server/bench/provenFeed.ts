import { deployRelay, difficultyRelay } from '../adapters/chain/difficultyRelay.ts'
import { deployProvenOracle, provenOracle } from '../adapters/chain/provenOracle.ts'
import { epochTable } from '../adapters/index/epochTable.ts'
import { SCENARIO } from '../demo/scenarios.ts'
import type { Scenario } from '../demo/scenarios.ts'
import type { DifficultyRelay } from '../desk/ports/proofs.ts'
import { BLOCKS_PER_EPOCH } from '../domain/index/epochs.ts'
import { headersIn } from '../domain/index/headers.ts'
import { parseDay, parseInstant } from '../domain/units/calendar.ts'
import { parseIndexValue } from '../domain/units/parse.ts'
import type { Day, Instant } from '../domain/units/time.ts'
import { compiledContracts } from '../wiring/compiledContracts.ts'
import type { Feeding } from './ground.ts'
import { realHeaders } from './realHeaders.ts'

/**
 * The default demonstration's deal on the winter of 2024: signed on 24 January at a rate above the index, called on 7 February, five
 * days after difficulty had risen by 7 %.
 */
export const PROVEN_WINTER: Scenario = {
  ...SCENARIO.default,
  genesis: parseInstant('2023-12-23T06:30:00Z'),
  signing: parseInstant('2024-01-24T12:00:00Z'),
  startDay: parseDay('2024-01-24'),
  fixedRate: parseIndexValue('0.00000205'),
}

const ANCHOR = 822_528
const EPOCHS_AVERAGED_BEFORE = 11
const HEADERS = 20
const FINALITY_WINDOW = 12_600
const HEARTBEAT = 36 * 3_600

/** What is brought to the relay, and the day it makes final: the tip mined after that day, or the retarget of the day after. */
const CLAIMS: readonly { readonly day: Day; readonly tip?: number; readonly retarget?: number }[] = [
  { day: parseDay('2024-01-05'), retarget: 824_544 },
  { day: parseDay('2024-01-19'), retarget: 826_560 },
  { day: parseDay('2024-01-23'), tip: 827_074 },
  { day: parseDay('2024-01-30'), tip: 828_188 },
  { day: parseDay('2024-02-01'), retarget: 828_576 },
  { day: parseDay('2024-02-06'), tip: 829_295 },
  { day: parseDay('2024-02-07'), tip: 829_453 },
]

/** Fixings that follow from Bitcoin's headers, as soon as each claim is final. Only the days of `CLAIMS` can be fixed up to. */
export const provenFeed: Feeding = async ({ chain, sender, clock }) => {
  const contracts = compiledContracts()
  const firstHeader = realHeaders(ANCHOR, 1)
  const rules = { headersRequired: HEADERS, finalityWindow: FINALITY_WINDOW }
  const address = await deployRelay(sender, await contracts('DifficultyRelay'), {
    height: ANCHOR,
    firstHeader,
    ...rules,
  })
  const anchor = ANCHOR / BLOCKS_PER_EPOCH
  const earlier = (await epochTable().epochs()).slice(anchor - EPOCHS_AVERAGED_BEFORE, anchor)
  const oracle = await deployProvenOracle(sender, await contracts('BmeOracle'), {
    relay: address,
    earlierBits: earlier.map(({ bits }) => bits),
    firstDay: parseDay('2023-12-23'),
    heartbeat: HEARTBEAT,
  })
  const relay = difficultyRelay({ chain, sender, address })
  const fixings = provenOracle({ chain, sender, address: oracle })
  const waiting = [...CLAIMS]
  const moveTo = async (time: Instant) => clock.moveTo(Math.max(time, await clock.asOf()))
  return {
    oracle,
    fixUpTo: async (day) => {
      while (waiting[0] !== undefined && waiting[0].day <= day) {
        await bring(relay, waiting[0], moveTo)
        await moveTo((await clock.asOf()) + FINALITY_WINDOW + 1)
        await fixings.fix(waiting[0].day)
        waiting.shift()
      }
    },
  }
}

async function bring(
  relay: DifficultyRelay,
  { day, tip, retarget }: (typeof CLAIMS)[number],
  moveTo: (time: Instant) => Promise<unknown>,
): Promise<void> {
  const height = tip ?? retarget ?? 0
  const headers = realHeaders(height, HEADERS)
  const number = Math.floor(height / BLOCKS_PER_EPOCH)
  await moveTo(Math.max(...headersIn(headers).map(({ time }) => time)))
  if (tip !== undefined) await relay.proveTip({ number, day, headers })
  else await relay.retarget({ number, ending: realHeaders(height - HEADERS, HEADERS), opening: headers })
}
