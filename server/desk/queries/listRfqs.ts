import type { Ports } from '../ports.ts'
import type { AccountId } from '../ports/accounts.ts'
import { isInSight } from '../rfqInSight.ts'
import { rfqRows } from './rfqRows.ts'
import type { RfqRow } from './rfqRows.ts'

/** Every request that an account made, introduced or was invited to, newest first, in whatever state. */
export async function listRfqs(ports: Ports, { account }: { readonly account: AccountId }): Promise<readonly RfqRow[]> {
  const all = await ports.rfqs.concerning(account)
  return rfqRows(
    ports,
    all.filter((rfq) => isInSight(rfq, account)),
    account,
  )
}
