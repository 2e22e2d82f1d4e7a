/** What a desk for trying out brings along, written down instead of done. */
import type { ReplayAdvanced } from '../../server/desk/advanceReplay.ts'
import type { Address } from '../../server/domain/terms/terms.ts'
import type { WebParts } from '../../server/web/parts.ts'
import type { ReplayState, Trial } from '../../server/web/trial.ts'
import { PEOPLE } from './signedInAs.ts'

const ADVANCED: ReplayAdvanced = {
  from: 0,
  to: 0,
  passes: 1,
  done: 0,
  failures: [],
  stoppedBy: null,
  needsPerson: [],
}

const PAUSED: ReplayState = { isPlaying: false, speed: 1, hasEnded: false, stoppedFor: null }

export interface TrialDoor {
  /** What the clock was asked to do. */
  readonly asked: readonly string[]
  /** Who was given play money. */
  readonly funded: readonly Address[]
  readonly parts: Partial<WebParts>
}

/** A desk for trying out whose clock writes down what it is told to do. */
export function aTrial(state: Partial<ReplayState> = {}): TrialDoor {
  const asked: string[] = []
  const funded: Address[] = []
  const step = async (what: string) => {
    asked.push(what)
    return ADVANCED
  }
  const trial: Trial = {
    people: PEOPLE,
    rpcUrl: 'http://127.0.0.1:8545',
    fund: async (address) => void funded.push(address),
    replay: {
      state: () => ({ ...PAUSED, ...state }),
      nextEvent: () => step('next event'),
      advance: (days) => step(`${days} days`),
      play: (speed) => void asked.push(`play ${speed}`),
      pause: () => void asked.push('pause'),
    },
  }
  return { asked, funded, parts: { trial } }
}
