import { Refusal } from '../domain/refusals.ts'
import { keyOf, refuseWhileLocked } from './lockOut.ts'
import type { Ports } from './ports.ts'
import type { Account, AttemptLimit } from './ports/accounts.ts'

/** Few for one account, so that its password is not guessed; more for one place, behind which a whole office may sit. */
const PER_EMAIL: AttemptLimit = { allowed: 5, milliseconds: 15 * 60_000 }
const PER_PLACE: AttemptLimit = { allowed: 50, milliseconds: 15 * 60_000 }

export interface SignIn {
  readonly email: string
  readonly password: string
  /** Where the attempt comes from: the network address of the browser. */
  readonly from: string
}

/**
 * The account whose e-mail address and password these are. Every attempt is counted, in world time, before it is made.
 *
 * An unknown e-mail address and a wrong password are answered alike, and after the same work.
 *
 * Refuses: `credentialsWrong`; `lockedOut` with the `minutes` until the next attempt may be made.
 */
export async function signIn(ports: Ports, { email, password, from }: SignIn): Promise<Account> {
  const known = email.trim().toLowerCase()
  const place = `from ${keyOf(from)}`
  const person = `as ${keyOf(known)}`
  refuseWhileLocked(await ports.attempts.begin(place, PER_PLACE))
  refuseWhileLocked(await ports.attempts.begin(person, PER_EMAIL))
  const account = await ports.accounts.readByEmail(known)
  if (account === null || !(await ports.passwords.matches(password, account.passwordHash))) {
    if (account === null) await ports.passwords.hash(password)
    throw new Refusal('credentialsWrong')
  }
  await ports.attempts.forget(person)
  await ports.attempts.takeBack(place)
  return account
}
