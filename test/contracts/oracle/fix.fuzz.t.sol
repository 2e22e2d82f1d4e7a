// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBmeOracle} from "src/interfaces/IBmeOracle.sol";
import {IDifficultyRelay} from "src/interfaces/IDifficultyRelay.sol";
import {IIndexOracle} from "src/interfaces/IIndexOracle.sol";
import {ScriptedRelay} from "../support/ScriptedRelay.sol";
import {Shipped} from "../support/Shipped.sol";
import {Test} from "../support/Test.sol";

/// @notice Random chains, of epochs that last from minutes to years, fixed in random steps: every day's value and sum must be what
/// going through the days one by one gives.
contract FixFuzzTest is Test {
    uint256 private constant DAY = 86_400;
    uint256 private constant ANCHOR = 400;
    uint256 private constant FIRST_TIME = 19_000 * DAY + 12_345;

    ScriptedRelay private relay;
    IBmeOracle private oracle;
    uint256 private seed;
    uint256 private draws;

    /// @dev From epoch 389 on.
    uint32[] private bits;
    /// @dev From epoch 400 on.
    uint256[] private firstTimes;
    /// @dev The last tip of the newest epoch, 0 if it has none.
    uint256 private tip;
    uint32 private firstDay;
    uint32 private lastDay;

    /// forge-config: default.fuzz.runs = 64
    function testFuzz_fix_isWhatGoingThroughTheDaysGives(uint256 seed_) public {
        seed = seed_;
        deploy();
        uint256 steps = any(1, 12);
        for (uint256 i; i < steps; ++i) {
            live();
            fix();
        }
        compare();
    }

    function deploy() private {
        uint32[11] memory earlier;
        for (uint256 i; i < 11; ++i) {
            earlier[i] = anyBits();
            bits.push(earlier[i]);
        }
        bits.push(anyBits());
        firstTimes.push(FIRST_TIME);
        relay = new ScriptedRelay(ANCHOR, bits[11], FIRST_TIME);
        firstDay = uint32(FIRST_TIME / DAY + any(0, 3) * any(0, 30));
        lastDay = firstDay - 1;
        oracle = Shipped.bmeOracle(IDifficultyRelay(address(relay)), earlier, firstDay, 36 hours);
    }

    /// @dev Some retargets, or none, and a tip, or none.
    function live() private {
        for (uint256 retargets = any(0, 3); retargets > 0; --retargets) {
            uint256 longest = any(0, 19) == 0 ? 300 days : 20 days;
            firstTimes.push(latestKnown() + any(1, longest));
            bits.push(anyBits());
            relay.begin(bits[bits.length - 1], firstTimes[firstTimes.length - 1]);
            tip = 0;
        }
        if (any(0, 2) > 0) {
            tip = latestKnown() + any(0, 4 days);
            relay.survive(tip);
        }
    }

    function latestKnown() private view returns (uint256) {
        uint256 time = firstTimes[firstTimes.length - 1];
        return tip > time ? tip : time;
    }

    function fix() private {
        uint256 known = knownThrough();
        assertEq(oracle.fixable(), known, "fixable");
        uint256 upTo = any(0, 2) == 0 ? any(firstDay, known + 1) : known;
        uint256 expected = upTo < known ? upTo : known;
        if (expected <= lastDay) {
            (bool ok, ) = address(oracle).call(abi.encodeCall(oracle.fix, (uint32(upTo))));
            assertTrue(!ok, "nothing to fix");
        } else {
            assertEq(oracle.fix(uint32(upTo)), expected, "fixed through");
            lastDay = uint32(expected);
        }
    }

    /// @dev By definition: the days whose end the epoch in force finally outlived.
    function knownThrough() private view returns (uint256 day) {
        day = lastDay;
        uint256 last = firstTimes[firstTimes.length - 1];
        while (last >= (day + 2) * DAY || tip >= (day + 2) * DAY + 2 hours) ++day;
    }

    function compare() private {
        bytes32[5] memory names = [bytes32("BME14"), "BME28", "BME56", "BME84", "BME168"];
        uint8[5] memory counts = [1, 2, 4, 6, 12];
        uint256[5] memory sums;
        uint256 epoch;
        for (uint32 day = firstDay; day <= lastDay; ++day) {
            while (epoch + 1 < firstTimes.length && firstTimes[epoch + 1] < (uint256(day) + 1) * DAY) ++epoch;
            for (uint256 s; s < 5; ++s) {
                uint256 value = mean(epoch, counts[s]);
                sums[s] += value;
                assertEq(oracle.valueOf(names[s], day), value, "value");
                assertEq(oracle.cumulative(names[s], day), sums[s], "sum");
            }
        }
        vm.expectRevert(abi.encodeWithSelector(IIndexOracle.NotFixed.selector, names[0], lastDay + 1));
        oracle.cumulative(names[0], lastDay + 1);
        assertEq(oracle.cumulative(names[0], firstDay - 1), 0, "the day before the first");
    }

    function mean(uint256 epoch, uint256 count) private view returns (uint256) {
        uint256 sum;
        for (uint256 i; i < count; ++i) {
            uint256 halvings = ((ANCHOR + epoch - i) * 2016) / 210_000;
            // One exponent for all here: 1e22 x 86,400 x subsidy x mantissa x 2^160 / (65,535 x 2^240).
            sum += ((uint256(bits[11 + epoch - i]) & 0x7fffff) * 1e22 * 86_400 * (5e9 >> halvings)) / 65_535 / 2 ** 80;
        }
        return sum / count;
    }

    function anyBits() private returns (uint32) {
        return uint32((0x17 << 24) | any(0x8000, 0x7fffff));
    }

    function any(uint256 low, uint256 high) private returns (uint256) {
        return between(draw(seed, ++draws), low, high);
    }
}
