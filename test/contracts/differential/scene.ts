import type { EscrowState } from '../../../server/domain/deal/phase.ts'
import type { Terms } from '../../../server/domain/terms/terms.ts'
import type { Instant } from '../../../server/domain/units/time.ts'
import type { Feed } from './feed.ts'
import type { People } from './people.ts'
import type { Random } from './random.ts'
import type { Aim } from './randomFeed.ts'

/** A deal at one moment of its life, and the temper of the people in it: what the next act is chosen from. */
export interface Scene {
  readonly random: Random
  readonly terms: Terms
  readonly feed: Feed
  readonly people: People
  readonly aim: Aim
  /** Whether calls are met. */
  readonly isDiligent: boolean
  /** Whether the deal is marked now and then, or only settled. */
  readonly isWatched: boolean
  readonly now: Instant
  readonly state: EscrowState
  readonly step: number
}
