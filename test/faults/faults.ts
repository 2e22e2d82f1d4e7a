/** What befalls a server in the middle of a step, by the message or the wait at which it does. */
import type { Meddling, Moment } from './gate.ts'
import { Death, noAnswer } from './server.ts'
import type { Story } from './stories.ts'

/** A server dies more often than anything else befalls it. */
export const FAULTS = [
  ...['dies before it asks', 'dies before it asks', 'dies before it asks'],
  ...['dies before it hears the answer', 'dies before it hears the answer', 'dies before it hears the answer'],
  'dies, and so does its successor',
  'dies, and its clock was an hour ahead',
  'is not heard',
  'does not hear the answer',
  'is cut off for a while',
  'hangs while another acts',
  'races another',
  'has its clock put a day ahead',
  'has its clock put a day back',
  'sleeps through the step',
  'looks twice',
] as const
export type FaultKind = (typeof FAULTS)[number]

/** One fault of the plan: in which step of which story, at which of its messages or waits. */
export interface Fault {
  readonly story: Story
  readonly step: number
  readonly kind: FaultKind
  readonly nth: number
  /** For what has a second place or a length: a number of its own. */
  readonly more: number
}

/** From its `nth` message on nothing of the server goes out any more, and it hears nothing. */
export function dying(nth: number, moment: Moment): Meddling {
  let isDead = false
  return (message, when) => {
    if (message.nth === nth && when === moment) isDead = true
    return isDead ? new Death(message.what) : null
  }
}

/** Messages `nth` to `last` are lost, on their way out or with their answer. */
export function cutOff(nth: number, last: number, moment: Moment): Meddling {
  return (message, when) =>
    message.nth >= nth && message.nth <= last && when === moment ? noAnswer(message.what) : null
}

/** At its `nth` message something happens that has nothing to do with it. */
export function meanwhile(nth: number, happen: () => void): Meddling {
  return (message, when) => {
    if (message.nth === nth && when === 'before') happen()
    return null
  }
}
