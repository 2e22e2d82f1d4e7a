import { chainViewOf } from '../domain/deal/chainView.ts'
import type { ChainView } from '../domain/deal/chainView.ts'
import { claimsTotal } from '../domain/deal/claims.ts'
import { escrowDiscrepancies, foldDiscrepancies } from '../domain/deal/discrepancies.ts'
import type { Discrepancy } from '../domain/deal/discrepancies.ts'
import { PortFailure } from './ports.ts'
import type { DealRecord, Ports } from './ports.ts'
import type { MismatchSubject } from './ports/mismatches.ts'
import { reasonOf } from './tally.ts'

/** What a look at one subject has found; `failed`: why it could not be looked at. */
export interface Look {
  readonly subject: MismatchSubject
  readonly found: readonly Discrepancy[]
  readonly failed: string | null
}

/** Deals that are looked at at once. */
const AT_ONCE = 25

/** A deal on the chain with its history, from which its copy is folded again. */
type WholeDeal = DealRecord & { readonly chain: ChainView }

type Wanted = Pick<Ports, 'deals' | 'escrows' | 'inspection'>

/** Looks at every deal that is live or holds something, or at some: everything as of the end of `block`, the newest that was read. */
export async function lookAtDeals(
  ports: Wanted,
  block: number,
  only: ReadonlySet<MismatchSubject> | null,
): Promise<readonly Look[]> {
  const opened = await ports.deals.inState(['open'])
  const wanted = opened.filter(
    (deal): deal is WholeDeal => deal.chain !== null && (only === null ? isWorthALook(deal) : only.has(deal.id)),
  )
  const looks: Look[] = []
  for (let next = 0; next < wanted.length; next += AT_ONCE) {
    const some = wanted.slice(next, next + AT_ONCE)
    looks.push(...(await Promise.all(some.map((deal) => lookAtDeal(ports, deal, block)))))
  }
  return looks
}

/** A closed deal that everything was withdrawn from changes no more. */
function isWorthALook({ chain }: DealRecord): boolean {
  return chain !== null && (chain.state.phase !== 'closed' || heldBy(chain.state) > 0n)
}

async function lookAtDeal(ports: Wanted, deal: WholeDeal, block: number): Promise<Look> {
  try {
    const { terms, escrow, chain, facts } = deal
    const [state, [held]] = await Promise.all([
      ports.escrows.readState(escrow, block),
      ports.inspection.holdings(terms.token, [escrow], block),
    ])
    const found = [
      ...termsDiscrepancies(ports, deal),
      ...foldDiscrepancies(chain, chainViewOf(terms, facts)),
      ...escrowDiscrepancies(chain.state, state),
      ...missingTokens(chain.state, held ?? 0n),
    ]
    return { subject: deal.id, found, failed: null }
  } catch (error) {
    if (error instanceof PortFailure) throw error
    return { subject: deal.id, found: [], failed: reasonOf(error) }
  }
}

/** A deal's name is the digest of its terms: terms that were touched have another. */
function termsDiscrepancies({ escrows }: Pick<Ports, 'escrows'>, { id, terms }: DealRecord): readonly Discrepancy[] {
  const digest = escrows.digestOf(terms)
  return digest === id ? [] : [{ field: 'terms', ours: digest, theirs: id }]
}

function missingTokens(state: WholeDeal['chain']['state'], held: bigint): readonly Discrepancy[] {
  const accounts = heldBy(state)
  return held >= accounts ? [] : [{ field: 'tokens', ours: accounts.toString(), theirs: held.toString() }]
}

function heldBy(state: WholeDeal['chain']['state']): bigint {
  return state.balance.seller + state.balance.buyer + claimsTotal(state)
}
