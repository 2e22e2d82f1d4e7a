// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDifficultyRelay} from "src/interfaces/IDifficultyRelay.sol";
import {RelayTest} from "../support/RelayTest.sol";

/// @notice See proveTip.tree.
contract ProveTipTest is RelayTest {
    uint32 private constant TODAY = START + 3;
    uint256 private constant MARK = (uint256(TODAY) + 1) * DAY + 2 hours;

    function setUp() public override {
        super.setUp();
        vm.warp(MARK + 1 hours);
    }

    // ------------------------------------------------------------------ what it does

    function test_proveTip_twoHoursAfterTheDay_isFinalAfterItsWindow() public {
        bytes memory headers = running(ANCHOR, MARK, 3);
        vm.expectEmit(true, true, true, true, address(relay));
        emit IDifficultyRelay.Survived(ANCHOR, MARK, 3);
        relay.proveTip(ANCHOR, TODAY, headers);
        vm.warp(block.timestamp + WINDOW);
        assertLasted(ANCHOR, 0);
        vm.warp(block.timestamp + 1);
        assertLasted(ANCHOR, MARK);
    }

    function test_proveTip_byAnybody_isTheSame() public {
        bytes memory headers = running(ANCHOR, MARK, 3);
        vm.prank(address(0x57AA));
        relay.proveTip(ANCHOR, TODAY, headers);
    }

    function test_proveTip_dayByDay_movesOn() public {
        for (uint32 day = TODAY; day < TODAY + 3; ++day) {
            vm.warp(markOf(day) + 1 hours);
            relay.proveTip(ANCHOR, day, running(ANCHOR, markOf(day), 3));
            assertLasted(ANCHOR, day == TODAY ? 0 : markOf(day - 1));
        }
    }

    function test_proveTip_ofALaterDay_takesThePlaceOfOneThatIsNotFinal() public {
        relay.proveTip(ANCHOR, TODAY - 1, running(ANCHOR, MARK - 1 days, 3));
        vm.warp(block.timestamp + 1 hours);
        relay.proveTip(ANCHOR, TODAY, running(ANCHOR, MARK, 3));
        vm.warp(block.timestamp + WINDOW);
        assertLasted(ANCHOR, 0);
        vm.warp(block.timestamp + 1);
        assertLasted(ANCHOR, MARK);
    }

    function test_proveTip_withMoreWork_addsToIt_andLeavesTheWindowAsItIs() public {
        bytes memory headers = running(ANCHOR, MARK, 5);
        relay.proveTip(ANCHOR, TODAY, slice(headers, 0, 3));
        uint256 since = block.timestamp;
        vm.warp(since + 2 hours);
        relay.proveTip(ANCHOR, TODAY, headers);
        vm.warp(since + WINDOW + 1);
        assertLasted(ANCHOR, MARK);
    }

    function test_proveTip_ofAnEpochThatStands_isFinalWithIt() public {
        uint32 day = START + 7;
        vm.warp(markOf(day) + 10 minutes);
        relayed(3);
        relay.proveTip(NEXT, day, running(NEXT, markOf(day), 3));
        vm.warp(block.timestamp + WINDOW + 1);
        assertNewest(NEXT, NEXT);
        assertLasted(NEXT, markOf(day));
    }

    // ------------------------------------------------------------------ refusals

    function test_proveTip_withAHeaderBeforeTheMark_isTooEarly() public {
        bytes memory headers = running(ANCHOR, MARK - 1, 3);
        bytes memory because = refusal(IDifficultyRelay.TooEarly.selector, 0, MARK - 1, MARK);
        proveTipRefused(ANCHOR, TODAY, headers, because);
        // Every header counts, not only the first: timestamps may go back.
        (bytes memory first, bytes32 tip) = mine(bytes32(uint256(3)), EASY, MARK + 60, 60, 2);
        (bytes memory last, ) = mine(tip, EASY, MARK - 1, 0, 1);
        because = refusal(IDifficultyRelay.TooEarly.selector, 2, MARK - 1, MARK);
        proveTipRefused(ANCHOR, TODAY, bytes.concat(first, last), because);
    }

    function test_proveTip_beforeTheDayIsOver_isTooEarly() public {
        vm.warp(MARK - 2 hours - 1);
        bytes memory headers = running(ANCHOR, block.timestamp - 180, 3);
        bytes memory because = refusal(IDifficultyRelay.TooEarly.selector, 0, MARK - 2 hours - 181, MARK);
        proveTipRefused(ANCHOR, TODAY, headers, because);
        // Headers dated ahead wait until the clock has caught up.
        headers = running(ANCHOR, MARK, 3);
        proveTipRefused(ANCHOR, TODAY, headers, refusal(IDifficultyRelay.FromTheFuture.selector, 0, MARK));
    }

    function test_proveTip_ofADayThatNoTimestampReaches_isTooEarly() public {
        bytes memory headers = running(ANCHOR, MARK, 3);
        uint256 mark = markOf(type(uint32).max);
        proveTipRefused(ANCHOR, type(uint32).max, headers, refusal(IDifficultyRelay.TooEarly.selector, 0, MARK, mark));
    }

    function test_proveTip_withOtherBits_isRefused() public {
        (bytes memory headers, ) = mine(bytes32(uint256(3)), HARDER, MARK, 60, 3);
        bytes memory because = refusal(IDifficultyRelay.WrongBits.selector, 0, HARDER, EASY);
        proveTipRefused(ANCHOR, TODAY, headers, because);
    }

    function test_proveTip_withABrokenLink_isRefused() public {
        bytes memory headers = bytes.concat(running(ANCHOR, MARK, 2), running(ANCHOR, MARK, 1));
        proveTipRefused(ANCHOR, TODAY, headers, refusal(IDifficultyRelay.WrongLink.selector, 2));
    }

    function test_proveTip_withTooFewOrTooManyHeaders_isRefused() public {
        bytes memory headers = running(ANCHOR, MARK, 2);
        proveTipRefused(ANCHOR, TODAY, headers, refusal(IDifficultyRelay.TooFewHeaders.selector, 2, 3));
        proveTipRefused(ANCHOR, TODAY, new bytes(2017 * 80), refusal(IDifficultyRelay.TooManyHeaders.selector, 2017));
        proveTipRefused(ANCHOR, TODAY, new bytes(241), refusal(IDifficultyRelay.NotHeaders.selector, 241));
    }

    function test_proveTip_thatSaysNothingNew_isRefused() public {
        bytes memory yesterdays = running(ANCHOR, MARK - 1 days, 9);
        relay.proveTip(ANCHOR, TODAY, running(ANCHOR, MARK, 3));
        bytes memory same = running(ANCHOR, MARK, 3);
        proveTipRefused(ANCHOR, TODAY, same, outweighed(3 * EASY_WORK, 3 * EASY_WORK));
        bytes memory because = refusal(IDifficultyRelay.NothingNew.selector, ANCHOR, MARK);
        proveTipRefused(ANCHOR, TODAY - 1, yesterdays, because);
        vm.warp(block.timestamp + WINDOW + 1);
        same = running(ANCHOR, MARK, 9);
        proveTipRefused(ANCHOR, TODAY, same, because);
    }

    function test_proveTip_ofAnUnknownEpoch_isRefused() public {
        bytes memory headers = running(ANCHOR, MARK, 3);
        proveTipRefused(NEXT, TODAY, headers, refusal(IDifficultyRelay.UnknownEpoch.selector, NEXT));
        proveTipRefused(ANCHOR - 1, TODAY, headers, refusal(IDifficultyRelay.UnknownEpoch.selector, ANCHOR - 1));
    }

    function test_proveTip_ofAnEpochWhoseEndIsFinal_isStale() public {
        vm.warp(ENDED + 2 days);
        relayed(3);
        vm.warp(block.timestamp + WINDOW + 1);
        bytes memory headers = running(ANCHOR, MARK, 40);
        proveTipRefused(ANCHOR, TODAY, headers, stale(ANCHOR));
    }

    // ------------------------------------------------------------------ against a retarget

    /// @dev Epoch 101 began on day START + 7: a tip of epoch 100 for that day says it did not.
    function test_proveTip_againstAStandingRetarget_needsMoreWork() public {
        uint32 day = START + 7;
        vm.warp(markOf(day) + 1 hours);
        bytes memory opening = relayed(3); // 96
        bytes memory headers = running(ANCHOR, markOf(day), 7); // 16 each
        proveTipRefused(ANCHOR, day, slice(headers, 0, 6), outweighed(6 * EASY_WORK, 3 * HARDER_WORK));
        vm.expectEmit(true, true, true, true, address(relay));
        emit IDifficultyRelay.Displaced(NEXT, fingerprintOf(opening));
        relay.proveTip(ANCHOR, day, headers);
        assertNewest(ANCHOR, ANCHOR);
        vm.warp(block.timestamp + WINDOW + 1);
        assertLasted(ANCHOR, markOf(day));
    }

    function test_proveTip_beforeAStandingRetarget_standsBesideIt() public {
        uint32 day = START + 6;
        vm.warp(ENDED + 2 days);
        relayed(3);
        relay.proveTip(ANCHOR, day, running(ANCHOR, markOf(day), 3));
        assertNewest(NEXT, ANCHOR);
        vm.warp(block.timestamp + WINDOW + 1);
        assertLasted(ANCHOR, markOf(day));
        assertNewest(NEXT, NEXT);
    }

    function test_retarget_againstAStandingTip_needsMoreWork() public {
        uint32 day = START + 7;
        vm.warp(markOf(day) + 1 hours);
        relay.proveTip(ANCHOR, day - 1, running(ANCHOR, markOf(day - 1), 3));
        vm.warp(markOf(day) + 10 hours);
        relay.proveTip(ANCHOR, day, running(ANCHOR, markOf(day), 8)); // 128
        (bytes memory ending, bytes memory opening) = usual(5);
        bytes memory four = slice(opening, 0, 4);
        retargetRefused(NEXT, ending, four, outweighed(4 * HARDER_WORK, 8 * EASY_WORK));
        vm.expectEmit(true, true, true, true, address(relay));
        emit IDifficultyRelay.SurvivalDisplaced(ANCHOR, markOf(day));
        relay.retarget(NEXT, ending, opening);
        vm.warp(block.timestamp + WINDOW + 1);
        assertNewest(NEXT, NEXT);
        assertLasted(ANCHOR, markOf(day - 1));
    }

    /// @dev The epoch's own last header may be dated exactly at the tip's time, the next one's first only later.
    function test_retarget_aroundATip_contradictsItByASecond() public {
        uint32 day = START + 7;
        vm.warp(markOf(day) + 1 days);
        relay.proveTip(ANCHOR, day, running(ANCHOR, markOf(day), 20));
        // 7 days and 14 hours: 0x0fffff x 655,200 / 1,209,600 = 0x08aaaa, and a second less 0x08aaa9; 29 hashes a header.
        (bytes memory ending, bytes32 tip) = endingAt(markOf(day) - 1);
        (bytes memory opening, ) = mine(tip, 0x2008aaa9, markOf(day) + 1, 60, 3);
        retargetRefused(NEXT, ending, opening, outweighed(3 * 29, 20 * EASY_WORK));
        (ending, tip) = endingAt(markOf(day));
        (opening, ) = mine(tip, 0x2008aaaa, markOf(day), 60, 3);
        retargetRefused(NEXT, ending, opening, outweighed(3 * 29, 20 * EASY_WORK));
        (opening, ) = mine(tip, 0x2008aaaa, markOf(day) + 1, 60, 3);
        relay.retarget(NEXT, ending, opening);
        vm.warp(block.timestamp + WINDOW + 1);
        assertLasted(ANCHOR, markOf(day));
        assertNewest(NEXT, NEXT);
    }

    function test_retarget_againstAFinalTip_isStale() public {
        uint32 day = START + 7;
        vm.warp(markOf(day) + 1 hours);
        relay.proveTip(ANCHOR, day, running(ANCHOR, markOf(day), 3));
        vm.warp(block.timestamp + WINDOW + 1);
        (bytes memory ending, bytes memory opening) = usual(40);
        retargetRefused(NEXT, ending, opening, stale(NEXT));
        // Nor with a first header of today after old ones from before the tip.
        bytes32 last;
        (ending, last) = endingAt(ENDED);
        (opening, ) = mine(last, HARDER, markOf(day) + 1 hours, 60, 40);
        retargetRefused(NEXT, ending, opening, stale(NEXT));
    }
}
