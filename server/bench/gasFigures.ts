/**
 * Gas of each thing that is done to a deal: what the receipt says was used, the 21 000 of the transaction itself included.
 *
 * All on the default demonstration's deal, a marked swap of twelve weeks without a broker on real difficulty, with the attested oracle,
 * or the proven one where the name says so, and a plain OpenZeppelin ERC-20 with permits. Compiler, chain and keys are fixed: the same sources give the same figures.
 */
export interface GasFigures {
  /**
   * Opening with both signatures and two permits for exactly the margins. Both accounts hold the token and keep some of it; neither has
   * approved anybody or permitted anything before, so that the first use of each account's permit counter (17 100 a side, once for
   * ever) is included. Not the factory's first opening: another pair has opened deals, though the factory keeps nothing per deal.
   */
  readonly openWithPermits: number
  /** Opening with both signatures, out of limited allowances that are reduced and stay above 0: no infinite one, no refund. */
  readonly openWithAllowances: number
  /** `settle` sent to the escrow itself: the second period of a deal, nothing else due. */
  readonly settle: number
  /** `settleMany` of a hundred deals whose second period is due, divided by 100, rounded up. All settle, none is skipped. */
  readonly settleEachOf100: number
  /** `mark` sent to the escrow itself in the middle of a deal's second period: nothing to settle, nobody to call. */
  readonly mark: number
  /** A top-up by a side that is not called, out of an allowance of exactly the amount (clearing it earns a refund) and part of its tokens, on the day of the opening. */
  readonly topUp: number
  /** `closeOut` of a deal whose call has lapsed, sent to the escrow itself: mark, loss and penalty go to the honouring party's account. */
  readonly closeOut: number
  /** All that the honouring party has in the closed deal, to itself, who holds the token. The defaulter's rest stays in the escrow. */
  readonly withdraw: number
  /**
   * `retarget` of the proven index with twenty real headers on each side, on a chain of its own that stands in January 2024. The epoch is
   * new, so that its two storage words are written for the first time, as they always are.
   */
  readonly relayRetarget: number
  /** The same four acts on fixings that follow from Bitcoin's headers, in the winter of 2024. */
  readonly settleOnBme: number
  readonly settleEachOf100OnBme: number
  readonly markOnBme: number
  readonly closeOutOnBme: number
}

export type Operation = keyof GasFigures
