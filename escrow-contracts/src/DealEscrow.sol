// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

import {TakeoverWindow} from "./TakeoverWindow.sol";
import {Cause, EnforcedTerms, IDealEscrow, Phase, Side} from "./interfaces/IDealEscrow.sol";
import {EnforcedTermsCode, TermsInCode} from "./libraries/EnforcedTermsCode.sol";
import {IndexReads} from "./libraries/IndexReads.sol";
import {Ledger, LedgerFields} from "./libraries/Ledger.sol";
import {Payoff} from "./libraries/Payoff.sol";
import {Valuation} from "./libraries/Valuation.sol";

/// @title The escrow of one deal
/// @dev Deployed once by the factory and cloned for every deal; the clone's code carries the enforced terms. Each act follows one
/// outline: load terms and book, check, compute the new book, store it, then pay. Read `IDealEscrow` for what each act promises, and
/// `EscrowBook` for how periods settle and deals close, `TakeoverWindow` for who owns a side.
contract DealEscrow is TakeoverWindow {
    using SafeERC20 for IERC20;
    using Payoff for TermsInCode;
    using Valuation for TermsInCode;

    uint256 private constant DAY = 86_400;
    uint256 private constant PROPOSAL_LIFE = 86_400;
    uint8 private constant MARKED = 1;

    /// @notice The only contract that can bring an escrow of this code to life.
    address public immutable FACTORY;

    constructor() {
        FACTORY = msg.sender;
    }

    /// @notice Opens the book and pays the broker. The factory calls this once, in the transaction that creates the escrow, after both
    /// sides' collateral has arrived.
    function initialise(uint256 sellerBalance, uint256 buyerBalance, address broker, uint256 fee) external {
        // Checks
        if (msg.sender != FACTORY) revert NotFactory();

        // Effects
        _book = LedgerFields.opening(sellerBalance, buyerBalance);

        // Interactions
        if (fee > 0) _payExactly(EnforcedTermsCode.load().token(), broker, fee);
    }

    // ------------------------------------------------------------------ acts

    /// @inheritdoc IDealEscrow
    /// @dev Its only calls are static, so nothing comes between; the door need only be shut while another act is under way.
    function settle() external nonReentrantView returns (uint256 periods) {
        Ledger book = _book;
        (book, periods) = _settle(EnforcedTermsCode.load(), book);
        if (periods > 0) _book = book;
    }

    /// @inheritdoc IDealEscrow
    function mark() external nonReentrant {
        TermsInCode t = EnforcedTermsCode.load();
        (Ledger book, uint256 periods) = _settle(t, _book);
        if (periods > 0) _book = book;

        // Checks
        if (t.marking() != MARKED || !book.isLive() || book.isInDefault(block.timestamp) || _hasUnpaid(book)) return;
        IndexReads.Latest memory latest = t.readLatest();
        if (!t.isFresh(latest)) revert StaleIndex();
        int256 v = _valueOrRevert(t, book, latest);

        // Effects
        if (book.phase() == Phase.Called) {
            Side called = book.callSide();
            if (book.balanceOf(called) < _restore(t, called, v)) return;
            book = book.withoutCall();
            _due = 0;
            emit CallLifted(called, Ledger.unwrap(book));
        }
        // After the last fixing a call would only ask for what the last settlement pays anyway.
        if (latest.day < t.finalDay()) book = _callIfBelow(t, book, v);
        _book = book;
    }

    /// @inheritdoc IDealEscrow
    function topUp(Side side, uint256 amount) external nonReentrant {
        TermsInCode t = EnforcedTermsCode.load();
        Ledger book = _book;

        // Checks
        _requireLive(book);
        if (amount == 0) revert ZeroAmount();
        uint256 room = LedgerFields.MAX_BALANCE - book.balanceOf(Side.Seller) - book.balanceOf(Side.Buyer);
        if (amount > room) revert BalanceTooLarge();

        // Interactions: first, because what is credited is what arrived (the guard holds the door meanwhile)
        _pullExactly(t.token(), amount);

        // Effects
        if (book.isCalled(side)) {
            _topUpCalled(t, book, side, amount);
        } else {
            book = book.withBalance(side, book.balanceOf(side) + amount);
            _book = book;
            (uint256 due, uint256 owing) = book.phase() == Phase.Called ? (_due, _unpaid) : (0, 0);
            emit ToppedUp(side, msg.sender, amount, due, owing, Ledger.unwrap(book));
        }
    }

    /// @inheritdoc IDealEscrow
    function withdraw(Side side, uint256 amount, address to) external nonReentrant {
        TermsInCode t = EnforcedTermsCode.load();
        Ledger book = _book;

        // Checks
        if (msg.sender != _owner(t, book, side)) revert NotOwner(side, msg.sender);
        if (to == address(0) || to == address(this)) revert BadReceiver(to);
        if (amount == 0) revert ZeroAmount();
        if (t.marking() == MARKED) (book, ) = _settle(t, book);
        uint256 balance = book.balanceOf(side);
        uint256 mustStay = book.phase() == Phase.Closed ? 0 : _mustStay(t, book, side);
        if (amount > balance || balance - amount < mustStay) {
            revert AboveWithdrawable(amount, balance > mustStay ? balance - mustStay : 0);
        }

        // Effects
        book = book.withBalance(side, balance - amount);
        _book = book;
        emit Withdrawn(side, to, amount, Ledger.unwrap(book));

        // Interactions
        IERC20(t.token()).safeTransfer(to, amount);
    }

    /// @inheritdoc IDealEscrow
    function closeOut() external nonReentrant {
        TermsInCode t = EnforcedTermsCode.load();
        Ledger book = _book;

        // Checks
        if (!book.isInDefault(block.timestamp) && !book.isDefaulted()) revert NotInDefault();
        int256 v;
        if (book.periodsSettled() < t.periods()) {
            IndexReads.Latest memory latest = t.readLatest();
            if (_isInWindow(t, book, latest)) revert WindowOpen(uint40(book.cureBy()));
            if (!t.isFresh(latest)) revert StaleIndex();
            if (_isWindowDue(t, book, latest)) {
                _openWindow(t, book);
                return;
            }
            v = _valueOrRevert(t, book, latest);
        }

        // Effects
        Side defaulter = book.callSide();
        int256 owed = (defaulter == Side.Seller ? v : -v) + int256(_unpaid);
        uint256 penalty = t.penalty(defaulter);
        uint256 lost = _uncovered(owed, book.balanceOf(defaulter));
        int256 paid;
        (book, paid) = _payAsFarAsItReaches(book, defaulter, owed + int256(penalty));
        book = _close(book, Cause.ClosedOut, lost);
        emit ClosedOut(defaulter, owed, penalty, paid, lost, Ledger.unwrap(book));
    }

    /// @inheritdoc IDealEscrow
    function proposeTermination(int256 payment) external nonReentrant {
        Ledger book = _book;

        // Checks
        Side side = _sideOfCaller(EnforcedTermsCode.load(), book);
        if (!book.isLive()) revert NotLive(book.phase());
        int256 most = int256(LedgerFields.MAX_BALANCE);
        if (payment > most || payment < -most) revert PaymentTooLarge(payment);

        // Effects
        _proposals[side] = Proposal(int128(payment), uint16(book.periodsSettled()), uint40(block.timestamp));
        emit TerminationProposed(side, payment);
    }

    /// @inheritdoc IDealEscrow
    function acceptTermination(int256 payment) external nonReentrant {
        Ledger book = _book;

        // Checks
        Side proposer = LedgerFields.other(_sideOfCaller(EnforcedTermsCode.load(), book));
        if (!book.isLive()) revert NotLive(book.phase());
        Proposal memory proposal = _proposals[proposer];
        if (proposal.madeAt == 0) revert NoProposal(proposer);
        bool isStale = proposal.periodsSettled != book.periodsSettled();
        if (isStale || block.timestamp > uint256(proposal.madeAt) + PROPOSAL_LIFE) revert ProposalExpired();
        if (proposal.payment != payment) revert DifferentProposal(proposal.payment);
        (Side payer, uint256 amount) = payment > 0 ? (Side.Buyer, uint256(payment)) : (Side.Seller, uint256(-payment));
        if (amount > book.balanceOf(payer)) revert CannotPay(amount, book.balanceOf(payer));

        // Effects: what is unpaid is waived, the two have agreed on this instead
        book = _close(book.withMove(payer, amount), Cause.Terminated, 0);
        emit Terminated(payment, Ledger.unwrap(book));
    }

    /// @inheritdoc IDealEscrow
    function withdrawProposal() external nonReentrant {
        Ledger book = _book;

        // Checks
        Side side = _sideOfCaller(EnforcedTermsCode.load(), book);
        Proposal memory proposal = _proposals[side];
        bool isDead = !book.isLive() || proposal.periodsSettled != book.periodsSettled();
        if (proposal.madeAt == 0 || isDead) revert NoProposal(side);

        // Effects
        delete _proposals[side];
        emit ProposalWithdrawn(side);
    }

    /// @inheritdoc IDealEscrow
    function unwind() external nonReentrant {
        TermsInCode t = EnforcedTermsCode.load();
        Ledger book = _book;

        // Checks
        _sideOfCaller(t, book);
        if (!book.isLive() && !book.isDefaulted()) revert NotLive(book.phase());
        IndexReads.Latest memory latest = t.readLatest();
        (uint256 missing, int256 v) = _missingDay(t, book.periodsSettled(), latest);
        uint256 from = (missing + 1 + t.fallbackDays()) * DAY;
        if (block.timestamp < from) revert TooEarlyToUnwind(from);

        // Effects
        int256 owing = _hasUnpaid(book) ? int256(_unpaid) : int256(0);
        int256 owed = v + (book.callSide() == Side.Seller ? owing : -owing);
        int256 paid;
        (book, paid) = _payAsFarAsItReaches(book, Side.Seller, owed);
        uint256 lost = owed > 0 ? uint256(owed - paid) : uint256(paid - owed);
        book = _close(book, Cause.Unwound, lost);
        emit Unwound(owed, paid, lost, Ledger.unwrap(book));
    }

    // ------------------------------------------------------------------ views

    /// @inheritdoc IDealEscrow
    function phase() external view returns (Phase, Cause) {
        return (_book.phase(), _book.cause());
    }

    /// @inheritdoc IDealEscrow
    function account(Side side) external view returns (uint256) {
        return _book.balanceOf(side);
    }

    /// @inheritdoc IDealEscrow
    function requirement(Side side) external view returns (uint256) {
        TermsInCode t = EnforcedTermsCode.load();
        Ledger book = _book;
        if (!book.isLive()) return 0;
        if (t.marking() != MARKED) return t.rangeBound(side == Side.Seller, t.periods() - book.periodsSettled());
        return t.requirement(side, Valuation.exposure(side, _valueOrRevert(t, book, t.readLatest())));
    }

    /// @inheritdoc IDealEscrow
    function exposure(Side side) external view returns (uint256) {
        TermsInCode t = EnforcedTermsCode.load();
        Ledger book = _book;
        if (!book.isLive() || t.marking() != MARKED) return 0;
        return Valuation.exposure(side, _valueOrRevert(t, book, t.readLatest()));
    }

    /// @inheritdoc IDealEscrow
    function withdrawable(Side side) external view returns (uint256) {
        TermsInCode t = EnforcedTermsCode.load();
        Ledger book = _book;
        uint256 balance = book.balanceOf(side);
        if (book.phase() == Phase.Closed) return balance;
        if (!book.isLive() || book.isInDefault(block.timestamp) || book.isCalled(side)) return 0;
        if (t.marking() != MARKED) return _above(balance, t.margin(side));
        if (_hasUnpaid(book)) return 0;
        IndexReads.Latest memory latest = t.readLatest();
        if (!t.isFresh(latest)) return 0;
        (bool ok, int256 v) = t.value(book.periodsSettled(), latest);
        if (!ok || _isSettlementWaiting(t, book)) return 0;
        return _above(balance, _restore(t, side, v));
    }

    /// @inheritdoc IDealEscrow
    function ownerOf(Side side) external view returns (address) {
        return _owner(EnforcedTermsCode.load(), _book, side);
    }

    /// @inheritdoc IDealEscrow
    function marginCall() external view returns (Side side, uint256 due, uint40 cureBy) {
        Ledger book = _book;
        if (book.phase() == Phase.Called) return (book.callSide(), _due, uint40(book.cureBy()));
    }

    /// @inheritdoc IDealEscrow
    function unpaid() external view returns (uint256) {
        return _unpaid;
    }

    /// @inheritdoc IDealEscrow
    function shortfall() external view returns (uint256) {
        return _shortfall;
    }

    /// @inheritdoc IDealEscrow
    function periodsSettled() external view returns (uint256) {
        return _book.periodsSettled();
    }

    /// @inheritdoc IDealEscrow
    function terms() external view returns (EnforcedTerms memory) {
        return EnforcedTermsCode.load().decoded();
    }

    // ------------------------------------------------------------------ margin

    /// @dev Calls the side that is below its requirement; of two, the one that needs more, and of equals the seller.
    function _callIfBelow(TermsInCode t, Ledger book, int256 v) private returns (Ledger) {
        uint256 ofSeller = _demand(t, book, Side.Seller, v);
        uint256 ofBuyer = _demand(t, book, Side.Buyer, v);
        (Side side, uint256 demand) = ofBuyer > ofSeller ? (Side.Buyer, ofBuyer) : (Side.Seller, ofSeller);
        if (demand == 0) return book;
        book = book.withCall(side, block.timestamp + t.cureSeconds());
        _due = demand;
        emit MarginCalled(side, demand, Ledger.unwrap(book));
        return book;
    }

    /// @dev What a call on `side` would demand: what restores it, if it is below its requirement and that is worth a transfer; or 0.
    function _demand(TermsInCode t, Ledger book, Side side, int256 v) private pure returns (uint256) {
        uint256 balance = book.balanceOf(side);
        if (balance >= t.requirement(side, Valuation.exposure(side, v))) return 0;
        uint256 missing = _restore(t, side, v) - balance;
        return missing < t.minimumTransfer() ? 0 : missing;
    }

    /// @dev The level a call restores and a withdrawal may not go below: initial margin plus exposure.
    function _restore(TermsInCode t, Side side, int256 v) private pure returns (uint256) {
        return t.margin(side) + Valuation.exposure(side, v);
    }

    /// @dev A top-up of the called side pays what is unpaid first. All due met: the call is over, or the deal, if it was the last period.
    function _topUpCalled(TermsInCode t, Ledger book, Side side, uint256 amount) private {
        uint256 owing = _unpaid;
        uint256 due = _due;
        uint256 paidOn = amount < owing ? amount : owing;
        Side other = LedgerFields.other(side);
        book = book.withBalance(other, book.balanceOf(other) + paidOn);
        book = book.withBalance(side, book.balanceOf(side) + amount - paidOn);
        owing -= paidOn;
        due -= amount < due ? amount : due;
        if (paidOn > 0) _unpaid = owing;
        _due = due;
        bool isOver = owing == 0 && book.periodsSettled() == t.periods();
        if (!isOver && due == 0) book = book.withoutCall();
        emit ToppedUp(side, msg.sender, amount, due, owing, Ledger.unwrap(book));
        if (isOver) book = _mature(book);
        else if (due == 0) emit CallLifted(side, Ledger.unwrap(book));
        _book = book;
    }

    /// @dev What must stay in `side`'s account of a live deal; reverts while nothing may leave it.
    function _mustStay(TermsInCode t, Ledger book, Side side) private view returns (uint256) {
        _requireLive(book);
        if (book.isCalled(side)) revert SideCalled(side);
        if (t.marking() != MARKED) return t.margin(side);
        // A loss that is fixed but not paid could hide behind the mark.
        if (_hasUnpaid(book)) revert UnpaidOutstanding(_unpaid);
        IndexReads.Latest memory latest = t.readLatest();
        if (!t.isFresh(latest)) revert StaleIndex();
        return _restore(t, side, _valueOrRevert(t, book, latest));
    }

    // ------------------------------------------------------------------ endings

    /// @dev What of `owed` an account of `balance` does not cover.
    function _uncovered(int256 owed, uint256 balance) private pure returns (uint256) {
        return owed > 0 ? _above(uint256(owed), balance) : 0;
    }

    /// @dev The day whose fixing is missing, for the fallback clock, and what the unsettled days are worth as far as they can be read.
    function _missingDay(TermsInCode t, uint256 k, IndexReads.Latest memory latest) private view returns (uint256 day, int256 v) {
        bool ok;
        (ok, v) = t.value(k, latest);
        // What the value needs reads, and that is every period whose days are over: the day after the latest is missing.
        if (ok) day = latest.day + 1;
        else (day, v) = _firstUnreadDay(t, k, latest);
        if (k == t.periods() || day > t.finalDay()) revert NothingToUnwind();
    }

    /// @dev The same where the value cannot be had: it is that of the periods that read, one after the other.
    /// The first unsettled period that does not read, although its days are over (or although nobody can tell), is missing at its last
    /// day; otherwise the day after the latest is. If all reads and only `latest` is dead, the deal's final day counts.
    function _firstUnreadDay(
        TermsInCode t,
        uint256 k,
        IndexReads.Latest memory latest
    ) private view returns (uint256 day, int256 v) {
        uint256 j = k;
        uint256 start;
        int256 payoff;
        for (; j < t.periods(); ++j) {
            bool ok;
            uint256 sum;
            (ok, sum, start) = t.periodSum(j, j > k, start);
            if (!ok) break;
            payoff += t.ofPeriod(sum);
        }
        v = t.scale(payoff);
        bool isUnread = j < t.periods() && (!latest.readable || latest.day >= t.lastDay(j));
        if (isUnread) day = t.lastDay(j);
        else day = latest.readable ? latest.day + 1 : t.finalDay();
    }

    // ------------------------------------------------------------------ small questions

    function _requireLive(Ledger book) private view {
        if (!book.isLive()) revert NotLive(book.phase());
        if (book.isInDefault(block.timestamp)) revert PastDeadline(uint40(book.cureBy()));
    }

    function _sideOfCaller(TermsInCode t, Ledger book) private view returns (Side) {
        if (msg.sender == _owner(t, book, Side.Seller)) return Side.Seller;
        if (msg.sender == _owner(t, book, Side.Buyer)) return Side.Buyer;
        revert NotOwner(Side.Seller, msg.sender);
    }

    function _isSettlementWaiting(TermsInCode t, Ledger book) private view returns (bool ok) {
        uint256 k = book.periodsSettled();
        if (k < t.periods()) (ok, , ) = t.periodSum(k, false, 0);
    }

    function _above(uint256 amount, uint256 level) private pure returns (uint256) {
        return amount > level ? amount - level : 0;
    }
}
