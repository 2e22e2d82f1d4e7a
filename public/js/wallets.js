// Which wallets this browser has (EIP-6963, or the one that stands at `window.ethereum`).

const DISCOVERY_MS = 120

const announced = new Map()
window.addEventListener('eip6963:announceProvider', ({ detail }) => {
  if (detail?.provider && detail.info?.uuid) announced.set(detail.info.uuid, detail)
})

/** The wallets of this browser, `[{ name, id, provider }]`. */
export async function findWallets() {
  window.dispatchEvent(new Event('eip6963:requestProvider'))
  if (announced.size === 0) await new Promise((resolve) => setTimeout(resolve, DISCOVERY_MS))
  const wallets = [...announced.values()].map(({ info, provider }) => ({ name: info.name, id: info.rdns, provider }))
  if (wallets.length > 0) return wallets
  return window.ethereum ? [{ name: 'window.ethereum', id: 'window.ethereum', provider: window.ethereum }] : []
}
