import { Router } from 'express'
import type { Request } from 'express'
import { z } from 'zod'
import { Refusal } from '../../domain/refusals.ts'
import type { Address } from '../../domain/terms/terms.ts'
import { bodyOf, hex } from '../body.ts'
import { onlyMethods } from '../middleware/onlyMethods.ts'
import type { WebParts } from '../parts.ts'
import { localPath, paths } from '../paths.ts'
import { toChallenge, toWalletPage } from '../view-models/walletPage.ts'
import { signedIn, visitOf } from '../visit.ts'
import { wordsOf } from '../words/words.ts'

declare module 'express-session' {
  interface SessionData {
    /** Of the message that a wallet was asked to sign; it serves once. */
    walletNonce?: string
  }
}

const ChallengeForm = z.object({ address: z.string().regex(/^0x[0-9a-f]{40}$/i) })
const ProofForm = z.object({ message: z.string().max(5_000), signature: hex })

/** Linking a wallet: a message to sign, and the proof that it was signed. */
export function walletRoutes({ desk, origin }: Pick<WebParts, 'desk' | 'origin'>): Router {
  const router = Router()
  router
    .route(paths.wallet)
    .get((req, res) => {
      signedIn(res)
      res.render('pages/wallet', toWalletPage(visitOf(res), localPath(req.query.back)))
    })
    .all(onlyMethods('GET', 'HEAD'))
  router
    .route(paths.walletChallenge)
    .post(async (req, res) => {
      const address = bodyOf(req, ChallengeForm).address as Address
      // In English whatever the reader's language: EIP-4361 allows ASCII only, and the page says it in words.
      const statement = wordsOf('en')('link.statement')
      const asked = { by: signedIn(res).id, address, domain: hostOf(origin()), origin: origin(), statement }
      const { message, nonce } = await desk.challengeWallet(asked)
      req.session.walletNonce = nonce
      res.json(toChallenge({ message, address, domain: asked.domain }, visitOf(res).words))
    })
    .all(onlyMethods('POST'))
  router
    .route(paths.walletLink)
    .post(async (req, res) => {
      const proof = bodyOf(req, ProofForm)
      await desk.linkWallet({ ...proof, by: signedIn(res).id, domain: hostOf(origin()), nonce: nonceOnce(req) })
      res.status(204).end()
    })
    .all(onlyMethods('POST'))
  return router
}

function hostOf(origin: string): string {
  return new URL(origin).host
}

/** The nonce of this session's message, which no second proof can use. Refuses: `walletProofInvalid` where none was asked for. */
function nonceOnce({ session }: Request): string {
  const { walletNonce } = session
  delete session.walletNonce
  if (walletNonce === undefined) throw new Refusal('walletProofInvalid')
  return walletNonce
}
