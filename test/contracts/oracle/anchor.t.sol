// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDifficultyRelay} from "src/interfaces/IDifficultyRelay.sol";
import {RelayTest} from "../support/RelayTest.sol";
import {Shipped} from "../support/Shipped.sol";
import {Vm} from "../support/Vm.sol";

/// @notice What a relay is deployed with. See retarget.tree.
contract AnchorTest is RelayTest {
    function test_anchor_isFinalAtOnce() public view {
        assertEpoch(ANCHOR, EASY, FIRST, hashOf(anchorHeader, 0), 0);
        assertEq(relay.epoch(ANCHOR).lastTime, 0, "of the epoch before nothing was shown");
        assertEq(relay.epoch(ANCHOR).since, 0, "it never had to stand");
        assertNewest(ANCHOR, ANCHOR);
        assertLasted(ANCHOR, 0);
        assertEq(relay.anchor(), ANCHOR, "anchor");
        assertEq(relay.headersRequired(), HEADERS, "headers required");
        assertEq(relay.finalityWindow(), WINDOW, "window");
        assertEq(relay.easiestTarget(), EASIEST, "easiest target");
    }

    function test_anchor_isToldLikeEveryOtherEpoch() public {
        vm.recordLogs();
        Shipped.difficultyRelay(ANCHOR * 2016, anchorHeader, EASIEST, HEADERS, WINDOW);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 1, "one event");
        assertEq(logs[0].topics[0], IDifficultyRelay.Retargeted.selector, "a retarget");
        assertEq(uint256(logs[0].topics[1]), ANCHOR, "its number");
        assertEq(logs[0].topics[2], hashOf(anchorHeader, 0), "its hash");
        assertEq(keccak256(logs[0].data), keccak256(abi.encode(201_600, EASY, FIRST, 0)), "height, bits, time, none shown");
    }

    function test_anchor_atAHeightThatBeginsNoEpoch_isRefused() public {
        vm.expectRevert(refusal(IDifficultyRelay.NotAnEpoch.selector, 201_601));
        Shipped.difficultyRelay(201_601, anchorHeader, EASIEST, HEADERS, WINDOW);
    }

    function test_anchor_ofNoneOrTwoHeaders_isRefused() public {
        vm.expectRevert(refusal(IDifficultyRelay.NotHeaders.selector, 0));
        Shipped.difficultyRelay(0, "", EASIEST, HEADERS, WINDOW);
        vm.expectRevert(refusal(IDifficultyRelay.NotHeaders.selector, 160));
        Shipped.difficultyRelay(0, bytes.concat(anchorHeader, anchorHeader), EASIEST, HEADERS, WINDOW);
        vm.expectRevert(refusal(IDifficultyRelay.NotHeaders.selector, 79));
        Shipped.difficultyRelay(0, new bytes(79), EASIEST, HEADERS, WINDOW);
    }

    function test_anchor_withoutProofOfWork_isRefused() public {
        bytes memory header = anchorHeader;
        do {
            header[79] = bytes1(uint8(header[79]) + 1);
        } while (uint256(hashOf(header, 0)) <= EASIEST);
        vm.expectRevert(refusal(IDifficultyRelay.NoProofOfWork.selector, 0));
        Shipped.difficultyRelay(0, header, EASIEST, HEADERS, WINDOW);
    }

    function test_anchor_easierThanTheEasiestTarget_isRefused() public {
        vm.expectRevert(refusal(IDifficultyRelay.NotATarget.selector, EASY));
        Shipped.difficultyRelay(0, anchorHeader, (0x0fffff << 232) - 1, HEADERS, WINDOW);
    }

    function test_anchor_whoseBitsAreNoTarget_isRefused() public {
        uint32[6] memory bits = [uint32(0x20800000), 0x2080ffff, 0x20000000, 0x0200007f, 0x2101ffff, 0xff000001];
        for (uint256 i; i < bits.length; ++i) {
            anchorRefused(bits[i], type(uint256).max, refusal(IDifficultyRelay.NotATarget.selector, bits[i]));
        }
    }

    /// @dev A header of such a target does not exist: one that names it is refused for its target, or if that is allowed for its work.
    function test_anchor_atATargetOfAFewBytes_isReadToTheByte() public {
        uint32[4] memory bits = [uint32(0x017fffff), 0x027fffff, 0x037fffff, 0x047fffff];
        uint256[4] memory targets = [uint256(0x7f), 0x7fff, 0x7fffff, 0x7fffff00];
        for (uint256 i; i < bits.length; ++i) {
            anchorRefused(bits[i], targets[i] - 1, refusal(IDifficultyRelay.NotATarget.selector, bits[i]));
            anchorRefused(bits[i], targets[i], refusal(IDifficultyRelay.NoProofOfWork.selector, 0));
        }
    }

    /// @dev 2^256 / (2^254 + 1) is a little less than 4: 3 for each of three headers.
    function test_work_atATargetThatIsAPowerOfTwo_isRoundedDown() public {
        (anchorHeader, ) = mine(bytes32(uint256(1)), 0x20400000, FIRST, 0, 1);
        relay = Shipped.difficultyRelay(ANCHOR * 2016, anchorHeader, EASIEST, HEADERS, WINDOW);
        uint32 day = START + 1;
        relay.proveTip(ANCHOR, day, running(ANCHOR, markOf(day), 3));
        proveTipRefused(ANCHOR, day, running(ANCHOR, markOf(day), 3), outweighed(9, 9));
    }

    function test_headersRequired_ofNone_orMoreThanAnEpochHas_isRefused() public {
        vm.expectRevert(refusal(IDifficultyRelay.TooFewHeaders.selector, 0, 1));
        Shipped.difficultyRelay(0, anchorHeader, EASIEST, 0, WINDOW);
        vm.expectRevert(refusal(IDifficultyRelay.TooManyHeaders.selector, 2017));
        Shipped.difficultyRelay(0, anchorHeader, EASIEST, 2017, WINDOW);
        Shipped.difficultyRelay(0, anchorHeader, EASIEST, 2016, WINDOW);
    }

    function test_finalityWindow_ofNothing_orLongerThanADayAllows_isRefused() public {
        vm.expectRevert(refusal(IDifficultyRelay.BadFinalityWindow.selector, 0));
        Shipped.difficultyRelay(0, anchorHeader, EASIEST, HEADERS, 0);
        vm.expectRevert(refusal(IDifficultyRelay.BadFinalityWindow.selector, 20 hours + 1));
        Shipped.difficultyRelay(0, anchorHeader, EASIEST, HEADERS, 20 hours + 1);
        Shipped.difficultyRelay(0, anchorHeader, EASIEST, HEADERS, 20 hours);
    }

    /// @dev The anchor's header with other bits.
    function anchorRefused(uint32 bits, uint256 easiest, bytes memory because) private {
        bytes memory header = slice(anchorHeader, 0, 1);
        bytes4 little = reversed(bits);
        for (uint256 j; j < 4; ++j) header[72 + j] = little[j];
        vm.expectRevert(because);
        Shipped.difficultyRelay(0, header, easiest, HEADERS, WINDOW);
    }
}
