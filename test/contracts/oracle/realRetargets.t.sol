// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDifficultyRelay} from "src/interfaces/IDifficultyRelay.sol";
import {FixtureHeaders} from "../support/FixtureHeaders.sol";
import {Shipped} from "../support/Shipped.sol";

/// @notice Three consecutive retargets of Bitcoin in January and February 2024, with twenty headers on each side, and every way to
/// forge them by a single bit.
contract RealRetargetsTest is FixtureHeaders {
    uint256 private constant DAY = 86_400;
    uint256 private constant HEADERS = 20;
    uint256 private constant WINDOW = 3.5 hours;

    IDifficultyRelay private relay;

    function setUp() public {
        vm.warp(timeOf(822_528));
        relay = Shipped.difficultyRelay(822_528, headers(822_528, 1), MAINNET, HEADERS, WINDOW);
    }

    function test_anchor_isTheRealHeader() public view {
        assertEq(
            relay.epoch(408).fingerprint,
            uint104(uint256(0x000000000000000000001daacd23f9cb40c69ba923085618a5f9dbdd4d97e93a)),
            "hash of block 822528"
        );
    }

    function test_threeRetargets_areRelayedInOrder() public {
        relayed(409, 0x1703d869, 1_704_501_692); // 6 January 2024, +1.65 %
        relayed(410, 0x1704005a, 1_705_761_155); // 20 January, -3.90 %
        relayed(411, 0x1703ba5d, 1_706_888_526); // 2 February, +7.33 %
        assertEq(relay.newestFinal(), 411, "all final");
    }

    function test_theWorkOfTwentyHeaders_isWhatTheDifficultySays() public {
        vm.warp(latestOf(824_544, HEADERS));
        (bytes memory ending, bytes memory opening) = around(824_544);
        relay.retarget(409, ending, opening);
        // 2^256 / (0x03d869 x 256^20 + 1) = 314,386,242,214,620,658,760,377 hashes a header: difficulty 73,197,634,206,448.
        uint256 work = 20 * uint256(314_386_242_214_620_658_760_377);
        vm.expectRevert(abi.encodeWithSelector(IDifficultyRelay.Outweighed.selector, work, work));
        relay.retarget(409, ending, opening);
    }

    function test_retarget_withTheEpochSkipped_isRefused() public {
        vm.warp(latestOf(826_560, HEADERS));
        (bytes memory ending, bytes memory opening) = around(826_560);
        vm.expectRevert(abi.encodeWithSelector(IDifficultyRelay.SkippedEpoch.selector, 410, 409));
        relay.retarget(410, ending, opening);
        vm.expectRevert(abi.encodeWithSelector(IDifficultyRelay.WrongBits.selector, 0, 0x1703d869, 0x1703e8b3));
        relay.retarget(409, ending, opening);
    }

    /// @dev Real headers from the middle of epoch 410 as if it ended there: what follows does not have the bits that it should.
    function test_retarget_madeOfRealHeadersOfOneEpoch_isRefused() public {
        vm.warp(latestOf(827_074, HEADERS));
        relay = Shipped.difficultyRelay(826_560, headers(826_560, 1), MAINNET, 10, WINDOW);
        bytes memory ending = headers(827_074, 10);
        bytes memory opening = headers(827_084, 10);
        vm.expectPartialRevert(IDifficultyRelay.WrongRetarget.selector);
        relay.retarget(411, ending, opening);
    }

    function test_tip_ofTheRealChain_isShown_andItsHeadersAreNoTipOfAnotherEpoch() public {
        relayed(409, 0x1703d869, 1_704_501_692);
        relayed(410, 0x1704005a, 1_705_761_155);
        vm.warp(latestOf(827_074, HEADERS));
        relay.proveTip(410, 19_745, headers(827_074, HEADERS)); // 23 January
        vm.expectRevert(abi.encodeWithSelector(IDifficultyRelay.StaleBranch.selector, 409));
        relay.proveTip(409, 19_745, headers(827_074, HEADERS));
        vm.warp(block.timestamp + WINDOW + 1);
        (uint32 until, , ) = relay.lifeOf(410);
        assertEq(until, 19_746 * DAY + 2 hours, "24 January, 02:00");
    }

    /// @dev One bit in every byte of every header: which error it is says what was touched.
    function test_retarget_withASingleBitFlipped_isRefused_whereverItIs() public {
        vm.warp(latestOf(824_544, HEADERS));
        (bytes memory ending, bytes memory opening) = around(824_544);
        for (uint256 position; position < ending.length; ++position) {
            uint256 bit = position * 8 + (position % 8);
            assertRefused(flipped(ending, bit), opening, position, false);
            assertRefused(ending, flipped(opening, bit), position, true);
        }
    }

    function testFuzz_retarget_withAnyBitFlipped_isRefused(uint256 bit, uint256 side) public {
        vm.warp(latestOf(824_544, HEADERS));
        (bytes memory ending, bytes memory opening) = around(824_544);
        bit = between(bit, 0, ending.length * 8 - 1);
        if (side % 2 == 0) assertRefused(flipped(ending, bit), opening, bit / 8, false);
        else assertRefused(ending, flipped(opening, bit), bit / 8, true);
    }

    function relayed(uint256 number, uint256 bits, uint256 firstTime) private {
        uint256 height = number * 2016;
        vm.warp(latestOf(height, HEADERS));
        (bytes memory ending, bytes memory opening) = around(height);
        relay.retarget(number, ending, opening);
        vm.warp(block.timestamp + WINDOW + 1);
        assertEq(relay.epoch(number).bits, bits, "bits");
        assertEq(relay.epoch(number).firstTime, firstTime, "first timestamp");
        assertEq(relay.epoch(number).fingerprint, fingerprintOf(opening), "first hash");
    }

    function around(uint256 height) private view returns (bytes memory ending, bytes memory opening) {
        return (headers(height - HEADERS, HEADERS), headers(height, HEADERS));
    }

    function assertRefused(bytes memory ending, bytes memory opening, uint256 position, bool isNew) private {
        (uint256 index, uint256 field) = (position / 80, position % 80);
        bytes4 because = IDifficultyRelay.NoProofOfWork.selector;
        if (field >= 4 && field < 36 && (index > 0 || isNew)) because = IDifficultyRelay.WrongLink.selector;
        else if (field >= 72 && field < 76 && index == 0 && isNew) because = IDifficultyRelay.WrongRetarget.selector;
        else if (field >= 72 && field < 76) because = IDifficultyRelay.WrongBits.selector;
        (bool ok, bytes memory answer) = address(relay).call(abi.encodeCall(relay.retarget, (409, ending, opening)));
        assertTrue(!ok, "one flipped bit");
        // A timestamp may read as one of the future before its hash is asked for.
        if (field >= 68 && field < 72 && bytes4(answer) == IDifficultyRelay.FromTheFuture.selector) return;
        assertEq(bytes32(bytes4(answer)), bytes32(because), "which refusal");
    }
}
