import { randomUUID } from 'node:crypto'
import type { Request, Response } from 'express'
import type { Token } from '../../desk/ports.ts'
import type { TermSheet } from '../../domain/terms/termSheet.ts'
import { Refusal } from '../../domain/refusals.ts'
import type { Address, Side } from '../../domain/terms/terms.ts'
import type { TimeZone } from '../../domain/units/zone.ts'
import type { Instant } from '../../domain/units/time.ts'
import { draftTerms, NOTHING_PROPOSED, restored } from '../forms/draftTerms.ts'
import type { DraftAsked, DraftTerms } from '../forms/draftTerms.ts'
import { momentInput } from '../forms/momentTyped.ts'
import { OFFER_FIELDS, readOffer } from '../forms/readOffer.ts'
import type { OfferRead, TypedOffer } from '../forms/readOffer.ts'
import { whyNotSent } from '../forms/refusedField.ts'
import { PROPOSAL_FIELDS, TERM_FIELDS } from '../forms/termFields.ts'
import type { TypedTerms } from '../forms/termFields.ts'
import { knownIn, typedOf } from '../forms/typed.ts'
import type { FieldError } from '../forms/typed.ts'
import type { WebDesk } from '../parts.ts'
import { paths } from '../paths.ts'
import type { SentForms } from '../sentOnce.ts'
import { toOfferForm } from '../view-models/offerForm.ts'
import type { OfferPage } from '../view-models/offerForm.ts'
import type { redline } from '../view-models/redline.ts'
import { refusalSentence } from '../words/refusals.ts'
import { signedIn, visitOf } from '../visit.ts'

/** What an offer answers, and the page it is written on. */
export interface OfferContext {
  readonly page: OfferPage
  readonly side: Side
  readonly token: Token
  /** The terms that are answered, and as the form begins with them. */
  readonly answered: TermSheet
  readonly base: TypedTerms
  readonly expiresAt: Instant
  /** Of an introduced negotiation: where the broker's fee goes, which the two parties leave as it is. */
  readonly broker: Address | null
  /** Where the other party is, null where it does not say. */
  readonly otherZone: TimeZone | null
  readonly notice: string | null
  readonly difference: ReturnType<typeof redline> | null
}

/** An offer that says everything. */
export interface OfferWritten {
  readonly sheet: TermSheet
  readonly expiresAt: Instant
  readonly address: Address | null
}

export interface OfferRoute {
  readonly desk: WebDesk
  readonly sent: SentForms
  /** What is answered, as it stands now. `seen`: the version the form was drawn from, where it was drawn before. */
  readonly context: (req: Request, res: Response, seen: number | null) => Promise<OfferContext>
  /** Makes the offer: the address of what it became. */
  readonly make: (req: Request, res: Response, offer: OfferWritten) => Promise<string>
}

/** Draws the form of an offer: what is answered, filled in, but for what the address says already. */
export async function drawOffer(route: OfferRoute, req: Request, res: Response): Promise<void> {
  const context = await route.context(req, res, null)
  const { base, expiresAt, side } = context
  const typed = { ...base, ...knownIn(req.query, TERM_FIELDS), side, brokerFee: base.brokerFee }
  const terms = await draftTerms(typed, NOTHING_PROPOSED, askedIn(route, context, res))
  const offer = { expiresAt: momentInput(expiresAt), address: '', ...knownIn(req.query, OFFER_FIELDS) }
  draw(res, context, { terms, offer, errors: terms.errors, form: randomUUID() })
}

/** What was sent, as far as it could be read. */
interface Sent {
  readonly terms: DraftTerms
  readonly offer: TypedOffer
  readonly errors: readonly FieldError[]
  readonly form: string
}

/** What the button of the form asks for: a look, a wallet first, or sending the offer. */
export async function sendOffer(route: OfferRoute, req: Request, res: Response): Promise<void> {
  const { act, reviewed, version } = typedOf(req.body, ['act', 'reviewed', 'version'])
  const context = await route.context(req, res, parseInt(version, 10) || null)
  const { sent, read } = await readSent(route, context, req, res)
  if (act === 'preview') drawPreview(res, context, sent)
  else if (act === 'link') goLink(res, context, sent)
  else if (context.difference !== null) draw(res.status(409), context, sent)
  else if (act !== 'send' || sent.errors.length > 0) draw(res, context, sent)
  else if (reviewed === sent.terms.fingerprint) await makeOrDraw(route, { context, sent, read }, req, res)
  else draw(res, { ...context, notice: visitOf(res).words('form.reviewed') }, sent)
}

async function readSent(route: OfferRoute, context: OfferContext, req: Request, res: Response) {
  const { restore, form } = typedOf(req.body, ['restore', 'form'])
  const proposals = typedOf(req.body, PROPOSAL_FIELDS)
  const typed = restored(typedOf(req.body, TERM_FIELDS), proposals, restore)
  const own = { ...typed, side: context.side, brokerFee: context.base.brokerFee }
  const terms = await draftTerms(own, NOTHING_PROPOSED, askedIn(route, context, res))
  const offer = typedOf(req.body, OFFER_FIELDS)
  const read = readOffer(offer, signedIn(res), visitOf(res).words)
  const sent: Sent = { terms, offer, errors: [...terms.errors, ...read.errors], form }
  return { sent, read }
}

function askedIn(
  { desk }: OfferRoute,
  { token, broker, answered, otherZone }: OfferContext,
  res: Response,
): DraftAsked {
  const zones = { own: signedIn(res).timeZone ?? null, other: otherZone }
  return { desk, token, words: visitOf(res).words, rate: 'firm', broker, answered, deadline: 'expiresAt', zones }
}

interface Written {
  readonly context: OfferContext
  readonly sent: Sent
  readonly read: OfferRead
}

/** Makes the offer; draws the form again, with everything typed, where the desk turned it down. */
async function makeOrDraw(route: OfferRoute, { context, sent, read }: Written, req: Request, res: Response) {
  const { sheet } = sent.terms
  const { expiresAt, address } = read
  if (sheet === null || expiresAt === null) throw new Error('a form without errors says everything')
  try {
    const make = () => route.make(req, res, { sheet, expiresAt, address })
    res.redirect(303, await route.sent.once(req, signedIn(res).id, make))
  } catch (error) {
    const isMovedOn = error instanceof Refusal && TURNED_DOWN.includes(error.code)
    if (isMovedOn) await drawMovedOn(route, error, { context, sent }, req, res)
    else drawTurnedDown(error, { context, sent, sheet }, res)
  }
}

/** Refusals of the act itself: what was answered has moved on, and the page says how. */
const MOVED_ON = [
  'offerSuperseded',
  'staleVersion',
  'offerExpired',
  'alreadyAwarded',
  'rfqClosed',
  'transitionForbidden',
]
const TURNED_DOWN = [...MOVED_ON, 'tooManyRounds', 'ownRfq']

/** Draws the form with what is wrong with it. */
function drawTurnedDown(
  error: unknown,
  { context, sent, sheet }: Pick<Written, 'context' | 'sent'> & { readonly sheet: TermSheet },
  res: Response,
): void {
  const { words, asOf } = visitOf(res)
  const told = whyNotSent(error, { sheet, token: context.token, words, asOf, deadline: 'expiresAt' })
  draw(res.status(told.status), context, { ...sent, errors: [told.error] })
}

/** Draws the form again against what stands by now, with everything typed. */
async function drawMovedOn(
  route: OfferRoute,
  { code, facts }: Refusal,
  { context, sent }: Pick<Written, 'context' | 'sent'>,
  req: Request,
  res: Response,
): Promise<void> {
  const seen = context.page.version === '' ? null : context.page.version
  const now = await route.context(req, res, seen)
  const errors = [{ field: null, sentence: refusalSentence(code, facts, visitOf(res).words.locale) }]
  draw(res.status(409), now, { ...sent, errors: now.difference === null ? errors : [] })
}

function draw(res: Response, { page, token, notice, difference }: OfferContext, sent: Sent): void {
  const { words } = visitOf(res)
  if (sent.errors.length > 0 && res.statusCode === 200) res.status(422)
  res.render(
    'pages/offer-form',
    toOfferForm({ ...sent, words, token, viewer: signedIn(res), page, notice, difference }),
  )
}

function drawPreview(res: Response, context: OfferContext, sent: Sent): void {
  const drawn = { ...sent, ...context, words: visitOf(res).words, viewer: signedIn(res) }
  res.render('pages/terms-preview', { layout: false, form: toOfferForm(drawn).form })
}

/** To link a wallet first, and back to the form with everything typed. */
function goLink(res: Response, { page }: OfferContext, { terms, offer }: Sent): void {
  const typed = new URLSearchParams({ ...terms.typed, ...offer })
  res.redirect(303, `${paths.wallet}?back=${encodeURIComponent(`${page.action}?${typed.toString()}`)}`)
}
