import { Refusal } from '../domain/refusals.ts'
import type { RefusalCode } from '../domain/refusals.ts'

/** What the contracts call the "no" that the desk has a word for. */
const REASONS: Readonly<Record<string, RefusalCode>> = {
  OpeningExpired: 'openingLapsed',
  TermsCancelled: 'termsCancelled',
  AlreadyOpened: 'alreadyOpen',
  BadSignature: 'signatureInvalid',
  NotAParty: 'notOwner',
  StartPassed: 'startInThePast',
  IndexNotFresh: 'indexStale',
  MarginTooSmall: 'marginBelowRequirement',
  BalanceTooLarge: 'balanceTooLarge',
  NotLive: 'notLive',
  PastDeadline: 'pastDeadline',
  NotInDefault: 'notInDefault',
  NotInWindow: 'notInWindow',
  WindowOpen: 'windowOpen',
  HonouringSideCannotTakeOver: 'honouringSideCannotTakeOver',
  DepositAboveLimit: 'depositAboveLimit',
  NothingToClaim: 'nothingToClaim',
  NotOwner: 'notOwner',
  ZeroAmount: 'amountZero',
  AboveWithdrawable: 'aboveWithdrawable',
  SideCalled: 'sideCalled',
  UnpaidOutstanding: 'unpaidOutstanding',
  StaleIndex: 'indexStale',
  IndexUnreadable: 'indexUnreadable',
  NoProposal: 'proposalMissing',
  DifferentProposal: 'proposalDifferent',
  ProposalExpired: 'proposalExpired',
  PaymentTooLarge: 'premiumTooLarge',
  CannotPay: 'payerCannotPay',
  TooEarlyToUnwind: 'unwindTooEarly',
  NothingToUnwind: 'nothingToDo',
  ERC20InsufficientBalance: 'tokenShort',
  ERC20InsufficientAllowance: 'allowanceShort',
}

/** A contract's error as the desk's own "no"; one that the desk has no word for stays `chainRefused` with its name. */
export function refusalFor(reason: string, facts: Refusal['facts'] = {}): Refusal {
  const code = REASONS[reason]
  return code === undefined ? new Refusal('chainRefused', { ...facts, reason }) : new Refusal(code, facts)
}

/** A refusal of the chain in the desk's words; any other as it is. */
export function worded(refusal: Refusal): Refusal {
  return refusal.code === 'chainRefused'
    ? refusalFor(String(refusal.facts.reason ?? 'unknown'), refusal.facts)
    : refusal
}

/** Awaits what asks the chain, and says its refusal in the desk's words. */
export async function inDeskWords<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (error) {
    throw error instanceof Refusal ? worded(error) : error
  }
}
