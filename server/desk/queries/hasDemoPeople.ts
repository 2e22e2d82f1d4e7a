import type { Ports } from '../ports.ts'

/** Whether anybody could sign in here with a password that everybody knows. */
export async function hasDemoPeople({ accounts }: Pick<Ports, 'accounts'>): Promise<boolean> {
  return (await accounts.privileged()).some(({ isDemo }) => isDemo)
}
