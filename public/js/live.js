// A page left open follows by itself: when the desk says that something it shows has changed, its marked parts are fetched again.

/** News closer together than this are fetched together. */
const PATIENCE_MS = 150

/** As many things as one page may follow; what concerns its reader comes first, and tells of everything of theirs. */
const MOST_TOPICS = 20

/** Each marked part as the desk sent it last, by its id: what the reader opened or typed since is no difference. */
const sent = new Map()

/** Listens if the page says what it shows (`<meta name="live">`, topics separated by spaces), while somebody can see it. */
export function follow() {
  const named = document.querySelector('meta[name="live"]')?.content.match(/\S+/g) ?? []
  const topics = [...new Set(named)].slice(0, MOST_TOPICS).join(' ')
  if (topics === '' || !('EventSource' in window)) return
  for (const part of parts(document)) sent.set(part.id, part.outerHTML)
  let news = null
  let wasAway = false
  const listen = () => {
    news = new EventSource(`/live?topics=${encodeURIComponent(topics)}`)
    news.addEventListener('change', soon)
    // Whoever comes back, from another tab or a lost connection, may have missed something.
    news.addEventListener('open', () => {
      if (wasAway) soon()
      wasAway = true
    })
  }
  // A browser opens only so many connections to one desk: pages that nobody looks at give theirs back.
  const look = () => {
    if (document.hidden) {
      news?.close()
      news = null
    } else if (news === null) listen()
  }
  document.addEventListener('visibilitychange', look)
  look()
}

let waiting = null
let fetching = null
let isMissing = false

/** A form is on its way to the desk: loading the page again would call it back. */
let isLeaving = false
document.addEventListener('submit', (event) => {
  if (!event.defaultPrevented) isLeaving = true
})
window.addEventListener('pageshow', () => (isLeaving = false))

function soon() {
  waiting ??= setTimeout(() => {
    waiting = null
    void refresh()
  }, PATIENCE_MS)
}

/**
 * Fetches this page again and replaces the parts marked `data-live-part` that differ, unless somebody is typing in them. One at a time:
 * what is asked for meanwhile is fetched once more afterwards.
 */
export async function refresh() {
  if (fetching !== null) {
    isMissing = true
    return fetching
  }
  fetching = fetchAndReplace()
  try {
    await fetching
  } catch {
    // The desk is away for a moment: the next news, or its return, fetches again.
  } finally {
    fetching = null
  }
  if (isMissing) {
    isMissing = false
    await refresh()
  }
}

async function fetchAndReplace() {
  const answer = await fetch(location.href, { headers: { accept: 'text/html' } })
  if (!answer.ok || answer.redirected) return
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html')
  const wanted = idsOf(fresh)
  for (const part of parts(document)) {
    const next = fresh.getElementById(part.id)
    if (next === null || next.outerHTML === sent.get(part.id)) continue
    if (isPressed(part)) soon()
    if (isPressed(part) || isBusy(part)) continue
    sent.set(part.id, next.outerHTML)
    replace(part, next)
  }
  document.dispatchEvent(new CustomEvent('refreshed'))
  // A part that has come or gone has no place to be put into: the page is another one by now.
  if (idsOf(document) !== wanted && !isInUse()) location.reload()
}

function idsOf(root) {
  return [...parts(root)].map(({ id }) => id).join(' ')
}

/** Whether somebody has typed something, has sent a form, or a wallet is being asked. */
function isInUse() {
  if (isLeaving) return true
  const fields = [...document.querySelectorAll('input:not([type=hidden]), textarea')]
  const isTyped = ({ type, value, defaultValue, checked, defaultChecked }) =>
    type === 'radio' || type === 'checkbox' ? checked !== defaultChecked : value !== defaultValue
  return document.querySelector('[data-busy]') !== null || fields.some(isTyped)
}

function parts(root) {
  return root.querySelectorAll('[data-live-part][id]')
}

/** A button is held down: were it replaced, letting go would press neither the old one nor the new. */
function isPressed(part) {
  return part.matches(':active')
}

function isBusy(part) {
  if (part.querySelector('[data-busy]') !== null) return true
  const { activeElement } = document
  return part.contains(activeElement) && activeElement.matches('input, select, textarea')
}

function replace(part, next) {
  const focused = part.contains(document.activeElement) ? pathTo(document.activeElement) : null
  const opened = [...part.querySelectorAll('details')].map(({ open }) => open)
  part.replaceWith(document.adoptNode(next))
  const folds = next.querySelectorAll('details')
  if (folds.length === opened.length) folds.forEach((fold, index) => (fold.open = opened[index]))
  if (focused) document.querySelector(focused)?.focus()
}

function pathTo(element) {
  if (element.id) return `#${CSS.escape(element.id)}`
  const form = element.closest('form[action]')
  return form === null ? null : `form[action="${CSS.escape(form.getAttribute('action'))}"] ${element.localName}`
}
