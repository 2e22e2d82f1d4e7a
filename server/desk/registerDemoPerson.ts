import { Refusal } from '../domain/refusals.ts'
import { emailOf, nameOf, refuseShortPassword } from './credentials.ts'
import type { Ports } from './ports.ts'
import type { Account } from './ports/accounts.ts'
import type { RegisterAccount } from './registerAccount.ts'

/**
 * Opens the account of one of the demo people, or finds it: once for a desk. Its password is public, so it exists only on desks for
 * trying out; there it may read the operations page as well.
 *
 * Refuses: as opening any account does; `emailTaken` if somebody else has that e-mail address.
 */
export async function registerDemoPerson(ports: Ports, command: Omit<RegisterAccount, 'from'>): Promise<Account> {
  const email = emailOf(command.email)
  const known = await ports.accounts.readByEmail(email)
  if (known?.isDemo === false) throw new Refusal('emailTaken')
  if (known !== null) return known
  refuseShortPassword(command.password)
  return ports.accounts.insert({
    id: ports.ids.next(),
    email,
    name: nameOf(command.name),
    role: command.role,
    passwordHash: await ports.passwords.hash(command.password),
    addresses: [],
    isOperator: true,
    isAuditor: false,
    isDemo: true,
    createdAt: ports.clock.worldNow(),
    version: 1,
  })
}
