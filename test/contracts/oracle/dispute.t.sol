// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDifficultyRelay} from "src/interfaces/IDifficultyRelay.sol";
import {RelayTest} from "../support/RelayTest.sol";

/// @notice A retarget that did not happen, claimed while epoch 100 still ran. See dispute.tree.
contract DisputeTest is RelayTest {
    /// @dev A second after the last header that the retarget alleges of epoch 100.
    uint256 private constant ALLEGED = ENDED + 1;

    function test_dispute_withMoreWork_displacesTheRetargetAndShowsThatTheEpochGoesOn() public {
        bytes memory forged = relayed(3); // 96
        bytes memory headers = running(ANCHOR, ALLEGED, 7); // 112
        vm.expectEmit(true, true, true, true, address(relay));
        emit IDifficultyRelay.Displaced(NEXT, fingerprintOf(forged));
        vm.expectEmit(true, true, true, true, address(relay));
        emit IDifficultyRelay.Survived(ANCHOR, ALLEGED, 7);
        relay.dispute(NEXT, headers);
        assertNewest(ANCHOR, ANCHOR);
        vm.warp(block.timestamp + WINDOW + 1);
        assertLasted(ANCHOR, ALLEGED);
    }

    /// @dev The forger takes old headers of last week as the end of the epoch: everything that was mined since speaks against it.
    function test_dispute_ofARetargetWithOldHeadersLongPast_takesAnyMinedSince() public {
        (bytes memory ending, bytes32 tip) = endingAt(ENDED);
        vm.warp(ENDED + 5 days);
        (bytes memory forged, ) = mine(tip, HARDER, ENDED + 5 days - 3 hours, 60, 3);
        relay.retarget(NEXT, ending, forged);
        relay.dispute(NEXT, running(ANCHOR, ENDED + 1 days, 7));
        assertNewest(ANCHOR, ANCHOR);
    }

    /// @dev Timestamps may go back by a little: the new epoch's first header may be dated before the old one's last.
    function test_dispute_ofARetargetWhoseFirstHeaderIsDatedEarlier_countsFromThat() public {
        (bytes memory ending, bytes32 tip) = endingAt(ENDED);
        (bytes memory forged, ) = mine(tip, HARDER, ENDED - 10 minutes, 60, 3);
        relay.retarget(NEXT, ending, forged);
        bytes memory headers = running(ANCHOR, ENDED - 10 minutes - 1, 7);
        uint256 from = ENDED - 10 minutes;
        disputeRefused(NEXT, headers, refusal(IDifficultyRelay.TooEarly.selector, 0, from - 1, from));
        relay.dispute(NEXT, running(ANCHOR, from, 7));
    }

    function test_dispute_withNoMoreWork_isRefused() public {
        relayed(3);
        bytes memory headers = running(ANCHOR, ALLEGED, 6);
        disputeRefused(NEXT, headers, outweighed(6 * EASY_WORK, 3 * HARDER_WORK));
    }

    function test_dispute_withAHeaderDatedNotAfterTheAllegedEnd_isTooEarly() public {
        relayed(3);
        bytes memory headers = running(ANCHOR, ALLEGED - 1, 7);
        disputeRefused(NEXT, headers, refusal(IDifficultyRelay.TooEarly.selector, 0, ALLEGED - 1, ALLEGED));
    }

    function test_dispute_withHeadersOfTheAllegedEpoch_isRefused() public {
        bytes memory opening = relayed(9);
        bytes memory because = refusal(IDifficultyRelay.WrongBits.selector, 0, HARDER, EASY);
        disputeRefused(NEXT, opening, because);
    }

    function test_dispute_withTooFewHeaders_isRefused() public {
        relayed(3);
        bytes memory headers = running(ANCHOR, ALLEGED, 2);
        disputeRefused(NEXT, headers, refusal(IDifficultyRelay.TooFewHeaders.selector, 2, 3));
    }

    function test_dispute_inTheLastMomentOfTheWindow_isInTime_andAfterItStale() public {
        relayed(3);
        bytes memory headers = running(ANCHOR, ALLEGED, 7);
        vm.warp(block.timestamp + WINDOW + 1);
        disputeRefused(NEXT, headers, stale(NEXT));
        vm.warp(block.timestamp - 1);
        relay.dispute(NEXT, headers);
    }

    function test_dispute_ofTheAnchor_ofAnOlderEpochOrOfNone_isRefused() public {
        bytes memory headers = running(ANCHOR, ALLEGED, 7);
        disputeRefused(ANCHOR, headers, stale(ANCHOR));
        disputeRefused(NEXT, headers, refusal(IDifficultyRelay.UnknownEpoch.selector, NEXT));
        disputeRefused(ANCHOR - 1, headers, refusal(IDifficultyRelay.UnknownEpoch.selector, ANCHOR - 1));
        relayed(3);
        disputeRefused(ANCHOR, headers, stale(ANCHOR));
    }

    function test_dispute_thatIsFinal_makesTheRetargetStaleForEver() public {
        (bytes memory ending, bytes memory forged) = usual(40);
        relay.retarget(NEXT, ending, slice(forged, 0, 3));
        relay.dispute(NEXT, running(ANCHOR, ALLEGED, 7));
        vm.warp(block.timestamp + WINDOW + 1);
        retargetRefused(NEXT, ending, forged, stale(NEXT));
        // The true one, later, goes through.
        (ending, forged) = usualAt(ENDED + 1 days);
        vm.warp(ENDED + 3 days);
        relay.retarget(NEXT, ending, forged);
    }

    /// @dev Whoever shows most at the end of a window nobody answers wins; answering takes more work each time.
    function test_dispute_andRetarget_inTurn_needMoreWorkEachTime() public {
        (bytes memory ending, bytes memory forged) = usual(5);
        bytes memory headers = running(ANCHOR, ALLEGED, 12);
        relay.retarget(NEXT, ending, slice(forged, 0, 3)); // 96
        relay.dispute(NEXT, slice(headers, 0, 7)); // 112
        bytes memory same = slice(forged, 0, 3);
        retargetRefused(NEXT, ending, same, outweighed(3 * HARDER_WORK, 7 * EASY_WORK));
        relay.retarget(NEXT, ending, forged); // 160
        bytes memory ten = slice(headers, 0, 10);
        disputeRefused(NEXT, ten, outweighed(10 * EASY_WORK, 5 * HARDER_WORK));
        relay.dispute(NEXT, headers); // 192
        vm.warp(block.timestamp + WINDOW + 1);
        assertLasted(ANCHOR, ALLEGED);
    }

    function test_dispute_keepsWhatIsFinalOfTheEpoch() public {
        uint32 day = START + 5;
        relay.proveTip(ANCHOR, day, running(ANCHOR, markOf(day), 3));
        vm.warp(block.timestamp + WINDOW + 1);
        relayed(3);
        relay.dispute(NEXT, running(ANCHOR, ALLEGED, 7));
        assertLasted(ANCHOR, markOf(day));
    }

    /// @dev An end a day later: 0x0fffff x 8 / 14 = 0x092491.
    function usualAt(uint256 end) private returns (bytes memory ending, bytes memory opening) {
        bytes32 tip;
        (ending, tip) = endingAt(end);
        (opening, ) = mine(tip, 0x20092491, end + 600, 600, 3);
    }
}
