// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDealEscrow, Side} from "src/interfaces/IDealEscrow.sol";
import {Terms} from "src/interfaces/IDealFactory.sol";
import {DealTest} from "./DealTest.sol";

/// @notice Deals whose defaults open a takeover window of two days, and what a takeover comes to.
abstract contract WindowTest is DealTest {
    uint256 internal constant WINDOW = 2 * DAY;
    address internal constant taker = address(0x7A4E);

    struct Split {
        uint256 deposit;
        uint256 toHonouring;
        uint256 reward;
        uint256 account;
        uint256 leftover;
    }

    /// @dev Ten days to come, in twenty days: the seller owes 10 x (index - 100). Margins 100, penalties 30, an hour to meet a call.
    function aWindowedDeal() internal returns (Terms memory t) {
        t = aForwardStartingDeal();
        (t.periodDays, t.periods, t.maintenanceBps) = (10, 1, 5000);
        (t.cureSeconds, t.takeoverSeconds) = (3600, uint32(WINDOW));
        (t.sellerMargin, t.buyerMargin, t.sellerPenalty, t.buyerPenalty) = (100, 100, 30, 30);
    }

    /// @dev `side` was called at 60 and did not answer; the window opens this second, when it owes `owes` (a multiple of 10).
    function aWindowOf(Side side, int256 owes) internal returns (IDealEscrow escrow) {
        escrow = open(aWindowedDeal());
        fix(side == Side.Seller ? 106 : 94);
        escrow.mark();
        fix(valueAt(side, owes));
        escrow.closeOut();
        assertDefaulted(escrow, side, block.timestamp, block.timestamp + WINDOW);
    }

    /// @dev A week at 300 leaves 400 unpaid by a seller with nothing; two days later he is in default, and three weeks at 102 are to come.
    function aShortWindow() internal returns (IDealEscrow escrow) {
        Terms memory t = aDeal();
        t.takeoverSeconds = uint32(WINDOW);
        escrow = open(t);
        fix(7, 300);
        escrow.settle();
        fix(3, 102);
        escrow.closeOut();
        assertDefaulted(escrow, Side.Seller, block.timestamp, block.timestamp + WINDOW);
    }

    /// @dev The buyer of an open deal is called at an index that has collapsed, and does not answer either.
    function aDefaultOfTheBuyer(IDealEscrow escrow) internal {
        fix(85);
        escrow.mark();
        fix(90);
        escrow.closeOut();
        assertDefaulted(escrow, Side.Buyer, block.timestamp, block.timestamp + WINDOW);
    }

    /// @dev A takeover of either side after `quarters` of the window, while it owes `owes`, comes to `expected`: so the quote says, and
    /// so it happens. The money in the escrow is that of the accounts and the claim.
    function split(int256 owes, uint256 quarters, Split memory expected) internal {
        for (uint8 s; s < 2; ++s) {
            uint256 before = vm.snapshotState();
            Side side = Side(s);
            IDealEscrow escrow = aWindowOf(side, owes);
            fix(quarters / 2, valueAt(side, owes));
            vm.warp(block.timestamp + (quarters % 2) * (WINDOW / 4));
            (uint256 deposit, uint256 reward, uint256 toHonouring, uint256 leftover) = escrow.takeoverQuote();
            assertEq(deposit, expected.deposit, "deposit");
            assertEq(reward, expected.reward, "reward");
            assertEq(toHonouring, expected.toHonouring, "to the honouring party");
            assertEq(leftover, expected.leftover, "left over");
            assertEq(takeOver(escrow, taker), expected.deposit, "paid in");
            assertEq(escrow.account(side), expected.account, "the taker's account");
            assertEq(escrow.account(Side(1 - s)), 100 + expected.toHonouring, "the honouring party's account");
            assertEq(escrow.claimable(side == Side.Seller ? seller : buyer), expected.leftover, "the claim");
            assertOpen(escrow);
            uint256 held = 100 + expected.toHonouring + expected.account + expected.leftover;
            assertEq(token.balanceOf(address(escrow)), held, "the money");
            vm.revertToState(before);
        }
    }

    function claim(IDealEscrow escrow, address holder, uint256 amount) internal {
        uint256 before = token.balanceOf(holder);
        vm.prank(holder);
        escrow.withdrawClaim(holder);
        assertEq(token.balanceOf(holder) - before, amount, "claimed");
    }

    function valueAt(Side side, int256 owes) private pure returns (uint256) {
        return uint256(side == Side.Seller ? 100 + owes / 10 : 100 - owes / 10);
    }
}
