import type { Store } from 'express-session'
import type { Desk } from '../desk/desk.ts'
import type { Log } from '../desk/ports.ts'
import type { Changes } from '../desk/ports/changes.ts'
import type { Tally } from '../desk/tally.ts'
import type { MetricsDoor } from './routes/metrics.ts'
import type { Trial } from './trial.ts'

/** What the web asks of the desk. */
export type WebDesk = Desk

/** How browsers are remembered between requests. */
export interface Sessions {
  readonly store: Store
  /** Signs the cookie. */
  readonly secret: string
}

/** The engine of this server, as the operations page knows it: it may be asked for a pass, and holds no power over money. */
export interface EngineDoor {
  readonly pass: () => Promise<Tally>
  readonly nextRunAt: (job: string) => number | null
}

/** Everything the web door is put together from. */
export interface WebParts {
  readonly desk: WebDesk
  readonly log: Log
  readonly changes: Changes
  readonly engine: EngineDoor
  readonly sessions: Sessions
  /** Where people reach the desk: scheme, host and port. Asked when needed: the port may be taken late. */
  readonly origin: () => string
  /** The folder that holds `views`, `public` and `node_modules`. */
  readonly root: string
  /** What exists only on a desk for trying out; null anywhere else, and then none of it answers. */
  readonly trial: Trial | null
  /** What is measured; left out where nothing is. */
  readonly metrics?: MetricsDoor
  /** Aborted when the desk stops: what is held open ends then. */
  readonly closing: AbortSignal
}
