// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Cause, IDealEscrow, Phase, Side} from "src/interfaces/IDealEscrow.sol";
import {IDealFactory, Terms} from "src/interfaces/IDealFactory.sol";
import {HostileTest} from "./HostileTest.sol";

/// @notice Every clock of a deal, a second before, at it, and a second after, for every act that it bears on.
contract DeadlinesTest is HostileTest {
    IDealEscrow private escrow;
    uint256 private deadline;

    /// @dev Each test body runs three times: with the clock a second before `deadline`, at it, and a second after it (`late`).
    modifier aroundTheDeadline(function() internal prepare, function(bool) internal then) {
        prepare();
        for (uint256 i; i < 3; ++i) {
            uint256 before = vm.snapshotState();
            vm.warp(deadline + i - 1);
            then(i == 2);
            vm.revertToState(before);
        }
        _;
    }

    // ------------------------------------------------------------------ cureBy

    function test_hostile_toppingUp_aSecondAfterTheDeadline_isRefused() public aroundTheDeadline(aCall, topUpAtTheDeadline) {}

    function topUpAtTheDeadline(bool late) private {
        bytes memory because = abi.encodeWithSelector(IDealEscrow.PastDeadline.selector, uint40(deadline));
        if (late) {
            addRefused(escrow, seller, Side.Seller, 850, because);
            addRefused(escrow, thief, Side.Buyer, 1, because);
            return assertBook(escrow, 1000, 800, 1800);
        }
        add(escrow, seller, Side.Seller, 850);
        assertOpen(escrow);
        assertBook(escrow, 1850, 800, 2650);
        assertPurses(escrow, WEALTH - 1850, WEALTH - 800, WEALTH);
    }

    function test_hostile_settling_aSecondAfterTheDeadline_doesNothing() public aroundTheDeadline(aCall, settleAtTheDeadline) {}

    function settleAtTheDeadline(bool late) private {
        vm.prank(thief);
        assertEq(escrow.settle(), late ? 0 : 1, "periods");
        assertBook(escrow, late ? 1000 : 850, late ? 800 : 950, 1800);
        assertPurses(escrow, WEALTH - 1000, WEALTH - 800, WEALTH);
    }

    /// @dev The index has come back all the way: until the deadline that lifts the call, after it nothing does.
    function test_hostile_markingOnALuckyFixing_aSecondAfterTheDeadline_liftsNothing()
        public
        aroundTheDeadline(aCallThatLuckHasMet, markAtTheDeadline)
    {}

    function markAtTheDeadline(bool late) private {
        vm.prank(thief);
        escrow.mark();
        assertPhase(escrow, late ? Phase.Called : Phase.Open, Cause.None);
        assertBook(escrow, 1000, 800, 1800);
        assertPurses(escrow, WEALTH - 1000, WEALTH - 800, WEALTH);
    }

    function test_hostile_withdrawingFromTheOtherSide_aSecondAfterTheDeadline_isRefused()
        public
        aroundTheDeadline(aCall, withdrawAtTheDeadline)
    {}

    function withdrawAtTheDeadline(bool late) private {
        takeRefused(escrow, Side.Seller, 1);
        if (late) {
            takeRefused(escrow, Side.Buyer, 1);
            assertEq(escrow.withdrawable(Side.Buyer), 0, "withdrawable");
            return assertBook(escrow, 1000, 800, 1800);
        }
        takeRefused(escrow, Side.Buyer, 151);
        take(escrow, Side.Buyer, 150, buyer);
        assertBook(escrow, 850, 800, 1650);
        assertPurses(escrow, WEALTH - 1000, WEALTH - 650, WEALTH);
    }

    /// @dev m = 150 fixed + 14 x 50 to come; with the penalty of 30 it is 880.
    function test_hostile_closingOut_untilTheDeadline_isRefused() public aroundTheDeadline(aCall, closeOutAtTheDeadline) {}

    function closeOutAtTheDeadline(bool late) private {
        if (!late) {
            vm.expectRevert(abi.encodeWithSelector(IDealEscrow.NotInDefault.selector));
            vm.prank(buyer);
            escrow.closeOut();
            return assertBook(escrow, 1000, 800, 1800);
        }
        vm.prank(thief);
        escrow.closeOut();
        assertClosed(escrow, Cause.ClosedOut);
        assertBook(escrow, 120, 1680, 1800);
        assertPurses(escrow, WEALTH - 1000, WEALTH - 800, WEALTH);
    }

    /// @dev An agreed end stays open on either side of the deadline: it needs both.
    function test_hostile_agreeingOnAnEnd_isPossibleOnEitherSideOfTheDeadline()
        public
        aroundTheDeadline(aCallWithAnOffer, acceptAtTheDeadline)
    {}

    function acceptAtTheDeadline(bool) private {
        vm.prank(buyer);
        escrow.acceptTermination(-500);
        assertClosed(escrow, Cause.Terminated);
        assertBook(escrow, 500, 1300, 1800);
        assertPurses(escrow, WEALTH - 1000, WEALTH - 800, WEALTH);
    }

    // ------------------------------------------------------------------ an offer's day

    function test_hostile_anOffer_aDayAndASecondLater_isDead() public aroundTheDeadline(anOffer, acceptAfterADay) {}

    function acceptAfterADay(bool late) private {
        vm.prank(buyer);
        if (late) vm.expectRevert(abi.encodeWithSelector(IDealEscrow.ProposalExpired.selector));
        escrow.acceptTermination(-5);
        assertPhase(escrow, late ? Phase.Open : Phase.Closed, late ? Cause.None : Cause.Terminated);
        assertBook(escrow, late ? 1000 : 995, late ? 800 : 805, 1800);
        assertPurses(escrow, WEALTH - 1000, WEALTH - 800, WEALTH);
    }

    // ------------------------------------------------------------------ a missing fixing

    /// @dev Ten days fixed at 110, the eleventh missing; 280 owed on the last value, whoever of the two ends it.
    function test_hostile_unwinding_aSecondTooEarly_isRefused_toBoth() public aroundTheDeadline(aMissingFixing, unwindWhenDue) {}

    function unwindWhenDue(bool) private {
        bool early = block.timestamp < deadline;
        for (uint256 i; i < 2; ++i) {
            uint256 before = vm.snapshotState();
            vm.prank(i == 0 ? seller : buyer);
            if (early) vm.expectRevert(abi.encodeWithSelector(IDealEscrow.TooEarlyToUnwind.selector, deadline));
            escrow.unwind();
            assertBook(escrow, early ? 1000 : 720, early ? 800 : 1080, 1800);
            assertPurses(escrow, WEALTH - 1000, WEALTH - 800, WEALTH);
            vm.revertToState(before);
        }
    }

    // ------------------------------------------------------------------ an index that ages

    function test_hostile_marking_aSecondAfterTheHeartbeat_isRefused() public aroundTheDeadline(anAgeingIndex, markAsItAges) {}

    function markAsItAges(bool late) private {
        if (late) vm.expectRevert(abi.encodeWithSelector(IDealEscrow.StaleIndex.selector));
        vm.prank(thief);
        escrow.mark();
        assertPhase(escrow, late ? Phase.Open : Phase.Called, Cause.None);
        // Whoever calls at the last second takes nothing from the time to answer.
        if (!late) assertCalled(escrow, Side.Seller, 1350, 0, block.timestamp + CURE);
        assertBook(escrow, 1000, 800, 1800);
        assertPurses(escrow, WEALTH - 1000, WEALTH - 800, WEALTH);
    }

    function test_hostile_withdrawing_aSecondAfterTheHeartbeat_isRefused()
        public
        aroundTheDeadline(anAgeingIndex, withdrawAsItAges)
    {}

    function withdrawAsItAges(bool late) private {
        add(escrow, thief, Side.Buyer, 10);
        if (late) takeRefused(escrow, Side.Buyer, 10);
        else take(escrow, Side.Buyer, 10, buyer);
        assertBook(escrow, 1000, late ? 810 : 800, late ? 1810 : 1800);
        assertPurses(escrow, WEALTH - 1000, WEALTH - (late ? 800 : 790), WEALTH - 10);
    }

    function test_hostile_closingOut_aSecondAfterTheHeartbeat_isRefused()
        public
        aroundTheDeadline(aDefaultOnAnAgeingIndex, closeOutAsItAges)
    {}

    function closeOutAsItAges(bool late) private {
        if (late) vm.expectRevert(abi.encodeWithSelector(IDealEscrow.StaleIndex.selector));
        vm.prank(thief);
        escrow.closeOut();
        assertBook(escrow, late ? 1000 : 120, late ? 800 : 1680, 1800);
        assertPurses(escrow, WEALTH - 1000, WEALTH - 800, WEALTH);
    }

    // ------------------------------------------------------------------ opening

    function test_hostile_opening_aSecondAfterOpenBy_isRefused() public aroundTheDeadline(nothingYet, openAtOpenBy) {}

    function openAtOpenBy(bool late) private {
        Terms memory t = aDeal();
        t.openBy = uint40(deadline);
        if (late) return openRefused(t, abi.encodeWithSelector(IDealFactory.OpeningExpired.selector, t.openBy));
        assertBook(open(t), 1000, 800, 1800);
    }

    /// @dev `deadline`: the last second of the first day.
    function test_hostile_opening_onTheDayAfterTheFirst_isRefused() public aroundTheDeadline(theFirstDay, openOnTheFirstDay) {}

    function openOnTheFirstDay(bool late) private {
        Terms memory t = aDeal();
        if (late) return openRefused(t, abi.encodeWithSelector(IDealFactory.StartPassed.selector, START));
        IDealEscrow opened = open(t);
        assertBook(opened, 1000, 800, 1800);
        assertPurses(opened, WEALTH - 1000, WEALTH - 800, WEALTH);
    }

    // ------------------------------------------------------------------ the situations

    /// @dev On the twelfth day, at 150: 17 days at 50 more, 850, are demanded of the seller. At the deadline a second week is due: 150.
    function aCall() private {
        escrow = open(aDeal());
        fix(11, 100);
        fix(150);
        escrow.mark();
        deadline = deadlineOf(escrow);
        assertCalled(escrow, Side.Seller, 850, 0, deadline);
        fix(2, 150);
    }

    function aCallThatLuckHasMet() private {
        escrow = open(aDeal());
        fix(8, 100);
        fix(150);
        escrow.mark();
        deadline = deadlineOf(escrow);
        fix(50);
        fix(100);
    }

    function aCallWithAnOffer() private {
        aCall();
        vm.prank(seller);
        escrow.proposeTermination(-500);
    }

    function anOffer() private {
        escrow = open(aDeal());
        vm.prank(seller);
        escrow.proposeTermination(-5);
        deadline = block.timestamp + 1 days;
    }

    function aMissingFixing() private {
        escrow = open(aDeal());
        fix(10, 110);
        deadline = (uint256(START) + 10 + 1 + 5) * DAY;
    }

    function anAgeingIndex() private {
        escrow = open(aDeal());
        fix(100);
        fix(150);
        deadline = (uint256(START) + 2) * DAY + HEARTBEAT;
    }

    function aDefaultOnAnAgeingIndex() private {
        aCall();
        deadline = (uint256(START) + 14) * DAY + HEARTBEAT;
    }

    function nothingYet() private {
        deadline = block.timestamp + 1 hours;
    }

    function theFirstDay() private {
        deadline = (uint256(START) + 1) * DAY - 1;
    }
}
