/** A wallet that a test scripts: it announces itself by EIP-6963 and forwards what it approves to a node's own accounts. */
import type { Page } from 'playwright-core'

export interface WalletScript {
  /** The account it shows pages; lower case, as nodes spell them. */
  account: string
  chainId: number
  /** What the person at it does with the next question. */
  answer: 'approve' | 'reject'
  /** A hash to answer with instead of sending. */
  pretend: string | null
  /** Gas to send with, so that nothing stops what would fail. */
  gas: string | null
}

export interface TestWallet {
  readonly script: WalletScript
  /** What it was asked, in order. */
  readonly asked: { readonly method: string; readonly params: readonly unknown[] }[]
}

interface Failure {
  readonly failed: { readonly code: number; readonly message: string }
}

/** Puts the wallet into every document of `page`. */
export async function giveWallet(page: Page, rpcUrl: string, script: Partial<WalletScript>): Promise<TestWallet> {
  const wallet: TestWallet = {
    script: { account: '', chainId: 31_337, answer: 'approve', pretend: null, gas: null, ...script },
    asked: [],
  }
  await page.exposeBinding('testWalletAsks', async (_source, method: string, params: readonly unknown[]) => {
    wallet.asked.push({ method, params })
    return answerTo(wallet.script, rpcUrl, method, params)
  })
  await page.addInitScript(ANNOUNCED)
  return wallet
}

async function answerTo(script: WalletScript, rpcUrl: string, method: string, params: readonly unknown[]) {
  if (method === 'eth_accounts' || method === 'eth_requestAccounts') return [script.account]
  if (method === 'eth_chainId') return `0x${script.chainId.toString(16)}`
  if (method === 'wallet_switchEthereumChain') {
    script.chainId = Number((params[0] as { chainId: string }).chainId)
    return null
  }
  const asksPerson = /^(eth_sendTransaction|eth_sign|personal_sign)/.test(method)
  if (asksPerson && script.answer === 'reject') return { failed: { code: 4001, message: 'User rejected' } }
  if (method === 'eth_sendTransaction' && script.pretend !== null) return script.pretend
  const call = method === 'eth_sendTransaction' && script.gas !== null ? { gas: script.gas } : {}
  return forwarded(rpcUrl, method, method === 'eth_sendTransaction' ? [{ ...(params[0] as object), ...call }] : params)
}

async function forwarded(rpcUrl: string, method: string, params: readonly unknown[]): Promise<unknown> {
  // Nodes take the document of EIP-712 as it is, wallets as text.
  const sent = method === 'eth_signTypedData_v4' ? [params[0], JSON.parse(String(params[1]))] : params
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: sent })
  const answer = await fetch(rpcUrl, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  const { result, error } = (await answer.json()) as { result?: unknown; error?: Failure['failed'] }
  return error === undefined ? result : { failed: error }
}

/** Runs in the page. */
const ANNOUNCED = `(() => {
  const provider = {
    request: async ({ method, params = [] }) => {
      const answer = await window.testWalletAsks(method, params)
      if (answer?.failed) throw Object.assign(new Error(answer.failed.message), answer.failed)
      return answer
    },
  }
  const detail = { info: { uuid: 'test', name: 'Test wallet', rdns: 'test.wallet', icon: 'data:,' }, provider }
  const announce = () => window.dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail }))
  window.addEventListener('eip6963:requestProvider', announce)
  announce()
})()`
