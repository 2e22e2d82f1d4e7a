import type { Ports } from '../ports.ts'
import type { Account, AccountId } from '../ports/accounts.ts'

/** The account of a session, null if it is gone. */
export async function readAccount(ports: Pick<Ports, 'accounts'>, id: AccountId): Promise<Account | null> {
  return ports.accounts.read(id)
}
