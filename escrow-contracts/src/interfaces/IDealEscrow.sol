// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Short hashrate, receives the fixed rate / long hashrate, receives the index.
enum Side {
    Seller,
    Buyer
}

/// @notice Where a deal stands.
enum Phase {
    None,
    Open,
    Called,
    Defaulted,
    Closed
}

/// @notice Why a deal closed.
enum Cause {
    None,
    Matured,
    Terminated,
    ClosedOut,
    Unwound
}

/// @notice The terms that the escrow enforces: `Terms` without the fields that only matter at open.
struct EnforcedTerms {
    address seller;
    address buyer;
    address token;
    uint8 decimals;
    address oracle;
    bytes32 series;
    uint64 hashrate;
    uint128 fixedRate;
    uint128 floor;
    uint128 cap;
    uint32 startDay;
    uint16 periodDays;
    uint16 periods;
    uint96 sellerMargin;
    uint96 buyerMargin;
    uint16 maintenanceBps;
    uint96 sellerPenalty;
    uint96 buyerPenalty;
    uint8 marking;
    uint96 minimumTransfer;
    uint32 cureSeconds;
    uint32 takeoverSeconds;
    uint16 fallbackDays;
}

/// @title The escrow of one deal
/// @notice Holds the collateral of both sides of one hashrate contract and does by arithmetic and clocks what people would otherwise
/// have to be trusted with. It has no owner, no upgrade and no pause; nobody but a side's owner can reduce that side's account outside
/// the rules the two signed.
///
/// Life: Open, then Called whenever a side must add collateral, then Open again or Closed. Where the terms have a takeover window, a
/// call that is not met leads to Defaulted first: somebody takes the side over and the deal is Open again, or it is Closed when the
/// window is over. Every phase has a way out by time alone.
///
/// Units: amounts in base units of the deal's token; index values in 1e-18 quote units per TH/s per day; days are UTC day numbers.
/// Signed amounts are positive from the seller to the buyer, except a termination payment, which like a premium is positive from the
/// buyer to the seller. Division truncates toward zero unless a function says otherwise.
///
/// @dev Every event carries the packed ledger as it stands afterwards (see `libraries/Ledger.sol` for its layout), so that the
/// account book can be followed from events alone.
interface IDealEscrow {
    // ------------------------------------------------------------------ errors

    /// @notice Only the factory may do this, once.
    error NotFactory();
    /// @notice The deal is not live: it is closed, or in its takeover window.
    error NotLive(Phase phase);
    /// @notice A call is past its deadline: the default is a fact, and only close-out (or unwind, or an agreed end) is left.
    error PastDeadline(uint40 cureBy);
    /// @notice No call is past its deadline.
    error NotInDefault();
    /// @notice The takeover window is still open: somebody may save the deal.
    error WindowOpen(uint40 until);
    /// @notice Nothing can be taken over: no side is in default, its window is over, or every day of the deal is fixed.
    error NotInWindow();
    /// @notice Nobody deals with itself.
    error HonouringSideCannotTakeOver();
    /// @notice The takeover would cost more than the caller agreed to: the mark has moved.
    error DepositAboveLimit(uint256 deposit, uint256 limit);
    /// @notice No takeover left anything to this account, or it has withdrawn it.
    error NothingToClaim(address holder);
    /// @notice The caller does not own this side.
    error NotOwner(Side side, address caller);
    /// @notice Zero where an amount is needed.
    error ZeroAmount();
    /// @notice The receiver is the zero address or the escrow itself.
    error BadReceiver(address to);
    /// @notice The amount exceeds what the account may give now.
    error AboveWithdrawable(uint256 amount, uint256 withdrawable);
    /// @notice The side is called: it may add, not take.
    error SideCalled(Side side);
    /// @notice A settlement was not paid in full: nobody withdraws until it is.
    error UnpaidOutstanding(uint256 unpaid);
    /// @notice The account would exceed what the ledger can hold.
    error BalanceTooLarge();
    /// @notice The token delivered another amount than was asked for.
    error WrongAmountReceived(uint256 expected, uint256 received);
    /// @notice The last final fixing is too old to act on.
    error StaleIndex();
    /// @notice A fixing that the computation needs cannot be read.
    error IndexUnreadable();
    /// @notice Too little gas is left for a bounded oracle read to be believed if it fails.
    error OutOfGas();
    /// @notice There is no such proposal of this side.
    error NoProposal(Side side);
    /// @notice The proposal on the table asks for another payment.
    error DifferentProposal(int256 proposed);
    /// @notice The proposal died: a period settled since, or a day passed.
    error ProposalExpired();
    /// @notice A payment of more than 2^96 - 1 can never be accepted.
    error PaymentTooLarge(int256 payment);
    /// @notice The payer's account does not hold the payment.
    error CannotPay(uint256 amount, uint256 balance);
    /// @notice No fixing has been missing for long enough.
    error TooEarlyToUnwind(uint256 from);
    /// @notice Every period is settled: there is nothing left to unwind.
    error NothingToUnwind();

    // ------------------------------------------------------------------ events

    /// @notice Period `period` came to `amount` (positive: the seller owes). `unpaid`: what of it the payer's account did not cover.
    event Settled(uint256 indexed period, int256 amount, uint256 unpaid, uint256 ledger);
    /// @notice `side` must add `due` by the ledger's `cureBy`; emitted when a call opens and when its demand or deadline grows.
    event MarginCalled(Side indexed side, uint256 due, uint256 ledger);
    /// @notice The call on `side` is over without default.
    event CallLifted(Side indexed side, uint256 ledger);
    /// @notice `payer` added `amount` to `side`; `due` and `unpaid` are what is left of the call afterwards.
    event ToppedUp(Side indexed side, address indexed payer, uint256 amount, uint256 due, uint256 unpaid, uint256 ledger);
    event Withdrawn(Side indexed side, address indexed to, uint256 amount, uint256 ledger);
    /// @notice `side` offers to end the deal now for `payment` (positive: the buyer pays the seller).
    event TerminationProposed(Side indexed side, int256 payment);
    event ProposalWithdrawn(Side indexed side);
    event Terminated(int256 payment, uint256 ledger);
    /// @notice `owed`: m, what the defaulter owes for settled and unsettled days; `paid`: positive from defaulter to honouring party.
    event ClosedOut(Side indexed defaulter, int256 owed, uint256 penalty, int256 paid, uint256 shortfall, uint256 ledger);
    event Unwound(int256 owed, int256 paid, uint256 shortfall, uint256 ledger);
    event Matured(uint256 ledger);
    /// @notice `defaulter` did not meet its call: up to and including `until` anyone but the other side may take its side over.
    event WindowOpened(Side indexed defaulter, uint40 until, uint256 ledger);
    /// @notice `taker` stepped into `side` of `previous` with `deposit`. `toHonouring` went to the other side's account, `reward` is part
    /// of the taker's, `leftover` is `previous`'s to claim.
    event TakenOver(
        Side indexed side,
        address indexed taker,
        address indexed previous,
        uint256 deposit,
        uint256 toHonouring,
        uint256 reward,
        uint256 leftover,
        uint256 ledger
    );
    event ClaimWithdrawn(address indexed holder, address to, uint256 amount, uint256 ledger);

    // ------------------------------------------------------------------ acts

    /// @notice Settles every period that is due and readable, in order. Anyone may call.
    /// @dev Pays what the payer's account holds; a rest becomes `unpaid`, opens or joins a margin call on the payer and stops the loop.
    /// Does nothing while a call is past its deadline or something is unpaid. Never reverts because an oracle fails.
    /// After the last period, with nothing unpaid, the deal closes as Matured.
    /// @return periods How many periods this call settled.
    function settle() external returns (uint256 periods);

    /// @notice Settles what is due, then values the deal at the latest fixing and opens or lifts a margin call. Anyone may call.
    /// @dev A side is called if its account is below `requirement` and restoring it takes at least `minimumTransfer`; of two, the one
    /// that needs more (a tie: the seller). What is demanded restores the account to initial margin plus exposure.
    /// Range-collateralised deals are never called. Once every day of the deal is fixed, no new call opens: a short settlement calls.
    ///
    /// Requirements:
    /// - The series is fresh and readable, if the deal needs valuing; otherwise `StaleIndex` or `IndexUnreadable`.
    function mark() external;

    /// @notice Adds `amount` of collateral to `side`'s account. Anyone may pay; nobody gains a claim by paying for another.
    /// @dev Never checks the account's health: a rescue must go through on the worst day. On the called side what is unpaid is paid
    /// on first, to the other side. If nothing is due afterwards, the call is lifted in the same transaction.
    ///
    /// Invariant: the token balance of this escrow rises by exactly the amount credited. Reads no oracle: a rescue works when the
    /// index is silent.
    ///
    /// Requirements:
    /// - The deal is live, and no call on it is past its deadline.
    /// - The caller has approved this escrow for `amount`.
    ///
    /// @param side The account to credit.
    /// @param amount Collateral, in base units of the deal's token.
    function topUp(Side side, uint256 amount) external;

    /// @notice Pays `amount` out of `side`'s account to `to`. Only the side's owner.
    /// @dev Closed: anything up to the balance. Live and range-collateralised: what exceeds initial margin. Live and marked: settles
    /// first, then what exceeds initial margin plus exposure, on a fresh index, with nothing unpaid. Never while the side is called.
    function withdraw(Side side, uint256 amount, address to) external;

    /// @notice Ends the deal for a call that was not met: the defaulter's account pays what it owes and the penalty. Anyone may call.
    /// Where the terms have a takeover window, the first such call only opens it; the next ends the deal once it is over.
    /// @dev m = value of all unsettled days as the defaulter owes it + unpaid; g = m + penalty is paid from the defaulter's account to
    /// the honouring party as far as it reaches; a negative g is paid the other way. `shortfall` is what of m was not there.
    ///
    /// Requirements:
    /// - A call is past its deadline, and the series is fresh and readable (unless every period is settled).
    /// - No takeover window is open (it ends early with the deal's last fixing). To open one the series need not be readable.
    function closeOut() external;

    /// @notice Steps into the defaulter's side: pays in what that takes, and the deal lives on with the caller as its owner. Anyone but
    /// the honouring party may, the defaulter included.
    /// @dev With C the defaulter's account, v what it owes on all unsettled days, e = C - unpaid - v and p = min(max(0, e), penalty):
    /// - the taker pays in its initial margin + max(0, -v) + max(0, -e);
    /// - it is credited a reward of p x (time since the window opened) / (2 x takeoverSeconds), on top of initial margin + max(0, v);
    /// - the honouring party is credited what is unpaid and p - reward, at once;
    /// - the defaulter may claim max(0, e - p).
    ///
    /// The honouring party's cash and the mark of its deal together are at least min(v + unpaid, C) + half of p. All proposals to
    /// terminate are off the table. Rounding: the reward down, against the taker.
    ///
    /// Requirements:
    /// - The takeover window is open, a day of the deal is left to be fixed, and the series is fresh and readable.
    /// - The caller has approved this escrow for the deposit, and the two accounts fit the book afterwards.
    ///
    /// @param maxDeposit The most the caller will pay in: the mark may move while the transaction is on its way.
    function takeOver(uint256 maxDeposit) external;

    /// @notice Pays the caller everything that takeovers of its sides left it to `to`, in any phase.
    function withdrawClaim(address to) external;

    /// @notice Offers to end the deal now for `payment`, replacing the caller's earlier offer. Only an owner, while live.
    /// @param payment Positive: the buyer pays the seller. At most 2^96 - 1 either way.
    function proposeTermination(int256 payment) external;

    /// @notice Accepts the other side's standing offer of exactly `payment`; the deal closes and anything unpaid is waived.
    /// @dev The offer dies at the next settlement and after a day: otherwise it would be a free option.
    function acceptTermination(int256 payment) external;

    /// @notice Takes the caller's own offer back.
    function withdrawProposal() external;

    /// @notice Ends the deal without fault because a fixing it needs has been missing for `fallbackDays`. Only an owner.
    /// @dev Pays the value at what can still be read: everything, if the mark can be computed; otherwise the readable unsettled
    /// periods. No penalty, no freshness needed.
    function unwind() external;

    // ------------------------------------------------------------------ views

    function phase() external view returns (Phase, Cause);
    /// @notice The balance of `side`'s account.
    function account(Side side) external view returns (uint256);
    /// @notice What `side` must hold at the latest fixing: maintenance margin, rounded up, plus exposure. 0 once not live.
    /// Range-collateralised: the worst the unsettled days can cost, always held.
    function requirement(Side side) external view returns (uint256);
    /// @notice What `side` would owe if the deal ended at the latest fixing. 0 for range-collateralised deals and once not live.
    function exposure(Side side) external view returns (uint256);
    /// @notice The most `withdraw` would pay `side` now, provided nothing is waiting to be settled.
    function withdrawable(Side side) external view returns (uint256);
    /// @notice Who may act for `side`: its signer, or whoever took it over last.
    function ownerOf(Side side) external view returns (address);
    /// @notice The takeover window, both ends included, and whose default opened it; zeros unless the phase is Defaulted.
    function takeoverWindow() external view returns (uint40 from, uint40 until, Side defaulter);
    /// @notice What `takeOver` would come to now; reverts as that would, whoever asks and whatever the limit.
    function takeoverQuote() external view returns (uint256 deposit, uint256 reward, uint256 cashToHonouring, uint256 leftover);
    /// @notice What `withdrawClaim` would pay `holder`.
    function claimable(address holder) external view returns (uint256);
    /// @notice The open call; zeros unless the phase is Called.
    function marginCall() external view returns (Side side, uint256 due, uint40 cureBy);
    /// @notice What of a settlement the called side still owes the other.
    function unpaid() external view returns (uint256);
    /// @notice What close-out or unwind could not pay.
    function shortfall() external view returns (uint256);
    function periodsSettled() external view returns (uint256);
    function terms() external view returns (EnforcedTerms memory);
}
