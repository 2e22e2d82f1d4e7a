// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDifficultyRelay} from "src/interfaces/IDifficultyRelay.sol";
import {RelayTest} from "../support/RelayTest.sol";
import {Shipped} from "../support/Shipped.sol";

/// @notice See retarget.tree.
contract RetargetTest is RelayTest {
    // ------------------------------------------------------------------ what it does

    function test_retarget_withTheHeadersAroundIt_standsAtOnceAndIsFinalAfterItsWindow() public {
        (bytes memory ending, bytes memory opening) = usual(3);
        vm.expectEmit(true, true, true, true, address(relay));
        emit IDifficultyRelay.Retargeted(NEXT, hashOf(opening, 0), 203_616, HARDER, uint32(ENDED + 600), 3);
        relay.retarget(NEXT, ending, opening);
        assertEpoch(NEXT, HARDER, ENDED + 600, hashOf(opening, 0), 3);
        assertNewest(NEXT, ANCHOR);

        vm.warp(block.timestamp + WINDOW);
        assertNewest(NEXT, ANCHOR); // the last moment of the window
        vm.warp(block.timestamp + 1);
        assertNewest(NEXT, NEXT);
        (uint32 until, uint32 nextTime, uint32 nextBits) = relay.lifeOf(ANCHOR);
        assertEq(until, 0, "no tip was shown");
        assertEq(nextTime, ENDED + 600, "when the next epoch began");
        assertEq(nextBits, HARDER, "with which bits");
    }

    function test_retarget_byAnybody_isTheSame() public {
        (bytes memory ending, bytes memory opening) = usual(3);
        vm.prank(address(0x57AA));
        relay.retarget(NEXT, ending, opening);
        assertNewest(NEXT, ANCHOR);
    }

    function test_retarget_withMoreHeadersOfTheNewEpoch_showsMoreWork() public {
        relayed(8);
        assertEq(relay.epoch(NEXT).shown, 8, "eight headers");
    }

    function test_retarget_withMoreHeadersOfTheOldEpoch_countsOnlyTheNew() public {
        (bytes memory ending, bytes32 tip) = mine(bytes32(uint256(2)), EASY, ENDED - 90 minutes, 10 minutes, 10);
        (bytes memory opening, ) = mine(tip, HARDER, ENDED + 600, 600, 3);
        relay.retarget(NEXT, ending, opening);
        assertEq(relay.epoch(NEXT).shown, 3, "three headers");
    }

    function test_retarget_ofOneEpochAfterTheOther_countsOnFromTheStoredFirstTimestamp() public {
        bytes memory opening = relayed(3);
        vm.warp(block.timestamp + WINDOW + 1);
        // 14 days and 2 hours after epoch 101 began: 0x07ffff x 1,216,800 / 1,209,600 = 527,407.7 = 0x080c2f, cut off.
        uint256 last = ENDED + 600 + 14 days + 2 hours;
        (bytes memory ending, bytes32 tip) = mine(digestOf(opening, 2), HARDER, last - 1200, 600, 3);
        (opening, ) = mine(tip, 0x20080c2f, last + 1, 600, 3);
        vm.warp(last + 1 days);
        relay.retarget(102, ending, opening);
        assertEpoch(102, 0x20080c2f, last + 1, hashOf(opening, 0), 3);
    }

    // ------------------------------------------------------------------ consensus arithmetic

    function test_retarget_afterFourteenDaysAndAQuarter_cutsToThreeBytes() public {
        // 0x0fffff x 1,231,200 / 1,209,600 = 1,067,298.3 = 0x104922
        retargets(FIRST + 14 days + 6 hours, 0x20104923);
    }

    function test_retarget_afterAnHour_isBoundedToAQuarter() public {
        retargets(FIRST + 1 hours, 0x2003ffff);
    }

    function test_retarget_whenTheLastHeaderIsDatedBeforeTheFirst_isBoundedToAQuarter() public {
        retargets(FIRST - 1 hours, 0x2003ffff);
    }

    function test_retarget_afterAYear_isBoundedToFourTimes() public {
        retargets(FIRST + 365 days, 0x203ffffc);
    }

    function test_retarget_beyondTheEasiestTarget_staysThere() public {
        relay = Shipped.difficultyRelay(ANCHOR * 2016, anchorHeader, 0x1fffffff << 224, HEADERS, WINDOW);
        retargets(FIRST + 365 days, 0x201fffff);
    }

    function test_retarget_whoseLeadingByteWouldReadAsAMinusSign_getsAZeroByteBeforeIt() public {
        // 4 x 0x3fffff = 0xfffffc, written with one byte more and one digit less.
        (anchorHeader, ) = mine(bytes32(uint256(1)), 0x1f3fffff, FIRST, 0, 1);
        relay = Shipped.difficultyRelay(ANCHOR * 2016, anchorHeader, EASIEST, HEADERS, WINDOW);
        uint256 last = FIRST + 56 days;
        (bytes memory ending, bytes32 tip) = mine(bytes32(uint256(2)), 0x1f3fffff, last - 1200, 600, 3);
        (bytes memory opening, ) = mine(tip, 0x2000ffff, last + 600, 600, 3);
        vm.warp(last + 1 days);
        relay.retarget(NEXT, ending, opening);
        assertEq(relay.epoch(NEXT).bits, 0x2000ffff, "four times 0x3fffff");
    }

    function test_retarget_toOtherBitsThanConsensusSays_isRefused() public {
        (bytes memory ending, bytes32 tip) = endingAt(ENDED);
        (bytes memory opening, ) = mine(tip, HARDER + 1, ENDED + 600, 600, 3);
        retargetRefused(NEXT, ending, opening, refusal(IDifficultyRelay.WrongRetarget.selector, HARDER + 1, HARDER));
    }

    function test_retarget_countedFromAnotherFirstTimestamp_isRefused() public {
        // An honest end a day later would make the target 8/7 larger: 0x0fffff x 8 / 14 = 0x092491.
        (bytes memory ending, bytes32 tip) = endingAt(ENDED + 1 days);
        (bytes memory opening, ) = mine(tip, HARDER, ENDED + 1 days + 60, 60, 3);
        vm.warp(block.timestamp + 1 days);
        retargetRefused(NEXT, ending, opening, refusal(IDifficultyRelay.WrongRetarget.selector, HARDER, 0x20092491));
    }

    function test_retarget_thatChangesNothing_isRefused() public {
        uint256 last = FIRST + 14 days;
        (bytes memory ending, bytes32 tip) = endingAt(last);
        (bytes memory opening, ) = mine(tip, EASY, last + 600, 600, 3);
        vm.warp(last + 1 days);
        retargetRefused(NEXT, ending, opening, refusal(IDifficultyRelay.UnchangedBits.selector, EASY));
    }

    function test_retarget_thatStaysAtTheEasiestTarget_goesThrough() public {
        relay = Shipped.difficultyRelay(ANCHOR * 2016, anchorHeader, 0x0fffff << 232, HEADERS, WINDOW);
        retargets(FIRST + 20 days, EASY);
    }

    // ------------------------------------------------------------------ headers that do not hold

    function test_retarget_withABrokenLinkInTheOldEpoch_isRefused() public {
        (bytes memory ending, bytes memory opening) = usual(3);
        (bytes memory other, ) = endingAt(ENDED);
        bytes memory broken = bytes.concat(slice(ending, 0, 1), slice(other, 1, 1), slice(ending, 2, 1));
        retargetRefused(NEXT, broken, opening, refusal(IDifficultyRelay.WrongLink.selector, 1));
    }

    function test_retarget_withABrokenLinkInTheNewEpoch_isRefused() public {
        (bytes memory ending, bytes memory opening) = usual(3);
        bytes memory broken = bytes.concat(slice(opening, 0, 1), slice(opening, 2, 1), slice(opening, 1, 1));
        retargetRefused(NEXT, ending, broken, refusal(IDifficultyRelay.WrongLink.selector, 1));
    }

    function test_retarget_whoseNewEpochContinuesAnotherChain_isRefused() public {
        (bytes memory ending, ) = usual(3);
        (, bytes memory opening) = usual(3);
        retargetRefused(NEXT, ending, opening, refusal(IDifficultyRelay.WrongLink.selector, 0));
    }

    function test_retarget_withOtherBitsInTheOldEpoch_isRefused() public {
        (bytes memory first, bytes32 tip) = mine(bytes32(uint256(2)), EASY, ENDED - 1200, 600, 2);
        (bytes memory last, ) = mine(tip, EASY - 1, ENDED, 0, 1);
        bytes memory because = refusal(IDifficultyRelay.WrongBits.selector, 2, EASY - 1, EASY);
        retargetRefused(NEXT, bytes.concat(first, last), anchorHeader, because);
    }

    function test_retarget_withOtherBitsInTheNewEpoch_isRefused() public {
        (bytes memory ending, bytes memory opening) = usual(2);
        (bytes memory last, ) = mine(digestOf(opening, 1), EASY, ENDED + 1800, 0, 1);
        bytes memory because = refusal(IDifficultyRelay.WrongBits.selector, 2, EASY, HARDER);
        retargetRefused(NEXT, ending, bytes.concat(opening, last), because);
    }

    function test_retarget_withAHeaderOfTooLittleWork_isRefused() public {
        (bytes memory ending, bytes memory opening) = usual(3);
        bytes memory lazy = notMined(opening, 2, 0x07ffff << 232);
        retargetRefused(NEXT, ending, lazy, refusal(IDifficultyRelay.NoProofOfWork.selector, 2));
        lazy = notMined(ending, 2, 0x0fffff << 232);
        retargetRefused(NEXT, lazy, opening, refusal(IDifficultyRelay.NoProofOfWork.selector, 2));
    }

    function test_retarget_withPartOfAHeader_isRefused() public {
        (bytes memory ending, bytes memory opening) = usual(3);
        bytes memory cut = bytes.concat(ending, hex"00");
        retargetRefused(NEXT, cut, opening, refusal(IDifficultyRelay.NotHeaders.selector, 241));
        retargetRefused(NEXT, ending, bytes.concat(opening, hex"00"), refusal(IDifficultyRelay.NotHeaders.selector, 241));
    }

    function test_retarget_withTooFewHeaders_isRefused() public {
        (bytes memory ending, bytes memory opening) = usual(3);
        bytes memory because = refusal(IDifficultyRelay.TooFewHeaders.selector, 2, 3);
        retargetRefused(NEXT, slice(ending, 1, 2), opening, because);
        retargetRefused(NEXT, ending, slice(opening, 0, 2), because);
        retargetRefused(NEXT, "", opening, refusal(IDifficultyRelay.TooFewHeaders.selector, 0, 3));
        retargetRefused(NEXT, ending, "", refusal(IDifficultyRelay.TooFewHeaders.selector, 0, 3));
    }

    function test_retarget_withMoreHeadersThanAnEpochHas_isRefused() public {
        (bytes memory ending, bytes memory opening) = usual(3);
        bytes memory because = refusal(IDifficultyRelay.TooManyHeaders.selector, 2017);
        retargetRefused(NEXT, ending, new bytes(2017 * 80), because);
        retargetRefused(NEXT, new bytes(2017 * 80), opening, because);
    }

    /// @dev The old epoch took a year, so that a header of the new one takes four hashes.
    function test_retarget_withAllHeadersOfTheNewEpoch_goesThrough() public {
        uint256 last = FIRST + 365 days;
        (bytes memory ending, bytes32 tip) = endingAt(last);
        (bytes memory opening, ) = mine(tip, 0x203ffffc, last + 600, 600, 2016);
        vm.warp(last + 15 days);
        relay.retarget(NEXT, ending, opening);
        assertEq(relay.epoch(NEXT).shown, 2016, "the whole epoch");
    }

    function test_retarget_withAHeaderFromTheFuture_waits() public {
        (bytes memory ending, bytes memory opening) = usual(3);
        uint256 last = ENDED + 1800;
        vm.warp(last - 1);
        retargetRefused(NEXT, ending, opening, refusal(IDifficultyRelay.FromTheFuture.selector, 2, last));
        vm.warp(last);
        relay.retarget(NEXT, ending, opening);
    }

    // ------------------------------------------------------------------ epochs out of order

    function test_retarget_ofAnEpochAfterTheNext_isRefused() public {
        (bytes memory ending, bytes memory opening) = usual(3);
        retargetRefused(102, ending, opening, refusal(IDifficultyRelay.SkippedEpoch.selector, 102, 101));
    }

    function test_retarget_ofTheHeadersOfALaterEpochAsTheNext_isRefused() public {
        bytes memory opening = relayed(3);
        relay = Shipped.difficultyRelay(ANCHOR * 2016, anchorHeader, EASIEST, HEADERS, WINDOW);
        (bytes memory ending, bytes32 tip) = mine(digestOf(opening, 2), HARDER, ENDED + 7 days, 600, 3);
        (opening, ) = mine(tip, EASY, ENDED + 8 days, 600, 3);
        vm.warp(ENDED + 9 days);
        retargetRefused(NEXT, ending, opening, refusal(IDifficultyRelay.WrongBits.selector, 0, HARDER, EASY));
    }

    function test_retarget_onAnEpochThatIsNotFinal_waits() public {
        relayed(3);
        (bytes memory ending, bytes memory opening) = usual(3);
        uint256 finalAfter = block.timestamp + WINDOW;
        vm.warp(finalAfter);
        retargetRefused(102, ending, opening, refusal(IDifficultyRelay.NotFinalYet.selector, 101, finalAfter));
    }

    function test_retarget_ofTheAnchorOrAnEpochBeforeIt_isRefused() public {
        (bytes memory ending, bytes memory opening) = usual(3);
        retargetRefused(ANCHOR, ending, opening, stale(ANCHOR));
        retargetRefused(ANCHOR - 1, ending, opening, stale(ANCHOR - 1));
        retargetRefused(0, ending, opening, stale(0));
    }

    function test_retarget_datedNotAfterTheEpochBefore_isRefused() public {
        (bytes memory ending, bytes32 tip) = endingAt(ENDED);
        (bytes memory opening, ) = mine(tip, HARDER, FIRST, 600, 3);
        retargetRefused(NEXT, ending, opening, stale(NEXT));
        (opening, ) = mine(tip, HARDER, FIRST + 1, 600, 3);
        relay.retarget(NEXT, ending, opening);
    }

    // ------------------------------------------------------------------ reads

    function test_epoch_thatIsNotKnown_isRefused() public {
        vm.expectRevert(refusal(IDifficultyRelay.UnknownEpoch.selector, NEXT));
        relay.epoch(NEXT);
        vm.expectRevert(refusal(IDifficultyRelay.UnknownEpoch.selector, ANCHOR - 1));
        relay.epoch(ANCHOR - 1);
    }

    function test_lifeOf_anEpochThatIsNotFinal_isRefused() public {
        relayed(3);
        vm.expectRevert(refusal(IDifficultyRelay.UnknownEpoch.selector, NEXT));
        relay.lifeOf(NEXT);
        vm.expectRevert(refusal(IDifficultyRelay.UnknownEpoch.selector, ANCHOR - 1));
        relay.lifeOf(ANCHOR - 1);
    }

    // ------------------------------------------------------------------ small things

    /// @dev Epoch 100 ends at `lastTime`, and epoch 101 has exactly `bits`.
    function retargets(uint256 lastTime, uint32 bits) private {
        (bytes memory ending, bytes32 tip) = endingAt(lastTime);
        (bytes memory opening, ) = mine(tip, bits, lastTime + 2 hours, 600, 3);
        vm.warp(lastTime + 1 days);
        relay.retarget(NEXT, ending, opening);
        assertEq(relay.epoch(NEXT).bits, bits, "bits of the next epoch");
    }

    /// @dev The headers with the nonce of the `index`-th raised until its hash is above the target, by a fifth at most.
    function notMined(bytes memory headers, uint256 index, uint256 target) private pure returns (bytes memory changed) {
        changed = bytes.concat(headers);
        for (uint256 hash; hash <= target || hash > target + target / 5; hash = uint256(hashOf(changed, index))) {
            unchecked {
                changed[index * 80 + 77] = bytes1(uint8(changed[index * 80 + 77]) + 1);
                if (changed[index * 80 + 77] == 0) changed[index * 80 + 76] = bytes1(uint8(changed[index * 80 + 76]) + 1);
            }
        }
    }
}
