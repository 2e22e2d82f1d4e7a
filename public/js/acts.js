// How a form becomes a question to the wallet.
//
//   <form method="post" action="/deals/…/acts/prepare" data-act="topUp"> csrf, fields by name (amount, payer), a button,
//     <div class="act-state" role="status" aria-live="polite"></div> </form>
//
// The page also has `{{> wallet}}`, which brings the words, and the style sheet `wallet`.
//
// The desk is asked first: it checks the act, tries it out, and says in words what the wallet will be asked for. The wallet signs or
// sends, the desk is told, and every state on the way is a sentence in `.act-state`. What succeeded is also said in `#act-news`,
// where the page has one, because the form may be gone by then.
import { askDesk, choice, showState, showTrouble } from './act-state.js'
import { follow, unfinished } from './fate.js'
import { refresh } from './live.js'
import {
  WalletTrouble,
  chooseAccount,
  ensureAccount,
  ensureChain,
  pickWallet,
  sendTransaction,
  signDocument,
  switchChain,
} from './wallet.js'
import { page, say } from './words.js'

/** An approval and the act itself; more means that something goes in circles. */
const MOST_STEPS = 3
const CHAIN_PAUSE_MS = 10_000

/** On a desk for trying out there is a wallet to try with; nothing is asked before it could announce itself. */
const ready = page.demoRpc === '' ? Promise.resolve() : import('./demo-wallet.js')

/** Forms whose act went wrong, with the place that says how. */
const troubles = new Map()

document.addEventListener('submit', (event) => {
  const form = event.target.closest('form[data-act]')
  if (form === null) return
  event.preventDefault()
  void perform(form)
})

/** What changes on the chain alone is looked up while somebody looks. */
setInterval(() => {
  if (!document.hidden && document.querySelector('[data-follows-chain]') !== null) void refresh()
}, CHAIN_PAUSE_MS)

const news = document.getElementById('act-news')
for (const sent of unfinished()) {
  if (news !== null) void followHere(news, sent)
}

async function perform(asked) {
  const form = standing(asked)
  if (form === null || 'busy' in form.dataset) return
  const place = form.querySelector('.act-state')
  const act = { form, place, provider: null }
  troubles.delete(asked)
  form.dataset.busy = ''
  form.setAttribute('aria-busy', 'true')
  try {
    await ready
    const told = await allSteps(act)
    finish(place, told)
    delete form.dataset.busy
    await refresh()
  } catch (error) {
    troubles.set(form, place)
    showTrouble(place, error, { again: () => perform(form), ways: waysOutOf(act), rows: transactionRows(error.facts) })
  } finally {
    delete form.dataset.busy
    form.removeAttribute('aria-busy')
  }
}

/** The form as it stands in the page now: parts of the page are replaced when the desk has news. */
function standing(form) {
  if (form.isConnected) return form
  const alike = `form[data-act="${CSS.escape(form.dataset.act)}"][action="${CSS.escape(form.getAttribute('action'))}"]`
  return document.querySelector(alike)
}

/** What went wrong is still said when the part of the page that said it was replaced. */
document.addEventListener('refreshed', () => {
  const straight = document.querySelector('a[data-straight]')
  if (straight !== null) location.assign(straight.href)
  for (const [form, place] of troubles) {
    const now = standing(form)
    if (place.isConnected || now === null) continue
    now.querySelector('.act-state:empty')?.replaceWith(place)
  }
})

/** Every step in order. After each one the desk prepares what is left: it may know better by then. */
async function allSteps(act) {
  let steps = 0
  for (let number = 1; number <= MOST_STEPS; number += 1) {
    showState(act.place, 'preparing')
    const prepared = await askDesk(act.form.getAttribute('action'), tokenOf(act.form), fieldsOf(act.form))
    steps = Math.max(steps, number - 1 + prepared.steps.length)
    const told = await doStep(act, prepared, steps > 1 ? say('wallet.step', { step: number, steps }) : '')
    if (prepared.steps.length === 1) return told
  }
  throw new WalletTrouble('failed', { reason: 'too many steps' })
}

async function doStep(act, { from, steps: [step] }, counted) {
  const { place } = act
  act.provider = await pickWallet((wallets) => choice(place, wallets))
  await ensureChain(act.provider, page.chainId)
  showState(place, 'connecting')
  await ensureAccount(act.provider, from)
  const { title, note, rows } = step
  // A wallet that can show the desk's words beside its own may; none may trust them more than what it reads itself.
  window.dispatchEvent(new CustomEvent('hashdesk:asking', { detail: { title, note, rows } }))
  showState(place, 'asking', { title }, { rows, note, title: counted })
  return step.kind === 'transaction' ? sendStep(act, from, step) : signStep(act, from, step)
}

async function signStep({ form, place, provider }, from, step) {
  const signature = await signDocument(provider, from, step.request)
  showState(place, 'reporting')
  await askDesk(step.report, tokenOf(form), { signature })
  return { state: 'signed', facts: {}, title: step.title }
}

async function sendStep({ form, place, provider }, from, step) {
  const hash = await sendTransaction(provider, from, step.call)
  const told = await followTo(place, { hash }, step.title)
  if (step.report !== null) await askDesk(step.report, tokenOf(form), {})
  return { ...told, title: step.title }
}

/** Follows a transaction until the chain has it. Throws WalletTrouble where it never will. */
async function followTo(place, sent, title) {
  let last = {}
  const state = await follow(sent, (next, facts) => {
    last = { ...facts, hash: sent.hash }
    // By the time that finality comes, the part of the page that this stood in may be gone.
    const where = place.isConnected ? place : news
    if (where !== null) showState(where, next, last, { title, rows: transactionRows(last) })
  })
  if (state !== 'mined' && state !== 'final') throw new WalletTrouble(state, last)
  return { state, facts: last }
}

async function followHere(place, sent) {
  try {
    finish(place, await followTo(place, sent, ''))
    await refresh()
  } catch (error) {
    showTrouble(place, error, { again: () => location.reload(), rows: transactionRows(error.facts) })
  }
}

function finish(place, { state, facts, title = '' }) {
  for (const where of new Set([place, news])) {
    if (where === null) continue
    showState(where, state, facts, { title, rows: transactionRows(facts) })
    where.classList.add('done')
  }
}

function waysOutOf(act) {
  const thenAgain = (way) => async () => {
    try {
      await way()
    } catch (error) {
      if (!(error instanceof WalletTrouble) || error.state !== 'failed') {
        showTrouble(act.place, error, { again: () => perform(act.form), ways: waysOutOf(act) })
        return
      }
    }
    await perform(act.form)
  }
  return {
    wrongNetwork: {
      label: say('wallet.switch'),
      act: thenAgain(() => switchChain(act.provider, page.chainId, page.demoRpc)),
    },
    wrongAccount: { label: say('wallet.account'), act: thenAgain(() => chooseAccount(act.provider)) },
  }
}

function transactionRows(facts) {
  return facts?.hash ? [{ label: say('wallet.transaction'), value: facts.hash }] : []
}

function tokenOf(form) {
  return form.elements._csrf?.value ?? ''
}

/** What the desk is asked to prepare: the act by its name, and what was typed. */
function fieldsOf(form) {
  const fields = Object.fromEntries(new FormData(form))
  delete fields._csrf
  return { ...fields, name: form.dataset.act }
}
