import type { ReplayAdvanced } from '../desk/advanceReplay.ts'
import type { Account, Role } from '../desk/ports/accounts.ts'
import type { PersonNeeded } from '../desk/queries/readPersonNeeded.ts'
import type { Address } from '../domain/terms/terms.ts'

/** How fast desk time plays, in days per second. */
export const SPEEDS = [1, 7] as const
export type Speed = (typeof SPEEDS)[number]

/** What the clock of a replay is doing. */
export interface ReplayState {
  readonly isPlaying: boolean
  readonly speed: Speed
  /** The built-in history has come to its end. */
  readonly hasEnded: boolean
  /** What stopped it, or what its last step left for a person to do; null: somebody paused it, or nothing did. */
  readonly stoppedFor: PersonNeeded | 'failure' | null
}

/** Moves desk time by hand, each step the same engine pass that a schedule makes. */
export interface ReplayControls {
  state(): ReplayState
  nextEvent(): Promise<ReplayAdvanced>
  advance(days: number): Promise<ReplayAdvanced>
  /** Plays until it is paused or a person is needed. */
  play(speed: Speed): void
  pause(): void
}

/** What a desk on the embedded chain, listening on this machine only, brings along for trying out. */
export interface Trial {
  /** The demo people, by what they do. */
  readonly people: Readonly<Record<Role, Pick<Account, 'id' | 'name'>>>
  /** The node that the demo wallet asks: its accounts are public. */
  readonly rpcUrl: string
  /** Gives `address` play money and gas. */
  fund(address: Address): Promise<void>
  readonly replay: ReplayControls
}
