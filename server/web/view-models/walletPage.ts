import { paths } from '../paths.ts'
import type { Visit } from '../visit.ts'
import type { Words } from '../words/words.ts'
import { walletPart } from './walletPart.ts'

/** The page on which an account is given its wallets. `back`: where the person was going. */
export function toWalletPage(visit: Visit, back: string) {
  const { viewer, words } = visit
  const addresses = viewer?.addresses ?? []
  return {
    title: words('link.title'),
    styles: ['wallet', 'signing'],
    scripts: ['link'],
    wallet: walletPart(visit),
    addresses,
    notifications: paths.notifications,
    challenge: paths.walletChallenge,
    proof: paths.walletLink,
    callSettings: paths.callSettings,
    label: words(addresses.length === 0 ? 'link.act' : 'link.another'),
    back,
  }
}

/** A message for a wallet to sign, said in words before the wallet opens. */
export function toChallenge(
  { message, address, domain }: { readonly message: string; readonly address: string; readonly domain: string },
  words: Words,
) {
  return {
    message,
    title: words('link.step'),
    note: words('link.inWords'),
    rows: [
      { label: words('step.row.account'), value: address },
      { label: words('link.site'), value: domain },
    ],
  }
}
