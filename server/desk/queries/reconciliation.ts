import { claimsTotal } from '../../domain/deal/claims.ts'
import { baseUnits } from '../../domain/units/baseUnits.ts'
import type { BaseUnits } from '../../domain/units/baseUnits.ts'
import type { Instant } from '../../domain/units/time.ts'
import type { DealRecord, Ports, Token } from '../ports.ts'
import { tokenOf } from '../tokenOf.ts'

/** What escrows hold of one token, beside what their accounts say. */
export interface TokenCheck {
  readonly token: Token
  readonly escrows: number
  /** The sum of both sides' accounts, as the desk has read them. */
  readonly accounts: BaseUnits
  /** What the token contract says that the escrows have. */
  readonly held: BaseUnits
}

export interface Reconciliation {
  /** The block both are read at, and its time. */
  readonly block: number
  readonly at: Instant
  readonly tokens: readonly TokenCheck[]
}

type Wanted = Pick<Ports, 'deals' | 'cursor' | 'inspection' | 'escrows'>

/**
 * Compares the tokens that lie in all escrows with the sum of their accounts, both as of the last block the desk has read, so that a
 * reading that lags behind is no difference. Null before anything was read.
 *
 * More than the accounts is a donation; less must never be.
 */
export async function reconciliation(ports: Wanted): Promise<Reconciliation | null> {
  const [{ blocks }, opened] = await Promise.all([ports.cursor.read(), ports.deals.inState(['open'])])
  const last = blocks.at(-1)
  if (last === undefined) return null
  const holding = opened.filter(holdsSomething)
  const tokens = new Map(holding.map(({ terms }) => [terms.token, tokenOf(ports, terms)]))
  const checks = [...tokens.values()].map((token) => {
    const deals = holding.filter(({ terms }) => terms.token === token.address)
    return checked(ports, token, deals, last.number)
  })
  return { block: last.number, at: last.at, tokens: await Promise.all(checks) }
}

async function checked(ports: Wanted, token: Token, deals: readonly DealRecord[], block: number): Promise<TokenCheck> {
  const holders = deals.map(({ escrow }) => escrow)
  return {
    token,
    escrows: deals.length,
    accounts: summed(deals.map(accountsOf)),
    held: summed(await ports.inspection.holdings(token.address, holders, block)),
  }
}

function accountsOf({ chain }: DealRecord): bigint {
  if (chain === null) return 0n
  const { balance } = chain.state
  return balance.seller + balance.buyer + claimsTotal(chain.state)
}

/** A closed deal that everything was withdrawn from is counted no more. */
function holdsSomething(deal: DealRecord): boolean {
  return accountsOf(deal) > 0n
}

function summed(amounts: readonly bigint[]): BaseUnits {
  return baseUnits(amounts.reduce((sum, amount) => sum + amount, 0n))
}
