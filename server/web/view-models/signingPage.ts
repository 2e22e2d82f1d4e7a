import { escrowHref } from './escrowLink.ts'
import type { SigningStep, SigningView } from '../../desk/queries/readSigning.ts'
import type { SideReadinessView } from '../../desk/sideReadiness.ts'
import { SIDES, otherSide } from '../../domain/terms/terms.ts'
import type { Side } from '../../domain/terms/terms.ts'
import { paths, to } from '../paths.ts'
import type { Visit } from '../visit.ts'
import type { WordKey, Words } from '../words/words.ts'
import { dealInWords } from './dealInWords.ts'
import { amount, dealName, time } from './format.ts'
import { walletPart } from './walletPart.ts'

/** The Sign & open page: the next step, what both sides still need, and what is being agreed to. */
export function toSigningPage(view: SigningView, visit: Visit) {
  const { deal, viewerSide } = view
  const { words } = visit
  const at = (pattern: string) => to(pattern, { dealId: deal.id })
  return {
    title: words('signing.title'),
    heading: words('signing.heading', { name: dealName(deal.id) }),
    live: `deal:${deal.id}`,
    styles: ['wallet', 'signing'],
    scripts: ['acts'],
    wallet: walletPart(visit),
    next: nextStep(view, words),
    openBy: time(deal.terms.openBy, view.asOf, words),
    acts: actsOf(view, words, at),
    columns: columnsOf(view, words),
    binds: {
      title: words(viewerSide === null ? 'signing.bindsBroker' : 'signing.binds'),
      sentences: dealInWords({ terms: deal.terms, symbol: view.token.symbol, side: viewerSide, words }),
      until: words('signing.bindsUntil', { time: time(deal.terms.openBy, view.asOf, words).absolute }),
    },
    documentHash: deal.terms.documentHash,
    digest: deal.id,
    escrow: deal.escrow,
    confirmation: at(paths.confirmation),
    escrowPage: escrowHref(deal.escrow, words),
    dealPage: view.stage === 'opened' ? at(paths.deal) : null,
    isKnownOpen: deal.state === 'open',
    // Allowances and balances change on the chain, where nobody tells the desk.
    followsChain: view.stage === 'signing',
  }
}

const LAPSED = {
  seller: 'signing.lapsed.seller',
  buyer: 'signing.lapsed.buyer',
  both: 'signing.lapsed.both',
  nobody: 'signing.lapsed.nobody',
} as const

/** The next-step line: its sentence, and how it looks. */
function nextStep(view: SigningView, words: Words) {
  const { stage, deal, step } = view
  if (stage === 'signing') return { sentence: stepSentence(view, step, words), mood: step === 'open' ? 'ok' : '' }
  const sentence = words(`signing.stage.${stage}`)
  if (stage !== 'lapsed' || deal.state !== 'lapsed') return { sentence, mood: MOODS[stage] }
  return { sentence: `${sentence} ${words(LAPSED[deal.lapsedFor ?? 'nobody'])}`, mood: MOODS.lapsed }
}

const MOODS = { opening: '', opened: 'ok', lapsed: 'default', cancelled: 'default' } as const

function stepSentence(view: SigningView, step: SigningStep, words: Words): string {
  const { viewerSide, sides } = view
  if (step === 'none' || viewerSide === null) return words('signing.step.watch')
  if (step === 'wait') return words('signing.step.wait', { missing: missing(sides[otherSide(viewerSide)], words) })
  return words(`signing.step.${step}`, amounts(view, sides[viewerSide]))
}

function missing({ hasSigned, allowsEnough }: SideReadinessView, words: Words): string {
  if (!hasSigned) return words('signing.missing.signature')
  return words(allowsEnough ? 'signing.missing.balance' : 'signing.missing.allowance')
}

function amounts({ token }: SigningView, { balance, needed, allowance }: SideReadinessView) {
  const printed = (base: bigint) => amount(base, token.decimals).text
  return { held: printed(balance), wanted: printed(needed), allowed: printed(allowance), symbol: token.symbol }
}

/** What the viewer can do now, the first of it first. `isForm`: the desk does it; otherwise the wallet is asked. */
function actsOf(view: SigningView, words: Words, at: (pattern: string) => string) {
  if (view.stage !== 'signing' || view.viewerSide === null) return { primary: null, others: [], cancel: null }
  const act = (name: 'sign' | 'permit' | 'approve' | 'open' | 'cancel', label: WordKey = `signing.act.${name}`) => ({
    name,
    label: words(label),
    action: at(paths.prepareAct),
  })
  const open = { name: 'open', label: words('signing.act.open'), action: at(paths.openDeal), isForm: true }
  const { hasSigned } = view.sides[view.viewerSide]
  const cancel = hasSigned ? act('cancel') : null
  switch (view.step) {
    case 'sign':
      return { primary: act('sign'), others: [], cancel }
    case 'allow':
      return { primary: act('permit'), others: [act('approve')], cancel }
    case 'open':
      return { primary: open, others: [act('open', 'signing.act.openSelf')], cancel }
    default:
      return { primary: null, others: [], cancel }
  }
}

/** Both checklists; the viewer's own is left. */
function columnsOf(view: SigningView, words: Words) {
  const order = view.viewerSide === 'buyer' ? (['buyer', 'seller'] as const) : SIDES
  return order.map((side) => ({
    title: columnTitle(side, view.viewerSide, words),
    role: words(side === 'seller' ? 'side.sellerLong' : 'side.buyerLong'),
    side,
    name: view.names[side],
    address: view.sides[side].address,
    checks: checksOf(view, view.sides[side], words),
  }))
}

function columnTitle(side: Side, viewerSide: Side | null, words: Words): string {
  if (viewerSide === null) return words(`side.${side}`)
  return words(side === viewerSide ? 'signing.you' : 'signing.counterparty')
}

function checksOf(view: SigningView, side: SideReadinessView, words: Words) {
  const facts = amounts(view, side)
  const check = (name: 'signature' | 'balance' | 'allowance', isDone: boolean, text: WordKey) => ({
    name: words(`signing.check.${name}`),
    text: words(text, facts),
    mark: words(isDone ? 'signing.done' : 'signing.open'),
    state: isDone ? 'ok' : 'call',
  })
  return [
    check('signature', side.hasSigned, side.hasSigned ? 'signing.signed' : 'signing.unsigned'),
    check('balance', side.holdsEnough, 'signing.holds'),
    check('allowance', side.allowsEnough, PERMITS[side.permit]),
    {
      name: words('signing.check.gas'),
      text: words(side.gas > 0n ? 'signing.gasSome' : 'signing.gasNone'),
      mark: words(side.gas > 0n ? 'signing.done' : 'signing.optional'),
      state: side.gas > 0n ? 'ok' : '',
    },
  ]
}

const PERMITS = {
  none: 'signing.allowed',
  good: 'signing.permitGood',
  useless: 'signing.permitUseless',
} as const
