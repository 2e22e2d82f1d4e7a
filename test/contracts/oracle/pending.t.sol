// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAttestedOracle, PendingFixing, Report} from "src/interfaces/IAttestedOracle.sol";
import {Attesting} from "../support/Attesting.sol";

/// @notice Five reporters, of whom three must sign; what they sign stands for six hours before it is final.
contract PendingTest is Attesting {
    function setUp() public {
        deploy(5, 3, DELAY, GUARDIAN, 0);
    }

    function test_pending_collectsReportsUntilTheThreshold_andThenTheDelayRuns() public {
        bring(FIRST, 4, 30);
        assertEq(finalFrom(FIRST), 0, "no clock runs");
        vm.warp(block.timestamp + 9 days);
        finaliseRefused(FIRST, tooFew(FIRST, 1, 3));
        bring(FIRST, 0, values(10, 20));
        PendingFixing memory day = oracle.standing(SERIES, FIRST);
        assertEq(day.reports, 3, "three reports");
        assertEq(day.value, 20, "their median");
        assertEq(day.metAt, block.timestamp, "met now");
        assertEq(day.changedAt, block.timestamp, "and stands since then");
        assertEq(day.finalFrom, block.timestamp + DELAY, "final in six hours");
        (bool isIn, uint256 value) = oracle.reportedBy(SERIES, FIRST, reporter(4));
        assertTrue(isIn, "the fifth reporter's value is kept");
        assertEq(value, 30, "as it was signed");
    }

    function test_standing_ofADayThatNobodyHasReported_isNothing() public view {
        PendingFixing memory day = oracle.standing(SERIES, FIRST);
        assertEq(uint256(day.reports) + day.value + day.metAt + day.changedAt + day.heldUntil + day.finalFrom, 0, "nothing");
        assertTrue(day.takesReports && !day.waitsForMove, "and open to anything");
        (bool isIn, uint256 value) = oracle.reportedBy(SERIES, FIRST, reporter(4));
        assertTrue(!isIn && value == 0, "of a reporter");
        (isIn, value) = oracle.reportedBy(SERIES, FIRST, GUARDIAN);
        assertTrue(!isIn && value == 0, "of somebody who is none");
    }

    function test_finalise_atTheEndOfTheDelay_byAnybody() public {
        bring(FIRST, 0, values(10, 20, 30));
        uint256 from = block.timestamp + DELAY;
        vm.warp(from - 1);
        finaliseRefused(FIRST, waiting(FIRST, from));
        vm.warp(from);
        vm.expectEmit(true, true, true, true, address(oracle));
        emit IAttestedOracle.Fixed(SERIES, FIRST, 20, 20, 3);
        vm.prank(address(0xA11));
        finalise(FIRST);
        assertFixed(FIRST, 20);
        finaliseRefused(FIRST, already(FIRST, 20));
    }

    function test_publish_ofAValueThatLeavesTheMedian_leavesTheClock() public {
        bring(FIRST, 0, values(10, 20, 30));
        uint256 from = finalFrom(FIRST);
        vm.warp(from - 1);
        bring(FIRST, 3, 20);
        assertEq(finalFrom(FIRST), from, "the clock goes on");
        vm.warp(from);
        finalise(FIRST);
        assertFixed(FIRST, 20);
    }

    function test_attack_aSignatureInTheLastSecond_isSeenForAWholeDelay() public {
        bring(FIRST, 0, values(10, 20, 30));
        vm.warp(finalFrom(FIRST) - 1);
        bring(FIRST, 3, 1_000_000);
        assertEq(medianOf(FIRST), 25, "moved, and by no more than honest values allow");
        assertEq(finalFrom(FIRST), block.timestamp + DELAY, "the delay begins anew");
        vm.warp(block.timestamp + DELAY - 1);
        bring(FIRST, 4, 20); // the fifth has time to answer
        assertEq(medianOf(FIRST), 20, "back");
        vm.warp(block.timestamp + DELAY);
        finalise(FIRST);
        assertFixed(FIRST, 20);
    }

    function test_attack_signaturesOneByOne_putOffFinalityByOneDelayEach_andNoMore() public {
        bring(FIRST, 0, values(10, 20, 30));
        uint256 start = block.timestamp;
        vm.warp(start + DELAY - 1);
        bring(FIRST, 3, 40);
        vm.warp(start + 2 * DELAY - 2);
        bring(FIRST, 4, 50);
        assertEq(finalFrom(FIRST), start + 3 * DELAY - 2, "nobody is left to change it");
        bringRefused(FIRST, 4, 50, nothingNew(FIRST));
        vm.warp(start + 3 * DELAY - 2);
        finalise(FIRST);
        assertFixed(FIRST, 30);
    }

    function test_attack_aSignatureAfterTheDelay_changesNothing_thoughNobodyHadFinalised() public {
        bring(FIRST, 0, values(10, 20, 30));
        vm.warp(finalFrom(FIRST));
        bring(FIRST, 3, 1_000_000);
        assertFixed(FIRST, 20);
    }

    function test_attack_twoValuesOfOneReporter_countOnce_andAreTold() public {
        bring(FIRST, 0, values(10, 20, 30));
        uint256 from = finalFrom(FIRST);
        vm.warp(from - 1);
        vm.expectEmit(true, true, true, true, address(oracle));
        emit IAttestedOracle.Equivocated(SERIES, FIRST, reporter(1), 20, 1_000_000);
        bring(FIRST, 1, 1_000_000);
        assertEq(medianOf(FIRST), 20, "the first stands");
        assertEq(finalFrom(FIRST), from, "and its clock goes on");
    }

    function test_publish_ofTheNextDay_makesTheDayBeforeFinalOnTheWay() public {
        bring(FIRST, 0, values(10, 20, 30));
        vm.warp(endOf(FIRST + 1));
        bring(FIRST + 1, 0, values(11, 21, 31));
        assertFixed(FIRST, 20);
        assertPending(FIRST + 1);
    }

    function test_publish_ofALaterDay_makesNoMoreThanTwoDaysFinal() public {
        vm.warp(endOf(FIRST + 4));
        for (uint32 day = FIRST; day < FIRST + 4; ++day) bring(day, 0, values(10, 20, 30));
        vm.warp(block.timestamp + DELAY);
        bring(FIRST + 4, 0, values(10, 20, 30));
        assertEq(nextDay(), FIRST + 2, "whatever waits, a publication costs no more");
    }

    function test_daysWaitSideBySide_afterAnOutageOneDelayIsEnough() public {
        vm.warp(endOf(FIRST + 9));
        for (uint32 day = FIRST; day < FIRST + 10; ++day) bring(day, 0, values(10, 20, 30));
        vm.warp(block.timestamp + DELAY);
        finalise(FIRST + 9);
        assertEq(oracle.cumulative(SERIES, FIRST + 9), 200, "ten days of 20");
    }

    function test_finalise_isAllOrNothing_andNamesTheDayThatIsNotReady() public {
        vm.warp(endOf(FIRST + 2));
        bring(FIRST, 0, values(10, 20, 30));
        bring(FIRST + 2, 0, values(10, 20, 30));
        vm.warp(block.timestamp + DELAY);
        finaliseRefused(FIRST + 2, tooFew(FIRST + 1, 0, 3));
        assertPending(FIRST);
        bring(FIRST + 1, 0, values(10, 20, 30));
        finaliseRefused(FIRST + 2, waiting(FIRST + 1, block.timestamp + DELAY));
    }

    /// @dev Otherwise one reporter could start every day's clock anew just when its turn comes, and the series would fall behind for ever.
    function test_attack_changingDaysThatOnlyWaitForTheirTurn_isRefused() public {
        vm.warp(endOf(FIRST + 1));
        bring(FIRST + 1, 0, values(10, 20, 30));
        vm.warp(block.timestamp + DELAY - 1);
        bring(FIRST + 1, 3, 40); // as long as its own clock runs
        assertTrue(oracle.standing(SERIES, FIRST + 1).takesReports, "it runs");
        vm.warp(block.timestamp + DELAY);
        assertTrue(!oracle.standing(SERIES, FIRST + 1).takesReports, "it has run out");
        bringRefused(FIRST + 1, 4, 50, abi.encodeWithSelector(IAttestedOracle.ReportsClosed.selector, SERIES, FIRST + 1));
        bring(FIRST, 0, values(10, 20, 30));
        vm.warp(block.timestamp + DELAY);
        finalise(FIRST + 1);
        assertFixed(FIRST + 1, 25);
    }

    function test_attack_asManyReportsAsThereCanBe_inTheWorstOrder_takeBoundedGas() public {
        deploy(32, 17, DELAY, address(0), 0);
        uint256[] memory v = new uint256[](32);
        for (uint256 i; i < 32; ++i) v[i] = 2 ** 119 - i * 2 ** 100; // descending: the most work for sorting
        Report[] memory brought = reportsFrom(FIRST, 0, v);
        uint256 before = gasleft();
        oracle.publish(SERIES, FIRST, brought);
        assertTrue(before - gasleft() < 1_500_000, "32 reports in one transaction");
        vm.warp(block.timestamp + DELAY);
        before = gasleft();
        finalise(FIRST);
        assertTrue(before - gasleft() < 400_000, "and made final");
        assertFixed(FIRST, (v[15] + v[16]) / 2);
    }
}
