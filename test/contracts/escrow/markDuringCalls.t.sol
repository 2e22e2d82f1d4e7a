// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDealEscrow, Side} from "src/interfaces/IDealEscrow.sol";
import {Terms} from "src/interfaces/IDealFactory.sol";
import {DealTest} from "../support/DealTest.sol";
import {Fault} from "../support/ScriptedOracle.sol";

/// @notice What marking does to an open call, and whom it calls when both sides are short.
contract MarkDuringCallsTest is DealTest {
    IDealEscrow private escrow;
    uint256 private deadline;

    /// @dev 25 days at 111: the seller is called for 275.
    modifier sellerCalledFor275() {
        escrow = open(aDealOf25Days());
        fix(111);
        escrow.mark();
        deadline = block.timestamp + CURE;
        assertCalled(escrow, Side.Seller, 275, 0, deadline);
        _;
    }

    function test_mark_whenTheIndexComesBack_liftsTheCall() public sellerCalledFor275 {
        fix(100);
        vm.expectEmit(true, false, false, false, address(escrow));
        emit IDealEscrow.CallLifted(Side.Seller, 0);
        escrow.mark();
        assertOpen(escrow);
    }

    /// @dev At 101 the seller must hold 775 and holds 1,000, but 1,025 would restore him.
    function test_mark_whenTheIndexComesBackInPart_leavesTheCall() public sellerCalledFor275 {
        fix(101);
        escrow.mark();
        assertCalled(escrow, Side.Seller, 275, 0, deadline);
    }

    function test_mark_whenTheIndexRisesFurther_leavesTheDemand() public sellerCalledFor275 {
        fix(150);
        escrow.mark();
        assertCalled(escrow, Side.Seller, 275, 0, deadline);
    }

    /// @dev Met in full, then marked at 150: must hold 750 + 1,250, holds 1,275: a new call for 975 with its own clock.
    function test_mark_afterTheCallWasMet_opensANewCallForFurtherDeterioration() public sellerCalledFor275 {
        topUp(escrow, seller, Side.Seller, 275);
        assertOpen(escrow);
        fix(150);
        escrow.mark();
        assertCalled(escrow, Side.Seller, 975, 0, block.timestamp + CURE);
    }

    /// @dev At 80 the buyer owes 500: restored for the seller, 800 + 500 - 800 demanded of the buyer.
    function test_mark_whenTheIndexCrosses_callsTheOtherSideInTheSameTransaction() public sellerCalledFor275 {
        fix(80);
        escrow.mark();
        assertCalled(escrow, Side.Buyer, 500, 0, block.timestamp + CURE);
    }

    function test_mark_atTheDeadline_mayStillLift() public sellerCalledFor275 {
        oracle.fix(100);
        vm.warp(deadline);
        escrow.mark();
        assertOpen(escrow);
    }

    function test_mark_afterTheDeadline_doesNothing() public sellerCalledFor275 {
        fix(100);
        fix(100);
        vm.warp(deadline + 1);
        escrow.mark();
        assertCalled(escrow, Side.Seller, 275, 0, deadline);
        oracle.breakAll(Fault.Reverts);
        escrow.mark();
        assertCalled(escrow, Side.Seller, 275, 0, deadline);
    }

    function test_mark_duringACall_stillNeedsAFreshIndex() public sellerCalledFor275 {
        vm.warp(uint256(START + 1) * DAY + HEARTBEAT + 1);
        vm.expectRevert(abi.encodeWithSelector(IDealEscrow.StaleIndex.selector));
        escrow.mark();
    }

    /// @dev After a week of -50 a day (5 days: -250) the accounts are 1,250 and 550; 20 days are left. Maintenance 80 %: 800, 640.
    /// The buyer needs 800 - 550 = 250, whatever the seller owes. The seller needs 1,000 + 20 x (v - 100) - 1,250.
    function test_mark_whenBothAreCallable_callsTheOneThatNeedsMore() public {
        marksAfterALossOfTheBuyer(126, Side.Seller, 270);
        marksAfterALossOfTheBuyer(124, Side.Buyer, 250);
    }

    function test_mark_whenBothNeedTheSame_callsTheSeller() public {
        marksAfterALossOfTheBuyer(125, Side.Seller, 250);
    }

    /// @dev 22.51 points over 20 days would be needed for the seller to be callable: at 122 only the buyer is.
    function test_mark_whenOnlyOneIsCallable_callsThatOne() public {
        marksAfterALossOfTheBuyer(122, Side.Buyer, 250);
    }

    function marksAfterALossOfTheBuyer(uint256 index, Side called, uint256 due) private {
        uint256 before = vm.snapshotState();
        Terms memory t = aDeal();
        (t.periodDays, t.periods, t.maintenanceBps) = (5, 5, 8000);
        escrow = open(t);
        fix(5, 50);
        escrow.settle();
        assertAccounts(escrow, 1250, 550);
        fix(index);
        escrow.mark();
        assertCalled(escrow, called, due, 0, block.timestamp + CURE);
        vm.revertToState(before);
    }
}
