// Everything this desk asks a wallet (EIP-1193, found by EIP-6963). Keys and consent stay with the wallet: this only asks.
import { findWallets } from './wallets.js'

const CHOSEN = 'hashdesk wallet'

/** Something that a person can put right. `state` names its sentence (`wallet.<state>`), `facts` fill it in. */
export class WalletTrouble extends Error {
  constructor(state, facts = {}) {
    super(state)
    this.name = 'WalletTrouble'
    this.state = state
    this.facts = facts
  }
}

/** The wallet to ask: the only one, the one chosen before, or the one that `choose` (a promise of one of them) says. */
export async function pickWallet(choose) {
  const wallets = await findWallets()
  if (wallets.length === 0) throw new WalletTrouble('none')
  const before = sessionStorage.getItem(CHOSEN)
  const wallet =
    wallets.length === 1 ? wallets[0] : (wallets.find(({ id }) => id === before) ?? (await choose(wallets)))
  sessionStorage.setItem(CHOSEN, wallet.id)
  return wallet.provider
}

/** Makes sure that the wallet is on the deal's chain. */
export async function ensureChain(provider, chainId) {
  const have = Number(await ask(provider, 'eth_chainId'))
  if (have !== chainId) throw new WalletTrouble('wrongNetwork', { have, want: chainId })
}

/** Offers the wallet to switch; `rpcUrl` helps it to learn a chain that it does not know. */
export async function switchChain(provider, chainId, rpcUrl) {
  const hex = `0x${chainId.toString(16)}`
  try {
    await provider.request({ method: 'wallet_switchEthereumChain', params: [{ chainId: hex }] })
  } catch (error) {
    if (error?.code !== 4902 || !rpcUrl) throw troubleOf(error)
    const chain = {
      chainId: hex,
      chainName: `Hashdesk ${chainId}`,
      rpcUrls: [rpcUrl],
      nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    }
    await ask(provider, 'wallet_addEthereumChain', [chain])
  }
}

/** The account that the wallet shows this page. */
export async function connect(provider) {
  const [account] = await ask(provider, 'eth_requestAccounts')
  if (!account) throw new WalletTrouble('rejected')
  return account
}

/** Makes sure that the wallet acts with `account`. */
export async function ensureAccount(provider, account) {
  const accounts = await ask(provider, 'eth_requestAccounts')
  if (accounts.some((have) => have.toLowerCase() === account.toLowerCase())) return
  throw new WalletTrouble('wrongAccount', { have: short(accounts[0] ?? '–'), want: short(account) })
}

/** Lets the person choose another account; not every wallet has such a question. */
export async function chooseAccount(provider) {
  await ask(provider, 'wallet_requestPermissions', [{ eth_accounts: {} }])
}

/** The wallet's signature over an EIP-712 document. */
export async function signDocument(provider, account, request) {
  return ask(provider, 'eth_signTypedData_v4', [account, JSON.stringify(request)])
}

/** The wallet's signature over a message (EIP-191). */
export async function signMessage(provider, account, message) {
  const bytes = new TextEncoder().encode(message)
  const hex = `0x${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`
  return ask(provider, 'personal_sign', [hex, account])
}

/** Sends a prepared transaction; the wallet sets gas and fees. Returns its hash. */
export async function sendTransaction(provider, account, { to, data }) {
  return ask(provider, 'eth_sendTransaction', [{ from: account, to, data }])
}

async function ask(provider, method, params = []) {
  try {
    return await provider.request({ method, params })
  } catch (error) {
    throw troubleOf(error)
  }
}

function troubleOf(error) {
  if (error instanceof WalletTrouble) return error
  if (error?.code === 4001 || error?.code === 'ACTION_REJECTED') return new WalletTrouble('rejected')
  if (error?.code === -32002) return new WalletTrouble('busy')
  const reason = String(error?.data?.message ?? error?.message ?? error)
  return new WalletTrouble('failed', { reason })
}

export function short(address) {
  return address.length > 13 ? `${address.slice(0, 6)}…${address.slice(-4)}` : address
}
