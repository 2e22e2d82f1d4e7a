// Follows a transaction through the desk until it is final, or never will be. What was sent is remembered, so that a page that is
// loaded again goes on following.

const SENT = 'hashdesk sent'
const FIRST_PAUSE_MS = 400
const LONGEST_PAUSE_MS = 4_000
/** A node may not have heard of a transaction yet; after this long it was replaced or dropped. */
const PATIENCE_MS = 45_000

/**
 * Calls `show(state, facts)` with each new state: sent, mined, final, reverted, dropped, wentBack, unreachable. Resolves with the
 * last one; with `mined` as soon as the chain has it: `final` is then told in the background.
 */
export function follow({ hash, wasMined = false }, show) {
  remember(hash, { wasMined })
  return new Promise((resolve) => {
    void keepAsking(hash, { wasMined, since: Date.now(), pause: FIRST_PAUSE_MS, shown: '' }, (state, facts) => {
      show(state, facts)
      if (state === 'mined') remember(hash, { wasMined: true })
      if (state !== 'sent' && state !== 'unreachable') resolve(state)
      if (ENDS.has(state)) forget(hash)
    })
  })
}

const ENDS = new Set(['final', 'reverted', 'dropped', 'wentBack'])

async function keepAsking(hash, memory, tell) {
  for (;;) {
    const [state, facts] = await stateOf(hash, memory)
    if (state !== memory.shown) tell(state, facts)
    memory.shown = state
    if (state === 'mined') memory.wasMined = true
    if (ENDS.has(state)) return
    await new Promise((resolve) => setTimeout(resolve, memory.pause))
    memory.pause = Math.min(memory.pause * 1.5, LONGEST_PAUSE_MS)
  }
}

async function stateOf(hash, { wasMined, since }) {
  const fate = await askDesk(hash)
  if (fate === null) return ['unreachable', {}]
  if (fate.state === 'mined') return [fate.isFinal ? 'final' : 'mined', { block: fate.block }]
  if (fate.state === 'reverted') return ['reverted', { reason: fate.reason }]
  if (fate.state === 'pending') return ['sent', {}]
  if (wasMined) return ['wentBack', {}]
  return Date.now() - since > PATIENCE_MS ? ['dropped', {}] : ['sent', {}]
}

async function askDesk(hash) {
  try {
    const answer = await fetch(`/transactions/${hash}`, { headers: { accept: 'application/json' } })
    return answer.ok ? await answer.json() : null
  } catch {
    // The desk does not answer; it is asked again.
    return null
  }
}

/** What was sent from this page and had not come to an end when it was left. */
export function unfinished() {
  return Object.entries(sentHere()).map(([hash, { wasMined }]) => ({ hash, wasMined }))
}

function remember(hash, known) {
  write({ ...sentHere(), [hash]: known })
}

function forget(hash) {
  const rest = sentHere()
  delete rest[hash]
  write(rest)
}

function sentHere() {
  return all()[location.pathname] ?? {}
}

function write(sent) {
  const everywhere = all()
  if (Object.keys(sent).length === 0) delete everywhere[location.pathname]
  else everywhere[location.pathname] = sent
  try {
    localStorage.setItem(SENT, JSON.stringify(everywhere))
  } catch {
    // A browser that keeps nothing follows as long as the page is open.
  }
}

function all() {
  try {
    return JSON.parse(localStorage.getItem(SENT) ?? '{}')
  } catch {
    return {}
  }
}
