// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBmeOracle} from "src/interfaces/IBmeOracle.sol";
import {Epoch} from "src/interfaces/IDifficultyRelay.sol";
import {RelayTest} from "../support/RelayTest.sol";
import {Shipped} from "../support/Shipped.sol";

/// @notice Random claims, true and forged, at random times: retargets, tips and disputes of random weight. Whatever is accepted, what
/// was final once stays as it was, claims that contradict each other are never final together, and the fixings on it never change.
contract ClaimsFuzzTest is RelayTest {
    IBmeOracle private oracle;
    uint256 private seed;
    uint256 private draws;
    uint256 private accepted;

    /// @dev What has been final so far.
    uint256 private finalEpoch = ANCHOR;
    mapping(uint256 number => uint256) private fingerprint;
    mapping(uint256 number => uint256) private until;
    uint32 private fixedThrough = START - 1;
    mapping(uint256 day => uint256) private sums;

    /// forge-config: default.fuzz.runs = 48
    function testFuzz_whateverIsClaimed_whatIsFinalStays(uint256 seed_) public {
        seed = seed_;
        uint32[11] memory earlier;
        for (uint256 i; i < 11; ++i) earlier[i] = 0x1d00ffff;
        oracle = Shipped.bmeOracle(relay, earlier, START, 36 hours);
        fingerprint[ANCHOR] = relay.epoch(ANCHOR).fingerprint;
        vm.warp(FIRST + 6 days);
        for (uint256 i; i < 30; ++i) {
            claim();
            vm.warp(block.timestamp + (any(0, 3) == 0 ? any(WINDOW, 3 days) : any(0, WINDOW)));
            assertWhatIsFinalStays();
            assertNothingContradictsItself();
        }
        assertTrue(accepted > 0, "some claims are accepted");
    }

    function claim() private {
        uint256 number = relay.newest();
        uint256 kind = any(0, 3);
        bytes memory call_;
        if (kind == 0) call_ = aRetarget(any(0, 1) == 0 ? number + 1 : number);
        else if (kind < 3) call_ = aTip(any(0, 2) == 0 && number > ANCHOR ? number - 1 : number);
        else if (number > ANCHOR) call_ = aDispute(number);
        if (call_.length == 0) return;
        (bool ok, ) = address(relay).call(call_);
        if (ok) ++accepted;
    }

    function aRetarget(uint256 number) private returns (bytes memory) {
        if (number == ANCHOR) return "";
        Epoch memory old = relay.epoch(number - 1);
        uint256 shortest = uint256(old.firstTime) + 3.5 days;
        if (block.timestamp < shortest + 1 days) return "";
        uint256 lastTime = any(shortest, block.timestamp - 6 hours);
        (bytes memory ending, bytes32 tip) = mine(0, old.bits, lastTime - 20, 10, HEADERS);
        (bytes memory opening, ) = mine(tip, consensus(old, lastTime), lastTime + any(1, 3 hours), 60, any(HEADERS, 8));
        return abi.encodeCall(relay.retarget, (number, ending, opening));
    }

    function aTip(uint256 number) private returns (bytes memory) {
        uint256 day = (block.timestamp - 3 hours) / DAY - any(1, 2);
        return abi.encodeCall(relay.proveTip, (number, uint32(day), running(number, markOf(day), any(HEADERS, 12))));
    }

    function aDispute(uint256 number) private returns (bytes memory) {
        bytes memory headers = running(number - 1, relay.epoch(number).firstTime, any(HEADERS, 12));
        return abi.encodeCall(relay.dispute, (number, headers));
    }

    function assertWhatIsFinalStays() private {
        uint256 last = relay.newestFinal();
        assertTrue(last >= finalEpoch, "final epochs only grow in number");
        for (uint256 number = ANCHOR; number <= last; ++number) {
            uint256 mark = relay.epoch(number).fingerprint;
            if (number <= finalEpoch) assertEq(mark, fingerprint[number], "a final branch");
            fingerprint[number] = mark;
            (uint32 lasted, , ) = relay.lifeOf(number);
            assertTrue(lasted >= until[number], "a final tip");
            until[number] = lasted;
        }
        finalEpoch = last;
        if (oracle.fixable() > fixedThrough) oracle.fix(type(uint32).max);
        for (uint32 day = START; day <= fixedThrough; ++day) {
            assertEq(oracle.cumulative("BME14", day), sums[day], "a final day");
        }
        for (; fixedThrough < oracle.fixable(); ++fixedThrough) {
            sums[fixedThrough + 1] = oracle.cumulative("BME14", fixedThrough + 1);
        }
    }

    function assertNothingContradictsItself() private view {
        for (uint256 number = ANCHOR; number <= finalEpoch; ++number) {
            (uint32 lasted, uint32 nextTime, ) = relay.lifeOf(number);
            assertTrue(nextTime == 0 || lasted < nextTime, "no epoch outlives the next one's beginning");
            assertTrue(nextTime == 0 || nextTime > relay.epoch(number).firstTime, "epochs begin one after the other");
        }
    }

    /// @dev Small enough here for plain arithmetic: three bytes, always at the top.
    function consensus(Epoch memory old, uint256 lastTime) private pure returns (uint256) {
        uint256 taken = lastTime - old.firstTime;
        if (taken > 56 days) taken = 56 days;
        uint256 target = (uint256(old.bits & 0xffffff) << (8 * ((old.bits >> 24) - 3))) / 14 days;
        target = target * taken + (((uint256(old.bits & 0xffffff) << (8 * ((old.bits >> 24) - 3))) % 14 days) * taken) / 14 days;
        if (target > EASIEST) target = EASIEST;
        return target >= 2 ** 247 ? (32 << 24) | (target >> 232) : (31 << 24) | (target >> 224);
    }

    function any(uint256 low, uint256 high) private returns (uint256) {
        return between(draw(seed, ++draws), low, high);
    }
}
