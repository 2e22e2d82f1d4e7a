/** Every expected "no" of the domain and the desk. Each has a page or problem document (web/problems.ts). */
export const REFUSAL_CODES = [
  // The terms themselves
  'sameParty',
  'partyMissing',
  'decimalsTooMany',
  'hashrateMissing',
  'scheduleInvalid',
  'startInThePast',
  'rangeInverted',
  'rateTooLarge',
  'penaltyAboveMargin',
  'maintenanceInvalid',
  'premiumTooLarge',
  'feeWithoutBroker',
  'fallbackTooShort',
  'marginBelowRange',
  'marginBelowRequirement',
  'cureInvalid',
  'takeoverInvalid',
  'minimumTransferTooLarge',
  'balanceTooLarge',
  // Numbers and dates as typed
  'notANumber',
  'tooManyDigits',
  'notADate',
  // The life of an escrow
  'notLive',
  'pastDeadline',
  'nothingToDo',
  'notInDefault',
  'windowOpen',
  'notInWindow',
  'honouringSideCannotTakeOver',
  'depositAboveLimit',
  'nothingToClaim',
  'amountZero',
  'aboveWithdrawable',
  'sideCalled',
  'unpaidOutstanding',
  'indexStale',
  'indexUnreadable',
  'proposalMissing',
  'proposalDifferent',
  'proposalExpired',
  'payerCannotPay',
  'unwindTooEarly',
  // People and their wallets
  'emailInvalid',
  'emailTaken',
  'nameInvalid',
  'passwordTooShort',
  'credentialsWrong',
  'lockedOut',
  'signInRequired',
  'walletProofInvalid',
  'addressTaken',
  'walletMissing',
  'fundsNeedWallet',
  'notYours',
  // Negotiation
  'rfqUnknown',
  'negotiationUnknown',
  'accountUnknown',
  'brokerIsParty',
  'tokenUnknown',
  'rfqClosed',
  'ownRfq',
  'deadlinePassed',
  'deadlineTooFar',
  'offerExpired',
  'offerSuperseded',
  'notYourTurn',
  'alreadyAwarded',
  'nothingChanged',
  'tooManyRounds',
  // What a wallet must have to act
  'notOwner',
  'tokenShort',
  'allowanceShort',
  'gasMissing',
  'permitUnknown',
  'permitInvalid',
  'termsCancelled',
  'alreadyOpen',
  'sideNotReady',
  // The desk
  'dealUnknown',
  'dealNotOpened',
  'indexForeign',
  'documentDiffers',
  'signatureInvalid',
  'signatureMissing',
  'openingLapsed',
  'transitionForbidden',
  'staleVersion',
  'seriesUnknown',
  'indexUnknown',
  'heightOrDate',
  'epochUnproven',
  'indexContradicted',
  'copyDiffers',
  'rivalStands',
  'nothingToDecide',
  'reasonMissing',
  'clockBackwards',
  'replayOnly',
  'tableExhausted',
  'sourcesDiffer',
  'bitcoinBehind',
  'gasShort',
  'feeAboveCap',
  'chainRefused',
] as const

export type RefusalCode = (typeof REFUSAL_CODES)[number]

/** An expected "no": what was refused, and the facts that a sentence about it needs. Anything else that is thrown is a bug. */
export class Refusal extends Error {
  readonly code: RefusalCode
  readonly facts: Readonly<Record<string, string | number | bigint>>

  constructor(code: RefusalCode, facts: Readonly<Record<string, string | number | bigint>> = {}) {
    super(code)
    this.name = 'Refusal'
    this.code = code
    this.facts = facts
  }
}
