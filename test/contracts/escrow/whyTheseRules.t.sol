// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Cause, IDealEscrow, Phase, Side} from "src/interfaces/IDealEscrow.sol";
import {Terms} from "src/interfaces/IDealFactory.sol";
import {DealTest} from "../support/DealTest.sol";
import {Fault} from "../support/ScriptedOracle.sol";

/// @notice The attacks the rules were chosen against, each tried. Attacks that belong to one act stand with that act: gas starvation
/// in oracleFailures and unwind, permit front-runs in openPermits, hooks in topUp and withdraw, bad deals of a batch in batches.
contract WhyTheseRulesTest is DealTest {
    IDealEscrow private escrow;

    /// @dev One period of 84 days. 82 at 100, the 83rd at 1,000: 900 for that day, 900 projected for the last. Not 84 x 900.
    function test_why_aFeeSpikeOnDay83_isNotCharged84Times() public {
        Terms memory t = aDeal();
        (t.periodDays, t.periods) = (84, 1);
        escrow = open(t);
        fix(82, 100);
        fix(1000);
        assertEq(escrow.exposure(Side.Seller), 1800, "two days' worth");
    }

    /// @dev Five days at 200 and a lucky sixth at 100: 500 are owed on those days, though the last fixing says nothing is.
    function test_why_anAccruedLoss_cannotHideBehindALuckyLastFixing() public {
        escrow = open(aDeal());
        topUp(escrow, seller, Side.Seller, 500);
        fix(5, 200);
        fix(100);
        assertEq(escrow.exposure(Side.Seller), 500, "exposure");
        assertEq(escrow.withdrawable(Side.Seller), 0, "the 500 must stay");
        bytes memory held = abi.encodeWithSelector(IDealEscrow.AboveWithdrawable.selector, 1, 0);
        withdrawRefused(escrow, Side.Seller, 1, held);
    }

    function test_why_aDueLoss_isSettledBeforeAWithdrawal() public {
        escrow = open(aDeal());
        topUp(escrow, seller, Side.Seller, 700);
        fix(6, 200);
        fix(100); // 600 due, unsettled; the mark of the days left is nil
        bytes memory held = abi.encodeWithSelector(IDealEscrow.AboveWithdrawable.selector, 101, 100);
        withdrawRefused(escrow, Side.Seller, 101, held);
        withdraw(escrow, Side.Seller, 100);
        assertAccounts(escrow, 1000, 1400);
    }

    /// @dev The seller wins 70 a week for three weeks; what he must be able to pay in the last is still 7 x 20, and he cannot take more
    /// than what exceeds his whole margin.
    function test_why_pastGains_neverReduceTheRangeBound() public {
        escrow = open(aRangeDeal());
        fix(21, 90);
        escrow.settle();
        assertAccounts(escrow, 770, 70);
        assertEq(escrow.requirement(Side.Seller), 140, "the worst of the last week");
        assertEq(escrow.requirement(Side.Buyer), 70, "the worst of the last week");
        assertEq(escrow.withdrawable(Side.Seller), 210, "only the gain");
        withdraw(escrow, Side.Seller, 210);
        fix(7, 10_000);
        escrow.settle();
        assertAccounts(escrow, 420, 210);
        assertClosed(escrow, Cause.Matured);
    }

    /// @dev Called at day 26, defaulted; then the last fixings are kind. Whatever is tried first, the close-out costs the penalty.
    function test_why_afterTheDeadline_noDoorLetsTheDefaulterOut() public {
        Terms memory t = aDeal();
        (t.sellerMargin, t.cureSeconds) = (120, 3600);
        escrow = open(t);
        fix(25, 100);
        fix(150); // three days at 150: 150 owed; must hold 90 + 150
        escrow.mark();
        assertCalled(escrow, Side.Seller, 150, 0, block.timestamp + 3600);
        fix(100);
        fix(60); // 50 - 40: ten owed in the end
        assertEq(escrow.settle(), 0, "no settling into maturity");
        escrow.mark();
        assertPhase(escrow, Phase.Called, Cause.None);
        topUpRefused(
            escrow,
            Side.Seller,
            150,
            abi.encodeWithSelector(IDealEscrow.PastDeadline.selector, uint40(deadlineOf(escrow)))
        );
        vm.prank(seller);
        vm.expectRevert();
        escrow.withdraw(Side.Seller, 1, seller);
        vm.prank(seller);
        vm.expectRevert();
        escrow.unwind();
        escrow.closeOut();
        assertAccounts(escrow, 120 - 10 - 30, 800 + 10 + 30);
    }

    /// @dev The buyer sleeps through a short settlement: two days to answer, no penalty if he does.
    function test_why_aShortSettlement_neverDefaultsASleepingParty() public {
        Terms memory t = aDeal();
        (t.buyerMargin, t.buyerPenalty) = (600, 600);
        escrow = open(t);
        fix(7, 0);
        escrow.settle();
        assertPhase(escrow, Phase.Called, Cause.None);
        vm.expectRevert(abi.encodeWithSelector(IDealEscrow.NotInDefault.selector));
        escrow.closeOut();
        vm.warp(block.timestamp + CURE);
        topUp(escrow, buyer, Side.Buyer, 100);
        assertOpen(escrow);
        assertAccounts(escrow, 1700, 0);
    }

    /// @dev Who answers what was asked is safe until asked again, with a full clock.
    function test_why_aDemandIsFrozen_andMoreIsANewCall() public {
        escrow = open(aDealOf25Days());
        fix(111);
        escrow.mark();
        uint256 deadline = deadlineOf(escrow);
        fix(1000);
        escrow.mark();
        assertCalled(escrow, Side.Seller, 275, 0, deadline);
        topUp(escrow, seller, Side.Seller, 275);
        assertOpen(escrow);
        escrow.mark(); // 22,500 exposed: 1,000 + 22,500 - 1,275
        assertCalled(escrow, Side.Seller, 22_225, 0, block.timestamp + CURE);
    }

    /// @dev Whoever silences the oracle, both get the value of the last fixings, and nobody a penalty.
    function test_why_silencingTheOracle_winsNothing() public {
        escrow = open(aDeal());
        fix(7, 110);
        escrow.settle();
        oracle.breakHeartbeat(Fault.Reverts);
        vm.warp(block.timestamp + 6 * DAY);
        vm.prank(seller); // he is behind: silence does not save him the 210
        escrow.unwind();
        assertAccounts(escrow, 720, 1080);
    }

    /// @dev Every pattern of dead reads over a called, uncalled, defaulted or unpaid deal: time alone opens some door to Closed.
    function test_why_noPatternOfDeadReads_leavesMoneyWithoutADoor() public {
        for (uint256 pattern; pattern < 5 * 16; ++pattern) {
            uint256 before = vm.snapshotState();
            escrow = open(aDeal());
            uint256 situation = pattern / 16;
            if (situation >= 1) fix(8, situation == 1 ? 110 : 300);
            if (situation >= 2) escrow.settle();
            if (situation == 3) fix(20, 100);
            if (situation == 4) {
                topUp(escrow, seller, Side.Seller, 3000);
                fix(13, 100);
                escrow.settle();
                fix(130);
                escrow.mark();
            }
            if (pattern & 1 != 0) oracle.breakLatest(Fault.Reverts);
            if (pattern & 2 != 0) oracle.breakHeartbeat(Fault.ReturnsShort);
            if (pattern & 4 != 0) oracle.breakCumulative(Fault.BurnsGas);
            if (pattern & 8 != 0) oracle.breakDay(START + 6, Fault.Reverts);
            vm.warp(uint256(START + 28 + 6) * DAY + 40 * DAY);
            endByTimeAlone();
            vm.revertToState(before);
        }
    }

    /// @dev An offer made before a fixing cannot be taken after it settles, nor after a day.
    function test_why_proposals_areNoFreeOptions() public {
        escrow = open(aDeal());
        fix(6, 100);
        vm.prank(seller);
        escrow.proposeTermination(0);
        fix(300); // 200 in the buyer's favour
        escrow.settle();
        vm.prank(buyer);
        vm.expectRevert();
        escrow.acceptTermination(0);
        vm.prank(seller);
        escrow.proposeTermination(0);
        vm.warp(block.timestamp + 86_401);
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(IDealEscrow.ProposalExpired.selector));
        escrow.acceptTermination(0);
    }

    function test_why_donations_countForNobody() public {
        escrow = open(aDealOf25Days());
        token.mint(address(escrow), 1_000_000);
        assertAccounts(escrow, 1000, 800);
        topUp(escrow, seller, Side.Seller, 1);
        assertAccounts(escrow, 1001, 800);
        fix(111);
        escrow.mark();
        assertCalled(escrow, Side.Seller, 274, 0, block.timestamp + CURE);
    }

    function endByTimeAlone() private {
        escrow.settle();
        vm.warp(block.timestamp + CURE + 1); // what falls short only now has its own clock
        (bool closed, ) = address(escrow).call(abi.encodeCall(escrow.closeOut, ()));
        vm.prank(buyer);
        (bool unwound, ) = address(escrow).call(abi.encodeCall(escrow.unwind, ()));
        (Phase phase, ) = escrow.phase();
        assertTrue(phase == Phase.Closed, "no door by time alone");
        assertTrue(!closed || !unwound, "one end");
        uint256 sellers = escrow.account(Side.Seller);
        uint256 buyers = escrow.account(Side.Buyer);
        if (sellers > 0) withdraw(escrow, Side.Seller, sellers);
        if (buyers > 0) withdraw(escrow, Side.Buyer, buyers);
        assertEq(token.balanceOf(address(escrow)), 0, "everything left");
    }
}
