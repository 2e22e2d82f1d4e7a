/** Messages to people and to their systems: written down first, then sent until somebody has taken them. */
import type { DeliveryState, Reach } from '../../domain/sending/deliveryWords.ts'
import type { AccountId } from './accounts.ts'

/** A letter by mail, in plain text. */
export interface Letter {
  readonly channel: 'mail'
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly attachments: readonly Attachment[]
}

export interface Attachment {
  readonly name: string
  readonly mediaType: string
  readonly text: string
}

/** A document that is posted to somebody's system, signed with a secret that only both know. */
export interface Hook {
  readonly channel: 'webhook'
  readonly url: string
  readonly secret: string
  readonly reach: Reach
  /** JSON, as it is signed and sent. */
  readonly body: string
}

export type Message = Letter | Hook

/** One message to one destination. */
export interface Delivery {
  /** What it is about and whom it is for: a second one of the same id is the same message. Every attempt carries it. */
  readonly id: string
  /** Whose settings ask for it; null: those of whoever runs the desk. */
  readonly owner: AccountId | null
  /** Once the message has ended its secret is no longer in it. */
  readonly message: Message
  readonly state: DeliveryState
  readonly attempts: number
  /** When it was written, is tried next, and ended: world time in milliseconds. */
  readonly writtenAt: number
  readonly nextAt: number
  readonly endedAt: number | null
  /** Why the last attempt failed; null: none has, or it was taken. */
  readonly fault: string | null
  readonly version: number
}

/** How much waits to be sent. */
export interface DeliveriesWaiting {
  readonly count: number
  /** When the oldest was written: world time in milliseconds; null where none waits. */
  readonly oldestAt: number | null
}

export interface DeliveryStore {
  /** Inserts; does nothing where one of that id is there, whatever has become of it. */
  insert(delivery: Delivery): Promise<void>
  /** Those whose next attempt is due, the longest due first. */
  due(worldTime: number, count: number): Promise<readonly Delivery[]>
  /** Writes under optimistic concurrency, as deals are. Throws StaleWrite. Returns the new record. */
  replace(delivery: Delivery): Promise<Delivery>
  waiting(): Promise<DeliveriesWaiting>
  /** The last that were written for an owner, newest first. */
  recent(owner: AccountId | null, count: number): Promise<readonly Delivery[]>
  /** Drops what ended before `worldTime` (milliseconds). */
  forgetBefore(worldTime: number): Promise<void>
}

/** An attempt that failed. `isFinal`: another would fail alike. */
export class Undelivered extends Error {
  readonly isFinal: boolean

  constructor(message: string, { isFinal, cause }: { readonly isFinal: boolean; readonly cause?: unknown }) {
    super(message, { cause })
    this.name = 'Undelivered'
    this.isFinal = isFinal
  }
}

export interface Mailer {
  /** Hands a letter to the mail server, under an identity that makes a repeated one known as such. Throws Undelivered. */
  send(letter: Letter, id: string): Promise<void>
}

/** Why nothing can be posted to an address. */
export type HookFault = 'malformed' | 'notHttps' | 'hasPassword' | 'unknownHost' | 'notPublic'

export interface HookSender {
  /** Posts and waits until it was taken: any answer from 200 to 299. Throws Undelivered. */
  post(hook: Hook, id: string): Promise<void>
  /** What is wrong with an address that a person gives; null: nothing. */
  fault(url: string): Promise<HookFault | null>
}
