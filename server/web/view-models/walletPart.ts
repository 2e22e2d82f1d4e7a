import { SIGNING } from '../words/en/signing.ts'
import type { Visit } from '../visit.ts'
import type { WordKey } from '../words/words.ts'

type WalletKey = Extract<keyof typeof SIGNING, `wallet.${string}` | `demoWallet.${string}`>

const KEYS = Object.keys(SIGNING).filter((key): key is WalletKey => /^(?:wallet|demoWallet)\./.test(key))

/** What the wallet's scripts are told by a page: their words, with `{{facts}}` left open, and whose page it is. */
export function walletPart({ viewer, words, frame }: Visit) {
  const spoken = KEYS.map((key) => [key, words(key as WordKey, OPEN)] as const)
  return {
    words: JSON.stringify(Object.fromEntries(spoken)),
    chainId: frame.chainId,
    role: viewer?.role ?? '',
    account: viewer?.addresses[0] ?? '',
  }
}

/** Facts that only the script knows are put back as they stand in the catalogue. */
const OPEN = Object.fromEntries(
  ['have', 'want', 'title', 'step', 'steps', 'reason', 'block', 'number'].map((fact) => [fact, `{{${fact}}}`]),
)
