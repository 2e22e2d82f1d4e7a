import type { AccountView } from '../../desk/queries/dealAccounts.ts'
import type { EscrowView } from '../../desk/queries/readDealPage.ts'
import { MARKINGS, otherSide } from '../../domain/terms/terms.ts'
import type { Side } from '../../domain/terms/terms.ts'
import type { Words } from '../words/words.ts'
import type { DealTold } from './dealTold.ts'
import { symbolOf } from './dealTold.ts'
import { amount, moment, percentChange, rate, signedAmount } from './format.ts'

/** Both accounts, the viewer's own first. */
export function dealGauges(told: DealTold, escrow: EscrowView) {
  const { view, words } = told
  const note = words('deal.collateralNote', { symbol: symbolOf(view.token) })
  const sides = [view.side, otherSide(view.side)]
  const whole = scaleOf(sides.map((side) => escrow.accounts[side]))
  return { note, sides: sides.map((side) => gauge(told, escrow, escrow.accounts[side], whole)) }
}

function gauge(told: DealTold, escrow: EscrowView, account: AccountView, whole: bigint) {
  const { words, isYou, nameOf, view } = told
  const { side } = account
  const name = words(`side.${side}`)
  return {
    side,
    title: isYou(side) ? words('deal.you', { side: name }) : name,
    name: nameOf(side),
    symbol: symbolOf(view.token),
    balance: amount(account.balance, view.token.decimals),
    bar: bar(told, account, whole),
    says: says(told, account),
    rows: escrow.window === null ? rows(told, account) : [worthRow(told, account)],
    headroom: escrow.window === null ? headroomSentence(told, escrow, account) : words('takeover.gauge'),
    isShort: account.short > 0n,
  }
}

/** Where a percentage would need more digits than a screen has dots. */
const PER_MILLE = 1_000n

interface Tick {
  readonly kind: 'required' | 'restore' | 'initial'
  readonly at: bigint
  readonly label: string
}

/** Room to the right of the largest amount, so that its tick and label are seen. */
const ROOM = 12n

/** What the whole width of both bars stands for, so that they can be compared. */
function scaleOf(accounts: readonly AccountView[]): bigint {
  const amounts = accounts.flatMap(({ balance, requirement, restore, initialMargin }) => [
    balance,
    requirement ?? 0n,
    restore ?? 0n,
    initialMargin,
  ])
  const largest = amounts.reduce((most, each) => (each > most ? each : most), 1n)
  return (largest * (100n + ROOM)) / 100n
}

/** The bar and its ticks, in percent of its width. */
function bar(told: DealTold, account: AccountView, whole: bigint) {
  return {
    width: percentOf(account.balance, whole),
    ticks: ticksOf(told, account).map(({ kind, at, label }) => ({
      kind,
      label,
      x: percentOf(at, whole),
      anchor: anchorOf(at, whole),
      y: LABEL_LINES[kind],
    })),
  }
}

/** Each kind of label has a line of its own, so that neighbours do not run into each other. */
const LABEL_LINES = { initial: 11, required: 47, restore: 62 } as const

/** The ticks of an account; those at the same amount are one, with both names. */
function ticksOf({ words, view }: DealTold, { requirement, restore, initialMargin }: AccountView): readonly Tick[] {
  // In a takeover window nothing is asked of anybody.
  const isMarked = view.deal.terms.marking === MARKINGS.marked && view.escrow?.window === null
  const amounts = [
    ['initial', initialMargin],
    ['required', requirement],
    ['restore', isMarked ? restore : null],
  ] as const
  const ticks = new Map<bigint, Tick>()
  for (const [kind, at] of amounts) {
    if (at === null || at === 0n) continue
    const there = ticks.get(at)
    const label = words(`deal.tick.${kind}`)
    ticks.set(at, there === undefined ? { kind, at, label } : { ...there, label: `${there.label} = ${label}` })
  }
  return [...ticks.values()]
}

/** A label near an edge ends there. */
function anchorOf(at: bigint, whole: bigint): 'start' | 'middle' | 'end' {
  const share = (at * PER_MILLE) / whole
  if (share < 200n) return 'start'
  return share > 800n ? 'end' : 'middle'
}

function percentOf(part: bigint, whole: bigint): string {
  const tenths = (part * PER_MILLE) / whole
  return `${String(tenths / 10n)}.${String(tenths % 10n)}%`
}

function says({ words, nameOf, figure }: DealTold, account: AccountView): string {
  const facts = { name: nameOf(account.side), balance: figure(account.balance) }
  const unknown = words('deal.unknown')
  const { requirement, restore, initialMargin } = account
  return words('deal.gauge', {
    ...facts,
    required: requirement === null ? unknown : figure(requirement),
    restore: restore === null ? unknown : figure(restore),
    initial: figure(initialMargin),
  })
}

function rows({ words, view }: DealTold, account: AccountView) {
  const { decimals } = view.token
  const { requirement, short, exposure, restore, withdrawable } = account
  const isMarked = view.deal.terms.marking === MARKINGS.marked
  const row = (label: string, base: bigint | null, kind = '') => ({
    label,
    kind,
    value: base === null ? null : amount(base, decimals),
    unknown: words('deal.unknown'),
  })
  return [
    row(words('deal.required'), requirement, 'required'),
    ...(short > 0n ? [row(words('deal.short'), short, 'short')] : []),
    ...(isMarked ? [row(words('deal.exposure'), exposure), row(words('deal.restore'), restore, 'restore')] : []),
    row(words('deal.withdrawable'), withdrawable),
    worthRow({ words, view }, account),
  ]
}

function worthRow({ words, view }: Pick<DealTold, 'words' | 'view'>, { worth }: AccountView) {
  return {
    label: words('deal.worth'),
    kind: '',
    value: worth === null ? null : signedAmount(worth, view.token.decimals),
    unknown: words('deal.unknown'),
  }
}

/** How far the index may move before a call, as a sentence. */
function headroomSentence(told: DealTold, { latest, state }: EscrowView, { side, headroom }: AccountView): string {
  const { words, money, view } = told
  if (view.deal.terms.marking === MARKINGS.rangeCollateralised) return words('deal.headroom.unmarked')
  if (headroom.kind === 'at') return distance(words, side, headroom.index, latest?.value ?? 0n)
  if (headroom.kind !== 'called') return words(`deal.headroom.${headroom.kind}`)
  return words('deal.headroom.called', { due: money(state.due), by: moment(state.cureBy, words) })
}

function distance(words: Words, side: Side, index: bigint, from: bigint): string {
  if (index === from) return words('deal.headroom.none')
  const facts = { percent: percentChange(index, from).replace(/^[+−]/, ''), rate: rate(index).text }
  return words(side === 'seller' ? 'deal.headroom.rise' : 'deal.headroom.fall', facts)
}
