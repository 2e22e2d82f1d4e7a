// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDifficultyRelay} from "src/interfaces/IDifficultyRelay.sol";
import {RelayTest} from "../support/RelayTest.sol";

/// @notice Two branches of the same epoch. See rivals.tree.
contract RivalsTest is RelayTest {
    function test_rival_withNoMoreWork_isRefused() public {
        bytes memory opening = relayed(4);
        (bytes memory ending, bytes memory other) = usual(4);
        retargetRefused(NEXT, ending, other, outweighed(4 * HARDER_WORK, 4 * HARDER_WORK));
        (ending, other) = usual(3);
        retargetRefused(NEXT, ending, other, outweighed(3 * HARDER_WORK, 4 * HARDER_WORK));
        assertEq(relay.epoch(NEXT).fingerprint, fingerprintOf(opening), "the first one stands");
    }

    function test_rival_withMoreWork_takesItsPlaceAndBeginsItsOwnWindow() public {
        bytes memory opening = relayed(3);
        vm.warp(block.timestamp + WINDOW); // the last moment
        (bytes memory ending, bytes memory other) = usual(4);
        vm.expectEmit(true, true, true, true, address(relay));
        emit IDifficultyRelay.Displaced(NEXT, fingerprintOf(opening));
        relay.retarget(NEXT, ending, other);
        assertEpoch(NEXT, HARDER, ENDED + 600, hashOf(other, 0), 4);

        vm.warp(block.timestamp + WINDOW);
        assertNewest(NEXT, ANCHOR);
        vm.warp(block.timestamp + 1);
        assertNewest(NEXT, NEXT);
    }

    function test_rival_afterTheWindow_isStale() public {
        relayed(3);
        (bytes memory ending, bytes memory other) = usual(50);
        vm.warp(block.timestamp + WINDOW + 1);
        retargetRefused(NEXT, ending, other, stale(NEXT));
    }

    function test_rival_thatWasOutweighed_mayComeBackWithMore() public {
        (bytes memory ending, bytes memory opening) = usual(5);
        relay.retarget(NEXT, ending, slice(opening, 0, 3));
        (bytes memory otherEnding, bytes memory other) = usual(4);
        relay.retarget(NEXT, otherEnding, other);
        relay.retarget(NEXT, ending, opening);
        assertEpoch(NEXT, HARDER, ENDED + 600, hashOf(opening, 0), 5);
    }

    function test_rival_withFewerButHarderHeaders_weighsMore() public {
        relayed(5); // 160
        // After 3.5 days: a quarter of the target, 64 hashes a header, 192.
        (bytes memory ending, bytes32 tip) = endingAt(FIRST + 3.5 days);
        (bytes memory other, ) = mine(tip, 0x2003ffff, FIRST + 3.5 days + 60, 60, 3);
        relay.retarget(NEXT, ending, other);
        assertEpoch(NEXT, 0x2003ffff, FIRST + 3.5 days + 60, hashOf(other, 0), 3);
    }

    function test_moreHeadersForTheSameBranch_addWork_andLeaveTheWindowAsItIs() public {
        (bytes memory ending, bytes memory opening) = usual(6);
        relay.retarget(NEXT, ending, slice(opening, 0, 3));
        uint256 since = block.timestamp;
        vm.warp(since + 2 hours);
        relay.retarget(NEXT, ending, opening);
        assertEq(relay.epoch(NEXT).shown, 6, "six headers");
        retargetRefused(NEXT, ending, opening, outweighed(6 * HARDER_WORK, 6 * HARDER_WORK));
        vm.warp(since + WINDOW + 1);
        assertNewest(NEXT, NEXT);
        retargetRefused(NEXT, ending, opening, stale(NEXT));
    }

    function test_rival_thatWins_doesNotInheritTheTipsOfTheOther() public {
        uint32 day = START + 7;
        vm.warp(markOf(day) + 1 hours);
        relayed(3);
        relay.proveTip(NEXT, day, running(NEXT, markOf(day), 3));
        (bytes memory ending, bytes memory other) = usual(4);
        relay.retarget(NEXT, ending, other);
        vm.warp(block.timestamp + WINDOW + 1);
        assertLasted(NEXT, 0);
    }

    /// @dev The chain that was relayed first is reorganised away from before the retarget on: its last old header is orphaned, so the other
    /// branch has another last timestamp, other bits, and goes on from there.
    function test_reorganisationAcrossARetarget_followsTheHeavierBranchFromThenOn() public {
        (bytes memory common, bytes32 tip) = mine(bytes32(uint256(2)), EASY, ENDED - 1200, 600, 2);
        (bytes memory last, bytes32 orphan) = mine(tip, EASY, ENDED, 0, 1);
        (bytes memory opening, ) = mine(orphan, HARDER, ENDED + 600, 600, 3);
        relay.retarget(NEXT, bytes.concat(common, last), opening);

        // The other last header is dated an hour later: 0x0fffff x 608,400 / 1,209,600 = 527,408.2 = 0x080c30.
        (last, tip) = mine(tip, EASY, ENDED + 1 hours, 0, 1);
        (opening, tip) = mine(tip, 0x20080c30, ENDED + 1 hours + 600, 600, 4);
        relay.retarget(NEXT, bytes.concat(common, last), opening);
        assertEpoch(NEXT, 0x20080c30, ENDED + 1 hours + 600, hashOf(opening, 0), 4);
        vm.warp(block.timestamp + WINDOW + 1);

        // The orphaned branch's epoch does not go on here: other bits.
        bytes memory ending;
        (ending, tip) = mine(orphan, HARDER, ENDED + 7 days, 600, 3);
        (opening, ) = mine(tip, EASY, ENDED + 7 days + 1800, 600, 3);
        vm.warp(ENDED + 8 days);
        retargetRefused(102, ending, opening, refusal(IDifficultyRelay.WrongBits.selector, 0, HARDER, 0x20080c30));

        // The winner's does: two weeks and a day later, 0x080c30 x 15 / 14 = 565,080 = 0x089f58.
        uint256 end = ENDED + 1 hours + 600 + 15 days;
        (ending, tip) = mine(tip, 0x20080c30, end - 1200, 600, 3);
        (opening, ) = mine(tip, 0x20089f58, end + 600, 600, 3);
        vm.warp(end + 1 days);
        relay.retarget(102, ending, opening);
        assertNewest(102, NEXT);
    }

    function test_reorganisationAcrossARetarget_afterItsWindow_isStale() public {
        relayed(3);
        vm.warp(block.timestamp + WINDOW + 1);
        (bytes memory ending, bytes32 tip) = endingAt(ENDED + 1 hours);
        (bytes memory other, ) = mine(tip, 0x20080c30, ENDED + 2 hours, 600, 30);
        retargetRefused(NEXT, ending, other, stale(NEXT));
        assertNewest(NEXT, NEXT);
    }
}
