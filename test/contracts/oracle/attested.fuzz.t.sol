// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAttestedOracle, PendingFixing, Report} from "src/interfaces/IAttestedOracle.sol";
import {Attesting} from "../support/Attesting.sol";

/// @notice Random reporters, values, orders and times, with and without a delay, a limit and a guardian.
contract AttestedFuzzTest is Attesting {
    uint256 private constant DAYS = 4;

    uint256 private seed;
    uint256 private draws;

    uint256 private count;
    uint256 private threshold;
    uint256 private delay;
    bool private isLimited;

    /// @dev What each reporter said first on a day, plus one; 0: nothing.
    mapping(uint32 day => mapping(uint256 by => uint256 valueAndOne)) private said;
    mapping(uint32 day => uint256 times) private changes;
    mapping(uint32 day => uint256 moment) private met;
    mapping(uint32 day => uint256 value) private median;
    mapping(uint32 day => uint256 valueAndOne) private fixedAs;

    /// @dev In any order, in any number of transactions, and with any of them twice.
    function testFuzz_anyOrderAndBatching_givesTheSameMedian(uint256 seed_) public {
        seed = seed_;
        deploy(any(1, 32), 1, DELAY, address(0), 0);
        count = oracle.reporters().length;
        uint256[] memory v = new uint256[](count);
        for (uint256 i; i < count; ++i) v[i] = anyValue();
        bring(FIRST, 0, v);
        uint256 value = medianOf(FIRST);
        assertEq(value, middleOf(v), "the median, reckoned another way");

        deploy(count, 1, DELAY, address(0), 0);
        Report[] memory shuffled = reportsFrom(FIRST, 0, v);
        for (uint256 i = count - 1; i > 0; --i) {
            uint256 other = any(0, i);
            (shuffled[i], shuffled[other]) = (shuffled[other], shuffled[i]);
        }
        for (uint256 i; i < count;) i = bringSome(shuffled, i);
        assertEq(medianOf(FIRST), value, "the same");
        assertEq(oracle.standing(SERIES, FIRST).reports, count, "of as many");
    }

    /// @dev Whatever is done: only what was signed counts, nothing final changes, and every clock runs out when it should.
    function testFuzz_whateverIsDone_theRulesHold(uint256 seed_) public {
        anyOracle(seed_);
        uint256 steps = any(10, 60);
        for (uint256 i; i < steps; ++i) {
            vm.warp(block.timestamp + anyTime());
            uint32 day = FIRST + uint32(any(0, DAYS - 1));
            uint256 act = any(0, 9);
            if (act < 6) say(day, any(0, count - 1), anyValue());
            else if (act == 6) tryToWithhold(day);
            else if (act == 7) tryToOverride(day);
            else tryToFinalise(day);
            checkFinal();
        }
    }

    /// @dev All reporters but one are honest and prompt. The last, and the guardian, do what they can.
    function testFuzz_withAllButOneHonest_everyDayBecomesFinalInTime(uint256 seed_) public {
        anyOracle(seed_);
        if (count < 2 || threshold == count) return;
        vm.warp(endOf(FIRST + uint32(DAYS)));
        uint256 last = count - 1;
        for (uint32 day = FIRST; day < FIRST + DAYS; ++day) {
            if (any(0, 1) == 0) say(day, last, anyValue());
            uint256 honest = anyValue();
            for (uint256 by; by < last; ++by) say(day, by, honest + by);
        }
        uint256 latest =
            block.timestamp +
                (
                    isLimited
                        ? MOVE_WAIT
                        : delay == 0
                            ? 0
                            : HOLD
                ) +
                2 * delay;
        for (uint256 i; i < 20 && block.timestamp < latest; ++i) {
            uint256 time = anyTime();
            if (block.timestamp + time >= latest) break;
            vm.warp(block.timestamp + time);
            uint32 day = FIRST + uint32(any(0, DAYS - 1));
            if (any(0, 1) == 0) tryToWithhold(day);
            else say(day, last, anyValue());
        }
        vm.warp(latest);
        if (nextDay() < FIRST + DAYS) finalise(FIRST + uint32(DAYS) - 1);
        checkFinal();
        assertEq(uint256(nextDay()), FIRST + DAYS, "all of them");
    }

    function anyOracle(uint256 seed_) private {
        seed = seed_;
        count = any(1, 7);
        threshold = any(1, count);
        delay = any(0, 2) == 0 ? 0 : any(1, 12 hours - 1);
        isLimited = any(0, 1) == 0;
        deploy(count, threshold, delay, delay == 0 ? address(0) : GUARDIAN, isLimited ? uint16(any(1, 9000)) : 0);
    }

    function say(uint32 day, uint256 by, uint256 value) private {
        Report[] memory brought = just(day, by, value);
        try oracle.publish(SERIES, day, brought) {
            if (fixedAs[day] == 0) note(day, by, value);
        } catch (bytes memory why) {
            bytes4 because = bytes4(why);
            bool isRule =
                because == IAttestedOracle.DayNotOver.selector ||
                    because == IAttestedOracle.AlreadyFixed.selector ||
                    because == IAttestedOracle.NothingNew.selector ||
                    because == IAttestedOracle.ReportsClosed.selector;
            assertTrue(isRule, "a refusal for a reason");
        }
    }

    /// @dev Keeps book beside the oracle: the first word of each reporter, and when the median moved.
    function note(uint32 day, uint256 by, uint256 value) private {
        (bool isIn, uint256 kept) = oracle.reportedBy(SERIES, day, reporter(by));
        if (nextDay() <= day) assertTrue(isIn, "kept while it waits");
        if (isIn && kept != value) assertEq(kept + 1, said[day][by], "the first word stands");
        if (said[day][by] != 0) return;
        // A day that became final as it stood took nothing in.
        if (nextDay() > day && !isIn && !wasTakenIn(day)) return;
        said[day][by] = value + 1;
        uint256[] memory all = saidOn(day);
        if (all.length < threshold) return;
        uint256 now_ = middleOf(all);
        if (met[day] == 0) met[day] = block.timestamp;
        else if (now_ != median[day]) ++changes[day];
        median[day] = now_;
    }

    /// @dev Whether the final value is of more reports than were known: those that came with the last act.
    function wasTakenIn(uint32 day) private view returns (bool) {
        return saidOn(day).length < threshold || oracle.valueOf(SERIES, day) != median[day];
    }

    function tryToWithhold(uint32 day) private {
        vm.prank(GUARDIAN);
        try oracle.withhold(SERIES, day) {
            uint256 until = oracle.standing(SERIES, day).heldUntil;
            assertTrue(until <= block.timestamp + HOLD, "48 hours from now at most");
            assertTrue(until <= met[day] + delay + HOLD, "48 hours after the first delay at most");
        } catch {}
    }

    function tryToOverride(uint32 day) private {
        bytes[] memory signatures = overrides(day, oracle.overridesNeeded());
        try oracle.overrideHold(SERIES, day, signatures) {
            if (nextDay() <= day) assertEq(oracle.standing(SERIES, day).heldUntil, 0, "lifted");
        } catch {}
    }

    function tryToFinalise(uint32 day) private {
        try oracle.finaliseThrough(SERIES, day) {
            assertTrue(nextDay() == day + 1, "up to that day");
        } catch {}
        if (nextDay() > day || met[day] == 0) return;
        PendingFixing memory waits = oracle.standing(SERIES, day);
        uint256 bound =
            met[day] +
                (1 + changes[day]) * delay +
                (
                    isLimited
                        ? MOVE_WAIT
                        : delay == 0
                            ? 0
                            : HOLD
                );
        assertTrue(waits.finalFrom <= bound, "each change puts it off by one delay, and nothing beyond 72 or 48 hours");
        assertTrue(waits.finalFrom >= met[day] + delay, "never without the delay");
    }

    /// @dev Every final day is over, between its reports, what it was before, and the sums add up.
    function checkFinal() private {
        uint256 sum;
        for (uint32 day = FIRST; day < nextDay(); ++day) {
            uint256 value = oracle.valueOf(SERIES, day);
            sum += value;
            assertTrue(block.timestamp >= endOf(day) + delay, "over, and waited for");
            assertTrue(fixedAs[day] == 0 || fixedAs[day] == value + 1, "what is final stays");
            fixedAs[day] = value + 1;
            assertEq(oracle.cumulative(SERIES, day), sum, "sums");
            assertEq(value, median[day], "the median of what was said in time");
            (uint256 lowest, uint256 highest) = spanOn(day);
            assertTrue(lowest <= value && value <= highest, "between the reports");
        }
    }

    function saidOn(uint32 day) private view returns (uint256[] memory all) {
        uint256 length;
        for (uint256 by; by < count; ++by) if (said[day][by] != 0) ++length;
        all = new uint256[](length);
        for (uint256 by; by < count; ++by) if (said[day][by] != 0) all[--length] = said[day][by] - 1;
    }

    function spanOn(uint32 day) private view returns (uint256 lowest, uint256 highest) {
        uint256[] memory all = saidOn(day);
        lowest = type(uint256).max;
        for (uint256 i; i < all.length; ++i) {
            if (all[i] < lowest) lowest = all[i];
            if (all[i] > highest) highest = all[i];
        }
    }

    /// @dev By counting, not by sorting: the value that has at most half of the others below and above.
    function middleOf(uint256[] memory v) private pure returns (uint256) {
        uint256 n = v.length;
        return (ranked(v, (n - 1) / 2) + ranked(v, n / 2)) / 2;
    }

    /// @dev The value at `rank` from below, counted from 0.
    function ranked(uint256[] memory v, uint256 rank) private pure returns (uint256) {
        for (uint256 i; i < v.length; ++i) {
            uint256 below;
            uint256 equal;
            for (uint256 j; j < v.length; ++j) {
                if (v[j] < v[i]) ++below;
                if (v[j] == v[i]) ++equal;
            }
            if (below <= rank && rank < below + equal) return v[i];
        }
        revert("no such rank");
    }

    function bringSome(Report[] memory list, uint256 from) private returns (uint256 to) {
        to = from + any(1, list.length - from);
        // Some that were brought before come again.
        uint256 start = any(0, from);
        Report[] memory some = new Report[](to - start);
        for (uint256 i; i < some.length; ++i) some[i] = list[start + i];
        oracle.publish(SERIES, FIRST, some);
    }

    /// @dev Close to one another, with outliers.
    function anyValue() private returns (uint256) {
        return any(0, 5) == 0 ? any(0, 2 ** 100) : any(900, 1100);
    }

    function anyTime() private returns (uint256) {
        return any(0, 3) == 0 ? any(0, 3 days) : any(0, 4 hours);
    }

    function any(uint256 low, uint256 high) private returns (uint256) {
        return between(draw(seed, draws++), low, high);
    }
}
