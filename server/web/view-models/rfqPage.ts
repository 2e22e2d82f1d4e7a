import type { RfqPageView } from '../../desk/queries/readRfqPage.ts'
import type { RfqRecord } from '../../desk/ports/negotiation.ts'
import type { NegotiationView } from '../../desk/queries/negotiationView.ts'
import { totalDays } from '../../domain/terms/schedule.ts'
import type { RfqState } from '../../domain/deal/lifecycle.ts'
import { paths, to } from '../paths.ts'
import type { Visit } from '../visit.ts'
import type { WordKey, Words } from '../words/words.ts'
import { count, moment, rate, span } from './format.ts'
import { toOutlook } from './outlook.ts'
import { nameOf, recordOf } from './people.ts'
import { toQuotes } from './quotesTable.ts'
import { termGroups } from './termRows.ts'

const STATES: Readonly<Record<RfqState, { readonly word: WordKey; readonly kind: string }>> = {
  draft: { word: 'rfq.stateDraft', kind: '' },
  open: { word: 'rfq.stateOpen', kind: 'ok' },
  awarded: { word: 'rfq.stateAwarded', kind: 'ok' },
  expired: { word: 'rfq.stateExpired', kind: '' },
  withdrawn: { word: 'rfq.stateWithdrawn', kind: '' },
}

/** One request: what is wanted, what has been offered, and what to do next. */
export function toRfqPage(view: RfqPageView, { words, viewer }: Visit) {
  const { rfq, isOwn, outlook, funding, quotes, asOf } = view
  const { token, side } = outlook
  return {
    title: rfqTitle(rfq, words),
    styles: ['terms'],
    scripts: ['terms'],
    live: [`rfq:${rfq.id}`, ...quotes.map(({ negotiation }) => `negotiation:${negotiation.id}`)].join(' '),
    state: { word: words(STATES[rfq.state].word), kind: STATES[rfq.state].kind },
    side: { kind: rfq.side, word: words(`side.${rfq.side}Long`) },
    ...authorOf(view, words),
    isPseudonymous: rfq.isPseudonymous,
    wish: rfq.wishedRate === null ? words('rfq.noWish') : words('rfq.wish', { rate: rate(rfq.wishedRate).text }),
    now: nowLine(view, viewer !== null, words),
    showsQuotes: isOwn && rfq.state !== 'draft',
    quotes: toQuotes({ quotes, funding, outlook, here: null, words }),
    termGroups: termGroups(rfq.sheet, { token, words }),
    outlook: toOutlook(outlook, words),
    outlookSide: words(`side.${side}Long`),
    invited: view.invitedEmails.length === 0 ? null : view.invitedEmails.join(', '),
    ...ownActs(view, words),
    expiresIn: rfq.state === 'open' && rfq.expiresAt > asOf ? span(rfq.expiresAt - asOf, words) : null,
  }
}

/** Who wrote a request, and how their deals ended; of the viewer's own, that it is theirs. */
export function authorOf({ isOwn, requester }: Pick<RfqPageView, 'isOwn' | 'requester'>, words: Words) {
  return isOwn
    ? { who: words('rfq.yours'), record: '' }
    : { who: nameOf(requester, words), record: recordOf(requester, words) }
}

/** What only the author of a request can do with it. */
function ownActs({ rfq, canWithdraw, canPublish }: RfqPageView, words: Words) {
  const at = (pattern: string) => to(pattern, { rfqId: rfq.id })
  const label = words(rfq.state === 'draft' ? 'rfq.discard' : 'rfq.withdraw')
  return {
    withdraw: canWithdraw ? { action: at(paths.withdrawRfq), version: rfq.version, label } : null,
    publish: canPublish ? { action: at(paths.publishRfq), version: rfq.version, edit: at(paths.editRfq) } : null,
  }
}

/** "Sell 1,000 TH/s for 84 days". */
export function rfqTitle({ side, sheet }: Pick<RfqRecord, 'side' | 'sheet'>, words: Words): string {
  const facts = { hashrate: count(sheet.hashrate), days: totalDays(sheet) }
  return words(side === 'seller' ? 'rfq.sell' : 'rfq.buy', facts)
}

/** The next-step line: a sentence, and the one thing to do if there is one. */
interface NowLine {
  readonly sentence: string
  readonly button?: { readonly label: string; readonly href: string }
  readonly kind: '' | 'call' | 'ok'
}

function nowLine(view: RfqPageView, isSignedIn: boolean, words: Words): NowLine {
  const { rfq, isOwn, quotes } = view
  if (rfq.state === 'draft') return { sentence: words('rfq.nowDraft'), kind: '' }
  const ended = endedSentence(view, words)
  if (ended !== null) return { sentence: ended, kind: '', ...negotiationButton(view, words) }
  if (isOwn) return ownLine(view, words)
  if (quotes.some(({ isOnTable }) => isOnTable)) {
    return { sentence: words('rfq.nowYourQuote'), kind: '', ...negotiationButton(view, words) }
  }
  if (!view.canQuote) return { sentence: words('rfq.nowClosed'), kind: '' }
  const until = moment(rfq.expiresAt, words)
  return {
    sentence: words(isSignedIn ? 'rfq.nowQuote' : 'rfq.nowQuoteSignIn', { until }),
    kind: 'call',
    button: {
      label: words(quotes.length > 0 ? 'rfq.quoteAgain' : 'rfq.quote'),
      href: to(paths.quote, { rfqId: rfq.id }),
    },
  }
}

/** The way to the negotiation that matters most to the viewer: the first of its quotes. */
function negotiationButton({ quotes, rfq }: RfqPageView, words: Words): Pick<NowLine, 'button'> {
  const best = quotes.find(({ negotiation }) => negotiation.id === rfq.awardedTo) ?? quotes[0]
  if (best === undefined) return {}
  return { button: { label: words('rfq.openNegotiation'), href: hrefOf(best) } }
}

function hrefOf({ negotiation }: NegotiationView): string {
  return to(paths.negotiation, { negotiationId: negotiation.id })
}

function ownLine({ quotes }: RfqPageView, words: Words): NowLine {
  const offers = quotes.filter(({ canAccept }) => canAccept)
  const [best] = offers
  if (best === undefined) {
    const isCountered = quotes.some(({ isOnTable }) => isOnTable)
    return { sentence: words(isCountered ? 'rfq.nowCountered' : 'rfq.nowWaiting'), kind: '' }
  }
  const last = best.negotiation.versions.at(-1)
  return {
    sentence: words('rfq.nowQuoted', { count: offers.length, rate: rate(last?.sheet.fixedRate ?? 0n).text }),
    kind: 'call',
    button: { label: words('rfq.openBest'), href: hrefOf(best) },
  }
}

const ENDED: Readonly<Partial<Record<RfqState, readonly [own: WordKey, others: WordKey]>>> = {
  expired: ['rfq.nowExpired', 'rfq.nowExpired'],
  withdrawn: ['rfq.nowWithdrawnYou', 'rfq.nowWithdrawn'],
  awarded: ['rfq.nowAwardedYou', 'rfq.nowAwarded'],
}

/** Why it is no longer open, null while it is. */
function endedSentence({ rfq, isOwn, asOf }: RfqPageView, words: Words): string | null {
  const [own, others] = ENDED[rfq.state] ?? []
  const key = isOwn ? own : others
  if (key !== undefined) return words(key, { at: moment(rfq.events.at(-1)?.at ?? rfq.expiresAt, words) })
  if (asOf > rfq.expiresAt) return words('rfq.nowExpired', { at: moment(rfq.expiresAt, words) })
  return rfq.introducedBy === null ? null : words('rfq.nowIntroduced')
}
