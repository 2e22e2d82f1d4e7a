import { Refusal } from '../domain/refusals.ts'
import type { Address } from '../domain/terms/terms.ts'
import type { BaseUnits } from '../domain/units/baseUnits.ts'
import { printDecimal } from '../domain/units/print.ts'
import type { DealRecord, Ports } from './ports.ts'
import { tokenOf } from './tokenOf.ts'

interface Holder {
  readonly deal: Pick<DealRecord, 'terms'>
  readonly from: Address
}

/** Refuses: `gasMissing` a wallet that cannot pay for any transaction. */
export async function refuseWithoutGas({ parties }: Pick<Ports, 'parties'>, { deal, from }: Holder): Promise<void> {
  const { gas } = await parties.funding(from, deal.terms.token)
  if (gas === 0n) throw new Refusal('gasMissing', { account: from })
}

/** Refuses: `tokenShort` a wallet that holds less than `needed` of the deal's token. */
export async function refuseWithoutToken(
  ports: Pick<Ports, 'parties' | 'escrows'>,
  { deal, from }: Holder,
  needed: BaseUnits,
): Promise<void> {
  const { symbol, decimals } = tokenOf(ports, deal.terms)
  const { balance } = await ports.parties.funding(from, deal.terms.token)
  if (balance >= needed) return
  const [held, wanted] = [printDecimal(balance, decimals), printDecimal(needed, decimals)]
  throw new Refusal('tokenShort', { held, wanted, symbol })
}
