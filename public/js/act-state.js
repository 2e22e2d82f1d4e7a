// Where an act stands, as a sentence beside the button that began it, with a way out of every trouble.
import { element, rowsOf } from './elements.js'
import { WalletTrouble } from './wallet.js'
import { say } from './words.js'

/** The desk said no; its sentence is for people. */
export class DeskRefused extends Error {}

/** Asks the desk; `answer` is what it says in JSON, null where it says nothing. Throws DeskRefused with its sentence. */
export async function askDesk(path, token, body) {
  const headers = { accept: 'application/json', 'content-type': 'application/json', 'x-csrf-token': token }
  let answer
  try {
    answer = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) })
  } catch {
    throw new WalletTrouble('unreachable')
  }
  if (answer.status === 204) return null
  const told = await answer.json().catch(() => ({}))
  if (!answer.ok) throw answer.status >= 500 ? new WalletTrouble('unreachable') : new DeskRefused(told.detail)
  return told
}

/** Shows the sentence of a wallet state; `more` as for `showSentence`. */
export function showState(place, state, facts = {}, more = {}) {
  showSentence(place, say(`wallet.${state}`, facts), more)
  place.dataset.state = state
}

/** Shows a sentence. `rows`: what it is about; `ways`: buttons, `[{ label, act }]`; `title` above it, `note` below. */
export function showSentence(place, sentence, { rows = [], ways = [], title = '', note = '' } = {}) {
  const parts = [element('p', {}, sentence)]
  if (title !== '') parts.unshift(element('p', {}, element('b', {}, title)))
  if (note !== '') parts.push(element('p', {}, note))
  if (rows.length > 0) parts.push(rowsOf(rows))
  if (ways.length > 0) parts.push(element('div', { class: 'acts' }, ...ways.map(buttonFor)))
  place.replaceChildren(...parts)
  place.dataset.state = 'said'
  place.classList.remove('trouble', 'done')
}

function buttonFor({ label, act }) {
  const button = element('button', { type: 'button' }, label)
  button.addEventListener('click', act, { once: true })
  return button
}

/** Shows what went wrong, and what can be done about it: `ways` maps a state to its own way out, `again` is everybody's. */
export function showTrouble(place, error, { again, ways = {}, rows = [] }) {
  const retry = { label: say('wallet.again'), act: again }
  if (error instanceof WalletTrouble) {
    const way = ways[error.state]
    const offered = way ? [way] : error.state === 'none' ? [{ ...retry, label: say('wallet.look') }] : [retry]
    showState(place, error.state, error.facts, { rows, ways: offered })
  } else if (error instanceof DeskRefused) {
    showSentence(place, error.message, { ways: [retry] })
    place.dataset.state = 'refused'
  } else {
    showState(place, 'failed', { reason: String(error?.message ?? error) }, { ways: [retry] })
  }
  place.classList.add('trouble')
}

/** Lets a person choose between wallets. */
export function choice(place, wallets) {
  return new Promise((resolve) => {
    showState(
      place,
      'choose',
      {},
      { ways: wallets.map((wallet) => ({ label: wallet.name, act: () => resolve(wallet) })) },
    )
    place.querySelector('button')?.focus()
  })
}
