import type { Address, Hex, Side } from '../../domain/terms/terms.ts'
import type { BaseUnits } from '../../domain/units/baseUnits.ts'
import type { Instant } from '../../domain/units/time.ts'
import type { Ports, Token } from '../ports.ts'
import { tokenOf } from '../tokenOf.ts'

/** A margin call that is open. */
export interface OpenCall {
  readonly dealId: Hex
  readonly escrow: Address
  /** The side that is called. */
  readonly side: Side
  readonly due: BaseUnits
  readonly cureBy: Instant
  readonly token: Token
}

/** Every open margin call, the nearest deadline first. */
export async function openCalls(ports: Pick<Ports, 'deals' | 'escrows'>): Promise<readonly OpenCall[]> {
  const live = await ports.deals.live()
  const calls = live.flatMap(({ id, escrow, terms, chain }): readonly OpenCall[] => {
    if (chain?.state.phase !== 'called') return []
    const { callSide, due, cureBy } = chain.state
    return [{ dealId: id, escrow, side: callSide, due, cureBy, token: tokenOf(ports, terms) }]
  })
  return calls.sort((one, other) => one.cureBy - other.cureBy)
}
