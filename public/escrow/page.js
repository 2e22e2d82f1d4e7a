// The escrow page: an address, a wallet or a node, and what the chain says.
import { encoded, valueAt } from '../js/calldata.js'
import { element, rowsOf } from '../js/elements.js'
import { findWallets } from '../js/wallets.js'
import { ERRORS, possibleActs, trial } from './possible.js'
import { PHASE, readEscrow } from './reads.js'

const catalogues = JSON.parse(document.getElementById('words').textContent)
const query = new URLSearchParams(location.search)
const page = document.getElementById('page')
const POLL_MS = 700

const seen = {
  language: query.get('lang') === 'zh' || (!query.has('lang') && navigator.language.startsWith('zh')) ? 'zh' : 'en',
  // A copy is named after the escrow it was downloaded for.
  escrow: query.get('escrow') ?? /0x[0-9a-f]{40}/i.exec(location.pathname)?.[0] ?? '',
  node: query.get('rpc') ?? '',
  wallet: null,
  account: null,
  state: null,
  acts: [],
  trouble: '',
}

function say(key, facts = {}) {
  const words = catalogues[seen.language]
  const said = (words[key] ?? key).replace(/\{\{(\w+)\}\}/g, (whole, name) => (name in facts ? facts[name] : whole))
  return key.includes('.') ? said.charAt(0).toUpperCase() + said.slice(1) : said
}

// ---------------------------------------------------------------- asking

async function ask(method, params) {
  if (seen.wallet !== null) return seen.wallet.provider.request({ method, params })
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
  const answer = await fetch(seen.node, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  const { result, error } = await answer.json()
  if (error) throw Object.assign(new Error(error.message), error)
  return result
}

async function read() {
  seen.state = null
  seen.trouble = ''
  if (!/^0x[0-9a-f]{40}$/i.test(seen.escrow)) seen.trouble = seen.escrow === '' ? '' : say('notAnAddress')
  else if (seen.wallet !== null || seen.node !== '') await readChain()
  await show()
}

async function readChain() {
  try {
    const state = await readEscrow(ask, seen.escrow, seen.account)
    if (state.terms === null) seen.trouble = say('noEscrow', { chain: state.chain })
    else {
      seen.acts = await possibleActs(ask, state)
      seen.state = state
    }
  } catch (error) {
    seen.trouble = say('unreachable', { reason: error?.message ?? String(error) })
  }
}

async function connect(wallet) {
  try {
    const [account] = await wallet.provider.request({ method: 'eth_requestAccounts', params: [] })
    if (seen.wallet !== wallet) followWallet(wallet)
    Object.assign(seen, { wallet, account: account ?? null })
  } catch (error) {
    seen.trouble = say('unreachable', { reason: error?.message ?? String(error) })
  }
  await read()
}

/** Another account or network in the wallet is another view of the escrow. */
function followWallet(wallet) {
  const isCurrent = () => seen.wallet?.provider === wallet.provider
  wallet.provider.on?.('accountsChanged', ([account]) => {
    if (!isCurrent()) return
    seen.account = account ?? null
    void read()
  })
  wallet.provider.on?.('chainChanged', () => {
    if (isCurrent()) void read()
  })
}

// ---------------------------------------------------------------- showing

async function show() {
  document.documentElement.lang = seen.language === 'zh' ? 'zh-CN' : 'en'
  for (const button of document.querySelectorAll('[data-language]')) {
    button.setAttribute('aria-pressed', String(button.dataset.language === seen.language))
  }
  const parts = [element('h1', {}, say('title')), element('p', { class: 'muted' }, say('lead')), await asking()]
  if (seen.trouble !== '') parts.push(element('p', { role: 'status' }, seen.trouble))
  if (seen.state !== null) parts.push(...stateParts(seen.state))
  page.replaceChildren(...parts)
}

async function asking() {
  const wallets = await findWallets()
  const escrow = field('escrow', say('escrow'), seen.escrow)
  const node = field('node', say('node'), seen.node)
  const readButton = element('button', { type: 'submit' }, say('read'))
  const form = element(
    'form',
    {},
    element('div', { class: 'row' }, escrow),
    element('div', { class: 'row' }, node, readButton),
  )
  form.addEventListener('input', () => {
    seen.escrow = form.elements.escrow.value.trim()
    seen.node = form.elements.node.value.trim()
  })
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    Object.assign(seen, { wallet: null, account: null })
    void read()
  })
  const buttons = wallets.map((wallet) => {
    const button = element('button', { type: 'button' }, say('connect', { wallet: wallet.name }))
    button.addEventListener('click', () => void connect(wallet))
    return button
  })
  const none = wallets.length === 0 ? [element('p', { class: 'muted' }, say('noWallet'))] : []
  const connected = seen.account === null ? [] : [element('p', { class: 'num' }, `${say('you')}: ${seen.account}`)]
  return element('section', {}, form, element('div', { class: 'row' }, ...buttons), ...none, ...connected)
}

function field(name, label, value) {
  const input = element('input', { name, id: name, value, autocomplete: 'off', spellcheck: 'false' })
  return element('div', {}, element('label', { for: name }, label), input)
}

function stateParts(state) {
  return [headline(state), accounts(state), actsPart(state), clocks(state), termsPart(state)]
}

function headline(state) {
  const { phase, call, settled, terms, window } = state
  const facts = {
    side: sideName(window?.side ?? call.side),
    due: money(call.due),
    cureBy: moment(call.cureBy),
    until: window === null ? '' : moment(window.until),
    symbol: state.symbol,
  }
  const [key, mood] = told(state)
  const again = element('button', { type: 'button', class: 'plain' }, say('again'))
  again.addEventListener('click', () => void read())
  const asOf = say('asOf', { block: state.block, time: moment(state.now), chain: state.chain })
  return element(
    'section',
    { class: mood },
    element('h2', {}, say(`phase.${phase}`)),
    element(
      'p',
      { class: 'big' },
      `${say(key, { ...facts, settled, periods: terms.periods })} ${say(`cause.${state.cause}`)}`,
    ),
    ...owing(state).map((sentence) => element('p', {}, sentence)),
    element('p', { class: 'muted' }, `${asOf} `, again),
  )
}

/** What is to be said first, and in which mood. */
function told({ phase, isInDefault, window, now }) {
  if (phase === PHASE.closed) return ['next.closed', 'closed']
  if (phase === PHASE.open) return ['next.open', '']
  if (window !== null) return [now <= window.until ? 'next.inWindow' : 'next.windowOver', 'inDefault']
  return isInDefault ? ['next.inDefault', 'inDefault'] : ['next.called', 'called']
}

function owing({ unpaid, shortfall, call, symbol, window }) {
  const facts = { side: sideName(window?.side ?? call.side), symbol }
  return [
    ...(unpaid > 0n ? [say('unpaid', { ...facts, amount: money(unpaid) })] : []),
    ...(shortfall > 0n ? [say('shortfall', { ...facts, amount: money(shortfall) })] : []),
  ]
}

function accounts(state) {
  const columns = ['owner', 'balance', 'requirement', 'exposure', 'withdrawable']
  const head = element(
    'tr',
    {},
    element('td', {}),
    ...columns.map((name) => element('th', { scope: 'col' }, say(name))),
  )
  const lines = state.sides.map((side, index) => {
    const name = say(index === 0 ? 'seller' : 'buyer') + (state.own === index ? ` (${say('you')})` : '')
    const owner = element('td', { title: side.owner }, `${side.owner.slice(0, 6)}…${side.owner.slice(-4)}`)
    const amounts = columns.slice(1).map((column) => element('td', {}, moneyOr(side[column])))
    return element('tr', {}, element('th', { scope: 'row' }, name), owner, ...amounts)
  })
  const table = element('table', {}, element('thead', {}, head), element('tbody', {}, ...lines))
  return element(
    'section',
    {},
    element('h2', {}, `${say('accounts')} · ${state.symbol}`),
    element('div', { class: 'scroll' }, table),
  )
}

function clocks(state) {
  const { index, terms, settled, phase } = state
  const rows = [{ label: say('chainTime'), value: moment(state.now) }]
  if (phase === PHASE.called) rows.push({ label: say('cureBy'), value: moment(state.call.cureBy) })
  if (state.window !== null) rows.push({ label: say('windowEnds'), value: moment(state.window.until) })
  if (index === null) rows.push({ label: say('lastFixing'), value: say('indexSilent') })
  else {
    const value = decimal(index.value, 18)
    rows.push({ label: say('lastFixing'), value: say('fixing', { value, day: day(index.day) }) })
    rows.push({ label: say('staleFrom'), value: moment(index.staleFrom) })
  }
  if (settled < terms.periods && phase !== PHASE.closed) {
    const end = terms.startDay + (settled + 1n) * terms.periodDays - 1n
    rows.push({ label: say('nextSettlement'), value: day(end) })
  }
  return element('section', {}, element('h2', {}, say('clocks')), rowsOf(rows))
}

const RATES = new Set(['fixedRate', 'floor', 'cap'])
const AMOUNTS = new Set(['sellerMargin', 'buyerMargin', 'sellerPenalty', 'buyerPenalty', 'minimumTransfer'])
const NO_CAP = (1n << 128n) - 1n

function termsPart({ terms }) {
  const rows = Object.entries(terms).map(([name, value]) => ({
    label: say(`terms.${name}`),
    value: termText(name, value),
  }))
  const summary = element('summary', {}, say('terms'))
  return element('section', {}, element('details', {}, summary, rowsOf(rows)))
}

function termText(name, value) {
  if (name === 'cap' && value === NO_CAP) return say('field.none')
  if (RATES.has(name)) return decimal(value, 18)
  if (AMOUNTS.has(name)) return money(value)
  if (name === 'startDay') return day(value)
  if (name === 'marking') return say(value === 1n ? 'field.yes' : 'field.no')
  if (name === 'series') return `${seriesName(value)} ${value}`
  return String(value)
}

function seriesName(word) {
  return (word.slice(2).match(/../g) ?? [])
    .map((byte) => String.fromCharCode(parseInt(byte, 16)))
    .join('')
    .replace(/\0/g, '')
}

// ---------------------------------------------------------------- acting

function actsPart(state) {
  const forms = seen.acts.map((act) => actForm(act, state))
  const hints = []
  if (seen.account === null) hints.push(element('p', { class: 'muted' }, say('readOnly')))
  if (forms.length === 0) hints.push(element('p', {}, say('none')))
  return element('section', {}, element('h2', {}, say('acts')), ...hints, ...forms)
}

function actForm(act, state) {
  if (act.from !== undefined)
    return element('p', { class: 'muted' }, say('act.unwind.later', { from: moment(act.from) }))
  const fields = act.fields.map((name) => actField(act, name, state))
  const button = element('button', seen.account === null ? { disabled: '' } : {}, say(`act.${act.name}`))
  const status = element('p', { role: 'status' })
  const form = element(
    'form',
    { class: 'act', 'data-act': act.name },
    element('p', {}, say(act.says ?? `act.${act.name}.says`, wordedFacts(act, state))),
    element('div', { class: 'row' }, ...fields, button),
    status,
  )
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void perform(act, state, form, status)
  })
  return form
}

const QUOTED = ['deposit', 'reward', 'toHonouring', 'leftover', 'limit']

function wordedFacts({ facts }, { terms, symbol }) {
  const side = facts.side === undefined ? '' : sideName(facts.side)
  return {
    symbol,
    side,
    count: facts.count ?? '',
    penalty: facts.side === undefined ? '' : money(facts.side === 0 ? terms.sellerPenalty : terms.buyerPenalty),
    most: facts.most === undefined ? '' : money(facts.most),
    payer: facts.payer === undefined ? '' : sideName(facts.payer),
    amount: facts.payment === undefined ? '' : money(facts.payment),
    hours: String(terms.takeoverSeconds / 3_600n),
    ...Object.fromEntries(QUOTED.filter((name) => name in facts).map((name) => [name, money(facts[name])])),
  }
}

function actField(act, name, { symbol }) {
  const id = `${act.name}-${name}`
  const start = act.start?.[name]
  if (name === 'amount') {
    const label = say(act.name === 'propose' ? 'payment' : 'amount', { symbol })
    const value = start === null || start === undefined ? '' : money(start)
    const input = element('input', { id, name, value, inputmode: 'decimal', autocomplete: 'off', required: '' })
    return element('div', {}, element('label', { for: id }, label), input)
  }
  const options = [0, 1].map((side) => {
    const option = element('option', { value: String(side) }, sideName(side))
    option.selected = side === start
    return option
  })
  const label = say(name === 'payer' ? 'payer' : 'forSide')
  return element('div', {}, element('label', { for: id }, label), element('select', { id, name }, ...options))
}

async function perform(act, state, form, status) {
  if ('busy' in form.dataset) return
  form.dataset.busy = ''
  const tell = (key, facts = {}) => {
    status.textContent = say(key, { symbol: state.symbol, ...facts })
  }
  try {
    const values = typedValues(act, form)
    const pays = act.name === 'topUp' ? values.amount : act.pays
    if (pays !== undefined) await allow(state, pays, tell)
    await send(state.escrow, act.call(values), tell)
    const told = status.textContent
    await read()
    page.querySelector('section')?.after(element('p', { role: 'status' }, told))
  } catch (error) {
    status.textContent = worded(error)
  } finally {
    delete form.dataset.busy
  }
}

/** Something that the person, the wallet or the chain said no to, in words already. */
class Said extends Error {}

function worded(error) {
  if (error instanceof Said) return error.message
  if (error?.code === 4001) return say('do.rejected')
  return say('do.failed', { reason: error?.message ?? String(error) })
}

function typedValues({ fields }, form) {
  return Object.fromEntries(
    fields.map((name) => {
      const text = form.elements[name].value.trim()
      return [name, name === 'amount' ? parsed(text) : BigInt(text)]
    }),
  )
}

async function allow({ terms, escrow, account, symbol }, amount, tell) {
  const number = async (name, args) =>
    valueAt((await ask('eth_call', [{ to: terms.token, data: encoded(name, args) }, 'latest'])).slice(2), 0, 'uint256')
  const held = await number('balanceOf', [account])
  if (held < amount) throw new Said(say('do.short', { held: money(held), symbol }))
  if ((await number('allowance', [account, escrow])) >= amount) return
  await send(terms.token, encoded('approve', [escrow, amount]), (key, facts) =>
    key === 'do.ask' ? tell('do.approve', { amount: money(amount) }) : tell(key, facts),
  )
}

/** Tries the call out, asks the wallet to send it, and waits until the chain has it. */
async function send(to, data, tell) {
  const call = { from: seen.account, to, data }
  tell('do.trying')
  const tried = await trial(ask, call)
  if (!tried.ok) throw new Said(say('do.refused', { reason: reasonOf(tried) }))
  tell('do.ask')
  const hash = await ask('eth_sendTransaction', [call])
  tell('do.sent', { hash })
  const receipt = await receiptOf(hash)
  if (BigInt(receipt.status) !== 1n) throw new Said(say('do.failed', { reason: hash }))
  tell('do.done', { hash, block: Number(receipt.blockNumber) })
}

function reasonOf({ data, message }) {
  const word = ERRORS[data.slice(0, 10)]
  return word === undefined ? message : say(`refusal.${word}`)
}

async function receiptOf(hash) {
  for (;;) {
    const receipt = await ask('eth_getTransactionReceipt', [hash])
    if (receipt !== null) return receipt
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
}

// ---------------------------------------------------------------- numbers and times

function decimal(value, decimals) {
  const digits = (value < 0n ? -value : value).toString().padStart(decimals + 1, '0')
  const whole = digits.slice(0, digits.length - decimals)
  const fraction = decimals === 0 ? '' : `.${digits.slice(digits.length - decimals)}`
  return `${value < 0n ? '−' : ''}${whole}${fraction}`
}

function money(value) {
  return decimal(value, Number(seen.state?.terms.decimals ?? 0n))
}

function moneyOr(value) {
  return value === null ? say('unreadable') : money(value)
}

function parsed(text) {
  const decimals = Number(seen.state.terms.decimals)
  const parts = /^([0-9]{1,40})(?:\.([0-9]+))?$/.exec(text)
  if (parts === null || (parts[2] ?? '').length > decimals) throw new Said(say('do.notAmount', { decimals }))
  return BigInt(parts[1] + (parts[2] ?? '').padEnd(decimals, '0'))
}

function moment(seconds) {
  return `${new Date(Number(seconds) * 1_000).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

function day(number) {
  return new Date(Number(number) * 86_400_000).toISOString().slice(0, 10)
}

function sideName(side) {
  return say(side === 0 ? 'sellerSide' : 'buyerSide')
}

document.getElementById('languages').addEventListener('click', ({ target }) => {
  const { language } = target.dataset
  if (language === undefined) return
  seen.language = language
  void show()
})

void read()
