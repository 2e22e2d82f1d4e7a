/** Everything a server says to its chain and its database passes here, one message after the other, and can be stopped on either way. */

/** One message of a server: which it was, counted from 1, and what it was for. */
export interface Message {
  readonly nth: number
  readonly what: string
}

/** On its way out, or answered and on its way back. */
export type Moment = 'before' | 'after'

/** What becomes of a message at a moment: null lets it pass, an error is what the server hears instead. */
export type Meddling = (message: Message, moment: Moment) => Error | null

export interface Gate {
  /** What has passed since the count was last begun. */
  readonly heard: readonly Message[]
  /** Counts from 1 again, and meddles like this from now on. */
  begin(meddling?: Meddling): void
  /** Lets a message out, or throws. */
  out(what: string): Message
  /** Lets its answer in, or throws. */
  back(message: Message): void
  /** Stops whoever comes by as the `nth` from now on, once, until `meanwhile` is over. */
  holdUp(nth: number, meanwhile: () => Promise<void>): void
  /** How often somebody could have been held up since the count was last begun. */
  waits(): number
  /** Passed by whoever can be made to wait: before a message to the chain, and around every store. */
  comeBy(): Promise<void>
}

const LETS_PASS: Meddling = () => null

export function createGate(): Gate {
  let heard: Message[] = []
  let meddling = LETS_PASS
  let waited = 0
  let hold: { left: number; readonly meanwhile: () => Promise<void> } | null = null

  const pass = (message: Message, moment: Moment) => {
    const error = meddling(message, moment)
    if (error !== null) throw error
  }

  return {
    get heard() {
      return heard
    },
    begin: (next = LETS_PASS) => {
      heard = []
      waited = 0
      meddling = next
    },
    out: (what) => {
      const message = { nth: heard.length + 1, what }
      heard.push(message)
      pass(message, 'before')
      return message
    },
    back: (message) => {
      pass(message, 'after')
    },
    holdUp: (nth, meanwhile) => {
      hold = { left: nth, meanwhile }
    },
    waits: () => waited,
    comeBy: async () => {
      waited += 1
      if (hold === null) return
      hold.left -= 1
      if (hold.left > 0) return
      const { meanwhile } = hold
      hold = null
      await meanwhile()
    },
  }
}
