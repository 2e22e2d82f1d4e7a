import { isInDefault } from '../../../server/domain/deal/phase.ts'
import { lastDay, lastDayOf, totalDays, unwindableFrom } from '../../../server/domain/terms/schedule.ts'
import { SIDES } from '../../../server/domain/terms/terms.ts'
import { SECONDS_PER_DAY, dayOf, endOfDay, startOfDay } from '../../../server/domain/units/time.ts'
import type { Instant } from '../../../server/domain/units/time.ts'
import type { Scene } from './scene.ts'

/** When the next act comes: at once, with the next fixings, at some boundary to the second, or at any time. */
export function nextMoment(scene: Scene): Instant {
  const { random, now, state, aim, step } = scene
  if (step === 0 && random.percent(50)) return scene.feed.nextPublication(now) ?? now
  if (state.phase === 'closed' || random.percent(22)) return now
  if (state.phase === 'called' && !isInDefault(state, now) && random.percent(75)) return duringTheCall(scene)
  if (isInDefault(state, now) && random.percent(60)) return now + random.int(0, 3_600)
  const isInWindow = state.phase === 'defaulted'
  if (isSilent(scene) && random.percent(aim === 'unwound' || isInWindow ? 60 : 20)) return fallbackOf(scene)
  if (isInWindow && random.percent(70)) return inTheWindow(scene)
  const roll = random.int(1, 100)
  if (roll <= 60) return withTheFixings(scene)
  if (roll <= 85) return boundary(scene)
  return now + random.int(1, SECONDS_PER_DAY + 43_200)
}

function duringTheCall(scene: Scene): Instant {
  const { random, now, state, isDiligent } = scene
  const fixed = withTheFixings(scene)
  if (fixed <= state.cureBy && random.percent(70)) return fixed
  if (isDiligent && random.percent(70)) return random.int(now, state.cureBy)
  return state.cureBy + random.pick([0, 1, 1, 1])
}

/** The index must stay fresh for anybody to come: with a fixing, somewhere in the window, at its very end, or just over. */
function inTheWindow(scene: Scene): Instant {
  const { random, now, state } = scene
  const fixed = scene.feed.nextPublication(now) ?? now
  if (fixed <= state.cureBy && random.percent(45)) return fixed
  return random.percent(60)
    ? random.int(now, Math.max(now, state.cureBy))
    : Math.max(now, state.cureBy + random.pick([0, 0, 1]))
}

/** Some days on, just when a fixing should be there; never so slowly that the deal outlasts its story. */
function withTheFixings({ random, now, terms, feed, step }: Scene): Instant {
  const most = Math.max(1, Math.ceil(totalDays(terms) / (step > 14 ? 3 : 10)))
  const start = startOfDay(dayOf(now) + random.int(1, Math.min(most, 250))) + random.pick([0, 300, 300, 3_600])
  const published = feed.nextPublication(now)
  return published !== null && random.percent(30) ? published + random.pick([-1, 0, 0]) : Math.max(now, start)
}

function isSilent({ feed, now }: Scene): boolean {
  return feed.silence !== null && now > endOfDay(feed.silence.from) && now < feed.silence.resumes
}

/** The first moment at which the missing day may be given up, or the second before. */
function fallbackOf({ random, terms, feed, now }: Scene): Instant {
  const day = feed.readingAt(now).latest?.day ?? lastDay(terms)
  return Math.max(now, unwindableFrom(terms, day + 1) - random.pick([0, 0, 1]))
}

/** A moment at which something is allowed for the last time or for the first. */
function boundary(scene: Scene): Instant {
  const { random, now, state, terms, feed } = scene
  const { latest, heartbeat, deafDay } = feed.readingAt(now)
  const moments: Instant[] = [endOfDay(dayOf(now))]
  if (latest !== null && heartbeat !== null) moments.push(endOfDay(latest.day) + heartbeat)
  if (latest !== null) moments.push(unwindableFrom(terms, latest.day + 1) - 1)
  if (deafDay !== null) moments.push(unwindableFrom(terms, deafDay) - 1)
  if (state.periodsSettled < terms.periods) moments.push(endOfDay(lastDayOf(terms, state.periodsSettled)))
  if (state.phase === 'called' || state.phase === 'defaulted') moments.push(state.cureBy)
  for (const side of SIDES) moments.push((state.proposal[side]?.proposedAt ?? now) + SECONDS_PER_DAY)
  const [first = now, ...more] = moments.filter((moment) => moment >= now && moment < now + 60 * SECONDS_PER_DAY)
  return random.pick([first, ...more]) + random.pick([0, 1])
}
