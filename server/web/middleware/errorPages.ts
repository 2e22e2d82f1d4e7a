import type { ErrorRequestHandler, Request } from 'express'
import type { Log } from '../../desk/ports.ts'
import { Refusal } from '../../domain/refusals.ts'
import { hereOf } from '../here.ts'
import { localPath, paths } from '../paths.ts'
import { problemOf } from '../problems.ts'
import type { Problem } from '../problems.ts'
import { wordsOf } from '../words/words.ts'
import type { WordKey, Words } from '../words/words.ts'
import { refusalSentence } from '../words/refusals.ts'
import { localeOf } from './language.ts'
import { problemDocuments } from './problemDocuments.ts'

const LEAST_OF_A_FAILURE = 500

/** Answers a failed request with a page that says what happened and what still works; a script that asked for JSON with a problem document. */
export function errorPages(log: Log): ErrorRequestHandler {
  const documents = problemDocuments(log, localeOf)
  return (error: unknown, req, res, next) => {
    if (res.headersSent || req.accepts(['html', 'json']) === 'json') documents(error, req, res, next)
    else if (mustSignIn(error, req)) res.redirect(303, `${paths.signIn}?back=${encodeURIComponent(hereOf(req))}`)
    else {
      const problem = problemOf(error)
      if (problem.status >= LEAST_OF_A_FAILURE)
        log.error({ failure: error, path: req.path }, 'a page could not be shown')
      const words = wordsOf(localeOf(req))
      res.locals.words ??= words
      res.status(problem.status).set('Cache-Control', 'no-store')
      res.render('pages/error', {
        title: words('error.title'),
        sentence: sentence(problem, error, words),
        back: localPath(pathOf(req.get('referer'))),
      })
    }
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

function isFromHere(req: Request): boolean {
  const referer = req.get('referer')
  return referer !== undefined && URL.canParse(referer) && new URL(referer).host === req.get('host')
}

const WORDED: Readonly<Partial<Record<Problem['code'], WordKey>>> = {
  staleVersion: 'error.stale',
  forgedForm: 'error.tampered',
  notFound: 'error.notFound',
  methodNotAllowed: 'error.notFound',
}

const OUTAGES = { database: 'outage.database', chain: 'outage.chain', index: 'outage.index' } as const

function sentence(problem: Problem, error: unknown, words: Words): string {
  if (error instanceof Refusal) return refusalSentence(error.code, error.facts, words.locale)
  if (problem.code === 'partDown') return words(outageOf(problem), { age: '–' })
  return words(WORDED[problem.code] ?? 'error.unexpected')
}

function outageOf({ more }: Problem): WordKey {
  const part = more?.part
  return part === 'chain' || part === 'index' ? OUTAGES[part] : OUTAGES.database
}

function pathOf(referer: string | undefined): string {
  return referer === undefined || !URL.canParse(referer) ? paths.root : new URL(referer).pathname
}
