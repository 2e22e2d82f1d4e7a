import { randomUUID } from 'node:crypto'
import type { Request, Response } from 'express'
import type { Token } from '../../desk/ports.ts'
import { Refusal } from '../../domain/refusals.ts'
import type { RefusalCode } from '../../domain/refusals.ts'
import { proposedRfqDeadline } from '../../domain/terms/proposedDeadlines.ts'
import { draftTerms, restored } from '../forms/draftTerms.ts'
import type { DraftAsked, DraftTerms } from '../forms/draftTerms.ts'
import { momentInput } from '../forms/momentTyped.ts'
import { INTRODUCTION_FIELDS, readIntroduction } from '../forms/readIntroduction.ts'
import type { IntroductionRead, TypedIntroduction } from '../forms/readIntroduction.ts'
import { whyNotSent } from '../forms/refusedField.ts'
import { PROPOSAL_FIELDS, TERM_FIELDS } from '../forms/termFields.ts'
import { typedOf } from '../forms/typed.ts'
import type { FieldError } from '../forms/typed.ts'
import { typedProposals, typedSheet } from '../forms/typedSheet.ts'
import type { WebDesk } from '../parts.ts'
import { paths, to } from '../paths.ts'
import type { SentForms } from '../sentOnce.ts'
import { toIntroduceForm } from '../view-models/introduceForm.ts'
import { refusalSentence } from '../words/refusals.ts'
import { signedIn, visitOf } from '../visit.ts'

/** Everything that a sent form says. */
interface Sent {
  readonly token: Token
  readonly terms: DraftTerms
  readonly introduction: TypedIntroduction
  readonly read: IntroductionRead
  readonly errors: readonly FieldError[]
  readonly isReviewed: boolean
  readonly form: string
}

/** The form of an introduction, its terms all proposed. */
export async function drawIntroduction(desk: WebDesk, _req: Request, res: Response): Promise<void> {
  const { words, asOf } = visitOf(res)
  const asked = askedIn(desk, res)
  const { sheet, proposed, outlook } = await desk.proposeTerms({ side: 'seller' })
  const { token } = outlook
  const proposals = typedProposals(proposed, token.decimals)
  const typed = typedSheet(sheet, 'seller', sheet.fixedRate, token)
  const terms = await draftTerms(typed, proposals, { ...asked, token })
  const deadline = momentInput(proposedRfqDeadline(sheet.startDay, asOf))
  const introduction = { seller: '', buyer: '', pseudonym: '', deadline }
  const form = { form: randomUUID(), errors: [], notice: null }
  res.render('pages/introduce', toIntroduceForm({ words, token, terms, introduction, ...form }))
}

function askedIn(desk: WebDesk, res: Response): Omit<DraftAsked, 'token'> {
  const [address] = signedIn(res).addresses
  const { words } = visitOf(res)
  return { desk, words, rate: 'firm', broker: address ?? null, answered: null, deadline: 'deadline' }
}

/** What the button of the form asks for: a look, or sending the proposal to both. */
export async function sendIntroduction(
  { desk, sent }: { readonly desk: WebDesk; readonly sent: SentForms },
  req: Request,
  res: Response,
): Promise<void> {
  const { id: by } = signedIn(res)
  const { act } = typedOf(req.body, ['act'])
  const said = await readSent(desk, req, res)
  if (act === 'preview') drawPreview(res, said)
  else if (act !== 'send' || said.errors.length > 0) draw(res, said, null)
  else if (!said.isReviewed) draw(res, said, 'reviewed')
  else await sendOrDraw(res, said, () => sent.once(req, by, () => introduce(desk, said, by)))
}

async function readSent(desk: WebDesk, req: Request, res: Response): Promise<Sent> {
  const { restore, reviewed, form } = typedOf(req.body, ['restore', 'reviewed', 'form'])
  const token = desk.deskToken()
  const proposals = typedOf(req.body, PROPOSAL_FIELDS)
  const typed = restored(typedOf(req.body, TERM_FIELDS), proposals, restore)
  const terms = await draftTerms({ ...typed, side: 'seller' }, proposals, { ...askedIn(desk, res), token })
  const introduction = typedOf(req.body, INTRODUCTION_FIELDS)
  const read = readIntroduction(introduction, visitOf(res).words)
  const errors = [...terms.errors, ...read.errors]
  return { token, terms, introduction, read, errors, isReviewed: reviewed === terms.fingerprint, form }
}

/** A client that cannot be introduced: what is wrong, and in which field. */
class ClientRefused extends Error {
  readonly field: 'seller' | 'buyer'
  readonly refusal: Refusal

  constructor(field: 'seller' | 'buyer', refusal: Refusal) {
    super(refusal.code)
    this.name = 'ClientRefused'
    this.field = field
    this.refusal = refusal
  }
}

async function introduce(desk: WebDesk, { terms, read }: Sent, by: string): Promise<string> {
  const { seller, buyer, expiresAt, isPseudonymous } = read
  if (terms.sheet === null || seller === null || buyer === null || expiresAt === null) {
    throw new Error('a form without errors says everything')
  }
  const parties = { seller: await client(desk, 'seller', seller), buyer: await client(desk, 'buyer', buyer) }
  const { id } = await desk.introduceClients({ by, ...parties, sheet: terms.sheet, isPseudonymous, expiresAt })
  return to(paths.negotiation, { negotiationId: id })
}

async function client(desk: WebDesk, field: 'seller' | 'buyer', email: string): Promise<string> {
  try {
    return (await desk.findPeople({ emails: [email] }))[0]?.id ?? ''
  } catch (error) {
    throw error instanceof Refusal ? new ClientRefused(field, error) : error
  }
}

async function sendOrDraw(res: Response, said: Sent, send: () => Promise<string>): Promise<void> {
  try {
    res.redirect(303, await send())
  } catch (error) {
    const { status, error: told } = refusedIn(error, said, res)
    draw(res.status(status), { ...said, errors: [told] }, null)
  }
}

/** What the desk turned down, at its field. Throws anything that is not about the form. */
function refusedIn(error: unknown, { terms, token }: Sent, res: Response): ReturnType<typeof whyNotSent> {
  const { words, asOf } = visitOf(res)
  if (error instanceof ClientRefused) {
    const { field, refusal } = error
    return { status: 422, error: { field, sentence: refusalSentence(refusal.code, refusal.facts, words.locale) } }
  }
  if (terms.sheet === null) throw error
  const told = whyNotSent(error, { sheet: terms.sheet, token, words, asOf, deadline: 'deadline' })
  const isAboutClients = error instanceof Refusal && OF_CLIENTS.includes(error.code)
  return isAboutClients ? { ...told, error: { ...told.error, field: 'buyer' } } : told
}

/** Refusals of whom is introduced to whom. */
const OF_CLIENTS: readonly RefusalCode[] = ['sameParty', 'brokerIsParty']

function draw(res: Response, said: Sent, notice: 'reviewed' | null): void {
  if (said.errors.length > 0 && res.statusCode === 200) res.status(422)
  res.render('pages/introduce', toIntroduceForm({ ...said, words: visitOf(res).words, notice }))
}

function drawPreview(res: Response, said: Sent): void {
  const { form, fee } = toIntroduceForm({ ...said, words: visitOf(res).words, notice: null })
  res.render('pages/terms-preview', { layout: false, form, more: [fee] })
}
