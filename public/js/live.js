// A page left open follows by itself: when the desk says that something it shows has changed, its marked parts are fetched again.

const PATIENCE_MS = 150

/** Listens if the page says what it shows (`<meta name="live">`, topics separated by spaces). */
export function follow() {
  const topics = document.querySelector('meta[name="live"]')?.content
  if (!topics || !('EventSource' in window)) return
  const news = new EventSource(`/live?topics=${encodeURIComponent(topics)}`)
  let waiting = null
  news.addEventListener('change', () => {
    clearTimeout(waiting)
    waiting = setTimeout(refresh, PATIENCE_MS)
  })
  // Coming back after the connection was lost, the page may have missed something.
  let isFirst = true
  news.addEventListener('open', () => {
    if (!isFirst) void refresh()
    isFirst = false
  })
}

/** Fetches this page again and replaces the parts marked `data-live-part` that differ, unless somebody is typing in them. */
export async function refresh() {
  const answer = await fetch(location.href, { headers: { accept: 'text/html' } })
  if (!answer.ok || answer.redirected) return
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html')
  for (const part of document.querySelectorAll('[data-live-part]')) {
    const next = fresh.getElementById(part.id)
    if (next !== null && next.innerHTML !== part.innerHTML && !isBusy(part)) replace(part, next)
  }
  document.dispatchEvent(new CustomEvent('refreshed'))
}

function isBusy(part) {
  if (part.querySelector('[data-busy]') !== null) return true
  const { activeElement } = document
  if (!part.contains(activeElement)) return false
  return activeElement.matches('input, select, textarea')
}

function replace(part, next) {
  const focused = part.contains(document.activeElement) ? pathTo(document.activeElement) : null
  part.replaceWith(document.adoptNode(next))
  if (focused) document.querySelector(focused)?.focus()
}

function pathTo(element) {
  if (element.id) return `#${CSS.escape(element.id)}`
  const form = element.closest('form[action]')
  return form === null ? null : `form[action="${CSS.escape(form.getAttribute('action'))}"] ${element.localName}`
}
