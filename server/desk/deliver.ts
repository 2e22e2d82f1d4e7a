import { waitAfter } from '../domain/sending/redelivery.ts'
import type { AccountId } from './ports/accounts.ts'
import { StaleWrite } from './ports.ts'
import type { Failure, Ports } from './ports.ts'
import { Undelivered } from './ports/deliveries.ts'
import type { Delivery, Message } from './ports/deliveries.ts'
import { reasonOf } from './tally.ts'
import type { Tally } from './tally.ts'

/** The lease under which one server delivers at a time. */
export const DELIVERY_LEASE = 'deliveries'

/** Messages that are under way at once. */
const AT_ONCE = 20

/** How long one run goes on while there is more to send: milliseconds of world time. */
const ONE_RUN_MS = 30_000

type Outgoing = Pick<Ports, 'deliveries' | 'mailer' | 'hooks' | 'clock'>

/** Writes a message down, to be sent by the next run: once for each `id`, however often it is asked. */
export function enqueue(
  { deliveries, clock }: Pick<Ports, 'deliveries' | 'clock'>,
  { id, owner, message }: { readonly id: string; readonly owner: AccountId | null; readonly message: Message },
): Promise<void> {
  const now = clock.worldNow()
  const fresh = { state: 'waiting', attempts: 0, writtenAt: now, nextAt: now, endedAt: null, fault: null } as const
  return deliveries.insert({ id, owner, message, ...fresh, version: 0 })
}

/**
 * Sends what is due, and what failed before once it has waited. An attempt is written down before it is made: a server that dies in it
 * leaves the message to be sent again, under the same id, so that whoever gets it twice can tell.
 */
export async function deliver(ports: Outgoing): Promise<Tally> {
  const until = ports.clock.worldNow() + ONE_RUN_MS
  const failures: Failure[] = []
  let done = 0
  while (ports.clock.worldNow() < until) {
    const due = await ports.deliveries.due(ports.clock.worldNow(), AT_ONCE)
    const faults = await Promise.all(due.map((delivery) => attempted(ports, delivery)))
    done += faults.filter((fault) => fault === null).length
    failures.push(...faults.filter((fault) => fault !== null && fault !== 'elsewhere'))
    if (due.length < AT_ONCE) break
  }
  return { done, failures }
}

/** Null where it was taken; `elsewhere` where another server has begun this attempt, and tells of it. */
async function attempted(ports: Outgoing, delivery: Delivery): Promise<Failure | 'elsewhere' | null> {
  const { deliveries, clock } = ports
  try {
    const under = await deliveries.replace(begun(delivery, clock.worldNow()))
    const refused = await faultOf(ports, under)
    await deliveries.replace(ended(under, refused, clock.worldNow()))
    return refused === null ? null : { what: under.id, why: refused.message }
  } catch (error) {
    if (error instanceof StaleWrite) return 'elsewhere'
    throw error
  }
}

/** As it stands while an attempt is under way; what is not heard of again is tried later. */
function begun(delivery: Delivery, now: number): Delivery {
  const attempts = delivery.attempts + 1
  const wait = waitAfter(attempts)
  return { ...delivery, attempts, nextAt: now + (wait ?? ONE_RUN_MS) }
}

async function faultOf({ mailer, hooks }: Outgoing, { id, message }: Delivery): Promise<Undelivered | null> {
  try {
    if (message.channel === 'webhook') await hooks.post(message, id)
    else if (mailer === null) throw new Undelivered('mailNotSetUp', { isFinal: true })
    else await mailer.send(message, id)
    return null
  } catch (error) {
    return error instanceof Undelivered ? error : new Undelivered(reasonOf(error), { isFinal: false, cause: error })
  }
}

function ended(under: Delivery, refused: Undelivered | null, now: number): Delivery {
  if (refused === null) return over({ ...under, state: 'delivered', fault: null }, now)
  const fault = refused.message
  const isOver = refused.isFinal || waitAfter(under.attempts) === null
  return isOver ? over({ ...under, state: 'givenUp', fault }, now) : { ...under, fault }
}

/** Nothing is signed any more: the secret is kept no longer than it is needed. */
function over(delivery: Delivery, now: number): Delivery {
  const { message } = delivery
  return { ...delivery, endedAt: now, message: message.channel === 'mail' ? message : { ...message, secret: '' } }
}
