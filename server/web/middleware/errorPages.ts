import type { ErrorRequestHandler, Request, Response } from 'express'
import { PortFailure } from '../../desk/ports.ts'
import { Refusal } from '../../domain/refusals.ts'
import { hereOf } from '../here.ts'
import type { WebParts } from '../parts.ts'
import { localPath, paths } from '../paths.ts'
import { problemOf } from '../problems.ts'
import type { Problem } from '../problems.ts'
import { toFrame } from '../view-models/frame.ts'
import { knowingDown } from '../visit.ts'
import type { WordKey, Words } from '../words/words.ts'
import { refusalSentence } from '../words/refusals.ts'
import { localeOf } from './language.ts'
import { problemDocuments } from './problemDocuments.ts'
import { beginVisit } from './visits.ts'

const LEAST_OF_A_FAILURE = 500
const RETRY_SECONDS = '5'

type ErrorParts = Pick<WebParts, 'desk' | 'log' | 'trial'>

/** Answers a failed request with a page that says what happened and what still works; a script that asked for JSON with a problem document. */
export function errorPages(parts: ErrorParts): ErrorRequestHandler {
  const documents = problemDocuments(parts.log, localeOf)
  return async (error: unknown, req, res, next) => {
    if (res.headersSent || req.accepts(['html', 'json']) === 'json') documents(error, req, res, next)
    else if (mustSignIn(error, req)) res.redirect(303, `${paths.signIn}?back=${encodeURIComponent(hereOf(req))}`)
    else if (isNotTheirs(error, res)) res.redirect(303, paths.root)
    else await errorPage(parts, error, req, res)
  }
}

/**
 * Somebody who has not signed in, or whose session has ended since the form was drawn, so that it knows no token any more: shown the
 * way, and brought back afterwards.
 */
function mustSignIn(error: unknown, req: Request): boolean {
  if (error instanceof Refusal) return error.code === 'signInRequired'
  return problemOf(error).code === 'forgedForm' && req.session.csrfToken === undefined && isFromHere(req)
}

/** Somebody on a desk for trying out who has just become somebody else, on a page that only the last one may see. */
function isNotTheirs(error: unknown, res: Response): boolean {
  return res.locals.isArrival === true && problemOf(error).status === 404
}

function isFromHere(req: Request): boolean {
  const referer = req.get('referer')
  return referer !== undefined && URL.canParse(referer) && new URL(referer).host === req.get('host')
}

async function errorPage(parts: ErrorParts, error: unknown, req: Request, res: Response): Promise<void> {
  const problem = problemOf(error)
  if (problem.status >= LEAST_OF_A_FAILURE)
    parts.log.error({ failure: error, path: req.path }, 'a page could not be shown')
  // What failed before the visit began, such as finding out who is here, gets its frame all the same.
  const visit = res.locals.visit ?? (await beginVisit(parts, req, res))
  if (error instanceof PortFailure) {
    res.locals.frame = toFrame({
      visit: knowingDown(visit, error.part),
      trial: parts.trial,
      here: hereOf(req),
      at: req.originalUrl,
      needsYou: 0,
    })
    res.set('Retry-After', RETRY_SECONDS)
  }
  res.status(problem.status).set('Cache-Control', 'no-store')
  res.render('pages/error', {
    title: visit.words(problem.code === 'partDown' ? 'outage.title' : 'error.title'),
    sentence: sentence(problem, error, visit.words),
    again: error instanceof PortFailure && req.method === 'GET' ? hereOf(req) : null,
    back: localPath(pathOf(req.get('referer'))),
  })
}

const WORDED: Readonly<Partial<Record<Problem['code'], WordKey>>> = {
  staleVersion: 'error.stale',
  forgedForm: 'error.tampered',
  notFound: 'error.notFound',
  methodNotAllowed: 'error.notFound',
}

const OUTAGES = { database: 'outage.page.database', chain: 'outage.page.chain', index: 'outage.page.index' } as const

function sentence(problem: Problem, error: unknown, words: Words): string {
  if (error instanceof Refusal) return refusalSentence(error.code, error.facts, words.locale)
  if (error instanceof PortFailure) return words(OUTAGES[error.part])
  return words(WORDED[problem.code] ?? 'error.unexpected')
}

function pathOf(referer: string | undefined): string {
  return referer === undefined || !URL.canParse(referer) ? paths.root : new URL(referer).pathname
}
