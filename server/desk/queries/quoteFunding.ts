import { lockedAtOpen } from '../../domain/terms/locked.ts'
import type { TermSheet } from '../../domain/terms/termSheet.ts'
import { otherSide } from '../../domain/terms/terms.ts'
import type { Address } from '../../domain/terms/terms.ts'
import { lastVersion } from '../changeNegotiation.ts'
import { PortFailure } from '../ports.ts'
import type { Ports } from '../ports.ts'
import type { NegotiationView } from './negotiationView.ts'

/**
 * Whether a quoter could open today. `funded`: balance and allowance for its part were seen on the chain; `promise`: they were not, or
 * it names no wallet; `unknown`: the chain does not answer.
 */
export type QuoteFunding = 'funded' | 'promise' | 'unknown'

/** How each of the quotes is funded, by the id of its negotiation. One look at the chain for each wallet. */
export async function quoteFunding(
  ports: Pick<Ports, 'parties'>,
  quotes: readonly NegotiationView[],
): Promise<ReadonlyMap<string, QuoteFunding>> {
  const known = await Promise.all(
    quotes.map(async ({ negotiation }) => [negotiation.id, await fundingOf(ports, offerOf(negotiation))] as const),
  )
  return new Map(known)
}

interface QuotersPart {
  readonly address: Address | null
  readonly sheet: TermSheet
  readonly needed: bigint
}

function offerOf(negotiation: NegotiationView['negotiation']): QuotersPart {
  const { sheet } = lastVersion(negotiation)
  const needed = lockedAtOpen(sheet, otherSide(negotiation.requesterSide))
  return { address: negotiation.address.quoter, sheet, needed }
}

async function fundingOf(
  { parties }: Pick<Ports, 'parties'>,
  { address, sheet, needed }: QuotersPart,
): Promise<QuoteFunding> {
  if (address === null) return 'promise'
  try {
    const { balance, allowance } = await parties.funding(address, sheet.token)
    return balance >= needed && allowance >= needed ? 'funded' : 'promise'
  } catch (error) {
    if (!(error instanceof PortFailure)) throw error
    return 'unknown'
  }
}
