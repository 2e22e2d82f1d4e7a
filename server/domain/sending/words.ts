/** What a transaction of the desk's own account is sent for. `fill` uses up a number that nothing else is sent under. */
export const SENDING_ACTS = ['open', 'publish', 'relay', 'settle', 'mark', 'closeOut', 'fill', 'other'] as const
export type SendingAct = (typeof SENDING_ACTS)[number]

/**
 * Where a transaction stands.
 *
 * `written` is signed and kept, and perhaps heard of by the node; `sent` is known to have reached it. `mined` succeeded in a block that the
 * chain may still take back, `final` in one that it will not. The others have ended without effect: `reverted` was mined and refused,
 * `replaced` lost its number to another transaction of the account, `dropped` was taken back and is not wanted any more, `abandoned`
 * never reached a node.
 */
export const SENDING_STATES = [
  'written',
  'sent',
  'mined',
  'final',
  'reverted',
  'replaced',
  'dropped',
  'abandoned',
] as const
export type SendingState = (typeof SENDING_STATES)[number]

/** The states after which nothing happens to a transaction any more. */
export const SENDING_ENDED = [
  'final',
  'reverted',
  'replaced',
  'dropped',
  'abandoned',
] as const satisfies readonly SendingState[]
