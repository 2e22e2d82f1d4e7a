import { epochAt } from '../domain/index/blocks.ts'
import { headersIn, runOf } from '../domain/index/headers.ts'
import type { Hex } from '../domain/terms/terms.ts'
import { SECONDS_PER_DAY, dayOf, endOfDay } from '../domain/units/time.ts'
import type { Day, Instant } from '../domain/units/time.ts'
import { brought, isPast } from './bringing.ts'
import type { Bringing } from './bringing.ts'
import { NOTHING_DONE } from './tally.ts'
import type { Tally } from './tally.ts'

/** How long after a day's end every header of its tip is dated at least: further than a miner may date ahead. */
const TIP_MARGIN = 2 * 3_600

/**
 * Shows that the newest epoch outlived the last day that its newest headers can show it for, unless that has been shown.
 *
 * The newest headers do for all days before as well: after an absence one tip catches up. Where the newest blocks belong to the next
 * epoch, its retarget shows the same.
 */
export async function proveTip(bringing: Bringing): Promise<Tally> {
  const { proofs, state, asOf } = bringing
  const number = state.newest
  const shown = await shownUntil(proofs, number)
  // Asked before any header is: between two days there is nothing to show.
  if (shown >= lastMark(asOf)) return NOTHING_DONE
  const run = await newestRun(bringing)
  if (run === null) return NOTHING_DONE
  const day = dayShownBy(Math.min(...headersIn(run).map(({ time }) => time)))
  if (markOf(day) <= shown || day < dayOf(await firstTimeOf(proofs, number))) return NOTHING_DONE
  return brought(`tip of epoch ${number}`, () => proofs.relay.proveTip({ number, day, headers: run }))
}

/** The newest headers, as many as a claim takes; null while they are not all of the newest epoch, or not there. */
async function newestRun({ proofs, headers, state, asOf }: Bringing): Promise<Hex | null> {
  const [{ headersRequired: count }, newest] = await Promise.all([proofs.relay.rules(), headers.newestHeight(asOf)])
  if (newest === null) return null
  const first = newest - count + 1
  if (epochAt(first) !== state.newest || epochAt(newest) !== state.newest) return null
  const run = await headers.headers(first, count)
  return run.length === count && isPast(run, asOf) ? runOf(run) : null
}

/** The moment that a tip for `day` shows the epoch to have been in force at. */
function markOf(day: Day): Instant {
  return endOfDay(day) + TIP_MARGIN
}

/** The last day that headers dated `earliest` or later are a tip for. */
function dayShownBy(earliest: Instant): Day {
  return dayOf(earliest - TIP_MARGIN) - 1
}

function lastMark(asOf: Instant): Instant {
  return dayOf(asOf - TIP_MARGIN) * SECONDS_PER_DAY + TIP_MARGIN
}

async function shownUntil({ facts }: Bringing['proofs'], number: number): Promise<Instant> {
  return (await facts.survivals(number)).at(-1)?.until ?? 0
}

async function firstTimeOf({ facts }: Bringing['proofs'], number: number): Promise<Instant> {
  return (await facts.retarget(number))?.firstTime ?? 0
}
