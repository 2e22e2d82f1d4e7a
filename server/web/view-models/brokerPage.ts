import type { BrokerRow, BrokerStage, BrokerView } from '../../desk/queries/readBroker.ts'
import { totalDays } from '../../domain/terms/schedule.ts'
import { paths, to } from '../paths.ts'
import type { Visit } from '../visit.ts'
import type { WordKey, Words } from '../words/words.ts'
import { amount, count, time } from './format.ts'
import { lastOf } from './negotiationWords.ts'
import { nameOf } from './people.ts'

/** The broker's page: what is on its way, and what it has earned. */
export function toBrokerPage(view: BrokerView, { viewer, words }: Visit) {
  const { rows, paid, pending, months, expiring, token, asOf } = view
  const money = (value: bigint) => amount(value, token.decimals)
  const isWithoutWallet = viewer !== null && viewer.addresses.length === 0
  return {
    title: words('broker.title'),
    styles: ['terms'],
    live: rows
      .slice(0, MOST_FOLLOWED)
      .map(({ view: { negotiation } }) => `negotiation:${negotiation.id}`)
      .join(' '),
    needsWallet: isWithoutWallet ? `${paths.wallet}?back=${encodeURIComponent(paths.broker)}` : null,
    expiring: expiring.map(({ view: { negotiation, people } }) => ({
      href: to(paths.negotiation, { negotiationId: negotiation.id }),
      names: words('negotiation.between', {
        requester: nameOf(people.requester, words),
        quoter: nameOf(people.quoter, words),
      }),
      expires: time(lastOf({ negotiation }).expiresAt, asOf, words),
    })),
    needsNothing: !isWithoutWallet && expiring.length === 0,
    rows: rows.map((row) => toRow(row, token.decimals, words)),
    symbol: token.symbol,
    paid: money(paid),
    pending: money(pending),
    months: months.map(({ month, paid: sum }) => ({ month, paid: money(sum) })),
  }
}

/** A page follows so many of the negotiations it lists. */
const MOST_FOLLOWED = 18

const STAGES: Readonly<Record<BrokerStage, { readonly word: WordKey; readonly kind: '' | 'ok' | 'call' }>> = {
  introduced: { word: 'broker.stageIntroduced', kind: 'call' },
  negotiating: { word: 'broker.stageNegotiating', kind: 'call' },
  agreed: { word: 'broker.stageAgreed', kind: 'ok' },
  signed: { word: 'broker.stageSigned', kind: 'ok' },
  open: { word: 'broker.stageOpen', kind: 'ok' },
  closed: { word: 'broker.stageClosed', kind: '' },
  lapsed: { word: 'broker.stageLapsed', kind: '' },
  ended: { word: 'broker.stageEnded', kind: '' },
}

function toRow({ view, stage, fee, waitsOn }: BrokerRow, decimals: number, words: Words) {
  const { negotiation, people } = view
  const { sheet } = lastOf(view)
  const isRequesterSeller = negotiation.requesterSide === 'seller'
  const [requester, quoter] = [nameOf(people.requester, words), nameOf(people.quoter, words)]
  return {
    href: to(paths.negotiation, { negotiationId: negotiation.id }),
    seller: isRequesterSeller ? requester : quoter,
    buyer: isRequesterSeller ? quoter : requester,
    size: `${count(sheet.hashrate)} TH/s × ${words('terms.days', { count: totalDays(sheet) })}`,
    fee: amount(fee, decimals),
    stage: { word: words(STAGES[stage].word), kind: STAGES[stage].kind },
    waits: waitingWords(waitsOn, { requester, quoter }, words),
  }
}

function waitingWords(
  waitsOn: BrokerRow['waitsOn'],
  names: { readonly requester: string; readonly quoter: string },
  words: Words,
): string {
  switch (waitsOn) {
    case null:
      return words('broker.waitsNobody')
    case 'either':
      return words('broker.waitsBoth')
    case 'signing':
      return words('broker.waitsSign')
    default:
      return names[waitsOn]
  }
}
