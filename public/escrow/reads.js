// What an escrow says of itself, read from the chain alone. `ask(method, params)` is a wallet or a node.
import { ENFORCED_TERMS, encoded, valueAt } from '../js/calldata.js'

export const SIDES = ['seller', 'buyer']
export const PHASE = { open: 1, called: 2, defaulted: 3, closed: 4 }

/** Topics of the events that tell of proposals to end a deal: the escrow has no view for them. */
export const TOPICS = {
  proposed: '0x4370a792424033c68dad6d802d9ea4a7322868b61539fcb1a9a2176797f8586c',
  withdrawn: '0x0391cb604db0e1ccaa9d67f4b4a391a32b4f93b0d637421aabacb8b1cd5f3023',
  settled: '0x583c366b743100d697ef9990c582eb54e3d8ecd619306fbec411e823517f9bc5',
}

const DAY = 86_400n

/** Everything the page shows; null where no escrow stands. A single answer that fails is null, and the rest is still shown. */
export async function readEscrow(ask, escrow, account) {
  const view = (to, name, args) => ask('eth_call', [{ to, data: encoded(name, args) }, 'latest'])
  const number = async (name, args) => valueAt((await view(escrow, name, args)).slice(2), 0, 'uint256')
  const orNull = (answer) => answer.catch(() => null)
  const [chain, block, code] = await Promise.all([
    ask('eth_chainId', []),
    ask('eth_getBlockByNumber', ['latest', false]),
    ask('eth_getCode', [escrow, 'latest']),
  ])
  const head = { chain: Number(chain), block: Number(block.number), now: BigInt(block.timestamp) }
  if (code === '0x') return { ...head, terms: null }
  const terms = termsIn(await view(escrow, 'terms'))
  const [phase, call, unpaid, shortfall, settled, sides, symbol, index, proposals] = await Promise.all([
    view(escrow, 'phase'),
    view(escrow, 'marginCall'),
    number('unpaid'),
    number('shortfall'),
    number('periodsSettled'),
    Promise.all(SIDES.map((_, side) => readSide(number, view, escrow, BigInt(side), orNull))),
    orNull(view(terms.token, 'symbol').then(textIn)),
    readIndex(view, terms, orNull),
    orNull(readProposals(ask, escrow)),
  ])
  const state = {
    ...head,
    escrow,
    terms,
    phase: Number(valueAt(phase.slice(2), 0, 'uint8')),
    cause: Number(valueAt(phase.slice(2), 1, 'uint8')),
    call: callIn(call),
    unpaid,
    shortfall,
    settled,
    sides,
    symbol: symbol ?? terms.token,
    index,
    proposals: proposals ?? [null, null],
  }
  const isInDefault = state.phase === PHASE.called && state.now > state.call.cureBy
  const window = state.phase === PHASE.defaulted ? await readWindow(view, escrow, orNull) : null
  const claim = account === null ? null : await orNull(number('claimable', [account]))
  const own = sides.findIndex(({ owner }) => owner.toLowerCase() === account?.toLowerCase())
  return { ...state, isInDefault, window, claim: claim ?? 0n, account, own: own === -1 ? null : own }
}

async function readSide(number, view, escrow, side, orNull) {
  const [owner, balance, requirement, exposure, withdrawable] = await Promise.all([
    view(escrow, 'ownerOf', [side]).then((answer) => valueAt(answer.slice(2), 0, 'address')),
    number('account', [side]),
    orNull(number('requirement', [side])),
    orNull(number('exposure', [side])),
    orNull(number('withdrawable', [side])),
  ])
  return { owner, balance, requirement, exposure, withdrawable }
}

/** The takeover window of a side that failed, and what stepping in comes to now: null while the chain would refuse it. */
async function readWindow(view, escrow, orNull) {
  const [window, quote] = await Promise.all([view(escrow, 'takeoverWindow'), orNull(view(escrow, 'takeoverQuote'))])
  const until = valueAt(window.slice(2), 1, 'uint40')
  const side = Number(valueAt(window.slice(2), 2, 'uint8'))
  if (quote === null) return { until, side, quote: null }
  const [deposit, reward, toHonouring, leftover] = [0, 1, 2, 3].map((at) => valueAt(quote.slice(2), at, 'uint256'))
  return { until, side, quote: { deposit, reward, toHonouring, leftover } }
}

async function readIndex(view, { oracle, series }, orNull) {
  const [latest, heartbeat] = await Promise.all([
    orNull(view(oracle, 'latest', [series])),
    orNull(view(oracle, 'heartbeat', [series])),
  ])
  if (latest === null || heartbeat === null) return null
  const day = valueAt(latest.slice(2), 0, 'uint32')
  const value = valueAt(latest.slice(2), 1, 'uint256')
  return { day, value, staleFrom: (day + 1n) * DAY + valueAt(heartbeat.slice(2), 0, 'uint256') }
}

function termsIn(answer) {
  const values = ENFORCED_TERMS.map(([name, type], index) => [name, valueAt(answer.slice(2), index, type)])
  return Object.fromEntries(values)
}

function callIn(answer) {
  const hex = answer.slice(2)
  return {
    side: Number(valueAt(hex, 0, 'uint8')),
    due: valueAt(hex, 1, 'uint256'),
    cureBy: valueAt(hex, 2, 'uint40'),
  }
}

function textIn(answer) {
  const hex = answer.slice(2)
  const size = Number(valueAt(hex, 1, 'uint256'))
  const bytes = hex.slice(128, 128 + 2 * size).match(/../g) ?? []
  return new TextDecoder().decode(Uint8Array.from(bytes, (byte) => parseInt(byte, 16)))
}

/** The offers to end the deal that stand, by side: the payment, and when it was proposed. A settlement kills both. */
async function readProposals(ask, escrow) {
  const logs = await ask('eth_getLogs', [
    { address: escrow, fromBlock: '0x0', toBlock: 'latest', topics: [Object.values(TOPICS)] },
  ])
  const standing = [null, null]
  for (const { topics, data, blockNumber } of logs) {
    const side = Number(topics[1])
    if (topics[0] === TOPICS.settled) standing.fill(null)
    else if (topics[0] === TOPICS.withdrawn) standing[side] = null
    else standing[side] = { payment: valueAt(data.slice(2), 0, 'int256'), blockNumber }
  }
  return standing
}
