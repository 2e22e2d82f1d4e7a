import { Refusal } from '../domain/refusals.ts'

/** Something before the @, a domain with a dot after it, and no white space: whether it exists, only a letter to it can tell. */
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/
const MOST_EMAIL_CHARACTERS = 254

const LEAST_NAME_CHARACTERS = 2
const MOST_NAME_CHARACTERS = 60
/** Characters that cannot be seen, and those that turn the text around them: a name must not pass for another. */
const UNSEEN = /\p{C}/u

/** The length a password needs to be worth more than a guess. Only length is asked for (NIST SP 800-63B, 3.1.1.2). */
const LEAST_PASSWORD_CHARACTERS = 12

/** The e-mail address as accounts are known by it. Refuses: `emailInvalid`. */
export function emailOf(typed: string): string {
  const email = typed.trim().toLowerCase()
  if (!EMAIL.test(email) || email.length > MOST_EMAIL_CHARACTERS) throw new Refusal('emailInvalid')
  return email
}

/** The name as counterparties see it: single spaces, none around it. Refuses: `nameInvalid`. */
export function nameOf(typed: string): string {
  const name = typed.trim().replaceAll(/\s+/g, ' ')
  const isRightSize = name.length >= LEAST_NAME_CHARACTERS && name.length <= MOST_NAME_CHARACTERS
  if (!isRightSize || UNSEEN.test(name)) throw new Refusal('nameInvalid')
  return name
}

/** Refuses: `passwordTooShort`. */
export function refuseShortPassword(password: string): void {
  const least = LEAST_PASSWORD_CHARACTERS
  if (password.length < least) throw new Refusal('passwordTooShort', { least })
}
