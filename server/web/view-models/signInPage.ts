import { ROLES } from '../../desk/ports/accounts.ts'
import type { Role } from '../../desk/ports/accounts.ts'
import type { Refusal, RefusalCode } from '../../domain/refusals.ts'
import { paths } from '../paths.ts'
import type { Visit } from '../visit.ts'
import { refusalSentence } from '../words/refusals.ts'
import type { Words } from '../words/words.ts'
import { timeZoneChoice } from './timeZoneChoice.ts'

interface Drawn {
  /** The page to go back to. */
  readonly back: string
  readonly email?: string
  /** Why the form is drawn again. */
  readonly refusal?: Refusal
}

/** The page for signing in, with what was typed; a password is never printed. */
export function toSignInPage({ back, email = '', refusal }: Drawn, { words }: Visit) {
  return {
    title: words('account.signIn'),
    styles: ['account'],
    back,
    isOnTheWay: back !== paths.root,
    signUp: withBack(paths.signUp, back),
    // Which of the two is wrong is not told, so neither field is marked.
    errors: refusal === undefined ? [] : [{ field: 'email', sentence: sentence(refusal, words) }],
    email: { id: 'email', label: words('account.email'), type: 'email', value: email, autocomplete: 'username' },
    password: {
      id: 'password',
      label: words('account.password'),
      type: 'password',
      value: '',
      autocomplete: 'current-password',
    },
  }
}

interface SignUpDrawn extends Drawn {
  readonly name?: string
  readonly role: Role
  readonly timeZone?: string
}

type Field = 'name' | 'email' | 'password' | 'timeZone'

const FIELD: Readonly<Partial<Record<RefusalCode, Field>>> = {
  nameInvalid: 'name',
  emailInvalid: 'email',
  emailTaken: 'email',
  passwordTooShort: 'password',
  timeZoneUnknown: 'timeZone',
}

/** The page for opening an account, with what was typed. */
export function toSignUpPage(drawn: SignUpDrawn, { words }: Visit) {
  const { back, role, refusal } = drawn
  const wrong = refusal && { field: FIELD[refusal.code] ?? 'email', sentence: sentence(refusal, words) }
  return {
    title: words('account.signUp'),
    styles: ['account'],
    scripts: ['time-zone'],
    back,
    zone: timeZoneChoice(drawn.timeZone ?? '', wrong?.field === 'timeZone' ? wrong.sentence : null, words),
    signIn: withBack(paths.signIn, back),
    errors: wrong === undefined ? [] : [wrong],
    ...signUpFields(drawn, words, (field) => (wrong?.field === field ? { error: wrong.sentence } : {})),
    roles: ROLES.map((each) => ({
      id: `role-${each}`,
      value: each,
      name: words(`role.${each}`),
      about: words(`account.role.${each}`),
      isChosen: each === role,
    })),
  }
}

function signUpFields({ name = '', email = '' }: SignUpDrawn, words: Words, error: (field: Field) => object) {
  return {
    name: {
      id: 'name',
      label: words('account.name'),
      hint: words('account.nameHint'),
      type: 'text',
      value: name,
      autocomplete: 'organization',
      ...error('name'),
    },
    email: {
      id: 'email',
      label: words('account.email'),
      type: 'email',
      value: email,
      autocomplete: 'username',
      ...error('email'),
    },
    password: {
      id: 'password',
      label: words('account.password'),
      hint: words('account.passwordHint'),
      type: 'password',
      value: '',
      autocomplete: 'new-password',
      ...error('password'),
    },
  }
}

function sentence({ code, facts }: Refusal, words: Words): string {
  return refusalSentence(code, facts, words.locale)
}

function withBack(path: string, back: string): string {
  return back === paths.root ? path : `${path}?back=${encodeURIComponent(back)}`
}
