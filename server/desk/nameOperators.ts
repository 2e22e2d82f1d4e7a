import { changeAccount } from './changeAccount.ts'
import type { Ports } from './ports.ts'

/**
 * Lets the accounts of these e-mail addresses read the operations page, and no others: who is not named any more, may not any more.
 * Demo people are none of its business. An address that has no account yet is named in vain until the next time.
 */
export async function nameOperators(ports: Ports, emails: readonly string[]): Promise<void> {
  const named = new Set(emails.map((email) => email.toLowerCase()))
  const found = await Promise.all([...named].map((email) => ports.accounts.readByEmail(email)))
  const known = [...(await ports.accounts.privileged()), ...found.filter((account) => account !== null)]
  for (const { id, isDemo } of known) {
    if (isDemo) continue
    await changeAccount(ports.accounts, id, (account) => {
      const isOperator = named.has(account.email)
      return account.isOperator === isOperator ? account : { ...account, isOperator }
    })
  }
}
