/** Whose turn it is to act: of several servers on one database, one at a time. */

/** What a call acts under. */
export interface Acting {
  /** Fencing token of the lease. Whatever carries an older one than was seen before is refused. */
  readonly token: number
  /** The job that acts, by the name of its run record; null: something a person asked for. */
  readonly job: string | null
  /** Whether the lease is still this server's: an act that begins without it would be a second server's. */
  readonly isHeld: () => boolean
}

export interface Turn {
  /** This server, as the others know it: no two have the same. */
  readonly holder: string
  /**
   * Does `act` while this server holds the lease, and gives it back afterwards; null, and nothing done, while another holds it. What is
   * called from within a turn is part of it.
   */
  hold<T>(act: () => Promise<T>): Promise<T | null>
  /** The same, and waits while another server acts. Throws PortFailure when that takes too long. */
  wait<T>(act: () => Promise<T>): Promise<T>
  /** Names the job whose doing `act` is. */
  naming<T>(job: string, act: () => Promise<T>): Promise<T>
  /** What the running call acts under; null outside of a turn. */
  current(): Acting | null
}
