import type { Refusal, RefusalCode } from '../domain/refusals.ts'

/**
 * A sentence for every expected "no", in English.
 * `{fact}` stands for a fact of the refusal; a part in [brackets] is left out where one of its facts is not known.
 */
export const REFUSAL_SENTENCES: Record<RefusalCode, string> = {
  sameParty: 'Seller and buyer must be two different accounts.',
  partyMissing: 'Both seller and buyer must be named.',
  decimalsTooMany: 'The token may have at most 18 decimals[, this one has {decimals}].',
  hashrateMissing: 'Enter a hashrate of at least 1 TH/s.',
  scheduleInvalid: 'A deal has 1 to 366 periods of at least one day each, and lasts at most 3660 days.',
  startInThePast: 'The first accrual day must be today or later.',
  rangeInverted: 'The floor must not be above the cap.',
  rateTooLarge: 'The rate, the floor or the cap is larger than a deal can hold.',
  penaltyAboveMargin: 'A penalty must not be above the initial margin of its side[, and the {side}’s is].',
  maintenanceInvalid: 'The maintenance margin is a share of the initial margin, from 0 to 100 %.',
  premiumTooLarge: 'The premium is larger than a deal can hold.',
  feeWithoutBroker: 'A broker fee needs a broker: name one, or leave the fee at zero.',
  fallbackTooShort: 'The fallback must be at least 2 days, and longer than the index may take for its next fixing.',
  marginBelowRange:
    'In a range-collateralised deal each initial margin must cover the most its side can lose[, and the {side}’s does not].',
  marginBelowRequirement:
    'Each initial margin must cover what its side must hold at open[, and the {side}’s does not].',
  cureInvalid: 'The cure period is 1 hour to 30 days.',
  takeoverInvalid: 'A takeover window is not available yet: leave it at zero.',
  minimumTransferTooLarge: 'The minimum transfer must not be above the smaller initial margin.',
  balanceTooLarge: 'The two accounts together would be larger than an escrow can hold.',
  notANumber: '[{text} is not a number. ]Enter a number such as 12.5.',
  tooManyDigits: '[{text} has too many digits. ]Enter fewer digits after the decimal point.',
  notADate: '[{text} is not a day. ]Enter a day as YYYY-MM-DD, such as 2021-05-13.',
  notLive: 'The deal is not live: this can be done only while it is open or called.',
  pastDeadline: 'The time to meet the margin call has passed.',
  nothingToDo: 'There is nothing to do for this deal at the moment.',
  notInDefault: 'No margin call on this deal has passed its deadline.',
  amountZero: 'Enter an amount above zero.',
  aboveWithdrawable: 'That is more than may be withdrawn now.',
  sideCalled: 'A side with an open margin call cannot withdraw.',
  unpaidOutstanding: 'A settlement has not been paid in full yet.',
  indexStale: 'The latest fixing is too old for this.',
  indexUnreadable: 'A fixing that is needed for this cannot be read from the oracle.',
  proposalMissing: 'The other side has not proposed to end the deal.',
  proposalDifferent: 'The other side has proposed a different payment.',
  proposalExpired: 'The proposal has expired: it lasts for one day, and only until the next settlement.',
  payerCannotPay: 'The side that would pay does not hold enough in the escrow.',
  unwindTooEarly: 'The deal may be unwound only when a fixing is overdue by more than the agreed fallback.',
  dealUnknown: 'The desk knows no such deal.',
  documentDiffers: 'The document hash in the terms is not that of their own confirmation.',
  signatureInvalid: 'The signature does not bind that account to these terms.',
  signatureMissing: 'Both sides must have signed before the deal can be opened[; missing: {side}].',
  openingLapsed: 'The time to open the deal has passed.',
  transitionForbidden: 'That cannot be done at this stage of the deal.',
  staleVersion: 'Somebody changed it since you read it. Read it again and decide again.',
  seriesUnknown: '[{series} is not an index series. ]The series are BME14, BME28, BME56, BME84 and BME168.',
  indexUnknown: 'There is no value of [{series} ]for that height or day: it lies before or after what is known.',
  heightOrDate: 'Give either height or date, one of the two: ?height=573000 or ?date=2021-05-13.',
  clockBackwards: 'Desk time only moves forward.',
  replayOnly: 'This exists only where the desk replays history.',
  tableExhausted: 'The built-in history of difficulty ends here.',
  chainRefused: 'The chain refused the transaction[: {reason}].',
}

/** The sentence about one refusal, with its facts. */
export function refusalSentence(code: RefusalCode, facts: Refusal['facts'] = {}): string {
  return REFUSAL_SENTENCES[code]
    .replace(/\[([^\]]*)\]/g, (_, part: string) => (factNames(part).every((name) => name in facts) ? part : ''))
    .replace(/\{(\w+)\}/g, (_, name: string) => String(facts[name]))
}

function factNames(part: string): string[] {
  return [...part.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '')
}
