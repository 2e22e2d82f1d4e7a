import type { TimeZone } from '../domain/units/zone.ts'
import { refuseUnknownZone } from './changeCallSettings.ts'
import { emailOf, nameOf, refuseShortPassword } from './credentials.ts'
import { keyOf, refuseWhileLocked } from './lockOut.ts'
import type { Ports } from './ports.ts'
import type { Account, AttemptLimit, Role } from './ports/accounts.ts'

export interface RegisterAccount {
  readonly email: string
  readonly name: string
  readonly role: Role
  readonly password: string
  /** Where the person is; null: not said. */
  readonly timeZone?: TimeZone | null
  /** Where it is asked for: the network address of the browser. */
  readonly from: string
}

/** A whole office may join in an hour; whoever opens accounts by a program opens no more. */
const PER_PLACE: AttemptLimit = { allowed: 20, milliseconds: 3_600_000 }

/**
 * Opens an account, without a wallet yet.
 *
 * Refuses: `emailInvalid`, `nameInvalid`, `passwordTooShort`, `timeZoneUnknown`; `lockedOut` a place that opened too many; `emailTaken`.
 */
export async function registerAccount(ports: Ports, command: RegisterAccount): Promise<Account> {
  const email = emailOf(command.email)
  const name = nameOf(command.name)
  refuseShortPassword(command.password)
  const timeZone = command.timeZone ?? null
  refuseUnknownZone(timeZone)
  refuseWhileLocked(await ports.attempts.begin(`registering from ${keyOf(command.from)}`, PER_PLACE))
  return ports.accounts.insert({
    id: ports.ids.next(),
    email,
    name,
    role: command.role,
    passwordHash: await ports.passwords.hash(command.password),
    addresses: [],
    isOperator: false,
    isAuditor: false,
    isDemo: false,
    ...(timeZone === null ? {} : { timeZone }),
    createdAt: ports.clock.worldNow(),
    version: 1,
  })
}
