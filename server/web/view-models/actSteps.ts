import type { ActStep } from '../../desk/actSteps.ts'
import type { Foretold } from '../../desk/foretell.ts'
import type { PreparedAct } from '../../desk/prepareAct.ts'
import { lockedAtOpen } from '../../domain/terms/locked.ts'
import { otherSide } from '../../domain/terms/terms.ts'
import type { Address, Side } from '../../domain/terms/terms.ts'
import { abs } from '../../domain/units/rounding.ts'
import { paths, to } from '../paths.ts'
import type { WordKey, Words } from '../words/words.ts'
import { amount, dealName, moment } from './format.ts'

/** One line of what a step means: a name and a value. */
interface Row {
  readonly label: string
  readonly value: string
}

interface Saying {
  readonly prepared: PreparedAct
  readonly words: Words
}

/** What a script needs to ask a wallet step by step, worded: everything it shows comes from here. */
export function toActSteps(prepared: PreparedAct, words: Words) {
  const saying = { prepared, words }
  return {
    from: prepared.from,
    steps: prepared.steps.map((step) => ({
      kind: step.kind,
      title: titleOf(step, saying),
      note: noteOf(step, words),
      rows: rowsOf(step, saying),
      report: reportOf(step, prepared),
      ...(step.kind === 'transaction' ? { call: step.call } : { request: step.request }),
    })),
  }
}

function titleOf(step: ActStep, { prepared, words }: Saying): string {
  const { token, deal } = prepared
  const facts = { name: dealName(deal.id), symbol: token.symbol }
  if (step.kind !== 'transaction') return words(`step.${step.kind}`, { ...facts, amount: locked(prepared) })
  return transactionTitle(step, { prepared, words })
}

function transactionTitle({ act, takeover }: Sending, { prepared, words }: Saying): string {
  const { token, deal } = prepared
  const facts = { name: dealName(deal.id), symbol: token.symbol }
  const printed = (base: bigint) => ({ ...facts, amount: amount(abs(base), token.decimals).text })
  if (act.name === 'approve') {
    return words('step.approve', { ...printed(act.amount), spender: spenderOf(act.spender, prepared, words) })
  }
  switch (act.name) {
    case 'topUp':
    case 'withdraw':
      return words(`step.${act.name}`, printed(act.amount))
    case 'takeOver':
      return words('takeover.step', printed(takeover?.deposit ?? act.maxDeposit))
    default:
      return 'payment' in act
        ? words(TERMINATION[act.name][payerOf(act.payment)], printed(act.payment))
        : words(plainTitle(act.name), facts)
  }
}

function plainTitle(name: PlainName): WordKey {
  return name === 'withdrawClaim' ? 'takeover.step.claim' : `step.${name}`
}

type PlainName = Exclude<
  Sending['act']['name'],
  keyof typeof TERMINATION | 'approve' | 'topUp' | 'withdraw' | 'takeOver'
>

function spenderOf(spender: Address, { deal }: PreparedAct, words: Words): string {
  return words(spender === deal.escrow ? 'step.approveEscrow' : 'step.approveFactory')
}

function payerOf(payment: bigint): Side {
  return payment > 0n ? 'buyer' : 'seller'
}

const TERMINATION = {
  proposeTermination: { seller: 'step.proposeSeller', buyer: 'step.proposeBuyer' },
  acceptTermination: { seller: 'step.acceptSeller', buyer: 'step.acceptBuyer' },
} as const

function noteOf(step: ActStep, words: Words): string {
  if (step.kind !== 'transaction') return words(`step.${step.kind}Note`)
  if (step.act.name === 'takeOver') return words('takeover.step.note')
  return step.act.name === 'approve' ? words('step.approveNote') : ''
}

function rowsOf(step: ActStep, saying: Saying): readonly Row[] {
  const { prepared, words } = saying
  const own = row(words, 'step.row.account', prepared.from)
  if (step.kind !== 'transaction') return [own, ...documentRows(step, saying)]
  const { act, foretold } = step
  if (act.name === 'approve') return [own, row(words, 'step.row.spender', act.spender)]
  if (act.name === 'open') return [own, ...openingRows(saying)]
  if (act.name === 'takeOver') return [own, ...takeoverRows(step, saying)]
  if (act.name === 'withdrawClaim') return [own, ...claimRows(act.to, foretold, saying)]
  const receiver = act.name === 'withdraw' ? [row(words, 'step.row.to', act.to)] : []
  return [own, ...receiver, ...(foretold === null ? [] : outcomeRows(foretold, saying))]
}

function documentRows(step: Exclude<ActStep, { readonly kind: 'transaction' }>, saying: Saying): readonly Row[] {
  const { prepared, words } = saying
  const until = row(words, 'step.row.until', moment(prepared.deal.terms.openBy, words))
  if (step.kind === 'terms') return [row(words, 'step.row.digest', prepared.deal.id), until]
  return [
    row(words, 'step.row.amount', `${locked(prepared)} ${prepared.token.symbol}`),
    row(words, 'step.row.spender', String(step.request.message.spender)),
    until,
  ]
}

function openingRows({ prepared, words }: Saying): readonly Row[] {
  const { deal, token } = prepared
  const locks = (which: Side) => `${amount(lockedAtOpen(deal.terms, which), token.decimals).text} ${token.symbol}`
  const [own, other] = sidesOf(prepared)
  return [
    row(words, 'step.row.lock', locks(own)),
    row(words, 'step.row.locks', locks(other)),
    row(words, 'step.row.escrow', deal.escrow),
  ]
}

type Sending = Extract<ActStep, { readonly kind: 'transaction' }>

/** What stepping into a side costs and brings: more than this is never pulled. */
function takeoverRows({ act, takeover }: Sending, { prepared, words }: Saying): readonly Row[] {
  if (takeover === undefined || act.name !== 'takeOver') return []
  const { token } = prepared
  const money = (base: bigint) => `${amount(base, token.decimals).text} ${token.symbol}`
  return [
    row(words, 'takeover.step.deposit', money(takeover.deposit)),
    row(words, 'takeover.step.limit', money(act.maxDeposit)),
    row(words, 'takeover.step.reward', money(takeover.reward)),
    row(words, 'takeover.step.account', money(takeover.balance[takeover.side])),
    row(words, 'takeover.step.side', words(takeover.side === 'seller' ? 'side.sellerLong' : 'side.buyerLong')),
  ]
}

function claimRows(receiver: Address, foretold: Foretold | null, { prepared, words }: Saying): readonly Row[] {
  const claim = foretold?.before.claims.find(({ holder }) => holder === prepared.from)
  const { token } = prepared
  const told = claim && `${amount(claim.amount, token.decimals).text} ${token.symbol}`
  return [...(told === undefined ? [] : [row(words, 'step.row.amount', told)]), row(words, 'step.row.to', receiver)]
}

function outcomeRows({ before, after }: Foretold, { prepared, words }: Saying): readonly Row[] {
  const { token, side } = prepared
  const change = (which: Side) =>
    words('step.change', {
      before: amount(before.balance[which], token.decimals).text,
      after: amount(after.balance[which], token.decimals).text,
      symbol: token.symbol,
    })
  const [own, other] = sidesOf(prepared)
  const phase = words(`step.phase.${after.phase}`)
  const was = before.phase === after.phase ? '' : `${words(`step.phase.${before.phase}`)} → `
  return [
    row(words, side === null ? 'side.seller' : 'step.row.yours', change(own)),
    row(words, side === null ? 'side.buyer' : 'step.row.theirs', change(other)),
    row(words, 'step.row.phase', `${was}${phase}`),
  ]
}

/** The viewer's side first; for a broker the seller. */
function sidesOf({ side }: PreparedAct): readonly [Side, Side] {
  const own = side ?? 'seller'
  return [own, otherSide(own)]
}

function locked({ deal, side, token }: PreparedAct): string {
  return amount(lockedAtOpen(deal.terms, side ?? 'seller'), token.decimals).text
}

function row(words: Words, label: WordKey, value: string): Row {
  return { label: words(label), value }
}

/** Where the script takes what the wallet gave; null where the chain itself tells the desk. */
function reportOf(step: ActStep, { deal }: PreparedAct): string | null {
  const at = (pattern: string) => to(pattern, { dealId: deal.id })
  if (step.kind !== 'transaction') return at(step.kind === 'terms' ? paths.signature : paths.permit)
  return step.act.name === 'cancel' ? at(paths.cancellation) : null
}
