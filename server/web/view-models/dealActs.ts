import type { EscrowView } from '../../desk/queries/readDealPage.ts'
import type { PossibleAct } from '../../domain/deal/possibleActs.ts'
import { otherSide } from '../../domain/terms/terms.ts'
import type { Side } from '../../domain/terms/terms.ts'
import { abs } from '../../domain/units/rounding.ts'
import { paths, to } from '../paths.ts'
import type { DealTold } from './dealTold.ts'
import { symbolOf } from './dealTold.ts'
import { amountInput, moment } from './format.ts'

/** Something the viewer can do with its wallet: a form whose name and fields the wallet's script sends to be prepared. */
export interface ActOffered {
  readonly name: PossibleAct['name']
  readonly action: string
  readonly label: string
  /** What it leads to, in words. */
  readonly result: string
  readonly note: string
  /** An amount that can be changed; null where there is none to choose. */
  readonly field: { readonly id: string; readonly value: string; readonly symbol: string } | null
  /** Who pays, where that can be chosen. */
  readonly payers: readonly { readonly value: Side; readonly name: string; readonly isChosen: boolean }[]
  /** What is sent along and not chosen. */
  readonly hidden: readonly { readonly name: string; readonly value: string }[]
}

/** `asked`: the next step asks for exactly this, so nothing is left to choose. `free`: the amount may be changed. */
type Manner = 'asked' | 'free'

/** Everything the viewer can do now. */
export function actsOffered(told: DealTold, escrow: EscrowView): readonly ActOffered[] {
  return escrow.acts.filter((act) => isOffered(act, escrow)).map((act) => actFor(told, act, 'free'))
}

/** What the page's first line asks for already is not offered twice; an ended deal's result box has its withdrawal. */
function isOffered({ name }: PossibleAct, { ending, left }: EscrowView): boolean {
  if (name === 'withdrawClaim') return left === null
  return ending === null && name !== 'takeOver'
}

/** One act as a form. */
export function actFor(told: DealTold, act: PossibleAct, manner: Manner): ActOffered {
  const { view, words } = told
  const rest = {
    name: act.name,
    action: to(paths.prepareAct, { dealId: view.deal.id }),
    note: '',
    field: null,
    payers: [],
    hidden: [],
  }
  switch (act.name) {
    case 'topUp':
    case 'withdraw':
      return { ...rest, ...moving(told, act, manner) }
    case 'proposeTermination':
      return { ...rest, ...proposing(told, act.payment) }
    case 'acceptTermination':
      return { ...rest, ...accepting(told, act) }
    case 'withdrawProposal':
      return {
        ...rest,
        label: words('deal.act.withdrawProposal'),
        result: words(`deal.act.withdrawProposal.${directionOf(told, act.payment)}`, {
          amount: told.money(act.payment),
        }),
      }
    case 'takeOver':
    case 'withdrawClaim':
      return { ...rest, ...ofTakeover(told, act) }
    default:
      return {
        ...rest,
        label: words(`deal.act.${act.name}`),
        result: saysOf(told, act),
      }
  }
}

type Plain = Extract<PossibleAct, { readonly name: 'closeOut' | 'unwind' | 'settle' | 'mark' }>

function saysOf({ words, money, view }: DealTold, act: Plain): string {
  const isOpening = act.name === 'closeOut' && act.windowUntil !== null
  if (isOpening) return words('takeover.act.opens', { until: moment(act.windowUntil, words) })
  return words(`deal.act.${act.name}.says`, { balance: money(act.balance[view.side]) })
}

type OfTakeover = Extract<PossibleAct, { readonly name: 'takeOver' | 'withdrawClaim' }>

function ofTakeover({ words, money }: DealTold, act: OfTakeover): Parts {
  if (act.name === 'withdrawClaim') {
    const facts = { amount: money(act.amount) }
    return { label: words('takeover.act.claim', facts), result: words('takeover.act.claim.says', facts) }
  }
  const { deposit, leftover } = act.comesTo
  const facts = { deposit: money(deposit), leftover: money(leftover) }
  return { label: words('takeover.act.again', facts), result: words('takeover.act.again.says', facts) }
}

type Moving = Extract<PossibleAct, { readonly name: 'topUp' | 'withdraw' }>
type Parts = Pick<ActOffered, 'label' | 'result'> & Partial<ActOffered>

function moving(told: DealTold, act: Moving, manner: Manner): Parts {
  const { words, money, view } = told
  const facts = { amount: money(act.amount), balance: money(act.balance[view.side]) }
  const result = words(act.name === 'topUp' ? topUpKey(told, act) : withdrawKey(told), facts)
  const value = act.amount === 0n ? '' : amountInput(act.amount, view.token.decimals)
  const hidden = [{ name: 'amount', value }]
  if (manner === 'asked') {
    const label = words(act.name === 'topUp' ? 'deal.act.topUpAmount' : 'deal.result.withdraw', facts)
    return { label, result, hidden }
  }
  return {
    label: words(`deal.act.${act.name}`),
    result,
    note: act.name === 'topUp' ? words('deal.act.topUpNote') : '',
    field: { id: `amount-${act.name}`, value, symbol: symbolOf(view.token) },
  }
}

function topUpKey({ view }: DealTold, { amount }: Moving) {
  const state = view.escrow?.state
  if (state?.phase === 'called' && state.callSide === view.side) return 'deal.act.topUp.call'
  return amount > 0n ? 'deal.act.topUp.restore' : 'deal.act.topUp.free'
}

function withdrawKey({ view }: DealTold) {
  return view.escrow?.state.phase === 'closed' ? 'deal.act.withdraw.closed' : 'deal.act.withdraw.live'
}

function proposing(told: DealTold, payment: bigint | null): Parts {
  const { words, money, nameOf, view } = told
  const other = otherSide(view.side)
  const facts = { name: nameOf(other), amount: money(payment ?? 0n) }
  const direction = payment === null ? null : directionOf(told, payment)
  const payer = payment !== null && payment > 0n ? 'buyer' : 'seller'
  const value = payment === null ? '' : amountInput(abs(payment), view.token.decimals)
  return {
    label: words('deal.act.propose'),
    result: words(direction === null ? 'deal.act.propose.unknown' : PROPOSING[direction], facts),
    field: { id: 'amount-proposeTermination', value, symbol: symbolOf(view.token) },
    payers: [
      { value: view.side, name: words('deal.act.propose.you'), isChosen: payer === view.side },
      { value: other, name: words('deal.act.propose.other', facts), isChosen: payer === other },
    ],
  }
}

const PROPOSING = {
  pay: 'deal.act.propose.cost',
  receive: 'deal.act.propose.gain',
  nothing: 'deal.act.propose.even',
} as const

type Accepting = Extract<PossibleAct, { readonly name: 'acceptTermination' }>

function accepting(told: DealTold, { payment, balance }: Accepting): Parts {
  const { words, money, view } = told
  return {
    label: words(`deal.act.accept.${directionOf(told, payment)}`, { amount: money(payment) }),
    result: words('deal.act.accept.says', { balance: money(balance[view.side]) }),
    hidden: [
      { name: 'amount', value: amountInput(abs(payment), view.token.decimals) },
      { name: 'payer', value: payment > 0n ? 'buyer' : 'seller' },
    ],
  }
}

/** What a payment that is positive from buyer to seller means to the viewer. */
function directionOf({ view }: DealTold, payment: bigint): 'pay' | 'receive' | 'nothing' {
  if (payment === 0n) return 'nothing'
  return payment > 0n === (view.side === 'buyer') ? 'pay' : 'receive'
}
