import type { NegotiationPageView } from '../../desk/queries/readNegotiationPage.ts'
import type { Ending, Offerer } from '../../desk/ports/negotiation.ts'
import { paths, to } from '../paths.ts'
import type { Facts, WordKey, Words } from '../words/words.ts'
import { moment, rate } from './format.ts'
import { lastOf, reasonWords } from './negotiationWords.ts'
import { nameOf } from './people.ts'

/** The next-step line of a negotiation: who must do what by when, and the one thing to do if it is the viewer's turn. */
export interface NegotiationNow {
  readonly sentence: string
  readonly kind: '' | 'call' | 'ok'
  readonly button: { readonly label: string; readonly href: string } | null
}

export function negotiationNow(view: NegotiationPageView, words: Words): NegotiationNow {
  const { negotiation, isOnTable } = view
  if (negotiation.state === 'agreed') return agreed(view, words)
  if (!isOnTable) return ended(view, words)
  return negotiation.state === 'introduced' ? introduced(view, words) : offered(view, words)
}

function personName({ people }: NegotiationPageView, by: Offerer, words: Words): string {
  const person = people[by]
  return person === null ? '' : nameOf(person, words)
}

/** The party across the table from the viewer. */
function otherName(view: NegotiationPageView, words: Words): string {
  return personName(view, view.viewer.role === 'requester' ? 'quoter' : 'requester', words)
}

function offered(view: NegotiationPageView, words: Words): NegotiationNow {
  const { number, by, sheet, expiresAt } = lastOf(view)
  const facts = { version: number, rate: rate(sheet.fixedRate).text, until: moment(expiresAt, words) }
  if (view.viewer.role === 'broker') {
    const other = personName(view, by === 'requester' ? 'quoter' : 'requester', words)
    const told = { ...facts, by: personName(view, by, words), other }
    return { sentence: words('negotiation.nowBroker', told), kind: '', button: null }
  }
  const who = otherName(view, words)
  return view.canAccept
    ? { sentence: words('negotiation.nowYours', { ...facts, who }), kind: 'call', button: null }
    : { sentence: words('negotiation.nowTheirs', { ...facts, who }), kind: '', button: null }
}

function introduced(view: NegotiationPageView, words: Words): NegotiationNow {
  const until = moment(lastOf(view).expiresAt, words)
  if (view.viewer.role === 'broker') {
    const [requester, quoter] = (['requester', 'quoter'] as const).map((by) => personName(view, by, words))
    const facts = { requester: requester ?? '', quoter: quoter ?? '', until }
    return { sentence: words('negotiation.nowIntroducedBroker', facts), kind: '', button: null }
  }
  const facts = { broker: personName(view, 'broker', words), who: otherName(view, words), until }
  return { sentence: words('negotiation.nowIntroduced', facts), kind: 'call', button: null }
}

function agreed(view: NegotiationPageView, words: Words): NegotiationNow {
  const { negotiation, viewer, awaitsWalletOf } = view
  const { number, sheet } = lastOf(view)
  const facts = { version: number, until: moment(sheet.openBy, words), who: otherName(view, words) }
  const say = (key: WordKey, button: NegotiationNow['button'] = null): NegotiationNow => ({
    sentence: words(key, facts),
    kind: button === null ? 'ok' : 'call',
    button,
  })
  if (viewer.role === 'broker') return say('negotiation.nowAgreedBroker')
  if (negotiation.dealId !== null) {
    const href = to(paths.sign, { dealId: negotiation.dealId })
    return say('negotiation.nowAgreed', { label: words('negotiation.goSign'), href })
  }
  if (awaitsWalletOf.includes(viewer.role)) {
    const back = to(paths.negotiation, { negotiationId: negotiation.id })
    const href = `${paths.wallet}?back=${encodeURIComponent(back)}`
    return say('negotiation.nowAwaitsYours', { label: words('negotiation.linkWallet'), href })
  }
  return say(awaitsWalletOf.length > 0 ? 'negotiation.nowAwaitsTheirs' : 'negotiation.nowBeingMade')
}

const ENDINGS: Readonly<Record<Ending, WordKey>> = {
  deadline: 'negotiation.nowDeadline',
  awardedElsewhere: 'negotiation.nowAwardedElsewhere',
  rfqWithdrawn: 'negotiation.nowRfqWithdrawn',
  rfqExpired: 'negotiation.nowRfqExpired',
}

/** Why nothing is on the table any more, and the way back where there is one. */
function ended(view: NegotiationPageView, words: Words): NegotiationNow {
  const { negotiation, viewer, rfq, asOf } = view
  const canQuoteAgain =
    viewer.role === 'quoter' && rfq.state === 'open' && asOf <= rfq.expiresAt && rfq.introducedBy === null
  const sentence = endedSentence(view, words)
  if (!canQuoteAgain) return { sentence, kind: '', button: null }
  return {
    sentence: `${sentence} ${words('negotiation.nowQuoteAgain')}`,
    kind: '',
    button: { label: words('rfq.quoteAgain'), href: to(paths.quote, { rfqId: negotiation.rfqId }) },
  }
}

function endedSentence(view: NegotiationPageView, words: Words): string {
  const { negotiation, ending } = view
  const { number, expiresAt } = lastOf(view)
  const facts = { version: number, at: moment(negotiation.events.at(-1)?.at ?? expiresAt, words) }
  switch (negotiation.state) {
    case 'declined':
      return declined(view, facts, words)
    case 'withdrawn':
      return withdrawn(view, facts, words)
    case 'expired':
      return words(ENDINGS[ending ?? 'deadline'], facts)
    default:
      return endingNotYetNoted(view, words)
  }
}

function declined(view: NegotiationPageView, facts: Facts, words: Words): string {
  const { negotiation, viewer } = view
  const by = negotiation.events.at(-1)?.actor === negotiation.requester ? 'requester' : 'quoter'
  const key = by === viewer.role ? 'negotiation.nowDeclinedYou' : 'negotiation.nowDeclined'
  return words(key, { ...facts, who: personName(view, by, words), reason: reasonWords(negotiation.declinedFor, words) })
}

function withdrawn(view: NegotiationPageView, facts: Facts, words: Words): string {
  const { by } = lastOf(view)
  const key = by === view.viewer.role ? 'negotiation.nowWithdrawnYou' : 'negotiation.nowWithdrawn'
  return words(key, { ...facts, who: personName(view, by, words) })
}

/** What ended an offer that the engine has not come round to yet. */
function endingNotYetNoted(view: NegotiationPageView, words: Words): string {
  const { rfq, asOf } = view
  const { number, expiresAt } = lastOf(view)
  if (asOf > expiresAt) return words('negotiation.nowDeadline', { version: number, at: moment(expiresAt, words) })
  const at = moment(rfq.events.at(-1)?.at ?? asOf, words)
  if (rfq.state === 'awarded') return words('negotiation.nowAwardedElsewhere', { at })
  return words(rfq.state === 'withdrawn' ? 'negotiation.nowRfqWithdrawn' : 'negotiation.nowRfqExpired', { at })
}
