import type { Connection, QueryFilter } from 'mongoose'
import { accountModel } from '../../../models/Account.ts'
import type { AccountDocument } from '../../../models/Account.ts'
import type { Account, AccountStore } from '../../desk/ports/accounts.ts'
import { Refusal } from '../../domain/refusals.ts'
import { answered, replacedOne, takenField } from './failures.ts'
import { accountDocumentOf, accountOf } from './negotiationRecords.ts'

/** Accounts in the database. Its unique indices hold that no e-mail address and no wallet belongs to two of them. */
export function createAccountStore(connection: Connection): AccountStore {
  const accounts = accountModel(connection)

  async function one(filter: QueryFilter<AccountDocument>): Promise<Account | null> {
    const document = await answered('read an account', () => accounts.findOne(filter).lean<AccountDocument>().exec())
    return document === null ? null : accountOf(document)
  }

  async function many(filter: QueryFilter<AccountDocument>): Promise<readonly Account[]> {
    const documents = await answered('read accounts', () => accounts.find(filter).lean<AccountDocument[]>().exec())
    return documents.map(accountOf)
  }

  return {
    insert: async (account) => {
      await wordingClashes(() => answered('insert an account', () => accounts.create(accountDocumentOf(account))))
      return account
    },
    replace: async (account) => {
      const next = { ...account, version: account.version + 1 }
      const read = { _id: account.id, version: account.version }
      await wordingClashes(() =>
        replacedOne(`account ${account.id}`, () =>
          accounts.replaceOne(read, accountDocumentOf(next), { runValidators: true }).exec(),
        ),
      )
      return next
    },
    read: (id) => one({ _id: id }),
    readMany: (ids) => many({ _id: { $in: [...ids] } }),
    readByEmail: (email) => one({ email }),
    readByAddress: (address) => one({ addresses: address }),
    withWallets: () => many({ 'addresses.0': { $exists: true } }),
    privileged: () => many({ $or: [{ isOperator: true }, { isAuditor: true }, { isDemo: true }] }),
    readByAddresses: (addresses) => many({ addresses: { $in: [...addresses] } }),
  }
}

/** What a unique index refuses, as the desk says it. */
async function wordingClashes<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (error) {
    const field = takenField(error)
    if (field === 'email') throw new Refusal('emailTaken')
    if (field === 'addresses') throw new Refusal('addressTaken')
    throw error
  }
}
