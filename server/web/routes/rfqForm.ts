import { randomUUID } from 'node:crypto'
import { Router } from 'express'
import type { Request, Response } from 'express'
import type { Token } from '../../desk/ports.ts'
import type { RfqDraft } from '../../desk/rfqDraft.ts'
import type { Refusal } from '../../domain/refusals.ts'
import { proposedRfqDeadline } from '../../domain/terms/proposedDeadlines.ts'
import type { Side } from '../../domain/terms/terms.ts'
import { draftTerms, NOTHING_PROPOSED, restored } from '../forms/draftTerms.ts'
import type { DraftTerms } from '../forms/draftTerms.ts'
import { momentInput } from '../forms/momentTyped.ts'
import { readRequest, REQUEST_FIELDS } from '../forms/readRequest.ts'
import type { RequestRead, TypedRequest } from '../forms/readRequest.ts'
import { refusedField, whyNotSent } from '../forms/refusedField.ts'
import { PROPOSAL_FIELDS, TERM_FIELDS } from '../forms/termFields.ts'
import { knownIn, typedOf } from '../forms/typed.ts'
import type { FieldError } from '../forms/typed.ts'
import { typedProposals, typedSheet } from '../forms/typedSheet.ts'
import { onlyMethods } from '../middleware/onlyMethods.ts'
import type { WebDesk, WebParts } from '../parts.ts'
import { paths, to } from '../paths.ts'
import type { SentForms } from '../sentOnce.ts'
import { toRfqForm } from '../view-models/rfqForm.ts'
import { signedIn, visitOf } from '../visit.ts'

type RfqFormParts = Pick<WebParts, 'desk'> & { readonly sent: SentForms }

/** The draft that a form edits: its name and the version that was read; null while there is none. */
type Draft = { readonly id: string; readonly version: number } | null

/** Writing a request: a new one, or a draft kept earlier. */
export function rfqFormRoutes(parts: RfqFormParts): Router {
  const router = Router()
  router
    .route(paths.newRfq)
    .get(async (req, res) => {
      const viewer = signedIn(res)
      const side = sideAsked(req) ?? (viewer.role === 'buyer' ? 'buyer' : 'seller')
      await drawNew(parts.desk, req, res, side)
    })
    .post(async (req, res) => send(parts, req, res, null))
    .all(onlyMethods('GET', 'HEAD', 'POST'))
  router
    .route(paths.editRfq)
    .get(async (req, res) => drawDraft(parts.desk, res, req.params.rfqId))
    .post(async (req, res) => {
      const { version } = typedOf(req.body, ['version'])
      // Whoever may not see the draft is told so before anything that was typed is read.
      await parts.desk.readRfqPage({ rfqId: req.params.rfqId, viewer: signedIn(res).id })
      await send(parts, req, res, { id: req.params.rfqId, version: parseInt(version, 10) || 0 })
    })
    .all(onlyMethods('GET', 'HEAD', 'POST'))
  return router
}

function sideAsked(req: Request): Side | null {
  const { side } = req.query
  return side === 'seller' || side === 'buyer' ? side : null
}

/** The form of a new request, all of it proposed, but for what the address says already. */
async function drawNew(desk: WebDesk, req: Request, res: Response, side: Side): Promise<void> {
  const { words, asOf } = visitOf(res)
  const { sheet, proposed, outlook } = await desk.proposeTerms({ side })
  const { token } = outlook
  const said = knownIn(req.query, TERM_FIELDS)
  const typed = { ...typedSheet(sheet, side, sheet.fixedRate, token), ...said }
  const proposals = typedProposals(proposed, token.decimals)
  const terms = await draftTerms(typed, proposals, asked(desk, token, res))
  const request: TypedRequest = {
    visibility: 'public',
    invited: '',
    pseudonym: '',
    deadline: momentInput(proposedRfqDeadline((terms.sheet ?? sheet).startDay, asOf)),
    ...knownIn(req.query, REQUEST_FIELDS),
  }
  const errors = Object.keys(said).length === 0 ? [] : terms.errors
  const form = { form: randomUUID(), draft: null, action: paths.newRfq, notice: null }
  res.render('pages/rfq-form', toRfqForm({ words, token, terms, request, errors, ...form }))
}

/** The form of a draft as it was saved, with what kept it from being published. Refuses: `rfqUnknown` what is no draft of the viewer's. */
export async function drawDraft(
  desk: WebDesk,
  res: Response,
  rfqId: string,
  refusal: Refusal | null = null,
): Promise<void> {
  const { words, asOf } = visitOf(res)
  const view = await desk.readRfqPage({ rfqId, viewer: signedIn(res).id })
  const { rfq, outlook, invitedEmails } = view
  if (!view.canPublish) {
    res.redirect(303, to(paths.rfq, { rfqId }))
    return
  }
  const { token } = outlook
  const typed = typedSheet(rfq.sheet, rfq.side, rfq.wishedRate, token)
  const terms = await draftTerms(typed, NOTHING_PROPOSED, asked(desk, token, res))
  const request: TypedRequest = {
    visibility: rfq.visibility,
    invited: invitedEmails.join(', '),
    pseudonym: rfq.isPseudonymous ? 'yes' : '',
    deadline: momentInput(rfq.expiresAt),
  }
  const form = { form: randomUUID(), draft: rfq, action: to(paths.editRfq, { rfqId }), notice: null }
  const refused = { sheet: rfq.sheet, token, words, asOf, deadline: 'deadline' } as const
  const errors = refusal === null ? terms.errors : [refusedField(refusal, refused)]
  res.render('pages/rfq-form', toRfqForm({ words, token, terms, request, errors, ...form }))
}

function asked(desk: WebDesk, token: Token, res: Response) {
  return {
    desk,
    token,
    words: visitOf(res).words,
    rate: 'wished',
    broker: null,
    answered: null,
    deadline: 'deadline',
    zones: { own: signedIn(res).timeZone ?? null, other: null },
  } as const
}

/** Everything that a sent form says. */
interface Sent {
  readonly token: Token
  readonly terms: DraftTerms
  readonly request: TypedRequest
  readonly read: RequestRead
  readonly errors: readonly FieldError[]
  readonly isReviewed: boolean
  readonly form: string
}

async function readSent(desk: WebDesk, req: Request, res: Response): Promise<Sent> {
  const { words } = visitOf(res)
  const { restore, reviewed, form } = typedOf(req.body, ['restore', 'reviewed', 'form'])
  const token = desk.deskToken()
  const proposals = typedOf(req.body, PROPOSAL_FIELDS)
  const typed = restored(typedOf(req.body, TERM_FIELDS), proposals, restore)
  const terms = await draftTerms(typed, proposals, asked(desk, token, res))
  const request = typedOf(req.body, REQUEST_FIELDS)
  const read = readRequest(request, words)
  const errors = [...terms.errors, ...read.errors]
  return { token, terms, request, read, errors, isReviewed: reviewed === terms.fingerprint, form }
}

/** What the form's button asks for: a look at what it would mean, keeping it as a draft, or posting it. */
async function send({ desk, sent }: RfqFormParts, req: Request, res: Response, draft: Draft): Promise<void> {
  const viewer = signedIn(res)
  const { act } = typedOf(req.body, ['act'])
  const said = await readSent(desk, req, res)
  const isSending = act === 'save' || (act === 'post' && said.isReviewed)
  if (act === 'preview') drawPreview(res, said)
  else if (!isSending || said.errors.length > 0) draw(res, said, draft, act === 'post' ? 'reviewed' : null)
  else
    await sendOrDraw(res, said, draft, () =>
      sent.once(req, viewer.id, () => keep(desk, said, draft, { act, by: viewer.id })),
    )
}

async function sendOrDraw(res: Response, said: Sent, draft: Draft, keeping: () => Promise<string>): Promise<void> {
  try {
    res.redirect(303, await keeping())
  } catch (error) {
    const { words, asOf } = visitOf(res)
    const { sheet } = said.terms
    if (sheet === null) throw error
    const { token } = said
    const told = whyNotSent(error, { sheet, token, words, asOf, deadline: 'deadline' })
    draw(res.status(told.status), { ...said, errors: [told.error] }, draft, null)
  }
}

/** Keeps or posts the request: the address of what it became. */
async function keep(
  desk: WebDesk,
  said: Sent,
  draft: Draft,
  { act, by }: { act: string; by: string },
): Promise<string> {
  const request = await requestOf(desk, said)
  const at = draft === null ? {} : { rfqId: draft.id, version: draft.version }
  if (act === 'save') return pageOf(await desk.saveDraft({ by, ...at, draft: request }))
  if (draft === null) return pageOf(await desk.publishRfq({ by, draft: request }))
  const { id, version } = await desk.saveDraft({ by, ...at, draft: request })
  return pageOf(await desk.publishDraft({ by, rfqId: id, version }))
}

async function requestOf(desk: WebDesk, { terms, read }: Sent): Promise<RfqDraft> {
  const { sheet, side, wishedRate } = terms
  const { visibility, isPseudonymous, expiresAt } = read
  if (sheet === null || expiresAt === null) throw new Error('a form without errors says everything')
  const people = read.invited.length === 0 ? [] : await desk.findPeople({ emails: read.invited })
  const invited = people.map(({ id }) => id)
  return { side, sheet, wishedRate, visibility, invited, isPseudonymous, expiresAt }
}

function pageOf({ id }: { readonly id: string }): string {
  return to(paths.rfq, { rfqId: id })
}

function draw(res: Response, said: Sent, draft: Draft, notice: 'reviewed' | null): void {
  const { words } = visitOf(res)
  const action = draft === null ? paths.newRfq : to(paths.editRfq, { rfqId: draft.id })
  if (said.errors.length > 0 && res.statusCode === 200) res.status(422)
  res.render('pages/rfq-form', toRfqForm({ ...said, words, draft, action, notice }))
}

function drawPreview(res: Response, said: Sent): void {
  const { form } = toRfqForm({ ...said, words: visitOf(res).words, draft: null, action: '', notice: null })
  res.render('pages/terms-preview', { layout: false, form })
}
