import { hash, verify } from '@node-rs/argon2'
import type { PasswordHasher } from '../../desk/ports/accounts.ts'

/**
 * 19 MiB, two passes, one lane; the library's default variant is argon2id.
 *
 * Source: OWASP Password Storage Cheat Sheet, "Argon2id".
 */
const OWASP = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

/** Passwords under argon2id, each with a salt of its own. A letter typed in another Unicode form is the same letter. */
export function createPasswordHasher(): PasswordHasher {
  return {
    hash: (password) => hash(typed(password), OWASP),
    matches: (password, hashed) => verify(hashed, typed(password)),
  }
}

function typed(password: string): string {
  return password.normalize('NFKC')
}
