// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {EscrowBook} from "./EscrowBook.sol";
import {IDealEscrow, Side} from "./interfaces/IDealEscrow.sol";
import {EnforcedTermsCode, TermsInCode} from "./libraries/EnforcedTermsCode.sol";
import {IndexReads} from "./libraries/IndexReads.sol";
import {Ledger, LedgerFields} from "./libraries/Ledger.sol";
import {Payoff} from "./libraries/Payoff.sol";
import {Valuation} from "./libraries/Valuation.sol";

/// @title The takeover window
/// @notice A default need not end the deal: for a while anyone but the honouring party may step into the defaulter's side. Who owns a
/// side is therefore answered here.
abstract contract TakeoverWindow is EscrowBook, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;
    using Payoff for TermsInCode;
    using Valuation for TermsInCode;

    /// @dev What a takeover comes to at this moment.
    struct Takeover {
        uint256 deposit;
        uint256 reward;
        uint256 toHonouring;
        uint256 leftover;
        /// @dev The accounts afterwards.
        uint256 honouringBalance;
        uint256 takerBalance;
    }

    /// @dev Who took a side over last; zero while it is still its signer's. Only looked up once the book says that somebody has.
    mapping(Side => address) private _takers;
    /// @dev What takeovers left to former owners. Beside the book: with the two balances it adds up to what the escrow holds.
    mapping(address holder => uint256) private _claims;

    // ------------------------------------------------------------------ acts

    /// @inheritdoc IDealEscrow
    function takeOver(uint256 maxDeposit) external nonReentrant {
        TermsInCode t = EnforcedTermsCode.load();
        Ledger book = _book;

        // Checks
        Takeover memory takeover = _takeover(t, book);
        Side side = book.callSide();
        if (msg.sender == _owner(t, book, LedgerFields.other(side))) revert HonouringSideCannotTakeOver();
        if (takeover.deposit > maxDeposit) revert DepositAboveLimit(takeover.deposit, maxDeposit);

        // Interactions: first, because what is credited is what arrived (the guard holds the door meanwhile)
        _pullExactly(t.token(), takeover.deposit);

        // Effects
        address previous = _owner(t, book, side);
        _takers[side] = msg.sender;
        if (takeover.leftover > 0) _claims[previous] += takeover.leftover;
        book = book.withBalance(side, takeover.takerBalance).withBalance(LedgerFields.other(side), takeover.honouringBalance);
        book = book.withoutCall().withTakers();
        _book = book;
        (_due, _unpaid) = (0, 0);
        // The deal lives on with the same number of settled periods: an offer made before would still count.
        delete _proposals[Side.Seller];
        delete _proposals[Side.Buyer];
        emit TakenOver(
            side,
            msg.sender,
            previous,
            takeover.deposit,
            takeover.toHonouring,
            takeover.reward,
            takeover.leftover,
            Ledger.unwrap(book)
        );
    }

    /// @inheritdoc IDealEscrow
    function withdrawClaim(address to) external nonReentrant {
        // Checks
        if (to == address(0) || to == address(this)) revert BadReceiver(to);
        uint256 amount = _claims[msg.sender];
        if (amount == 0) revert NothingToClaim(msg.sender);

        // Effects
        delete _claims[msg.sender];
        emit ClaimWithdrawn(msg.sender, to, amount, Ledger.unwrap(_book));

        // Interactions
        IERC20(EnforcedTermsCode.load().token()).safeTransfer(to, amount);
    }

    // ------------------------------------------------------------------ views

    /// @inheritdoc IDealEscrow
    function claimable(address holder) external view returns (uint256) {
        return _claims[holder];
    }

    /// @inheritdoc IDealEscrow
    function takeoverWindow() external view returns (uint40 from, uint40 until, Side defaulter) {
        Ledger book = _book;
        if (!book.isDefaulted()) return (0, 0, Side.Seller);
        return (uint40(_windowStart(EnforcedTermsCode.load(), book)), uint40(book.cureBy()), book.callSide());
    }

    /// @inheritdoc IDealEscrow
    function takeoverQuote() external view returns (uint256 deposit, uint256 reward, uint256 cashToHonouring, uint256 leftover) {
        Takeover memory takeover = _takeover(EnforcedTermsCode.load(), _book);
        return (takeover.deposit, takeover.reward, takeover.toHonouring, takeover.leftover);
    }

    // ------------------------------------------------------------------ the window

    /// @dev A default opens the window, once, if the terms have one and a day of the deal is left to be fixed.
    function _isWindowDue(TermsInCode t, Ledger book, IndexReads.Latest memory latest) internal pure returns (bool) {
        return t.takeoverSeconds() > 0 && !book.isDefaulted() && latest.day < t.finalDay();
    }

    function _openWindow(TermsInCode t, Ledger book) internal {
        uint256 until = block.timestamp + t.takeoverSeconds();
        book = book.withWindow(until);
        _book = book;
        emit WindowOpened(book.callSide(), uint40(until), Ledger.unwrap(book));
    }

    /// @dev Its last second still belongs to takers; it is over early once there is nothing left of the deal to take over.
    function _isInWindow(TermsInCode t, Ledger book, IndexReads.Latest memory latest) internal view returns (bool) {
        return book.isDefaulted() && block.timestamp <= book.cureBy() && latest.day < t.finalDay();
    }

    /// @dev C + deposit = unpaid + (p − reward) + (margin + max(0, owed) + reward) + max(0, kept − p), with C the defaulter's account,
    /// owed what it owes on all unsettled days, kept = C − unpaid − owed, and p the penalty as far as `kept` reaches.
    function _takeover(TermsInCode t, Ledger book) private view returns (Takeover memory x) {
        IndexReads.Latest memory latest = t.readLatest();
        if (!_isInWindow(t, book, latest)) revert NotInWindow();
        if (!t.isFresh(latest)) revert StaleIndex();
        Side side = book.callSide();
        int256 v = _valueOrRevert(t, book, latest);
        int256 owed = side == Side.Seller ? v : -v;
        int256 kept = int256(book.balanceOf(side)) - int256(_unpaid) - owed;
        uint256 penalty = _lesser(_positive(kept), t.penalty(side));

        // At most half the penalty, so that a defaulter who comes back by another hand pays the rest of it.
        x.reward = (penalty * (block.timestamp - _windowStart(t, book))) / (2 * t.takeoverSeconds());
        x.toHonouring = _unpaid + penalty - x.reward;
        x.leftover = _positive(kept) - penalty;
        x.deposit = t.margin(side) + _positive(-owed) + _positive(-kept);
        x.takerBalance = t.margin(side) + _positive(owed) + x.reward;
        x.honouringBalance = book.balanceOf(LedgerFields.other(side)) + x.toHonouring;
        if (x.takerBalance + x.honouringBalance > LedgerFields.MAX_BALANCE) revert BalanceTooLarge();
    }

    function _windowStart(TermsInCode t, Ledger book) private pure returns (uint256) {
        return book.cureBy() - t.takeoverSeconds();
    }

    // ------------------------------------------------------------------ owners

    /// @dev The owner of `side`: its signer, or whoever took it over last.
    function _owner(TermsInCode t, Ledger book, Side side) internal view returns (address owner) {
        if (book.hasTakers()) owner = _takers[side];
        if (owner == address(0)) owner = side == Side.Seller ? t.seller() : t.buyer();
    }

    // ------------------------------------------------------------------ arithmetic

    function _positive(int256 amount) private pure returns (uint256) {
        return amount > 0 ? uint256(amount) : 0;
    }

    function _lesser(uint256 one, uint256 other) private pure returns (uint256) {
        return one < other ? one : other;
    }
}
