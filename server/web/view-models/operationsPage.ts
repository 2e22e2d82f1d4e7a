import type { Concern } from '../../desk/queries/concerns.ts'
import type { OpenCall } from '../../desk/queries/openCalls.ts'
import type { Contradiction } from '../../desk/queries/provenance.ts'
import type { OperationsView } from '../../desk/queries/readOperations.ts'
import type { TokenCheck } from '../../desk/queries/reconciliation.ts'
import { paths, to } from '../paths.ts'
import type { Trial } from '../trial.ts'
import type { Visit } from '../visit.ts'
import type { Words } from '../words/words.ts'
import { amount, count, date, dealName, moment, plainAmount, signedAmount, span, time } from './format.ts'
import { escrowHref } from './escrowLink.ts'
import { mismatchRows } from './operationsMismatches.ts'
import { jobFailureRows, jobRows } from './operationsJobs.ts'
import { sendingRows } from './operationsSending.ts'
import { operationsTiles, waitingFacts } from './operationsTiles.ts'
import { contradictionFacts, epochHref } from './provenanceWords.ts'

export interface OperationsAsked {
  /** When a job of the schedule runs next, in milliseconds of world time. */
  readonly nextRunAt: (job: string) => number | null
  /** What the pass did that was just asked for. */
  readonly ran: { readonly done: number; readonly failed: number } | null
  readonly trial: Trial | null
}

/** Everything the operations page prints, already worded. */
export function toOperationsPage(view: OperationsView, visit: Visit, { nextRunAt, ran, trial }: OperationsAsked) {
  const { words, asOf } = visit
  return {
    title: words('operations.title'),
    styles: ['operations'],
    live: 'clock',
    verdict: verdictOf(view.concerns, words),
    others: view.concerns.slice(1).map((concern) => concernText(concern, words)),
    ran: ran && words('operations.ran', ran),
    tiles: operationsTiles(view, words),
    calls: view.calls?.map((call) => callRow(call, asOf, words)) ?? null,
    jobs: jobRows(view, nextRunAt, words),
    failures: jobFailureRows(view, words),
    sendings: sendingRows(view, words),
    reconciliation: reconciliationOf(view, words),
    contradictions: view.contradictions.map((contradiction) => contradictionRow(contradiction, words)),
    mismatches: mismatchRows(view.mismatches, words),
    empty: emptyTexts(view, words),
    runAgain: paths.runAgain,
    hasReplay: trial !== null,
  }
}

/** What stands where there is nothing to list: that there is nothing, or that it is not known. */
function emptyTexts({ calls, failures, sending, reconciliation }: OperationsView, words: Words) {
  const unknown = words('operations.unknown')
  return {
    calls: calls === null ? unknown : words('operations.calls.none'),
    failures: failures === null ? unknown : words('operations.failures.none'),
    sendings: sending === null ? unknown : words('operations.sending.none'),
    tokens: reconciliation === null ? unknown : words('operations.tokens.none'),
    jobs: unknown,
  }
}

function verdictOf(concerns: readonly Concern[], words: Words) {
  const [worst] = concerns
  return worst === undefined
    ? { isWell: true, text: words('operations.well') }
    : { isWell: false, text: concernText(worst, words) }
}

function concernText(concern: Concern, words: Words): string {
  switch (concern.kind) {
    case 'partDown':
      return words(`operations.down.${concern.part}`, { age: span(Math.max(1, concern.ageMs / 1_000), words) })
    case 'tokensMissing':
      return words('operations.tokensMissing', { token: concern.token.symbol })
    case 'indexContradicted':
      return words('operations.indexContradicted', { epoch: concern.epoch })
    case 'sourcesDiffer':
      return words('operations.sourcesDiffer', { height: count(concern.height) })
    case 'copiesDiffer':
      return words('operations.copiesDiffer', { count: concern.count })
    case 'closeOutOverdue':
      return words('operations.closeOutOverdue', { count: concern.count })
    case 'jobsFailing':
      return words('operations.jobsFailing', { count: concern.count })
    default:
      return sendingConcernText(concern, words)
  }
}

type SendingConcern = Extract<Concern, { readonly kind: 'readingBehind' | 'gasShort' | 'sendingStuck' | 'gasLow' }>

function sendingConcernText(concern: SendingConcern | FixingConcern, words: Words): string {
  switch (concern.kind) {
    case 'gasShort':
      return words('operations.gasShort', { balance: coin(concern.balance), need: coin(concern.need) })
    case 'sendingStuck':
      return words('operations.sendingStuck', {
        nonce: count(concern.nonce),
        age: span(concern.ageMs / 1_000, words),
      })
    case 'readingBehind':
      return words('operations.readingBehind', { blocks: count(concern.blocks) })
    case 'gasLow':
      return words('operations.gasLow')
    default:
      return fixingConcernText(concern, words)
  }
}

type FixingConcern = Extract<Concern, { readonly kind: 'fixingOverdue' | 'fixingHeldUp' | 'sourceFails' }>

function fixingConcernText(concern: FixingConcern, words: Words): string {
  if (concern.kind === 'sourceFails') {
    const source = words(`operations.source.${concern.source}`)
    return words('operations.sourceFails', { source, why: concern.why })
  }
  return concern.kind === 'fixingOverdue'
    ? words('operations.fixingOverdue', { day: date(concern.day, words) })
    : words(`operations.heldUp.${concern.waiting.waits}`, waitingFacts(concern.waiting, words))
}

/** Wei in a gwei: the chain's coin is not counted closer by people. */
const GWEI = 10n ** 9n

function coin(wei: bigint): string {
  return plainAmount(wei / GWEI, 9)
}

function contradictionRow(contradiction: Contradiction, words: Words) {
  const { number } = contradiction.check
  return {
    text: words('operations.contradictions.text', contradictionFacts(contradiction, words)),
    href: epochHref(number),
    action: to(paths.resolveContradiction, { epoch: String(number) }),
    field: `reason-${number}`,
  }
}

function callRow({ dealId, escrow, side, due, cureBy, token }: OpenCall, asOf: number, words: Words) {
  return {
    deal: dealName(dealId),
    href: escrowHref(escrow, words),
    side: words(`side.${side}`),
    sideClass: side,
    due: due === null ? null : amount(due, token.decimals),
    window: due === null ? words('takeover.operations') : '',
    token: token.symbol,
    cureBy: time(cureBy, asOf, words),
    isPast: asOf > cureBy,
  }
}

function reconciliationOf({ reconciliation }: OperationsView, words: Words) {
  if (reconciliation === null) return null
  const { block, at, tokens } = reconciliation
  return {
    checked: words('operations.tokens.checked', { block: count(block), at: moment(at, words) }),
    tokens: tokens.map((check) => tokenRow(check, words)),
  }
}

function tokenRow({ token, escrows, accounts, held }: TokenCheck, words: Words) {
  const difference = held - accounts
  const verdict = difference === 0n ? 'equal' : difference > 0n ? 'donated' : 'missing'
  return {
    token: token.symbol,
    escrows: count(escrows),
    accounts: amount(accounts, token.decimals),
    held: amount(held, token.decimals),
    difference: signedAmount(difference, token.decimals),
    state: verdict === 'missing' ? 'default' : 'ok',
    verdict: words(`operations.tokens.${verdict}`),
  }
}
