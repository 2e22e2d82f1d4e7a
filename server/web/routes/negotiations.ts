import { Router } from 'express'
import type { Request, Response } from 'express'
import { DECLINE_REASONS } from '../../desk/ports/negotiation.ts'
import type { Address } from '../../domain/terms/terms.ts'
import { Refusal } from '../../domain/refusals.ts'
import { typedOf } from '../forms/typed.ts'
import { onlyMethods } from '../middleware/onlyMethods.ts'
import type { WebDesk } from '../parts.ts'
import { paths, to } from '../paths.ts'
import { RequestRefused } from '../problems.ts'
import type { SentForms } from '../sentOnce.ts'
import { toNegotiationPage } from '../view-models/negotiationPage.ts'
import type { Compared } from '../view-models/negotiationPage.ts'
import { refusalSentence } from '../words/refusals.ts'
import { signedIn, visitOf } from '../visit.ts'

interface NegotiationParts {
  readonly desk: WebDesk
  readonly sent: SentForms
}

/** An act on the version that a page was drawn from. */
interface ActOnVersion {
  readonly by: string
  readonly negotiationId: string
  readonly version: number
  readonly address: Address | null
}

/** One negotiation: reading and comparing its versions, and every act but writing a new one. */
export function negotiationRoutes({ desk, sent }: NegotiationParts): Router {
  const router = Router()
  router
    .route(paths.negotiation)
    .get((req, res) => show(desk, req, res, { problem: null, seen: numberIn(req.query.seen) }))
    .all(onlyMethods('GET', 'HEAD'))

  const act = (path: string, perform: (act: ActOnVersion, req: Request) => Promise<string>) =>
    router
      .route(path)
      .post((req, res) => doOrShow({ desk, sent }, req, res, perform))
      .all(onlyMethods('POST'))

  act(paths.acceptOffer, async (command) => {
    const { dealId } = await desk.acceptOffer(command)
    return dealId === null ? pageOf(command) : to(paths.sign, { dealId })
  })
  act(paths.takeOver, async (command) => pageOf(await takenOver(desk, command)))
  act(paths.withdrawOffer, async ({ by, negotiationId, version }) => {
    await desk.withdrawOffer({ by, negotiationId, version })
    return pageOf({ negotiationId })
  })
  act(paths.declineOffer, async ({ by, negotiationId, version }, req) => {
    const { reason } = typedOf(req.body, ['reason'])
    const known = DECLINE_REASONS.find((one) => one === reason)
    if (known === undefined) throw new RequestRefused('malformedBody', 'Choose one of the reasons.')
    await desk.declineOffer({ by, negotiationId, version, reason: known })
    return pageOf({ negotiationId })
  })
  return router
}

async function takenOver(desk: WebDesk, command: ActOnVersion) {
  const { id } = await desk.takeOverIntroduction(command)
  return { negotiationId: id }
}

function pageOf({ negotiationId }: Pick<ActOnVersion, 'negotiationId'>): string {
  return to(paths.negotiation, { negotiationId })
}

/** Does what was asked, once; shows the page again with the reason where the desk turned it down. */
async function doOrShow(
  { desk, sent }: NegotiationParts,
  req: Request,
  res: Response,
  perform: (act: ActOnVersion, req: Request) => Promise<string>,
): Promise<void> {
  const { id: by } = signedIn(res)
  const { version, address } = typedOf(req.body, ['version', 'address'])
  const number = parseInt(version, 10) || 0
  const chosen = address === '' ? null : (address as Address)
  const command = { by, negotiationId: negotiationIdOf(req), version: number, address: chosen }
  try {
    res.redirect(303, await sent.once(req, by, () => perform(command, req)))
  } catch (error) {
    if (!(error instanceof Refusal) || isElsewhere(error)) throw error
    res.status(409)
    const isSuperseded = error.code === 'offerSuperseded'
    const problem = isSuperseded ? null : refusalSentence(error.code, error.facts, visitOf(res).words.locale)
    await show(desk, req, res, { problem, seen: isSuperseded ? number : null })
  }
}

/** Refusals to somebody who has nothing to see here: they have a page of their own. */
function isElsewhere({ code }: Refusal): boolean {
  return code === 'negotiationUnknown' || code === 'notYours' || code === 'signInRequired'
}

interface Shown {
  readonly problem: string | null
  /** The version that was read before a newer one came. */
  readonly seen: number | null
}

async function show(desk: WebDesk, req: Request, res: Response, { problem, seen }: Shown): Promise<void> {
  const visit = visitOf(res)
  const asked = { negotiationId: negotiationIdOf(req), viewer: signedIn(res).id }
  const chosen = comparedIn(req.query.compare)
  const view = await desk.readNegotiationPage({ ...asked, version: chosen?.now })
  const compared = comparedOf(view.negotiation.versions.length, chosen, seen)
  res.render('pages/negotiation', toNegotiationPage({ view, compared, problem }, visit))
}

/** The two versions that a page shows: the choice in its address, what replaced the version that was read, or the latest change. */
function comparedOf(last: number, chosen: Pick<Compared, 'was' | 'now'> | null, seen: number | null): Compared {
  if (chosen !== null && chosen.now <= last) {
    const isLatest = chosen.now === last && chosen.was === last - 1
    return { ...chosen, because: isLatest ? 'latest' : 'chosen' }
  }
  if (seen !== null && seen > 0 && seen < last) return { was: seen, now: last, because: 'superseded' }
  return { was: last - 1, now: last, because: 'latest' }
}

/** "1,3" in an address: two versions, the older first; 0 is the request. Null where it says anything else. */
function comparedIn(text: unknown): Pick<Compared, 'was' | 'now'> | null {
  const parts = (Array.isArray(text) ? text.join(',') : typeof text === 'string' ? text : '').split(',')
  const [one, other] = parts.map((part) => numberIn(part))
  if (one === undefined || other === undefined || one === null || other === null || one === other) return null
  return { was: Math.min(one, other), now: Math.max(one, other) }
}

function numberIn(text: unknown): number | null {
  return typeof text === 'string' && /^\d{1,3}$/.test(text) ? parseInt(text, 10) : null
}

function negotiationIdOf({ params }: Request): string {
  return typeof params.negotiationId === 'string' ? params.negotiationId : ''
}
