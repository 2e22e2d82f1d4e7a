import type { DealNeed, NegotiationNeed } from '../../desk/queries/needs.ts'
import type { PersonSeen } from '../../desk/queries/peopleSeen.ts'
import type { NeedView } from '../../desk/queries/readNeeds.ts'
import { ownersOf } from '../../desk/partyTo.ts'
import { totalDays } from '../../domain/terms/schedule.ts'
import { otherSide } from '../../domain/terms/terms.ts'
import { abs } from '../../domain/units/rounding.ts'
import { paths, to } from '../paths.ts'
import type { Visit } from '../visit.ts'
import type { Words } from '../words/words.ts'
import { symbolOf } from './dealTold.ts'
import { amount, count, rate, shortHex, time } from './format.ts'

/** What waits for the viewer, one sentence each, the most pressing first. */
export function needsYou(needs: readonly NeedView[], { words, asOf }: Pick<Visit, 'words' | 'asOf'>) {
  return needs.map((view) => ({
    sentence: sentenceOf(view, words),
    by: view.need.by === null ? null : time(view.need.by, asOf, words),
    href: hrefOf(view.need),
    act: words(`needs.do.${view.need.kind}`),
    mood: view.need.kind === 'meetCall' ? 'call' : '',
  }))
}

/** Somebody by name, or by what stands for it while it is kept back: "Miner 7F3A". */
export function personCalled({ name, role, code }: PersonSeen, words: Words): string {
  return name ?? `${words(`role.${role}`)} ${code}`
}

function sentenceOf({ need, counterparty, token }: NeedView, words: Words): string {
  if ('deal' in need) {
    const address = ownersOf(need.deal)[otherSide(need.side)]
    const name = typeof counterparty === 'string' ? counterparty : shortHex(address)
    return dealSentence(need, name, (base) => `${amount(abs(base), token.decimals).text} ${symbolOf(token)}`, words)
  }
  const { sheet } = need.offer
  const isPerson = counterparty !== null && typeof counterparty !== 'string'
  return words(`needs.${need.kind}`, {
    name: isPerson ? personCalled(counterparty, words) : words('needs.somebody'),
    hashrate: count(sheet.hashrate),
    days: totalDays(sheet),
    rate: rate(sheet.fixedRate).text,
  })
}

function dealSentence(need: DealNeed, name: string, money: (base: bigint) => string, words: Words): string {
  if ('amount' in need) return words(amountWords(need), { name, amount: money(need.amount) })
  if (need.kind !== 'answerTermination') return words(`needs.${need.kind}`, { name })
  const { payment, side } = need
  const direction = payment === 0n ? 'nothing' : payment > 0n === (side === 'buyer') ? 'pay' : 'receive'
  return words(`needs.answerTermination.${direction}`, { name, amount: money(payment) })
}

type AmountNeed = Extract<DealNeed, { readonly amount: bigint }>

/** What is said of an amount; where a call is near and nothing is missing yet, it is a move of the index that would bring it. */
function amountWords({ kind, amount: missing }: AmountNeed) {
  return kind === 'nearCall' && missing === 0n ? 'needs.nearCall.move' : (`needs.${kind}` as const)
}

function hrefOf(need: DealNeed | NegotiationNeed): string {
  if ('deal' in need) {
    const isBefore = need.kind === 'sign' || need.kind === 'open'
    return to(isBefore ? paths.sign : paths.deal, { dealId: need.deal.id })
  }
  return need.kind === 'linkWallet' ? paths.wallet : to(paths.negotiation, { negotiationId: need.negotiation.id })
}
