// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Cause, IDealEscrow, Phase, Side} from "src/interfaces/IDealEscrow.sol";
import {Terms} from "src/interfaces/IDealFactory.sol";
import {Fault} from "../support/ScriptedOracle.sol";
import {WindowTest} from "../support/WindowTest.sol";

/// @notice Close-out in two steps: a default opens the takeover window, and ends the deal when nobody came.
contract CloseOutWindowTest is WindowTest {
    IDealEscrow private escrow;

    function test_closeOut_ofADefault_opensTheWindowAndPaysNothing() public {
        escrow = open(aWindowedDeal());
        fix(106);
        escrow.mark();
        fix(105);
        vm.prank(stranger);
        vm.expectEmit(true, false, false, false, address(escrow));
        emit IDealEscrow.WindowOpened(Side.Seller, uint40(block.timestamp + WINDOW), 0);
        escrow.closeOut();
        assertDefaulted(escrow, Side.Seller, block.timestamp, block.timestamp + WINDOW);
        assertAccounts(escrow, 100, 100);
        assertEq(escrow.shortfall(), 0, "nothing is lost yet");
    }

    function test_closeOut_toOpenTheWindow_needsAFreshIndexButNoValue() public {
        escrow = open(aWindowedDeal());
        fix(106);
        escrow.mark();
        fix(105);
        uint256 fixedAt = block.timestamp;
        vm.warp(uint256(START + 2) * DAY + HEARTBEAT + 1);
        vm.expectRevert(abi.encodeWithSelector(IDealEscrow.StaleIndex.selector));
        escrow.closeOut();
        vm.warp(fixedAt);
        oracle.breakCumulative(Fault.Reverts);
        escrow.closeOut();
        assertPhase(escrow, Phase.Defaulted, Cause.None);
    }

    function test_closeOut_whileTheWindowIsOpen_isRefused() public {
        escrow = aWindowOf(Side.Buyer, 50);
        (, uint40 until, ) = escrow.takeoverWindow();
        bytes memory wait = abi.encodeWithSelector(IDealEscrow.WindowOpen.selector, until);
        vm.expectRevert(wait);
        escrow.closeOut();
        vm.warp(until);
        vm.expectRevert(wait);
        escrow.closeOut();
        oracle.breakAll(Fault.Reverts);
        vm.expectRevert(wait);
        escrow.closeOut();
    }

    function test_closeOut_afterTheWindow_paysTheWholePenalty() public {
        escrow = aWindowOf(Side.Buyer, 50);
        fix(3, 95);
        vm.prank(stranger);
        escrow.closeOut();
        assertClosed(escrow, Cause.ClosedOut);
        assertAccounts(escrow, 180, 20);
    }

    function test_closeOut_afterTheWindow_waitsForAFreshIndex() public {
        escrow = aWindowOf(Side.Seller, 50);
        (, uint40 until, ) = escrow.takeoverWindow();
        vm.warp(until + 1);
        vm.expectRevert(abi.encodeWithSelector(IDealEscrow.StaleIndex.selector));
        escrow.closeOut();
        oracle.fix(140);
        vm.warp(uint256(START + 3) * DAY + HEARTBEAT);
        escrow.closeOut();
        assertAccounts(escrow, 0, 200);
        assertEq(escrow.shortfall(), 300, "what the index did meanwhile is owed too");
    }

    function test_closeOut_afterTheWindow_countsWhatIsUnpaid() public {
        escrow = aShortWindow();
        fix(3, 102);
        escrow.closeOut();
        assertAccounts(escrow, 0, 1800);
        assertEq(escrow.shortfall(), 442, "400 unpaid, 42 to come");
        assertEq(escrow.unpaid(), 0, "nothing is owed by a closed deal");
    }

    function test_closeOut_withEveryDayFixed_endsTheDealAtOnce() public {
        Terms memory t = aDeal();
        t.takeoverSeconds = uint32(WINDOW);
        escrow = open(t);
        fix(28, 200);
        escrow.mark(); // 700 are paid, and 300 of the second week
        assertEq(escrow.periodsSettled(), 2, "two weeks");
        vm.warp(block.timestamp + CURE + 1);
        escrow.closeOut();
        assertClosed(escrow, Cause.ClosedOut);
        assertEq(escrow.shortfall(), 400 + 1400, "two weeks were never paid");
    }

    function test_closeOut_withEveryPeriodSettled_endsTheDealAtOnce() public {
        Terms memory t = aDeal();
        (t.sellerMargin, t.takeoverSeconds) = (2500, uint32(WINDOW));
        escrow = open(t);
        fix(28, 200);
        escrow.mark();
        assertEq(escrow.periodsSettled(), 4, "all periods");
        vm.warp(block.timestamp + CURE + 1);
        oracle.breakAll(Fault.Reverts);
        escrow.closeOut();
        assertClosed(escrow, Cause.ClosedOut);
        assertEq(escrow.shortfall(), 300, "the last was never paid in full");
    }

    function test_closeOut_ofARangeCollateralisedDealWithAWindow_neverComes() public {
        Terms memory t = aRangeDeal();
        t.takeoverSeconds = type(uint32).max;
        escrow = open(t);
        fix(28, 5000);
        escrow.settle();
        assertClosed(escrow, Cause.Matured);
    }
}
