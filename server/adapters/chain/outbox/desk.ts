import type { SigningKey } from 'ethers'
import { LeaseLost, StaleWrite } from '../../../desk/ports.ts'
import type { Clock } from '../../../desk/ports.ts'
import type { Cause, Outbox, OutboxStore, Sending } from '../../../desk/ports/sending.ts'
import type { Acting, Turn } from '../../../desk/ports/turn.ts'
import { Refusal } from '../../../domain/refusals.ts'
import type { SendingState } from '../../../domain/sending/words.ts'
import type { Address } from '../../../domain/terms/terms.ts'
import type { Chain } from '../provider.ts'

/** How long to wait for what, and what may be paid. */
export interface SendingPolicy {
  /** A transaction that is not mined for so long is offered more for. */
  readonly againAfterMs: number
  /** Whoever sends waits so long for it to be mined; then it goes on waiting without them. */
  readonly patienceMs: number
  /** The most that is ever offered for gas, in wei. */
  readonly feeCap: bigint
}

export interface OutboxParts {
  readonly chain: Chain
  readonly signer: SigningKey
  readonly account: Address
  readonly store: OutboxStore
  readonly turn: Turn
  readonly clock: Pick<Clock, 'worldNow'>
  readonly policy: SendingPolicy
}

/** The outbox of one account as this process works on it, one thing at a time. */
export interface OutboxDesk {
  readonly parts: OutboxParts
  /** As it was read or written last; null: to be read again. */
  box: Outbox | null
  /** The last block up to which it was noted that things are final. */
  finalBlock: number
}

/** What the running call acts under. Throws LeaseLost where that is gone: what was decided under it is not to be done. */
export function actingNow({ turn }: OutboxParts): Acting {
  const acting = turn.current()
  if (acting?.isHeld() !== true) throw new LeaseLost()
  return acting
}

/**
 * The outbox as of now, claimed for the lease that this call acts under: from then on whoever held an older one cannot write it.
 * What this process wrote under the same lease is as good as reading it again: nobody else writes under it.
 */
export async function opened(desk: OutboxDesk): Promise<Outbox> {
  const { store, account } = desk.parts
  const { token } = actingNow(desk.parts)
  if (desk.box?.token === token) return desk.box
  desk.box = await store.read(account)
  if (desk.box.token > token) throw new LeaseLost()
  return desk.box.token === token ? desk.box : written(desk, {})
}

/** Changes the outbox under the lease that this call acts under. Throws LeaseLost where a newer one was here. */
export async function written(desk: OutboxDesk, change: Partial<Pick<Outbox, 'waiting' | 'short'>>): Promise<Outbox> {
  const { store, account } = desk.parts
  const { token } = actingNow(desk.parts)
  const before = desk.box ?? (await store.read(account))
  desk.box = null // until it is known to be written
  try {
    desk.box = await store.write({ ...before, ...change, token })
    return desk.box
  } catch (error) {
    throw error instanceof StaleWrite ? new LeaseLost({ cause: error }) : error
  }
}

/** Writes one of what waits as it is now. */
export async function changed(desk: OutboxDesk, sending: Sending): Promise<Sending> {
  const { token } = actingNow(desk.parts)
  const now = { ...sending, token }
  const { waiting } = await opened(desk)
  await written(desk, { waiting: waiting.map((one) => (one.id === now.id ? now : one)) })
  return now
}

/** What has become of it. */
export type Ending = Partial<Pick<Sending, 'mined' | 'cause'>> & { readonly state: SendingState }

/** Keeps what waits no more, then takes it out of the outbox: interrupted in between, it is looked up and kept again. */
export async function ended(desk: OutboxDesk, sending: Sending, ending: Ending): Promise<void> {
  const { store } = desk.parts
  const { token } = actingNow(desk.parts)
  try {
    await store.keep({ ...sending, ...ending, token })
  } catch (error) {
    throw error instanceof StaleWrite ? new LeaseLost({ cause: error }) : error
  }
  const { waiting } = await opened(desk)
  await written(desk, { waiting: waiting.filter(({ id }) => id !== sending.id) })
}

/** A failure as it is written: a refusal by its reason and facts, anything else in its own words. */
export function causeOf(failure: unknown): Cause {
  if (!(failure instanceof Refusal))
    return { reason: failure instanceof Error ? failure.message : String(failure), facts: {} }
  const { reason, ...facts } = failure.facts
  const words = Object.entries(facts).map(([name, fact]) => [name, String(fact)] as const)
  return { reason: typeof reason === 'string' ? reason : failure.code, facts: Object.fromEntries(words) }
}
