import { Refusal } from '../../domain/refusals.ts'
import { emailOf } from '../credentials.ts'
import type { Ports } from '../ports.ts'
import type { Account } from '../ports/accounts.ts'

/** An account as others may see it. */
export type Person = Pick<Account, 'id' | 'email' | 'name' | 'role'>

/**
 * The people with these e-mail addresses, in the order of the addresses, each once: whom to invite, or to introduce.
 *
 * Refuses: `emailInvalid`; `accountUnknown` with the first `email` that has no account.
 */
export async function findPeople(
  { accounts }: Pick<Ports, 'accounts'>,
  { emails }: { readonly emails: readonly string[] },
): Promise<readonly Person[]> {
  const wanted = [...new Set(emails.map(emailOf))]
  const found = await Promise.all(wanted.map((email) => accounts.readByEmail(email)))
  return found.map((account, index) => {
    if (account === null) throw new Refusal('accountUnknown', { email: wanted[index] ?? '' })
    const { id, email, name, role } = account
    return { id, email, name, role }
  })
}
