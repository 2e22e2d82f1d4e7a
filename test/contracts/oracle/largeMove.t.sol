// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Attesting} from "../support/Attesting.sol";

/// @notice Five reporters, of whom three must sign, a delay of six hours, and a limit of 40 % a day. The first day was fixed at 1,000.
contract LargeMoveTest is Attesting {
    uint32 private constant DAY = FIRST + 1;

    function setUp() public {
        deploy(5, 3, DELAY, GUARDIAN, 4000);
        fixFirst(1000);
    }

    function test_aMove_upToTheLimit_waitsForTheDelayOnly() public {
        bring(DAY, 0, values(1400, 1400, 1400));
        waitsFor(DELAY);
        vm.warp(endOf(DAY + 1));
        bring(DAY + 1, 0, values(840, 840, 840)); // 40 % of 1,400 are 560
        assertFixed(DAY, 1400);
        assertEq(finalFrom(DAY + 1), block.timestamp + DELAY, "down as well as up");
    }

    function test_aMove_beyondTheLimit_waits72HoursMore() public {
        bring(DAY, 0, values(1401, 1401, 1401));
        assertTrue(oracle.standing(SERIES, DAY).waitsForMove, "seen as a large move");
        waitsFor(DELAY + MOVE_WAIT);
        assertFixed(DAY, 1401);
    }

    function test_aMove_downBeyondTheLimit_waits72HoursMore() public {
        bring(DAY, 0, values(599, 599, 599));
        waitsFor(DELAY + MOVE_WAIT);
    }

    function test_theFirstDay_hasNoLimit() public {
        deploy(5, 3, DELAY, GUARDIAN, 4000);
        bring(FIRST, 0, values(1e18, 1e18, 1e18));
        assertEq(finalFrom(FIRST), block.timestamp + DELAY, "there is nothing to move from");
    }

    function test_aMove_fromZero_isLarge() public {
        deploy(5, 3, DELAY, GUARDIAN, 4000);
        fixFirst(0);
        bring(DAY, 0, values(1, 1, 1));
        waitsFor(DELAY + MOVE_WAIT);
    }

    function test_aHalving_signedByAll_waitsForTheDelayOnly() public {
        bring(DAY, 0, values(500, 500, 500));
        bring(DAY, 3, values(500, 501));
        waitsFor(DELAY);
        assertFixed(DAY, 500);
    }

    function test_aHalving_withOneReporterMissing_passesAfter72HoursMore_andTheNextDayIsMeasuredFromIt() public {
        bring(DAY, 0, values(500, 500, 500));
        bring(DAY, 3, 500);
        vm.warp(endOf(DAY + 1));
        bring(DAY + 1, 0, values(500, 500, 500));
        vm.warp(endOf(DAY) + DELAY + MOVE_WAIT);
        finalise(DAY + 1);
        assertFixed(DAY + 1, 500);
        assertEq(oracle.cumulative(SERIES, DAY + 1), 2000, "1,000 + 500 + 500");
    }

    function test_aLargeMove_whoseLastSignatureComesLater_isFinalThen() public {
        bring(DAY, 0, values(500, 500, 500));
        bring(DAY, 3, 500);
        vm.warp(block.timestamp + 20 hours);
        bring(DAY, 4, 500);
        assertFixed(DAY, 500);
    }

    /// @dev Three liars say 5,000. If it were enough that all five have signed, the two honest ones would hasten the lie by dissenting.
    function test_attack_dissent_neverHastensALargeMove() public {
        bring(DAY, 0, values(5000, 5000, 5000));
        bring(DAY, 3, values(1000, 1000));
        waitsFor(DELAY + MOVE_WAIT);
    }

    function test_attack_dissentOnTheSameSide_neverHastensALargeMove() public {
        bring(DAY, 0, values(5000, 5000, 5000));
        bring(DAY, 3, values(5000, 1400));
        uint256 snapshot = vm.snapshotState();
        waitsFor(DELAY + MOVE_WAIT);
        vm.revertToState(snapshot);
        deploy(5, 3, DELAY, GUARDIAN, 4000);
        fixFirst(1000);
        bring(DAY, 0, values(500, 500, 500));
        bring(DAY, 3, values(500, 600));
        waitsFor(DELAY + MOVE_WAIT);
    }

    function test_attack_allBeyondTheLimit_butOnBothSides_isNoAgreement() public {
        bring(DAY, 0, values(5000, 5000, 5000));
        bring(DAY, 3, values(5000, 1));
        waitsFor(DELAY + MOVE_WAIT);
    }

    /// @dev Two liars of five have the first word: three values are in, of which two are theirs. The others answer within the delay.
    function test_attack_aLargeLieOfAMinority_isOutvotedInTheDelay() public {
        bring(DAY, 0, values(5000, 5000, 1000));
        bring(DAY, 3, values(1000, 1000));
        assertEq(medianOf(DAY), 1000, "the honest ones");
        waitsFor(DELAY);
    }

    /// @dev The 72 hours count from when the threshold was met: a late change puts off a large move by its own delay, not by 78 hours.
    function test_attack_aLateSignature_putsALargeMoveOffByOneDelay() public {
        bring(DAY, 0, values(500, 501, 502));
        bring(DAY, 3, 503);
        vm.warp(block.timestamp + DELAY + MOVE_WAIT - 1);
        bring(DAY, 4, 1000);
        assertEq(finalFrom(DAY), block.timestamp + DELAY, "one delay");
    }

    /// @dev A lie within the delay of a plain day: it starts both clocks, whatever stood before.
    function test_attack_aSwingIntoALargeMove_isSeenFor72HoursMore() public {
        bring(DAY, 0, values(1000, 1001, 5000));
        vm.warp(block.timestamp + DELAY - 1);
        bring(DAY, 3, values(5000, 5000));
        assertEq(finalFrom(DAY), endOf(DAY) + DELAY + MOVE_WAIT, "three days");
    }

    function test_withholding_runsBesideThe72Hours_notAfterThem() public {
        bring(DAY, 0, values(500, 500, 500));
        vm.warp(block.timestamp + DELAY - 1);
        withhold(DAY);
        assertEq(finalFrom(DAY), endOf(DAY) + DELAY + MOVE_WAIT, "as without the guardian");
    }

    function test_aDayBehindAnother_knowsItsMoveWhenThatIsFinal() public {
        vm.warp(endOf(DAY + 1));
        bring(DAY + 1, 0, values(5000, 5000, 5000));
        assertTrue(!oracle.standing(SERIES, DAY + 1).waitsForMove, "from what, nobody knows yet");
        bring(DAY, 0, values(1000, 1000, 1000));
        vm.warp(block.timestamp + DELAY);
        finaliseRefused(DAY + 1, waiting(DAY + 1, endOf(DAY + 1) + DELAY + MOVE_WAIT));
        finalise(DAY);
        assertTrue(oracle.standing(SERIES, DAY + 1).waitsForMove, "now it is known");
    }

    function test_withoutADelay_aLargeMoveWaitsAllTheSame() public {
        deploy(5, 3, 0, address(0), 4000);
        bring(FIRST, 0, values(1000, 1000, 1000));
        vm.warp(endOf(DAY));
        bring(DAY, 0, values(5000, 5000, 5000));
        waitsFor(MOVE_WAIT);
    }

    /// @dev Three reporters lie as much as they can, every day: the numbers of the interface.
    function test_numbers_thresholdLiars_doubleTheIndexInThreeDays() public {
        uint256 lie = 1000;
        for (uint32 day = DAY; day < DAY + 3; ++day) {
            vm.warp(endOf(day));
            lie = (lie * 14) / 10;
            bring(day, 0, values(lie, lie, lie));
            vm.warp(block.timestamp + DELAY);
            finalise(day);
        }
        assertFixed(DAY + 2, 2744);
        assertFixed(DAY + 1, 1960);
    }

    /// @dev Final after exactly that long, counted from now.
    function waitsFor(uint256 time) private {
        uint256 from = block.timestamp + time;
        assertEq(finalFrom(DAY), from, "final from");
        vm.warp(from - 1);
        finaliseRefused(DAY, waiting(DAY, from));
        vm.warp(from);
        finalise(DAY);
    }

    function fixFirst(uint256 value) private {
        bring(FIRST, 0, values(value, value, value));
        vm.warp(block.timestamp + DELAY);
        finalise(FIRST);
        vm.warp(endOf(DAY));
    }
}
