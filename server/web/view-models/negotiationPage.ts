import type { NegotiationPageView } from '../../desk/queries/readNegotiationPage.ts'
import { DECLINE_REASONS } from '../../desk/ports/negotiation.ts'
import { max } from '../../domain/units/rounding.ts'
import { paths, to } from '../paths.ts'
import type { Visit } from '../visit.ts'
import type { Words } from '../words/words.ts'
import { amount, rate, span, time } from './format.ts'
import { negotiationNow } from './negotiationNow.ts'
import { lastOf, namer, NEGOTIATION_STATE_WORDS, reasonWords } from './negotiationWords.ts'
import { toOutlook } from './outlook.ts'
import { nameOf, recordOf } from './people.ts'
import { toQuotes } from './quotesTable.ts'
import { redline } from './redline.ts'
import { rfqTitle } from './rfqPage.ts'
import { addressChoice } from './termsForm.ts'

/** Which two versions are looked at, the older first; 0 is the request. */
export interface Compared {
  readonly was: number
  readonly now: number
  /** How these two came to be looked at: the latest change, a choice, or a version that was replaced while it was being read. */
  readonly because: 'latest' | 'chosen' | 'superseded'
}

export interface NegotiationPageAsked {
  readonly view: NegotiationPageView
  readonly compared: Compared
  /** Why an act was turned down, null if none was. */
  readonly problem: string | null
}

/** One negotiation: what to do next, what changed, what it would mean, and the acts. */
export function toNegotiationPage({ view, compared, problem }: NegotiationPageAsked, visit: Visit) {
  const { words, viewer } = visit
  const { negotiation, rfq, outlook, quotes, funding, people, asOf, isOnTable } = view
  const last = lastOf(view)
  return {
    title: words('negotiation.heading', {
      request: rfqTitle({ ...rfq, sheet: last.sheet }, words),
      version: last.number,
    }),
    styles: ['terms'],
    scripts: ['terms', 'negotiation'],
    live: [`negotiation:${negotiation.id}`, `rfq:${rfq.id}`].join(' '),
    rfq: { href: to(paths.rfq, { rfqId: rfq.id }), title: rfqTitle(rfq, words) },
    state: { word: words(NEGOTIATION_STATE_WORDS[negotiation.state]), kind: stateKind(view) },
    people: toPeople(view, words),
    introducedBy: people.broker && words('negotiation.introducedBy', { broker: nameOf(people.broker, words) }),
    now: negotiationNow(view, words),
    countdown: isOnTable ? span(last.expiresAt - asOf, words) : null,
    // What the acts are for: once it is another, those on a page left open are closed.
    stands: `${last.number} ${negotiation.state} ${isOnTable ? 'open' : 'closed'}`,
    problem,
    notice: noticeOf(compared, last.number, words),
    quotes: toQuotes({ quotes, funding, outlook, here: negotiation.id, words }),
    redline: toRedline(view, compared, words),
    versions: toVersions(view, compared, words),
    outlook: toOutlook(outlook, words, view.viewer.side === null ? 'broker' : 'party'),
    outlookTitle: outlookTitle(view, compared.now, words),
    symbol: outlook.token.symbol,
    acts: compared.because === 'chosen' ? null : acts(view, viewer?.addresses ?? [], words),
  }
}

function toRedline(view: NegotiationPageView, { was, now }: Compared, words: Words) {
  const { negotiation, rfq, outlook } = view
  const { versions } = negotiation
  return redline({ words, token: outlook.token, versions, request: rfq.sheet, was, now, nameOf: namer(view, words) })
}

function stateKind({ negotiation, isOnTable }: NegotiationPageView): string {
  if (negotiation.state === 'agreed') return 'ok'
  return isOnTable ? 'call' : ''
}

function toPeople(view: NegotiationPageView, words: Words) {
  const { people, negotiation } = view
  const nameBy = namer(view, words)
  return (['requester', 'quoter'] as const).map((role) => {
    const side = (role === 'requester') === (negotiation.requesterSide === 'seller') ? 'seller' : 'buyer'
    return { name: nameBy(role), record: recordOf(people[role], words), side, sideWord: words(`side.${side}Long`) }
  })
}

function noticeOf({ was, now, because }: Compared, latest: number, words: Words): string | null {
  if (because === 'superseded') return words('negotiation.superseded', { latest: now, version: was })
  if (because === 'latest' || (now === latest && was === latest - 1)) return null
  return words('negotiation.comparing', { was: versionName(was, words), now: versionName(now, words) })
}

function outlookTitle({ viewer: { side } }: NegotiationPageView, version: number, words: Words) {
  return side === null
    ? { name: words('negotiation.consequencesSeller', { version }), note: null }
    : { name: words('negotiation.consequences', { version }), note: words(`side.${side}Long`) }
}

function toVersions(view: NegotiationPageView, compared: Compared, words: Words) {
  const { negotiation, asOf } = view
  const nameBy = namer(view, words)
  const here = to(paths.negotiation, { negotiationId: negotiation.id })
  const last = lastOf(view).number
  return {
    list: [...negotiation.versions].reverse().map(({ number, by, at, sheet }) => ({
      number,
      href: `${here}?compare=${number - 1},${number}`,
      name: words('negotiation.versionBy', { version: number, who: nameBy(by) }),
      at: time(at, asOf, words),
      rate: rate(sheet.fixedRate),
      isShown: number === compared.now,
    })),
    here,
    hasChoice: last > 1,
    was: choices(last, compared.was, words),
    now: choices(last, compared.now, words).slice(1),
    isLatest: compared.because !== 'chosen',
  }
}

function versionName(number: number, words: Words): string {
  return number === 0 ? words('negotiation.request') : `v${number}`
}

/** The request and every version, as a choice. */
function choices(last: number, chosen: number, words: Words) {
  return Array.from({ length: last + 1 }, (_, number) => ({
    value: number,
    name: versionName(number, words),
    isSelected: number === chosen,
  }))
}

/** What the viewer can do with the version on the table. */
function acts(view: NegotiationPageView, addresses: readonly string[], words: Words) {
  const { negotiation, viewer } = view
  const { number } = lastOf(view)
  const at = (pattern: string) => to(pattern, { negotiationId: negotiation.id })
  return {
    version: number,
    ...answers(view, at, words),
    ...ownActs(view, at, words),
    signing: addressChoice(addresses, '', null, words),
    note: viewer.role === 'broker' ? words('negotiation.actsBroker') : null,
    newer: { text: words('negotiation.newer'), href: `${at(paths.negotiation)}?seen=${number}` },
    wallet: `${paths.wallet}?back=${encodeURIComponent(at(paths.negotiation))}`,
    isAny: [view.canAccept, view.canTakeOver, view.canCounter, view.canDecline, view.canWithdraw].includes(true),
  }
}

/** Answers to the other side's offer, or to a broker's proposal. */
function answers(view: NegotiationPageView, at: (pattern: string) => string, words: Words) {
  const reasons = DECLINE_REASONS.map((value) => ({ value, name: reasonWords(value, words) }))
  return {
    accept: view.canAccept ? accept(view, at(paths.acceptOffer), words) : null,
    takeOver: view.canTakeOver ? { action: at(paths.takeOver) } : null,
    decline: view.canDecline ? { action: at(paths.declineOffer), reasons } : null,
  }
}

/** Accepting, in a sentence that repeats price, collateral and the most that can be lost. */
function accept(view: NegotiationPageView, action: string, words: Words) {
  const { number, sheet } = lastOf(view)
  const { locked, largestLoss, token } = view.outlook
  const money = (value: bigint) => amount(value, token.decimals).text
  const facts = {
    rate: rate(sheet.fixedRate).text,
    locked: money(locked),
    loss: money(max(0n, largestLoss)),
    symbol: token.symbol,
  }
  return {
    action,
    label: words('negotiation.accept', { version: number }),
    sentence: words('negotiation.acceptSentence', facts),
  }
}

/** A new version, or taking one's own back. */
function ownActs(view: NegotiationPageView, at: (pattern: string) => string, words: Words) {
  const { viewer } = view
  const isOwn = lastOf(view).by === viewer.role
  const withdrawal = viewer.role === 'broker' ? 'negotiation.withdrawIntroduction' : 'negotiation.withdraw'
  return {
    counter: view.canCounter
      ? { href: at(paths.counterOffer), label: words(isOwn ? 'negotiation.counterOwn' : 'negotiation.counter') }
      : null,
    withdraw: view.canWithdraw ? { action: at(paths.withdrawOffer), label: words(withdrawal) } : null,
  }
}
