// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

import {Cause, IDealEscrow, Side} from "./interfaces/IDealEscrow.sol";
import {TermsInCode} from "./libraries/EnforcedTermsCode.sol";
import {IndexReads} from "./libraries/IndexReads.sol";
import {Ledger, LedgerFields} from "./libraries/Ledger.sol";
import {Payoff} from "./libraries/Payoff.sol";
import {Valuation} from "./libraries/Valuation.sol";

/// @title The account book of one deal
/// @notice What an escrow remembers, and the three things that happen to it whoever asks: periods settle, the deal closes, tokens move.
abstract contract EscrowBook is IDealEscrow {
    using SafeERC20 for IERC20;
    using Payoff for TermsInCode;
    using Valuation for TermsInCode;

    /// @dev An offer to end the deal; dead once the deal is not live, another period settles, or a day has passed.
    struct Proposal {
        int128 payment;
        uint16 periodsSettled;
        uint40 madeAt;
    }

    Ledger internal _book;
    /// @dev What is left of the open call's demand; never below `_unpaid`.
    uint256 internal _due;
    /// @dev What the called side owes from a settlement; its balance is 0 while this is not.
    uint256 internal _unpaid;
    uint256 internal _shortfall;
    mapping(Side => Proposal) internal _proposals;

    function _hasUnpaid(Ledger book) internal view returns (bool) {
        return book.hasDebtor() && _unpaid > 0;
    }

    // ------------------------------------------------------------------ settlement

    /// @dev Settles what is due and readable; returns the new book, which the caller stores. What settles is decided here and nowhere
    /// else: `settle`, `mark` and `withdraw` all begin with this.
    function _settle(TermsInCode t, Ledger before) internal returns (Ledger book, uint256 settled) {
        book = before;
        if (!book.isLive() || book.isInDefault(block.timestamp) || _hasUnpaid(book)) return (book, 0);
        uint256 start;
        for (uint256 k = book.periodsSettled(); k < t.periods(); ++k) {
            // The first read reverts when gas is short; later ones stop in time to keep what is done.
            if (settled > 0 && gasleft() < IndexReads.GAS_TO_GO_ON) break;
            (bool ok, uint256 end) = t.readSum(t.lastDay(k));
            if (ok && settled == 0) (ok, start) = t.readSum(t.firstDay(k) - 1);
            if (!ok || end < start) break;
            bool isWhole;
            (book, isWhole) = _settlePeriod(t, book, k, t.scale(t.ofPeriod(end - start)));
            ++settled;
            if (!isWhole) break;
            if (k + 1 == t.periods()) book = _mature(book);
            start = end;
        }
    }

    /// @dev Pays one period out of the payer's account as far as it reaches; the rest becomes unpaid and opens or joins a call.
    function _settlePeriod(TermsInCode t, Ledger book, uint256 k, int256 amount) private returns (Ledger, bool isWhole) {
        (Side payer, uint256 owed) = Payoff.payerOf(amount);
        uint256 balance = book.balanceOf(payer);
        isWhole = owed <= balance;
        book = book.withMove(payer, isWhole ? owed : balance).withOneMorePeriodSettled();
        if (isWhole) {
            emit Settled(k, amount, 0, Ledger.unwrap(book));
        } else {
            uint256 rest = owed - balance;
            _unpaid = rest;
            // A demand already running stands, with its clock, unless more is missing than was demanded.
            bool isNewDemand = !book.isCalled(payer) || rest > _due;
            if (isNewDemand) {
                book = book.withCall(payer, block.timestamp + t.cureSeconds());
                _due = rest;
            }
            emit Settled(k, amount, rest, Ledger.unwrap(book));
            if (isNewDemand) emit MarginCalled(payer, rest, Ledger.unwrap(book));
        }
        return (book, isWhole);
    }

    /// @dev Ends the deal after its last settlement; an open call on either side lapses.
    function _mature(Ledger book) internal returns (Ledger) {
        book = _close(book, Cause.Matured, 0);
        emit Matured(Ledger.unwrap(book));
        return book;
    }

    // ------------------------------------------------------------------ endings

    /// @dev Pays `amount` from `payer` to the other side as far as the account reaches; a negative amount goes the other way.
    /// @return paid What moved, positive from `payer`.
    function _payAsFarAsItReaches(Ledger book, Side payer, int256 amount) internal pure returns (Ledger, int256 paid) {
        Side from = amount > 0 ? payer : LedgerFields.other(payer);
        uint256 owed = amount > 0 ? uint256(amount) : uint256(-amount);
        uint256 balance = book.balanceOf(from);
        uint256 moved = owed < balance ? owed : balance;
        return (book.withMove(from, moved), amount > 0 ? int256(moved) : -int256(moved));
    }

    /// @dev Every close leaves nothing due, unpaid or proposed (proposals die with the deal: no act on them works once it is closed).
    function _close(Ledger book, Cause cause, uint256 lost) internal returns (Ledger) {
        if (book.hasDebtor()) {
            _due = 0;
            _unpaid = 0;
        }
        if (lost > 0) _shortfall = lost;
        book = book.closed(cause);
        _book = book;
        return book;
    }

    // ------------------------------------------------------------------ value

    function _valueOrRevert(TermsInCode t, Ledger book, IndexReads.Latest memory latest) internal view returns (int256 v) {
        bool ok;
        (ok, v) = t.value(book.periodsSettled(), latest);
        if (!ok) revert IndexUnreadable();
    }

    // ------------------------------------------------------------------ token

    /// @dev Takes `amount` from the caller and insists that exactly that arrives.
    function _pullExactly(address token, uint256 amount) internal {
        uint256 before = IERC20(token).balanceOf(address(this));
        IERC20(token).safeTransferFrom(msg.sender, address(this), amount);
        _requireExactly(amount, IERC20(token).balanceOf(address(this)) - before);
    }

    /// @dev Pays `amount` and insists that exactly that leaves: the rest is other people's collateral.
    function _payExactly(address token, address to, uint256 amount) internal {
        uint256 before = IERC20(token).balanceOf(address(this));
        IERC20(token).safeTransfer(to, amount);
        _requireExactly(amount, before - IERC20(token).balanceOf(address(this)));
    }

    function _requireExactly(uint256 expected, uint256 moved) private pure {
        if (moved != expected) revert WrongAmountReceived(expected, moved);
    }
}
