import { takeOver, takeoverTerms } from '../domain/deal/takeover.ts'
import { Refusal } from '../domain/refusals.ts'
import { allowingSteps, transactionStep } from './actSteps.ts'
import type { ActStep, Actor } from './actSteps.ts'
import { standingNow } from './foretell.ts'
import { refuseWithoutToken } from './meansOf.ts'
import type { Ports } from './ports.ts'
import { depositLimit } from './takeoverLimit.ts'

/**
 * What the wallet is asked for to step into the failed side: to allow the escrow as much as it may come to, if it may not pull that
 * yet, and to take over.
 *
 * Refuses: `notInWindow`, `indexStale`, `indexUnreadable`, `balanceTooLarge`, `honouringSideCannotTakeOver`, `tokenShort`.
 */
export async function takeoverSteps(ports: Ports, actor: Actor): Promise<readonly ActStep[]> {
  const { deal, from } = actor
  const standing = await standingNow(ports, deal)
  // An index that is not this desk's cannot be reckoned with here; the escrow page asks the chain.
  if (standing === null) throw new Refusal('indexUnreadable')
  const { terms, state, readings, now } = standing
  const takeover = takeoverTerms(terms, state, readings, now)
  const maxDeposit = depositLimit(takeover.deposit)
  await refuseWithoutToken(ports, actor, takeover.deposit)
  const after = takeOver(terms, state, readings, now, { taker: from, maxDeposit }).state
  const act = { name: 'takeOver', escrow: deal.escrow, maxDeposit } as const
  const step = transactionStep(ports, act, { before: state, after })
  return [...(await allowingSteps(ports, actor, maxDeposit)), { ...step, takeover }]
}
