// The words that come with the page, in the reader's language: `#wallet` carries them.

const carrier = document.getElementById('wallet')
const words = carrier ? JSON.parse(carrier.dataset.words) : {}

/** The sentence of that key, with its facts filled in. */
export function say(key, facts = {}) {
  return (words[key] ?? key).replace(/\{\{(\w+)\}\}/g, (whole, name) => (name in facts ? String(facts[name]) : whole))
}

/** Whose page it is, and which chain its deals live on. */
export const page = {
  chainId: Number(carrier?.dataset.chain ?? 0),
  role: carrier?.dataset.role ?? '',
  account: carrier?.dataset.account ?? '',
  demoRpc: document.querySelector('meta[name="demo-wallet"]')?.content ?? '',
}
