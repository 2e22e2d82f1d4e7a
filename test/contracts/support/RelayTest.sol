// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Epoch, IDifficultyRelay} from "src/interfaces/IDifficultyRelay.sol";
import {HeaderMiner} from "./HeaderMiner.sol";
import {Shipped} from "./Shipped.sol";

/// @notice A relay of an easy chain, anchored at epoch 100 (height 201,600), which began at noon of day 20,000. Three headers make a
/// claim; it is final after four hours.
///
/// The usual epoch takes half of what it should: the next target is half as large and a header takes 32 hashes instead of 16.
abstract contract RelayTest is HeaderMiner {
    uint256 internal constant DAY = 86_400;
    uint32 internal constant START = 20_000;
    uint256 internal constant FIRST = uint256(START) * DAY + 12 hours;
    uint256 internal constant ANCHOR = 100;
    uint256 internal constant NEXT = 101;
    uint256 internal constant HEADERS = 3;
    uint256 internal constant WINDOW = 4 hours;
    uint256 internal constant EASIEST = 2 ** 254;

    /// @dev When the usual epoch 100 ends, and what follows: half of 0x0fffff.
    uint256 internal constant ENDED = FIRST + 7 days;
    uint32 internal constant HARDER = 0x2007ffff;
    uint256 internal constant HARDER_WORK = 32;

    IDifficultyRelay internal relay;
    bytes internal anchorHeader;

    function setUp() public virtual {
        vm.warp(FIRST);
        (anchorHeader, ) = mine(bytes32(uint256(1)), EASY, FIRST, 0, 1);
        relay = Shipped.difficultyRelay(ANCHOR * 2016, anchorHeader, EASIEST, HEADERS, WINDOW);
        vm.warp(ENDED + 1 days);
    }

    // ------------------------------------------------------------------ headers

    /// @dev The last three headers of epoch 100, the last dated `lastTime`.
    function endingAt(uint256 lastTime) internal returns (bytes memory ending, bytes32 tip) {
        return mine(bytes32(uint256(2)), EASY, lastTime - 20 minutes, 10 minutes, HEADERS);
    }

    /// @dev The usual end of epoch 100 and the first `count` headers of epoch 101, ten minutes apart.
    function usual(uint256 count) internal returns (bytes memory ending, bytes memory opening) {
        bytes32 tip;
        (ending, tip) = endingAt(ENDED);
        (opening, ) = mine(tip, HARDER, ENDED + 10 minutes, 10 minutes, count);
    }

    /// @dev Epoch 101 stands, with `count` headers, begun ten minutes after ENDED.
    function relayed(uint256 count) internal returns (bytes memory opening) {
        bytes memory ending;
        (ending, opening) = usual(count);
        relay.retarget(NEXT, ending, opening);
    }

    /// @dev Headers of epoch `number` dated `firstTime` and later.
    function running(uint256 number, uint256 firstTime, uint256 count) internal returns (bytes memory headers) {
        (headers, ) = mine(bytes32(uint256(3)), relay.epoch(number).bits, firstTime, 1 minutes, count);
    }

    /// @dev Two hours after the end of `day`.
    function markOf(uint256 day) internal pure returns (uint256) {
        return (day + 1) * DAY + 2 hours;
    }

    // ------------------------------------------------------------------ claims

    function retargetRefused(uint256 number, bytes memory ending, bytes memory opening, bytes memory because) internal {
        vm.expectRevert(because);
        relay.retarget(number, ending, opening);
    }

    function proveTipRefused(uint256 number, uint32 day, bytes memory headers, bytes memory because) internal {
        vm.expectRevert(because);
        relay.proveTip(number, day, headers);
    }

    function disputeRefused(uint256 number, bytes memory headers, bytes memory because) internal {
        vm.expectRevert(because);
        relay.dispute(number, headers);
    }

    function assertEpoch(uint256 number, uint256 bits, uint256 firstTime, bytes32 firstHash, uint256 shown) internal view {
        Epoch memory epoch = relay.epoch(number);
        assertEq(epoch.bits, bits, "bits");
        assertEq(epoch.firstTime, firstTime, "first timestamp");
        assertEq(epoch.fingerprint, uint104(uint256(firstHash)), "fingerprint of the first hash");
        assertEq(epoch.shown, shown, "headers shown");
    }

    function assertNewest(uint256 newest, uint256 newestFinal) internal view {
        assertEq(relay.newest(), newest, "newest");
        assertEq(relay.newestFinal(), newestFinal, "newest final");
    }

    function assertLasted(uint256 number, uint256 until) internal view {
        (uint32 actual, , ) = relay.lifeOf(number);
        assertEq(actual, until, "in force until");
    }

    function stale(uint256 number) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IDifficultyRelay.StaleBranch.selector, number);
    }

    function outweighed(uint256 work, uint256 standing) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IDifficultyRelay.Outweighed.selector, work, standing);
    }

    function refusal(bytes4 selector, uint256 a) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(selector, a);
    }

    function refusal(bytes4 selector, uint256 a, uint256 b) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(selector, a, b);
    }

    function refusal(bytes4 selector, uint256 a, uint256 b, uint256 c) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(selector, a, b, c);
    }
}
