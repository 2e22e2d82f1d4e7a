// What can be done with an escrow now: each act with its call, and only those that the chain would not refuse.
import { encoded } from '../js/calldata.js'
import { PHASE } from './reads.js'

/** The errors of an escrow and its token, by selector, with the word of the sentence that says each. */
export const ERRORS = {
  '0x4bb49d23': 'aboveWithdrawable',
  '0x0e91558e': 'balanceTooLarge',
  '0xa7c102ae': 'payerCannotPay',
  '0x584da6b0': 'proposalDifferent',
  '0xfb8f41b2': 'allowanceShort',
  '0xe450d38c': 'tokenShort',
  '0x125db61e': 'indexUnreadable',
  '0x0e40189e': 'proposalMissing',
  '0x85895de6': 'nothingToDo',
  '0x71fd4126': 'notInDefault',
  '0x896cd567': 'notLive',
  '0x9bf6b250': 'notOwner',
  '0x5c93e400': 'pastDeadline',
  '0xe7a68088': 'premiumTooLarge',
  '0x28a72379': 'proposalExpired',
  '0xef40c68b': 'sideCalled',
  '0xed4f37df': 'indexStale',
  '0xc0defd79': 'unwindTooEarly',
  '0x1f2a2005': 'amountZero',
  '0xe4670404': 'notInWindow',
  '0xb48335a6': 'windowOpen',
  '0xec503269': 'honouringSideCannotTakeOver',
  '0x4ce3352f': 'depositAboveLimit',
  '0x64ab3466': 'nothingToClaim',
}

const TOO_EARLY = '0xc0defd79'
const NOBODY = `0x${'0'.repeat(40)}`

/** The acts that are possible, in the order in which they help: `[{ name, facts, fields, call(values) }]`. */
export async function possibleActs(ask, state) {
  const { escrow, account, own, phase, isInDefault } = state
  const isLive = phase === PHASE.open || phase === PHASE.called
  const attempt = (name) => trial(ask, { from: account ?? NOBODY, to: escrow, data: encoded(name) })
  const [settle, mark, closeOut, unwind] = await Promise.all(['settle', 'mark', 'closeOut', 'unwind'].map(attempt))
  const plain = (name, facts = {}) => ({ name, facts, fields: [], call: () => encoded(name) })
  const due = settle.ok ? BigInt(settle.answer) : 0n
  return [
    takeover(state),
    state.claim > 0n && claim(state),
    (isInDefault || phase === PHASE.defaulted) && closeOut.ok && ending(state, plain),
    isLive && !isInDefault && topUp(state),
    isLive && !isInDefault && due > 0n && plain('settle', { count: due }),
    isLive && !isInDefault && state.terms.marking === 1n && mark.ok && plain('mark'),
    own !== null && withdraw(state),
    own !== null && isLive && (await acceptance(ask, state)),
    own !== null && isLive && proposal(),
    own !== null && state.proposals[own] !== null && plain('withdrawProposal'),
    own !== null && unwind.ok && plain('unwind'),
    own !== null &&
      unwind.data?.startsWith(TOO_EARLY) && { name: 'unwind', from: BigInt(`0x${unwind.data.slice(10)}`) },
  ].filter((act) => act !== false && act !== null && act !== undefined)
}

/** How much more than the deposit of the moment may be taken, for a fixing that moves the mark on the way: a hundredth. */
const TOLERANCE = 100n

/** Stepping into the side that failed: anybody's act but the honouring party's. */
function takeover({ window, own }) {
  if (window === null || window.quote === null || own === 1 - window.side) return null
  const { deposit } = window.quote
  const pays = deposit + (deposit + TOLERANCE - 1n) / TOLERANCE
  const call = () => encoded('takeOver', [pays])
  return { name: 'takeOver', facts: { side: window.side, limit: pays, ...window.quote }, fields: [], pays, call }
}

function claim({ claim, account }) {
  return { name: 'withdrawClaim', facts: { most: claim }, fields: [], call: () => encoded('withdrawClaim', [account]) }
}

/** A default that the terms let live on opens its takeover window first. */
function ending({ window, call, terms }, plain) {
  const opens = window === null && terms.takeoverSeconds > 0n
  return { ...plain('closeOut', { side: window?.side ?? call.side }), says: opens ? 'act.closeOut.opens' : undefined }
}

function topUp({ own, call, phase }) {
  const side = phase === PHASE.called ? call.side : (own ?? 0)
  const amount = phase === PHASE.called ? call.due : null
  return {
    name: 'topUp',
    facts: {},
    fields: ['side', 'amount'],
    start: { side, amount },
    call: (values) => encoded('topUp', [values.side, values.amount]),
  }
}

function withdraw({ own, sides, account }) {
  const most = sides[own].withdrawable
  if (most === null || most === 0n) return null
  const call = ({ amount }) => encoded('withdraw', [BigInt(own), amount, account])
  return { name: 'withdraw', facts: { most }, fields: ['amount'], start: { amount: most }, call }
}

function proposal() {
  const call = ({ amount, payer }) => encoded('proposeTermination', [payer === 1n ? amount : -amount])
  return { name: 'propose', facts: {}, fields: ['payer', 'amount'], start: { payer: 0 }, call }
}

/** An offer dies at a settlement and after a day: the chain knows whether it still stands. */
async function acceptance(ask, { own, proposals, account, escrow }) {
  const offer = proposals[1 - own]
  if (offer === null) return null
  const data = encoded('acceptTermination', [offer.payment])
  if (!(await trial(ask, { from: account, to: escrow, data })).ok) return null
  const { payment } = offer
  const facts = { payer: payment > 0n ? 1 : 0, payment: payment < 0n ? -payment : payment }
  return { name: 'accept', facts, fields: [], call: () => data }
}

/** Runs a call without sending it: what it answers, or the error it is refused with. */
export async function trial(ask, call) {
  try {
    return { ok: true, answer: await ask('eth_call', [call, 'latest']) }
  } catch (error) {
    return { ok: false, data: errorData(error), message: String(error?.message ?? error) }
  }
}

/** The encoded error, wherever the wallet or node puts it. */
function errorData(error) {
  const told = [error?.data?.data, error?.data?.originalError?.data, error?.data, error?.message].map(String)
  for (const text of told) {
    const found = /0x[0-9a-f]{8}(?:[0-9a-f]{64})*/i.exec(text)
    if (found) return found[0].toLowerCase()
  }
  return ''
}
