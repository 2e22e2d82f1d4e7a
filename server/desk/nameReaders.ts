import { changeAccount } from './changeAccount.ts'
import type { Ports } from './ports.ts'

/** E-mail addresses, by what their accounts may read. */
export interface NameReaders {
  readonly operators: readonly string[]
  readonly auditors: readonly string[]
}

/**
 * Lets the accounts of these e-mail addresses read the operations page, or every deal, and no others: who is not named any more, may
 * not any more. Demo people are none of its business: they stay as they are, and audit nothing, since everybody knows their passwords.
 * An address that has no account yet is named in vain until the next time.
 */
export async function nameReaders(ports: Ports, named: NameReaders): Promise<void> {
  const [operators, auditors] = [setOf(named.operators), setOf(named.auditors)]
  const found = await Promise.all([...operators, ...auditors].map((email) => ports.accounts.readByEmail(email)))
  const known = [...(await ports.accounts.privileged()), ...found.filter((account) => account !== null)]
  for (const { id, isDemo } of known) {
    if (isDemo) continue
    await changeAccount(ports.accounts, id, (account) => {
      const [isOperator, isAuditor] = [operators.has(account.email), auditors.has(account.email)]
      const isSame = account.isOperator === isOperator && account.isAuditor === isAuditor
      return isSame ? account : { ...account, isOperator, isAuditor }
    })
  }
}

function setOf(emails: readonly string[]): ReadonlySet<string> {
  return new Set(emails.map((email) => email.toLowerCase()))
}
