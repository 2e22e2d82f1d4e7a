import type { Kind } from './acts.ts'

/**
 * The escrow's error for each "no" of the domain, act by act. `notOwner` is about the caller, whom the domain does not know;
 * `proposalSettledAway` is a proposal that the domain forgot at a settlement, and of which the escrow knows that it expired.
 *
 * It is also the list of what must occur: a run of the default size in which one of these never happens is refused as vacuous.
 */
export const REFUSALS: Readonly<Record<Kind | 'open', Readonly<Record<string, string>>>> = {
  settle: {},
  mark: { indexStale: 'StaleIndex', indexUnreadable: 'IndexUnreadable' },
  topUp: {
    notLive: 'NotLive',
    pastDeadline: 'PastDeadline',
    amountZero: 'ZeroAmount',
    balanceTooLarge: 'BalanceTooLarge',
  },
  withdraw: {
    notOwner: 'NotOwner',
    notLive: 'NotLive',
    amountZero: 'ZeroAmount',
    pastDeadline: 'PastDeadline',
    sideCalled: 'SideCalled',
    unpaidOutstanding: 'UnpaidOutstanding',
    indexStale: 'StaleIndex',
    indexUnreadable: 'IndexUnreadable',
    aboveWithdrawable: 'AboveWithdrawable',
  },
  closeOut: {
    notInDefault: 'NotInDefault',
    windowOpen: 'WindowOpen',
    indexStale: 'StaleIndex',
    indexUnreadable: 'IndexUnreadable',
  },
  propose: { notOwner: 'NotOwner', notLive: 'NotLive', premiumTooLarge: 'PaymentTooLarge' },
  accept: {
    notOwner: 'NotOwner',
    notLive: 'NotLive',
    proposalMissing: 'NoProposal',
    proposalSettledAway: 'ProposalExpired',
    proposalExpired: 'ProposalExpired',
    proposalDifferent: 'DifferentProposal',
    payerCannotPay: 'CannotPay',
  },
  withdrawProposal: { notOwner: 'NotOwner', proposalMissing: 'NoProposal' },
  unwind: {
    notOwner: 'NotOwner',
    notLive: 'NotLive',
    nothingToDo: 'NothingToUnwind',
    unwindTooEarly: 'TooEarlyToUnwind',
  },
  takeOver: {
    notInWindow: 'NotInWindow',
    indexStale: 'StaleIndex',
    indexUnreadable: 'IndexUnreadable',
    honouringSideCannotTakeOver: 'HonouringSideCannotTakeOver',
    depositAboveLimit: 'DepositAboveLimit',
    balanceTooLarge: 'BalanceTooLarge',
  },
  withdrawClaim: { nothingToClaim: 'NothingToClaim' },
  open: {
    openingLapsed: 'OpeningExpired',
    partyMissing: 'BadParties',
    sameParty: 'BadParties',
    decimalsTooMany: 'BadDecimals',
    hashrateMissing: 'BadHashrate',
    scheduleInvalid: 'BadSchedule',
    startInThePast: 'StartPassed',
    rangeInverted: 'BadRates',
    rateTooLarge: 'BadRates',
    penaltyAboveMargin: 'PenaltyAboveMargin',
    maintenanceInvalid: 'BadMaintenance',
    premiumTooLarge: 'BadPremium',
    feeWithoutBroker: 'FeeWithoutBroker',
    indexUnreadable: 'IndexNotFresh',
    indexStale: 'IndexNotFresh',
    fallbackTooShort: 'BadFallback',
    marginBelowRange: 'MarginTooSmall',
    marginBelowRequirement: 'MarginTooSmall',
    cureInvalid: 'BadCure',
    takeoverInvalid: 'BadTakeover',
    minimumTransferTooLarge: 'BadMinimumTransfer',
    balanceTooLarge: 'BalanceTooLarge',
  },
}

export function errorFor(act: Kind | 'open', code: string): string {
  const error = REFUSALS[act][code]
  if (error === undefined)
    throw new RangeError(`the domain refuses ${act} as ${code}, which the escrow has no error for`)
  return error
}
