// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Cause, IDealEscrow, Side} from "src/interfaces/IDealEscrow.sol";
import {Terms} from "src/interfaces/IDealFactory.sol";
import {DealTest} from "../support/DealTest.sol";
import {Fault} from "../support/ScriptedOracle.sol";

/// @notice The penalty rule: g = what the defaulter owes + penalty, from its account to the honouring party.
contract CloseOutTest is DealTest {
    IDealEscrow private escrow;

    /// @dev Ten days to come: the seller owes 10 x (index - 100). Both margins 100 unless said, maintenance half, penalties 30.
    /// At 106 (94) the seller (buyer) is called and does not answer.
    function aDefaultOf(Side side, uint96 honouringMargin) private {
        Terms memory t = aForwardStartingDeal();
        (t.periodDays, t.periods, t.maintenanceBps, t.cureSeconds) = (10, 1, 5000, 3600);
        (t.sellerMargin, t.buyerMargin, t.sellerPenalty, t.buyerPenalty) = (100, 100, 30, 30);
        if (side == Side.Seller) (t.buyerMargin, t.buyerPenalty) = (honouringMargin, 0);
        else (t.sellerMargin, t.sellerPenalty) = (honouringMargin, 0);
        escrow = open(t);
        fix(side == Side.Seller ? 106 : 94);
        escrow.mark();
        assertCalled(escrow, side, 60, 0, block.timestamp + 3600);
    }

    /// @dev The defaulter owes `owes` at close-out (a multiple of 10), and ends with `keeps`; the other side with `gets`.
    function waterfall(int256 owes, uint96 honouring, uint256 keeps, uint256 gets, uint256 missing) private {
        uint256 before = vm.snapshotState();
        aDefaultOf(Side.Seller, honouring);
        fix(uint256(100 + owes / 10));
        vm.prank(stranger);
        escrow.closeOut();
        assertAccounts(escrow, keeps, gets);
        assertEq(escrow.shortfall(), missing, "shortfall");
        assertClosed(escrow, Cause.ClosedOut);
        vm.revertToState(before);
        aDefaultOf(Side.Buyer, honouring);
        fix(uint256(100 - owes / 10));
        escrow.closeOut();
        assertAccounts(escrow, gets, keeps);
        assertEq(escrow.shortfall(), missing, "shortfall");
        assertClosed(escrow, Cause.ClosedOut);
        vm.revertToState(before);
    }

    function test_closeOut_whenTheDefaulterOwes60_theOtherGets90() public {
        waterfall(60, 100, 10, 190, 0);
    }

    function test_closeOut_whenTheDefaulterOwes90_theOtherGetsAll100() public {
        waterfall(90, 100, 0, 200, 0);
    }

    function test_closeOut_whenTheDefaulterOwes130_30AreMissing() public {
        waterfall(130, 100, 0, 200, 30);
    }

    function test_closeOut_whenTheDefaulterIsOwed10_thePenaltyLeaves20() public {
        waterfall(-10, 100, 80, 120, 0);
    }

    function test_closeOut_whenTheDefaulterIsOwedThePenalty_nothingMoves() public {
        waterfall(-30, 100, 100, 100, 0);
    }

    function test_closeOut_whenTheDefaulterIsOwed80_itGets50() public {
        waterfall(-80, 100, 150, 50, 0);
        waterfall(-80, 50, 150, 0, 0);
    }

    function test_closeOut_whenTheOtherHoldsOnly20_itGets20() public {
        waterfall(-80, 20, 120, 0, 0);
    }

    function test_closeOut_whenTheDefaulterOwesExactlyItsAccount_nothingIsMissing() public {
        waterfall(100, 100, 0, 200, 0);
        waterfall(110, 100, 0, 200, 10);
    }

    function test_closeOut_tellsTheArithmetic() public {
        aDefaultOf(Side.Seller, 100);
        fix(113);
        vm.expectEmit(true, false, false, false, address(escrow));
        emit IDealEscrow.ClosedOut(Side.Seller, 130, 30, 100, 30, 0);
        escrow.closeOut();
    }

    function test_closeOut_withoutADefault_isRefused() public {
        bytes memory none = abi.encodeWithSelector(IDealEscrow.NotInDefault.selector);
        escrow = open(aDealOf25Days());
        vm.expectRevert(none);
        escrow.closeOut();
        fix(111);
        escrow.mark();
        vm.expectRevert(none);
        escrow.closeOut();
        uint256 deadline = deadlineOf(escrow);
        fix(2, 111);
        vm.warp(deadline);
        vm.expectRevert(none);
        escrow.closeOut();
        vm.warp(deadline + 1);
        escrow.closeOut();
        assertAccounts(escrow, 1000 - 275 - 30, 800 + 275 + 30);
        vm.expectRevert();
        escrow.closeOut();
    }

    function test_closeOut_ofARangeCollateralisedDeal_neverComes() public {
        escrow = open(aRangeDeal());
        fix(21, 5000);
        escrow.mark();
        vm.expectRevert(abi.encodeWithSelector(IDealEscrow.NotInDefault.selector));
        escrow.closeOut();
    }

    function test_closeOut_whenStale_isRefused() public {
        aDefaultOf(Side.Seller, 100);
        vm.warp(uint256(START + 1) * DAY + HEARTBEAT + 1);
        vm.expectRevert(abi.encodeWithSelector(IDealEscrow.StaleIndex.selector));
        escrow.closeOut();
        vm.warp(uint256(START + 1) * DAY + HEARTBEAT);
        escrow.closeOut();
        assertAccounts(escrow, 10, 190);
    }

    function test_closeOut_whenAFixingCannotBeRead_isRefused() public {
        escrow = open(aDeal());
        fix(3, 130);
        escrow.mark();
        fix(3, 130);
        oracle.breakDay(START + 5, Fault.Reverts);
        vm.expectRevert(abi.encodeWithSelector(IDealEscrow.IndexUnreadable.selector));
        escrow.closeOut();
        oracle.breakAll(Fault.Reverts);
        vm.expectRevert(abi.encodeWithSelector(IDealEscrow.StaleIndex.selector));
        escrow.closeOut();
    }

    /// @dev Short of 400 after the first week; a second week at 110 is fixed, the last day at 102: the seller owes 400 unpaid,
    /// 70 fixed, and 14 x 2 for the days to come: 498, of which nothing is there.
    function test_closeOut_countsUnpaidFixedAndFutureDays() public {
        escrow = open(aDeal());
        fix(7, 300);
        escrow.settle();
        topUp(escrow, stranger, Side.Buyer, 200);
        fix(6, 110);
        fix(110);
        fix(102); // the first day of the third week
        escrow.closeOut();
        assertAccounts(escrow, 0, 2000);
        assertEq(escrow.shortfall(), 400 + 70 + 28, "shortfall");
        assertClosed(escrow, Cause.ClosedOut);
    }

    /// @dev 400 unpaid; then the index falls to 50: three days fixed, 21 in all at -50: -1,050. m = -650, g = -620: the buyer pays 620.
    function test_closeOut_whenTheUnpaidIsOutweighed_theDefaulterIsPaidLessThePenalty() public {
        escrow = open(aDeal());
        fix(7, 300);
        escrow.settle();
        fix(3, 50);
        escrow.closeOut();
        assertAccounts(escrow, 620, 1800 - 620);
        assertEq(escrow.shortfall(), 0, "shortfall");
    }

    function test_closeOut_onceEveryPeriodIsSettled_readsNothing() public {
        escrow = open(aDeal());
        fix(21, 100);
        fix(7, 300);
        escrow.settle();
        topUp(escrow, seller, Side.Seller, 150);
        oracle.breakAll(Fault.BurnsGas);
        vm.warp(block.timestamp + 400 * DAY);
        escrow.closeOut();
        assertAccounts(escrow, 0, 1950);
        assertEq(escrow.shortfall(), 250, "the rest of the last settlement");
        assertClosed(escrow, Cause.ClosedOut);
    }

    /// @dev Called on day 20 of 28, never answered; the last weeks are fixed and unsettled. m = 100 + 140: paid with 30 of penalty.
    function test_closeOut_onceEveryDayIsFixed_needsNoFreshIndexNorHeartbeat() public {
        escrow = open(aDeal());
        fix(14, 100);
        fix(200); // 14 x 100 = 1,400 against 1,000: called
        escrow.mark();
        fix(6, 100); // the third week: 100
        fix(7, 120); // the fourth: 140
        oracle.breakHeartbeat(Fault.Reverts);
        vm.warp(block.timestamp + 400 * DAY);
        assertEq(escrow.settle(), 0, "too late to settle");
        escrow.closeOut();
        assertAccounts(escrow, 1000 - 270, 800 + 270);
        assertClosed(escrow, Cause.ClosedOut);
    }

    function test_closeOut_starvedOfGas_refusesOrEndsRight() public {
        aDefaultOf(Side.Seller, 100);
        fix(113);
        for (uint256 gas_ = 30_000; gas_ < 300_000; gas_ += 2_500) {
            (bool done, ) = address(escrow).call{gas: gas_}(abi.encodeCall(escrow.closeOut, ()));
            if (!done) continue;
            assertAccounts(escrow, 0, 200);
            assertEq(escrow.shortfall(), 30, "shortfall");
            return;
        }
        assertTrue(false, "it never went through");
    }
}
