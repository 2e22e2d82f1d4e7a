// Calls of the desk's contracts as bytes and back, for arguments of fixed size. test/web/calldata.test.ts holds the table equal to the
// compiled contracts.

const SIDE = ['side', 'uint8']
const PAYMENT = [['payment', 'int256']]

/** The fields of the terms as they are signed. */
const TERMS = [
  ['seller', 'address'],
  ['buyer', 'address'],
  ['token', 'address'],
  ['decimals', 'uint8'],
  ['oracle', 'address'],
  ['series', 'bytes32'],
  ['hashrate', 'uint64'],
  ['fixedRate', 'uint128'],
  ['floor', 'uint128'],
  ['cap', 'uint128'],
  ['startDay', 'uint32'],
  ['periodDays', 'uint16'],
  ['periods', 'uint16'],
  ['sellerMargin', 'uint96'],
  ['buyerMargin', 'uint96'],
  ['maintenanceBps', 'uint16'],
  ['sellerPenalty', 'uint96'],
  ['buyerPenalty', 'uint96'],
  ['marking', 'uint8'],
  ['minimumTransfer', 'uint96'],
  ['cureSeconds', 'uint32'],
  ['takeoverSeconds', 'uint32'],
  ['fallbackDays', 'uint16'],
  ['premium', 'int128'],
  ['broker', 'address'],
  ['brokerFee', 'uint96'],
  ['openBy', 'uint40'],
  ['documentHash', 'bytes32'],
  ['salt', 'uint256'],
]

/** What the escrow enforces: the terms without the fields that matter at the opening only. */
export const ENFORCED_TERMS = TERMS.slice(0, 23)

/** By selector: the function's name, what it takes and what it answers. Of `open` only the terms, which come first. */
export const CALLS = {
  '0x11da60b4': { name: 'settle', takes: [] },
  '0x8c0d0c29': { name: 'mark', takes: [] },
  '0x543fc62a': { name: 'closeOut', takes: [] },
  '0x807763ab': { name: 'unwind', takes: [] },
  '0x031cf1d9': { name: 'withdrawProposal', takes: [] },
  '0x84dea1bf': { name: 'topUp', takes: [SIDE, ['amount', 'uint256']] },
  '0x55bf621f': { name: 'withdraw', takes: [SIDE, ['amount', 'uint256'], ['to', 'address']] },
  '0xee1b5092': { name: 'proposeTermination', takes: PAYMENT },
  '0x4cd7c7fb': { name: 'acceptTermination', takes: PAYMENT },
  '0x49c10297': { name: 'cancel', takes: TERMS },
  '0x7d7f073c': { name: 'open', takes: TERMS },
  '0x095ea7b3': {
    name: 'approve',
    takes: [
      ['spender', 'address'],
      ['value', 'uint256'],
    ],
  },
  '0x40c10f19': {
    name: 'mint',
    takes: [
      ['to', 'address'],
      ['amount', 'uint256'],
    ],
  },
  '0xab1f3be2': { name: 'takeOver', takes: [['maxDeposit', 'uint256']] },
  '0x86b48c06': { name: 'withdrawClaim', takes: [['to', 'address']] },
  '0x402914f5': { name: 'claimable', takes: [['holder', 'address']] },
  '0x9c03cf8e': { name: 'takeoverWindow', takes: [] },
  '0xf014ca3d': { name: 'takeoverQuote', takes: [] },
  '0xb1c9fe6e': { name: 'phase', takes: [] },
  '0x366822b8': { name: 'account', takes: [SIDE] },
  '0xb771fbfe': { name: 'requirement', takes: [SIDE] },
  '0x03e34e6f': { name: 'exposure', takes: [SIDE] },
  '0x25305c73': { name: 'withdrawable', takes: [SIDE] },
  '0x024591ff': { name: 'ownerOf', takes: [SIDE] },
  '0xd75352e1': { name: 'marginCall', takes: [] },
  '0xc4cb291e': { name: 'unpaid', takes: [] },
  '0x19b1faef': { name: 'shortfall', takes: [] },
  '0xde0028a9': { name: 'periodsSettled', takes: [] },
  '0xd5025625': { name: 'terms', takes: [] },
  '0x70a08231': { name: 'balanceOf', takes: [['account', 'address']] },
  '0xdd62ed3e': {
    name: 'allowance',
    takes: [
      ['owner', 'address'],
      ['spender', 'address'],
    ],
  },
  '0x95d89b41': { name: 'symbol', takes: [] },
  '0x79feb107': { name: 'latest', takes: [['series', 'bytes32']] },
  '0x5a3b7899': { name: 'heartbeat', takes: [['series', 'bytes32']] },
}

/** The call of that name with these arguments (numbers as bigint, the rest as hex), as bytes. */
export function encoded(name, args = []) {
  const [selector, { takes }] = Object.entries(CALLS).find(([, call]) => call.name === name)
  return selector + args.map((value, index) => word(takes[index][1], value)).join('')
}

/** What a call says: its name, and its arguments by name, as text. */
export function decoded(data) {
  const call = CALLS[data.slice(0, 10).toLowerCase()]
  if (!call) return { name: data.slice(0, 10), args: [] }
  const args = call.takes.map(([label, type], index) => ({
    label,
    value: String(valueAt(data.slice(10), index, type)),
  }))
  return { name: call.name, args }
}

/** The value of a type at that place of `hex` (without 0x): integers as bigint, addresses and bytes as hex. */
export function valueAt(hex, index, type) {
  const text = hex.slice(64 * index, 64 * index + 64)
  if (type === 'address') return `0x${text.slice(24)}`
  if (type.startsWith('bytes')) return `0x${text}`
  const value = BigInt(`0x${text || '0'}`)
  return type.startsWith('int') ? BigInt.asIntN(256, value) : value
}

function word(type, value) {
  if (type === 'address' || type.startsWith('bytes')) return value.slice(2).toLowerCase().padStart(64, '0')
  return BigInt.asUintN(256, BigInt(value)).toString(16).padStart(64, '0')
}
