// The form of terms shows what it would mean while it is being written. The desk draws the form again from what was typed, and
// what differs is put in its place here, except where somebody is typing.

const PATIENCE_MS = 250

const form = document.querySelector('form[data-preview]')
let waiting = null
let running = null

if (form) {
  form.addEventListener('input', () => {
    showRestores()
    soon()
  })
  form.addEventListener('change', soon)
  form.addEventListener('click', restore)
}
showLocalTimes()
document.addEventListener('refreshed', showLocalTimes)

function soon() {
  clearTimeout(waiting)
  waiting = setTimeout(() => void preview(), PATIENCE_MS)
}

async function preview() {
  running?.abort()
  running = new AbortController()
  const sent = typed()
  const body = new URLSearchParams(sent)
  body.set('act', 'preview')
  try {
    const answer = await fetch(form.action, {
      method: 'POST',
      body,
      headers: { accept: 'text/html' },
      signal: running.signal,
    })
    if (answer.ok) merge(new DOMParser().parseFromString(await answer.text(), 'text/html'), sent)
  } catch {
    // The desk is away, or something newer is being asked: what is shown stays, and Review asks again.
  }
}

function typed() {
  const body = new URLSearchParams()
  for (const [name, value] of new FormData(form)) if (typeof value === 'string') body.append(name, value)
  return body
}

/** Puts the desk's drawing in place, field by field. A field that says something else by now than what was sent is left alone. */
function merge(fresh, sent) {
  for (const next of fresh.querySelectorAll('.field')) {
    const control = next.querySelector('input:not([type=radio]), select')
    const current = control && form.querySelector(`#${CSS.escape(control.id)}`)
    if (!current) continue
    const field = current.closest('.field')
    const isBusy = current === document.activeElement || current.value !== (sent.get(control.name) ?? '')
    if (isBusy) takeProposal(field, next)
    else if (field.outerHTML !== next.outerHTML) field.replaceWith(document.adoptNode(next))
  }
  for (const id of ['outlook', 'beside-rate', 'fails']) {
    const part = document.getElementById(id)
    const next = fresh.getElementById(id)
    if (part && next && part.innerHTML !== next.innerHTML) part.replaceChildren(...document.adoptNode(next).childNodes)
  }
  if (isAsSent(sent)) document.getElementById('reviewed').value = fresh.getElementById('reviewed').value
  showRestores()
  showLocalTimes()
}

/** The proposal of a field that is being typed in: its words and its value, without touching the field itself. */
function takeProposal(field, next) {
  const [why, nextWhy] = [field, next].map((part) => part.querySelector('[data-proposal] b'))
  const [proposal, nextProposal] = [field, next].map((part) => part.querySelector('input[type=hidden]'))
  if (!why || !nextWhy || !proposal || !nextProposal) return
  why.textContent = nextWhy.textContent
  proposal.value = nextProposal.value
}

function isAsSent(sent) {
  const now = typed()
  return [...now].every(
    ([name, value]) =>
      name === 'reviewed' || name.endsWith('-proposal') || follows(name, value) || sent.get(name) === value,
  )
}

/** Whether a field says what the desk proposes by now: it was not typed. */
function follows(name, value) {
  return document.getElementById(`${name}-proposal`)?.value === value
}

function restore(event) {
  const button = event.target.closest('button[name=restore]')
  if (!button) return
  event.preventDefault()
  const control = document.getElementById(button.value)
  control.value = document.getElementById(`${button.value}-proposal`).value
  control.focus()
  showRestores()
  soon()
}

function showRestores() {
  for (const button of form.querySelectorAll('button[name=restore]')) {
    const control = document.getElementById(button.value)
    button.hidden = control.value === document.getElementById(`${button.value}-proposal`).value
  }
}

/** Times that matter at night are also told in the reader's own zone. */
function showLocalTimes() {
  const format = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: 'medium', timeStyle: 'short' })
  for (const element of document.querySelectorAll('[data-local]')) {
    element.textContent = `${format.format(new Date(element.dataset.local))} ${element.dataset.label}`
  }
}
