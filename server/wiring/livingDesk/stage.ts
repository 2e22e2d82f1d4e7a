import { createDesk } from '../../desk/desk.ts'
import type { Desk } from '../../desk/desk.ts'
import type { Ports, Token } from '../../desk/ports.ts'
import type { Address } from '../../domain/terms/terms.ts'
import type { Instant } from '../../domain/units/time.ts'
import type { Cast } from './cast.ts'

/** What the seeded history is played on. */
export interface Stage {
  readonly ports: Ports
  readonly desk: Desk
  readonly cast: Cast
  readonly token: Token
  /** Play money, and gas, for somebody who has none. */
  readonly fund: (to: Address) => Promise<void>
}

/** One thing that somebody did, by a verb of the desk or with a wallet. */
export interface Scene {
  /** Desk time. */
  readonly at: Instant
  /** Whether it has been done: by this start, or by one that was interrupted. */
  isDone(): Promise<boolean>
  play(): Promise<void>
}

/**
 * The same desk, which gives new documents these names, in this order: what an interrupted start began is found again by its name.
 * The salt of a deal is that of its place in the history, so that everybody's history is the same to the digest.
 */
export function deskNaming(
  ports: Ports,
  { names, salt = 0n }: { readonly names: readonly string[]; readonly salt?: bigint },
): Desk {
  const left = [...names]
  const { rfqs } = ports
  return createDesk({
    ...ports,
    ids: {
      next: () => left.shift() ?? ports.ids.next(),
      secret: () => ports.ids.secret(),
      salt: () => salt,
    },
    // An introduction writes two documents: an interrupted one is taken up where it was left.
    rfqs: { ...rfqs, insert: async (rfq) => (await rfqs.read(rfq.id)) ?? rfqs.insert(rfq) },
  })
}
