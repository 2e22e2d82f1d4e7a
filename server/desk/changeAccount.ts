import { Refusal } from '../domain/refusals.ts'
import { changeRecord } from './changeRecord.ts'
import type { Account, AccountId, AccountStore } from './ports/accounts.ts'

/** The account of that id. Refuses: `accountUnknown`. */
export async function knownAccount(accounts: Pick<AccountStore, 'read'>, id: AccountId): Promise<Account> {
  const account = await accounts.read(id)
  if (account === null) throw new Refusal('accountUnknown')
  return account
}

/** Changes an account, as deals are changed. Refuses: `accountUnknown`, and whatever `change` or the store refuses. */
export async function changeAccount(
  accounts: AccountStore,
  id: AccountId,
  change: (account: Account) => Account,
): Promise<Account> {
  return changeRecord(
    { read: () => knownAccount(accounts, id), replace: (account) => accounts.replace(account) },
    change,
  )
}
