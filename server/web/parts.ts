import type { Store } from 'express-session'
import type { Desk } from '../desk/desk.ts'
import type { Log } from '../desk/ports.ts'
import type { Changes } from '../desk/ports/changes.ts'
import type { Trial } from './trial.ts'

/** What the web asks of the desk. */
export type WebDesk = Desk

/** How browsers are remembered between requests. */
export interface Sessions {
  readonly store: Store
  /** Signs the cookie. */
  readonly secret: string
}

/** Everything the web door is put together from. */
export interface WebParts {
  readonly desk: WebDesk
  readonly log: Log
  readonly changes: Changes
  readonly sessions: Sessions
  /** Where people reach the desk: scheme, host and port. Asked when needed: the port may be taken late. */
  readonly origin: () => string
  /** The folder that holds `views`, `public` and `node_modules`. */
  readonly root: string
  /** What exists only on a desk for trying out; null anywhere else, and then none of it answers. */
  readonly trial: Trial | null
  /** Aborted when the desk stops: what is held open ends then. */
  readonly closing: AbortSignal
}
