// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Cause, Phase, Side} from "../interfaces/IDealEscrow.sol";

/// @notice A deal's account book in one storage word: everything a settlement touches.
/// @dev Layout, from the lowest bit:
///   0 ..  95  balance of the seller's account   (uint96)
///  96 .. 191  balance of the buyer's account    (uint96)
/// 192 .. 231  deadline of the open call, cureBy; while defaulted the end of the takeover window (uint40)
/// 232 .. 247  periods settled                   (uint16)
/// 248 .. 250  phase                             (3 bits)
/// 251 .. 253  cause                             (3 bits)
/// 254         called side, or the defaulter     (1 bit)
/// 255         whether a side was ever taken over: then its owner stands in storage (1 bit)
type Ledger is uint256;

using LedgerFields for Ledger global;

/// @notice Reads and replaces single fields of a ledger word. A setter returns the new word; nothing here touches storage.
library LedgerFields {
    uint256 internal constant MAX_BALANCE = type(uint96).max;

    uint256 private constant CURE_BY = 192;
    uint256 private constant PERIODS = 232;
    uint256 private constant PHASE = 248;
    uint256 private constant CAUSE = 251;
    uint256 private constant CALL_SIDE = 254;
    uint256 private constant TAKERS = 255;

    function balanceOf(Ledger book, Side side) internal pure returns (uint256) {
        return (Ledger.unwrap(book) >> (uint256(side) * 96)) & MAX_BALANCE;
    }

    function cureBy(Ledger book) internal pure returns (uint256) {
        return (Ledger.unwrap(book) >> CURE_BY) & type(uint40).max;
    }

    function periodsSettled(Ledger book) internal pure returns (uint256) {
        return (Ledger.unwrap(book) >> PERIODS) & type(uint16).max;
    }

    function phase(Ledger book) internal pure returns (Phase) {
        return Phase((Ledger.unwrap(book) >> PHASE) & 7);
    }

    function cause(Ledger book) internal pure returns (Cause) {
        return Cause((Ledger.unwrap(book) >> CAUSE) & 7);
    }

    function callSide(Ledger book) internal pure returns (Side) {
        return Side((Ledger.unwrap(book) >> CALL_SIDE) & 1);
    }

    /// @notice Open or Called: the rules of the terms apply.
    function isLive(Ledger book) internal pure returns (bool) {
        return _is(book, Phase.Open) || _is(book, Phase.Called);
    }

    /// @notice A call is past its deadline. Up to and including the deadline it is not.
    function isInDefault(Ledger book, uint256 timestamp) internal pure returns (bool) {
        return _is(book, Phase.Called) && timestamp > book.cureBy();
    }

    function isCalled(Ledger book, Side side) internal pure returns (bool) {
        return _is(book, Phase.Called) && book.callSide() == side;
    }

    /// @notice A side did not meet its call, and may be taken over.
    function isDefaulted(Ledger book) internal pure returns (bool) {
        return _is(book, Phase.Defaulted);
    }

    /// @notice A side is called, or was and is in default: it may owe something unpaid.
    function hasDebtor(Ledger book) internal pure returns (bool) {
        // Called and Defaulted are 2 and 3: the only phases whose upper two bits are 01.
        return (Ledger.unwrap(book) >> (PHASE + 1)) & 3 == 1;
    }

    /// @notice A side has been taken over: owners are not (only) those who signed.
    function hasTakers(Ledger book) internal pure returns (bool) {
        return Ledger.unwrap(book) >> TAKERS == 1;
    }

    function withBalance(Ledger book, Side side, uint256 balance) internal pure returns (Ledger) {
        assert(balance <= MAX_BALANCE);
        return _set(book, uint256(side) * 96, MAX_BALANCE, balance);
    }

    /// @notice Moves `amount` from `payer`'s account to the other; the caller has checked that it is there.
    function withMove(Ledger book, Side payer, uint256 amount) internal pure returns (Ledger) {
        // A sum of two balances never exceeds MAX_BALANCE (checked at open and at every top-up), so neither field can spill.
        unchecked {
            uint256 shift = uint256(payer) * 96;
            return Ledger.wrap(Ledger.unwrap(book) - (amount << shift) + (amount << (96 - shift)));
        }
    }

    /// @notice One more of the deal's periods, of which there are at most 366.
    function withOneMorePeriodSettled(Ledger book) internal pure returns (Ledger) {
        unchecked {
            return Ledger.wrap(Ledger.unwrap(book) + (1 << PERIODS));
        }
    }

    /// @notice A call on `side` with a deadline, replacing any other.
    function withCall(Ledger book, Side side, uint256 deadline) internal pure returns (Ledger) {
        book = _set(book, PHASE, 7, uint256(Phase.Called));
        book = _set(book, CALL_SIDE, 1, uint256(side));
        return _set(book, CURE_BY, type(uint40).max, deadline);
    }

    /// @notice The called side is in default, and may be taken over up to and including `end`.
    function withWindow(Ledger book, uint256 end) internal pure returns (Ledger) {
        return _set(_set(book, PHASE, 7, uint256(Phase.Defaulted)), CURE_BY, type(uint40).max, end);
    }

    function withTakers(Ledger book) internal pure returns (Ledger) {
        return _set(book, TAKERS, 1, 1);
    }

    function withoutCall(Ledger book) internal pure returns (Ledger) {
        return _withoutClock(_set(book, PHASE, 7, uint256(Phase.Open)));
    }

    function closed(Ledger book, Cause why) internal pure returns (Ledger) {
        book = _set(book, PHASE, 7, uint256(Phase.Closed));
        return _withoutClock(_set(book, CAUSE, 7, uint256(why)));
    }

    /// @notice The book of a deal that has just opened. The caller has checked that the balances fit.
    function opening(uint256 sellerBalance, uint256 buyerBalance) internal pure returns (Ledger) {
        return Ledger.wrap(sellerBalance | (buyerBalance << 96) | (uint256(Phase.Open) << PHASE));
    }

    function other(Side side) internal pure returns (Side) {
        return side == Side.Seller ? Side.Buyer : Side.Seller;
    }

    function _withoutClock(Ledger book) private pure returns (Ledger) {
        return _set(_set(book, CALL_SIDE, 1, 0), CURE_BY, type(uint40).max, 0);
    }

    /// @dev Asked without making a `Phase` of the three bits, which would be checked.
    function _is(Ledger book, Phase what) private pure returns (bool) {
        return (Ledger.unwrap(book) >> PHASE) & 7 == uint256(what);
    }

    function _set(Ledger book, uint256 shift, uint256 mask, uint256 value) private pure returns (Ledger) {
        return Ledger.wrap((Ledger.unwrap(book) & ~(mask << shift)) | (value << shift));
    }
}
