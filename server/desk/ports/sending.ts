/** What the desk's own account sends: written down before it is sent, and followed until nothing can happen to it any more. */
import type { PublishedSeries } from '../../domain/index/readings.ts'
import type { Fees } from '../../domain/sending/fees.ts'
import type { SendingAct, SendingState } from '../../domain/sending/words.ts'
import type { Address, Hex } from '../../domain/terms/terms.ts'
import type { Day } from '../../domain/units/time.ts'

/** What a transaction is for. */
export interface Intent {
  readonly act: SendingAct
  readonly escrows: readonly Address[]
  /** The fixings it publishes: their series, and the first and last of their days. */
  readonly series: readonly PublishedSeries[]
  readonly days: { readonly from: Day; readonly to: Day } | null
}

/** One signed transaction under a number; those of one number exclude each other. */
export interface Attempt {
  readonly hash: Hex
  /** The very bytes, signed. */
  readonly raw: Hex
  readonly fees: Fees
  /** When it was signed and kept: world time in milliseconds. */
  readonly at: number
}

/** Why a transaction had no effect: a contract's error or a word of the sender's, with the facts that a sentence about it needs. */
export interface Cause {
  readonly reason: string
  readonly facts: Readonly<Record<string, string>>
}

/** Where a transaction was mined. */
export interface MinedIn {
  readonly transaction: Hex
  readonly block: number
  readonly blockHash: Hex
  readonly gasUsed: bigint
}

/** One intent under one number of the account, and every transaction that was signed for it, oldest first. */
export interface Sending {
  /** Hash of the first attempt. */
  readonly id: Hex
  readonly account: Address
  readonly nonce: number
  readonly intent: Intent
  /** The job that decided on it; null: a person asked for it. */
  readonly job: string | null
  /** Fencing token of whoever wrote it last. */
  readonly token: number
  readonly attempts: readonly [Attempt, ...Attempt[]]
  readonly state: SendingState
  readonly cause: Cause | null
  readonly mined: MinedIn | null
  /** Escrows that the keeper skipped in it. */
  readonly skipped: readonly Address[]
  /** When a node first and last took it: world time in milliseconds; null: not known to have been taken. */
  readonly firstSentAt: number | null
  readonly lastSentAt: number | null
}

/** An account that has less than what it wanted to send might cost. Units: wei. */
export interface GasShort {
  readonly balance: bigint
  readonly need: bigint
  /** World time in milliseconds. */
  readonly at: number
}

/** What one account has under way: one document, so that whoever writes it decides on the next number. */
export interface Outbox {
  readonly account: Address
  /** The newest fencing token that was here. */
  readonly token: number
  readonly version: number
  /** Written or sent, and not known to be mined; lowest number first. */
  readonly waiting: readonly Sending[]
  /** What the last thing that could not be paid for would have needed; null once something could. */
  readonly short: GasShort | null
}

/** Where a mined transaction is kept, until the chain says that it stays. */
export type Unsettled = Pick<Sending, 'id' | 'nonce'> & { readonly mined: MinedIn }

/** What a mined batch took, and whom it left out. */
export type Batch = Pick<Sending, 'intent' | 'skipped'> & { readonly mined: MinedIn }

export interface OutboxStore {
  /** Nothing waiting, token and version 0, before anything was written. */
  read(account: Address): Promise<Outbox>
  /** Writes at the version it was read at, under its token. Throws StaleWrite where a newer version or token is there. Returns the new one. */
  write(outbox: Outbox): Promise<Outbox>
  /** Keeps what waits no more, replacing what was kept of it. Throws StaleWrite where a newer token is there. */
  keep(sending: Sending): Promise<void>
  kept(id: Hex): Promise<Sending | null>
  /** Takes it out of what is kept: it waits again. */
  drop(id: Hex): Promise<void>
  /** Mined and not final, highest number first: all of them, or only the first. */
  unsettled(account: Address, which: 'all' | 'newest'): Promise<readonly Unsettled[]>
  /** Makes final what was mined up to this block; how many. */
  finalise(account: Address, block: number): Promise<number>
  /** The last things kept, newest first, without their bytes. */
  recent(account: Address, count: number): Promise<readonly Sending[]>
  /** The last batches of an act that were mined, newest first. */
  batches(account: Address, act: SendingAct, count: number): Promise<readonly Batch[]>
  noteSkipped(account: Address, transaction: Hex, escrows: readonly Address[]): Promise<void>
  /** Drops what ended and was written before `worldTime` (milliseconds). */
  forgetBefore(worldTime: number): Promise<void>
}

/** What the account of this server has under way, for whoever looks. */
export interface SendingView {
  readonly outbox: Outbox
  /** The last that ended or were mined, newest first. */
  readonly recent: readonly Sending[]
}

/** How many were found mined, and which had no effect, by what they were for, and why. */
export interface Resumed {
  readonly done: number
  readonly failures: readonly { readonly what: string; readonly why: string }[]
}

export interface SendingDesk {
  /**
   * Looks first at what was left under way, by this server or another: is it mined, was its number used, is it still wanted? It is sent
   * again, offered more for, or given up. Then at what the chain has taken back.
   */
  resume(): Promise<Resumed>
  read(): Promise<SendingView>
  forgetBefore(worldTime: number): Promise<void>
}
