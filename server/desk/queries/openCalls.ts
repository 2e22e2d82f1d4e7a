import type { Address, Hex, Side } from '../../domain/terms/terms.ts'
import type { BaseUnits } from '../../domain/units/baseUnits.ts'
import type { Instant } from '../../domain/units/time.ts'
import type { Ports, Token } from '../ports.ts'
import { tokenOf } from '../tokenOf.ts'

/** A margin call that is open, or a takeover window after one that was not met. */
export interface OpenCall {
  readonly dealId: Hex
  readonly escrow: Address
  /** The side that is called, or failed. */
  readonly side: Side
  /** Null: nothing is due any more; anybody may take the side over. */
  readonly due: BaseUnits | null
  /** The deadline of the call, or the end of the window. */
  readonly cureBy: Instant
  readonly token: Token
}

/** Every open margin call and takeover window, the nearest deadline first. */
export async function openCalls(ports: Pick<Ports, 'deals' | 'escrows'>): Promise<readonly OpenCall[]> {
  const live = await ports.deals.liveSummaries({ phases: ['called', 'defaulted'] })
  const calls = live.flatMap(({ id, escrow, terms, chain }): readonly OpenCall[] => {
    if (chain?.state.phase !== 'called' && chain?.state.phase !== 'defaulted') return []
    const { phase, callSide, cureBy } = chain.state
    const due = phase === 'called' ? chain.state.due : null
    return [{ dealId: id, escrow, side: callSide, due, cureBy, token: tokenOf(ports, terms) }]
  })
  return calls.sort((one, other) => one.cureBy - other.cureBy)
}
