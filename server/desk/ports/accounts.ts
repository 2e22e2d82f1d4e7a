/** What the desk needs to know people: accounts, their wallets, and the limits on guessing. */
import type { WarningLevel } from '../../domain/margin/warningLevel.ts'
import type { Address, Hex } from '../../domain/terms/terms.ts'
import type { TimeZone } from '../../domain/units/zone.ts'

export type AccountId = string

/** What somebody usually does here. A default for forms and pages, not a permission: anyone may sell, buy or introduce. */
export const ROLES = ['miner', 'buyer', 'broker'] as const
export type Role = (typeof ROLES)[number]

export interface Account {
  readonly id: AccountId
  /** In lower case. */
  readonly email: string
  /** Shown to counterparties. */
  readonly name: string
  readonly role: Role
  /** argon2id, with its salt and parameters. */
  readonly passwordHash: string
  /** Linked wallets, the one that new offers name first. No address belongs to two accounts. */
  readonly addresses: readonly Address[]
  /** May read the operations page, which moves nothing. */
  readonly isOperator: boolean
  /** May read any deal: its page with the timeline, its confirmation and its replay file. Nothing else of anybody's. */
  readonly isAuditor: boolean
  /** One of the people that a desk for trying out brings along. */
  readonly isDemo: boolean
  /** Where the person is; absent while it has not said: then times are shown in UTC and no night is guessed. */
  readonly timeZone?: TimeZone
  /** How near a call may come before it is warned, in deals agreed from now on; absent: the desk's own level. */
  readonly warnAt?: WarningLevel
  /** World time in milliseconds. */
  readonly createdAt: number
  readonly version: number
}

export interface AccountStore {
  /** Refuses: `emailTaken`, `addressTaken`. */
  insert(account: Account): Promise<Account>
  read(id: AccountId): Promise<Account | null>
  /** Those of them that exist, in no particular order. */
  readMany(ids: readonly AccountId[]): Promise<readonly Account[]>
  readByEmail(email: string): Promise<Account | null>
  readByAddress(address: Address): Promise<Account | null>
  readByAddresses(addresses: readonly Address[]): Promise<readonly Account[]>
  /** Everybody who has linked a wallet. */
  withWallets(): Promise<readonly Account[]>
  /** Operators, auditors and demo people. */
  privileged(): Promise<readonly Account[]>
  /** Writes under optimistic concurrency, as deals are. Throws StaleWrite. Refuses: `addressTaken`. Returns the new record. */
  replace(account: Account): Promise<Account>
}

/** Passwords, hashed so that a stolen database does not give them away. */
export interface PasswordHasher {
  hash(password: string): Promise<string>
  matches(password: string, hash: string): Promise<boolean>
}

/** So many attempts are allowed before a key is locked out, for so long; attempts that lie further back no longer count. */
export interface AttemptLimit {
  readonly allowed: number
  readonly milliseconds: number
}

/** Counts attempts, in world time. Each is counted before it is made, so that many at once are no way around the limit. */
export interface AttemptLimiter {
  /** Counts one attempt; milliseconds for which `key` is locked out, 0 if the attempt may be made. */
  begin(key: string, limit: AttemptLimit): Promise<number>
  /** Takes one counted attempt back. */
  takeBack(key: string): Promise<void>
  /** Forgets what was counted. */
  forget(key: string): Promise<void>
}

/** Proof that somebody holds the key of an address (EIP-4361, Sign-In with Ethereum). */
export interface WalletProofs {
  /** The message to sign, in the form of EIP-4361; `statement`: one line of ASCII. World time in milliseconds. */
  challenge(asked: {
    readonly address: Address
    readonly domain: string
    readonly origin: string
    readonly statement: string
    readonly nonce: string
    readonly issuedAt: number
    readonly expiresAt: number
  }): string
  /** The address that `message` names if `signature` is its (ECDSA or ERC-1271) and domain, nonce and time are those; null otherwise. */
  verified(proof: {
    readonly message: string
    readonly signature: Hex
    readonly domain: string
    readonly nonce: string
    readonly now: number
  }): Promise<Address | null>
  /** An unguessable nonce. */
  nonce(): string
}

/** New names for new documents: short, unguessable, fit for an address bar. */
export interface Ids {
  next(): string
  /** What nobody guesses, to sign with: 256 random bits. */
  secret(): string
  /** A salt for a deal: 128 random bits. */
  salt(): bigint
}

/** What is kept of browsers between requests. */
export interface SessionRecords {
  /** Drops those that expired before `worldTime` (milliseconds); how many there were. */
  dropExpired(worldTime: number): Promise<number>
}
