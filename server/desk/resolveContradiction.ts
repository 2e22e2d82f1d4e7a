import { Refusal } from '../domain/refusals.ts'
import { undecided } from './epochChecks.ts'
import type { Ports } from './ports.ts'
import type { AccountId } from './ports/accounts.ts'
import { reasonGiven } from './reasonGiven.ts'

export interface ResolveContradiction {
  readonly epoch: number
  readonly by: AccountId
  readonly reason: string
}

/**
 * A person responsible has looked at fixings that differ from their proof, and lets the desk act on them again. What was published
 * stays as it is, and so does the difference; the decision, its reason and who took it are written beside it. Another difference, also
 * of the same epoch, stops the desk anew.
 *
 * Refuses: `epochUnproven`; `nothingToDecide`; `reasonMissing`. Throws StaleWrite if a comparison was written meanwhile.
 */
export async function resolveContradiction(
  { proofs, clock, log, changes }: Pick<Ports, 'proofs' | 'clock' | 'log' | 'changes'>,
  { epoch, by, reason }: ResolveContradiction,
): Promise<void> {
  const check = (await proofs?.checks.read(epoch)) ?? null
  if (proofs === null || check === null) throw new Refusal('epochUnproven', { epoch })
  const covers = undecided(check)
  if (covers.length === 0) throw new Refusal('nothingToDecide', { epoch })
  const given = reasonGiven(reason)
  const resolution = { by, at: await clock.asOf(), reason: given, covers }
  await proofs.checks.write({ ...check, resolutions: [...check.resolutions, resolution] })
  changes.announce({ what: 'clock', id: '' })
  log.warn({ epoch, by, reason: given }, 'fixings that differ from their proof are acted on again')
}
