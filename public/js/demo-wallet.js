// The demo wallet: play money on the embedded chain, whose keys are public and kept by the node itself. It behaves as a wallet does:
// announces itself (EIP-6963), shows what is asked in a dialog of its own, and does nothing that was not approved there.
import { decoded } from './calldata.js'
import { element, rowsOf } from './elements.js'
import { page, say } from './words.js'

const ACCOUNT = 'hashdesk demo account'
/** Whose the node's first accounts are; those from the tenth on are spare. */
const PEOPLE = { miner: 5, buyer: 6, broker: 7 }
const FIRST_SPARE = 10

let asking = null
window.addEventListener('hashdesk:asking', ({ detail }) => {
  asking = detail
})

const provider = { request, on: () => provider, removeListener: () => provider }

const info = Object.freeze({
  uuid: '6a1f6f0e-0d0c-4c2f-9d7e-9a35f0c3a001',
  name: say('demoWallet.name'),
  icon: "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect width='16' height='16' fill='%23b8860b'/%3E%3C/svg%3E",
  rdns: 'local.hashdesk.demo',
})

function announce() {
  window.dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail: Object.freeze({ info, provider }) }))
}
window.addEventListener('eip6963:requestProvider', announce)
announce()

async function request({ method, params = [] }) {
  const own = OWN[method]
  return own ? own(params) : node(method, params)
}

const OWN = {
  eth_accounts: async () => chosen(),
  eth_requestAccounts: async () => {
    const already = chosen()
    return already.length > 0 ? already : [await chooseAccount()]
  },
  wallet_requestPermissions: async () => {
    await chooseAccount()
    return [{ parentCapability: 'eth_accounts' }]
  },
  wallet_switchEthereumChain: async ([{ chainId }]) => {
    if (Number(chainId) !== Number(await node('eth_chainId'))) throw failure(4902, 'this wallet knows one chain')
    return null
  },
  eth_signTypedData_v4: async ([account, text]) => {
    const document = typeof text === 'string' ? JSON.parse(text) : text
    await approved('demoWallet.sign', account, documentParts(document))
    return node('eth_signTypedData_v4', [account, document])
  },
  personal_sign: async ([message, account]) => {
    await approved('demoWallet.message', account, [element('pre', {}, textOf(message))])
    return node('personal_sign', [message, account])
  },
  eth_sendTransaction: async ([call]) => {
    await approved('demoWallet.send', call.from, callParts(call))
    return node('eth_sendTransaction', [call])
  },
}

// ---------------------------------------------------------------- the account

/** The account this page was shown: what was chosen for whoever is signed in, or what they have linked. */
function chosen() {
  const account = sessionStorage.getItem(key()) ?? page.account
  return account === '' ? [] : [account]
}

function key() {
  return `${ACCOUNT} ${page.role} ${page.account}`
}

async function chooseAccount() {
  const accounts = await node('eth_accounts')
  const offered = [
    ...Object.entries(PEOPLE).map(([role, index]) => ({ label: roleName(role), account: accounts[index] })),
    ...accounts
      .slice(FIRST_SPARE)
      .map((account, index) => ({ label: say('demoWallet.spare', { number: index + 1 }), account })),
  ].filter(({ account }) => account !== undefined)
  const preferred = await preferredOf(offered)
  const fieldset = element('fieldset', {}, element('legend', {}, say('demoWallet.connect')))
  for (const { label, account } of offered) {
    const radio = element('input', { type: 'radio', name: 'account', value: account })
    radio.checked = account === preferred
    fieldset.append(element('label', {}, radio, `${label} `, element('span', { class: 'num' }, account)))
  }
  const dialog = await opened(say('demoWallet.connect'), [fieldset])
  const { value } = dialog.querySelector('input[name="account"]:checked')
  sessionStorage.setItem(key(), value)
  return value
}

/** The linked account, the demo person's own, or a spare account that has sent nothing yet. */
async function preferredOf(offered) {
  const linked = offered.find(({ account }) => account.toLowerCase() === page.account.toLowerCase())
  if (linked) return linked.account
  const spares = offered.slice(Object.keys(PEOPLE).length)
  for (const { account } of spares) {
    if (Number(await node('eth_getTransactionCount', [account, 'latest'])) === 0) return account
  }
  return offered[0]?.account
}

function roleName(role) {
  return document.querySelector(`form[action="/trial/people/${role}"] button`)?.textContent?.trim() ?? role
}

// ---------------------------------------------------------------- what is asked, in words and in full

function documentParts({ primaryType, message }) {
  const rows = Object.entries(message).map(([label, value]) => ({ label, value: String(value) }))
  const fields = element('details', {}, element('summary', {}, say('demoWallet.fields')), rowsOf(rows))
  fields.open = asking === null
  return [element('p', {}, element('b', {}, primaryType)), fields]
}

function callParts({ to, data }) {
  const { name, args } = decoded(data)
  const call = element('details', {}, element('summary', {}, `${say('demoWallet.call')}: ${name}`), rowsOf(args))
  return [rowsOf([{ label: say('demoWallet.to'), value: to }]), call]
}

function textOf(message) {
  if (!/^0x([0-9a-f]{2})*$/i.test(message)) return message
  return new TextDecoder().decode(Uint8Array.from(message.slice(2).match(/../g) ?? [], (byte) => parseInt(byte, 16)))
}

async function approved(what, account, parts) {
  const words = asking
  asking = null
  const said = words
    ? [element('h2', {}, words.title), element('p', {}, words.note), rowsOf(words.rows)]
    : [element('h2', {}, say(what))]
  await opened(say(what), [...said, rowsOf([{ label: say('demoWallet.with'), value: account }]), ...parts])
}

/** Resolves with the dialog once it was approved; refuses as wallets do (4001). */
function opened(label, parts) {
  const approve = element('button', { type: 'button', class: 'primary' }, say('demoWallet.approve'))
  const reject = element('button', { type: 'button' }, say('demoWallet.reject'))
  const dialog = element(
    'dialog',
    { class: 'demo-wallet', 'aria-label': label },
    element('header', {}, say('demoWallet.mark')),
    element('section', {}, ...parts),
    element('footer', {}, reject, approve),
  )
  document.body.append(dialog)
  return new Promise((resolve, refuse) => {
    approve.addEventListener('click', () => dialog.close('approved'))
    reject.addEventListener('click', () => dialog.close('rejected'))
    dialog.addEventListener('close', () => {
      dialog.remove()
      if (dialog.returnValue === 'approved') resolve(dialog)
      else refuse(failure(4001, 'rejected'))
    })
    dialog.showModal()
  })
}

// ---------------------------------------------------------------- the node

let id = 0

async function node(method, params = []) {
  const body = JSON.stringify({ jsonrpc: '2.0', id: ++id, method, params })
  const answer = await fetch(page.demoRpc, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  const { result, error } = await answer.json()
  if (error) throw failure(error.code, error.message)
  return result
}

function failure(code, message) {
  return Object.assign(new Error(message), { code })
}
