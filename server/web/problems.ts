import { PortFailure, StaleWrite } from '../desk/ports.ts'
import { Refusal, type RefusalCode } from '../domain/refusals.ts'
import type { Locale } from './words/locales.ts'
import { refusalSentence } from './words/refusals.ts'

interface Kind {
  readonly status: number
  readonly title: string
}

/** What the web answers to each expected "no". A new code does not compile until it has its answer here. */
export const REFUSALS: Record<RefusalCode, Kind> = {
  // The terms themselves
  sameParty: { status: 422, title: 'Both sides are the same account' },
  partyMissing: { status: 422, title: 'A party is missing' },
  decimalsTooMany: { status: 422, title: 'The token has too many decimals' },
  hashrateMissing: { status: 422, title: 'There is no hashrate' },
  scheduleInvalid: { status: 422, title: 'The schedule cannot be' },
  startInThePast: { status: 422, title: 'The first day has passed' },
  rangeInverted: { status: 422, title: 'The floor is above the cap' },
  rateTooLarge: { status: 422, title: 'A rate is too large' },
  penaltyAboveMargin: { status: 422, title: 'A penalty is above its margin' },
  maintenanceInvalid: { status: 422, title: 'The maintenance margin cannot be' },
  premiumTooLarge: { status: 422, title: 'The premium is too large' },
  feeWithoutBroker: { status: 422, title: 'A fee without a broker' },
  fallbackTooShort: { status: 422, title: 'The fallback comes too early' },
  marginBelowRange: { status: 422, title: 'A margin does not cover the range' },
  marginBelowRequirement: { status: 422, title: 'A margin is below what must be held' },
  cureInvalid: { status: 422, title: 'The cure period cannot be' },
  takeoverInvalid: { status: 422, title: 'The takeover window cannot be' },
  minimumTransferTooLarge: { status: 422, title: 'The minimum transfer is too large' },
  balanceTooLarge: { status: 422, title: 'The amounts are too large' },
  // Numbers and dates as typed
  notANumber: { status: 400, title: 'Not a number' },
  tooManyDigits: { status: 400, title: 'Too many digits' },
  notADate: { status: 400, title: 'Not a date' },
  // The life of an escrow
  notInWindow: { status: 409, title: 'There is nothing to take over' },
  windowOpen: { status: 409, title: 'The takeover window is open' },
  honouringSideCannotTakeOver: { status: 409, title: 'The honouring party cannot take over' },
  depositAboveLimit: { status: 409, title: 'The deposit has grown' },
  nothingToClaim: { status: 409, title: 'Nothing is left to claim' },
  notLive: { status: 409, title: 'The deal is not live' },
  pastDeadline: { status: 409, title: 'The deadline has passed' },
  nothingToDo: { status: 409, title: 'There is nothing to do' },
  notInDefault: { status: 409, title: 'Nobody is in default' },
  amountZero: { status: 422, title: 'The amount is zero' },
  aboveWithdrawable: { status: 409, title: 'More than may be withdrawn' },
  sideCalled: { status: 409, title: 'The side is called' },
  unpaidOutstanding: { status: 409, title: 'A settlement is not paid in full' },
  indexStale: { status: 409, title: 'The index is stale' },
  indexUnreadable: { status: 409, title: 'The index cannot be read' },
  proposalMissing: { status: 409, title: 'There is no proposal' },
  proposalDifferent: { status: 409, title: 'The proposal is another one' },
  proposalExpired: { status: 409, title: 'The proposal has expired' },
  payerCannotPay: { status: 409, title: 'The payer cannot pay' },
  unwindTooEarly: { status: 409, title: 'Too early to unwind' },
  // People and their wallets
  emailInvalid: { status: 422, title: 'Not an e-mail address' },
  emailTaken: { status: 409, title: 'The e-mail address has an account' },
  nameInvalid: { status: 422, title: 'The name cannot be' },
  passwordTooShort: { status: 422, title: 'The password is too short' },
  timeZoneUnknown: { status: 422, title: 'There is no such time zone' },
  warningLevelInvalid: { status: 422, title: 'The warning level cannot be' },
  credentialsWrong: { status: 401, title: 'Not signed in' },
  lockedOut: { status: 429, title: 'Too many attempts' },
  signInRequired: { status: 401, title: 'Sign in first' },
  walletProofInvalid: { status: 422, title: 'The wallet is not proven' },
  hookRefused: { status: 422, title: 'Nothing can be posted to the address' },
  newsUnwished: { status: 409, title: 'Nothing is to be told' },
  addressTaken: { status: 409, title: 'The wallet belongs to another account' },
  fundsNeedWallet: { status: 409, title: 'There is no wallet to give to' },
  walletMissing: { status: 409, title: 'No wallet is linked' },
  notYours: { status: 404, title: 'Nothing here for you' },
  // Negotiation
  rfqUnknown: { status: 404, title: 'No such request' },
  negotiationUnknown: { status: 404, title: 'No such negotiation' },
  accountUnknown: { status: 422, title: 'No such account' },
  brokerIsParty: { status: 422, title: 'A broker introduces two others' },
  tokenUnknown: { status: 422, title: 'Not a token of this desk' },
  rfqClosed: { status: 409, title: 'The request is closed' },
  ownRfq: { status: 409, title: 'It is your own request' },
  deadlinePassed: { status: 422, title: 'The deadline lies in the past' },
  deadlineTooFar: { status: 422, title: 'The deadline is too far away' },
  offerExpired: { status: 409, title: 'The offer has expired' },
  offerSuperseded: { status: 409, title: 'A newer offer is on the table' },
  notYourTurn: { status: 409, title: 'It is the other side’s turn' },
  alreadyAwarded: { status: 409, title: 'Already awarded' },
  nothingChanged: { status: 422, title: 'Nothing was changed' },
  tooManyRounds: { status: 409, title: 'Too many rounds' },
  // What a wallet must have to act
  notOwner: { status: 409, title: 'Not the account for this' },
  tokenShort: { status: 409, title: 'Not enough of the token' },
  allowanceShort: { status: 409, title: 'The allowance is too small' },
  gasMissing: { status: 409, title: 'Nothing to pay gas with' },
  permitUnknown: { status: 409, title: 'The token knows no permits' },
  permitInvalid: { status: 422, title: 'The permit does not bind' },
  termsCancelled: { status: 409, title: 'A signature was taken back' },
  alreadyOpen: { status: 409, title: 'The deal is open already' },
  sideNotReady: { status: 409, title: 'A side is not ready' },
  // The desk
  dealNotOpened: { status: 409, title: 'The deal is not open yet' },
  indexForeign: { status: 409, title: 'The index is not one of this desk' },
  dealUnknown: { status: 404, title: 'No such deal' },
  documentDiffers: { status: 422, title: 'Another document' },
  signatureInvalid: { status: 422, title: 'The signature does not bind' },
  signatureMissing: { status: 409, title: 'A signature is missing' },
  openingLapsed: { status: 409, title: 'The opening has lapsed' },
  transitionForbidden: { status: 409, title: 'Not possible at this stage' },
  staleVersion: { status: 409, title: 'It has changed since you read it' },
  seriesUnknown: { status: 404, title: 'No such index series' },
  indexUnknown: { status: 404, title: 'No index value' },
  heightOrDate: { status: 400, title: 'A height or a date' },
  epochUnproven: { status: 404, title: 'No such proof' },
  indexContradicted: { status: 409, title: 'The index is contradicted' },
  copyDiffers: { status: 409, title: 'A copy differs from the chain' },
  rivalStands: { status: 409, title: 'A false claim stands' },
  nothingToDecide: { status: 409, title: 'There is nothing to decide' },
  reasonMissing: { status: 422, title: 'A reason is missing' },
  clockBackwards: { status: 409, title: 'The clock only moves forward' },
  replayOnly: { status: 404, title: 'Only in replay' },
  tableExhausted: { status: 409, title: 'The history ends here' },
  sourcesDiffer: { status: 409, title: 'The sources of Bitcoin’s chain differ' },
  bitcoinBehind: { status: 409, title: 'Bitcoin’s chain is not read so far' },
  gasShort: { status: 503, title: 'The desk cannot pay for it' },
  feeAboveCap: { status: 503, title: 'Too dear at the moment' },
  chainRefused: { status: 409, title: 'The chain refused it' },
}

/** What can be wrong with a request before the desk is asked, and with the desk itself. */
const REQUEST_PROBLEMS = {
  malformedRequest: { status: 400, title: 'The request cannot be read' },
  malformedQuery: { status: 400, title: 'The query cannot be read' },
  malformedBody: { status: 400, title: 'The body cannot be read' },
  forgedForm: { status: 403, title: 'Not a form of ours' },
  notFound: { status: 404, title: 'Nothing here' },
  methodNotAllowed: { status: 405, title: 'Not done this way' },
  bodyTooLarge: { status: 413, title: 'The body is too large' },
  unsupportedBody: { status: 415, title: 'The body is of a kind not read here' },
  unexpected: { status: 500, title: 'Something went wrong here' },
  partDown: { status: 503, title: 'Not available at the moment' },
} as const satisfies Record<string, Kind>

type RequestProblemCode = keyof typeof REQUEST_PROBLEMS

/** A problem document (RFC 9457) before it knows which request it answers. */
export interface Problem extends Kind {
  readonly code: RefusalCode | RequestProblemCode
  readonly detail: string
  /** Members beyond the standard ones, for programs. */
  readonly more?: Readonly<Record<string, unknown>>
}

/** A request that the web itself turns away. */
export class RequestRefused extends Error {
  readonly problem: Problem

  constructor(code: RequestProblemCode, detail: string, more: Readonly<Record<string, unknown>> = {}) {
    super(detail)
    this.name = 'RequestRefused'
    this.problem = requestProblem(code, detail, more)
  }
}

function requestProblem(
  code: RequestProblemCode,
  detail: string,
  more: Readonly<Record<string, unknown>> = {},
): Problem {
  return { code, ...REQUEST_PROBLEMS[code], detail, more }
}

function refusalProblem(code: RefusalCode, facts: Refusal['facts'], locale: Locale): Problem {
  const texts = Object.entries(facts).map(([name, fact]) => [name, typeof fact === 'bigint' ? fact.toString() : fact])
  return {
    code,
    ...REFUSALS[code],
    detail: refusalSentence(code, facts, locale),
    more: { facts: Object.fromEntries(texts) },
  }
}

/** What a failed request is answered with. Nothing of an unexpected failure is told: it may hold addresses, paths or keys. */
export function problemOf(error: unknown, locale: Locale = 'en'): Problem {
  if (error instanceof Refusal) return refusalProblem(error.code, error.facts, locale)
  if (error instanceof RequestRefused) return error.problem
  if (error instanceof StaleWrite) return refusalProblem('staleVersion', {}, locale)
  if (error instanceof PortFailure) {
    return requestProblem('partDown', `The ${error.part} does not answer at the moment. Try again in a few seconds.`, {
      part: error.part,
    })
  }
  return (
    unreadableProblem(error) ?? requestProblem('unexpected', 'The desk failed to answer. The failure is in its log.')
  )
}

/** What Express and its body parser could not read: they say so by a status of 4xx, and by a type where it was the body. */
function unreadableProblem(error: unknown): Problem | null {
  const { status, type } = foreignError(error)
  if (error instanceof Error && (error as { code?: unknown }).code === 'EBADCSRFTOKEN') {
    return requestProblem('forgedForm', 'The request does not carry the token of its session. Load the page again.')
  }
  if (status < 400 || status > 499) return null
  if (status === 413) return requestProblem('bodyTooLarge', 'Send at most 64 kB.')
  if (status === 415) return requestProblem('unsupportedBody', 'Send JSON in UTF-8.')
  if (type.startsWith('entity.')) return requestProblem('malformedBody', 'The body is not valid JSON.')
  return requestProblem('malformedRequest', 'The address or the body of the request is malformed.')
}

function foreignError(error: unknown): { status: number; type: string } {
  const { status, type } = error instanceof Error ? (error as { status?: unknown; type?: unknown }) : {}
  return { status: typeof status === 'number' ? status : 500, type: typeof type === 'string' ? type : '' }
}
