import { emailOf, nameOf, refuseShortPassword } from './credentials.ts'
import type { Ports } from './ports.ts'
import type { Account, Role } from './ports/accounts.ts'

export interface RegisterAccount {
  readonly email: string
  readonly name: string
  readonly role: Role
  readonly password: string
}

/**
 * Opens an account, without a wallet yet.
 *
 * Refuses: `emailInvalid`, `nameInvalid`, `passwordTooShort`, `emailTaken`.
 */
export async function registerAccount(ports: Ports, command: RegisterAccount): Promise<Account> {
  const email = emailOf(command.email)
  const name = nameOf(command.name)
  refuseShortPassword(command.password)
  return ports.accounts.insert({
    id: ports.ids.next(),
    email,
    name,
    role: command.role,
    passwordHash: await ports.passwords.hash(command.password),
    addresses: [],
    isOperator: false,
    isDemo: false,
    createdAt: ports.clock.worldNow(),
    version: 1,
  })
}
