// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAttestedOracle} from "src/interfaces/IAttestedOracle.sol";
import {Attesting} from "../support/Attesting.sol";
import {Shipped} from "../support/Shipped.sol";

/// @notice Five reporters, of whom three must sign, a delay of six hours, and a guardian who may withhold.
contract WithholdTest is Attesting {
    function setUp() public {
        deploy(5, 3, DELAY, GUARDIAN, 4000);
    }

    function test_withhold_putsTheDayOffBy48Hours() public {
        uint256 until = held(FIRST) + HOLD;
        vm.warp(until - 1);
        finaliseRefused(FIRST, waiting(FIRST, until));
        vm.warp(until);
        finalise(FIRST);
        assertFixed(FIRST, 20);
    }

    function test_withhold_tellsEverybody() public {
        bring(FIRST, 0, values(10, 20, 30));
        vm.expectEmit(true, true, true, true, address(oracle));
        emit IAttestedOracle.Withheld(SERIES, FIRST, 20, block.timestamp + HOLD);
        withhold(FIRST);
        assertEq(oracle.standing(SERIES, FIRST).heldUntil, block.timestamp + HOLD, "and so does the oracle");
    }

    function test_withhold_leavesTimeForMoreSignatures_andSetsNothingItself() public {
        uint256 since = held(FIRST);
        vm.warp(since + 47 hours);
        bring(FIRST, 3, values(21, 22));
        assertEq(medianOf(FIRST), 21, "the median of five");
        assertEq(finalFrom(FIRST), since + 47 hours + DELAY, "seen for a whole delay, as ever");
        vm.warp(since + 47 hours + DELAY);
        finalise(FIRST);
        assertFixed(FIRST, 21);
    }

    function test_withhold_byAnybodyElse_isRefused() public {
        bring(FIRST, 0, values(10, 20, 30));
        vm.expectRevert(abi.encodeWithSelector(IAttestedOracle.NotTheGuardian.selector, reporter(0)));
        vm.prank(reporter(0));
        oracle.withhold(SERIES, FIRST);
    }

    function test_withhold_withoutAGuardian_isForNobody() public {
        deploy(5, 3, DELAY, address(0), 0);
        bring(FIRST, 0, values(10, 20, 30));
        withholdRefused(FIRST, abi.encodeWithSelector(IAttestedOracle.NotTheGuardian.selector, GUARDIAN));
    }

    function test_withhold_beforeTheThreshold_isRefused() public {
        bring(FIRST, 0, values(10, 20));
        withholdRefused(FIRST, tooFew(FIRST, 2, 3));
    }

    function test_withhold_twice_isRefused() public {
        uint256 since = held(FIRST);
        withholdRefused(FIRST, before(FIRST));
        vm.warp(since + 47 hours);
        bring(FIRST, 3, values(21, 22)); // a new delay runs
        withholdRefused(FIRST, before(FIRST));
    }

    function test_withhold_afterTheDelay_isRefused() public {
        bring(FIRST, 0, values(10, 20, 30));
        vm.warp(finalFrom(FIRST) - 1);
        uint256 snapshot = vm.snapshotState();
        withhold(FIRST);
        vm.revertToState(snapshot);
        vm.warp(block.timestamp + 1);
        withholdRefused(FIRST, tooLate(FIRST));
        finalise(FIRST);
        withholdRefused(FIRST, already(FIRST, 20));
    }

    /// @dev The end counts from the first delay: whoever prolongs the delay lends nothing to the guardian.
    function test_withhold_inALaterDelay_endsWhereItWouldHaveEndedInTheFirst() public {
        bring(FIRST, 0, values(10, 20, 30));
        uint256 first = finalFrom(FIRST);
        vm.warp(first - 1);
        bring(FIRST, 3, 40);
        vm.warp(finalFrom(FIRST) - 1);
        withhold(FIRST);
        assertEq(finalFrom(FIRST), first + HOLD, "48 hours after the first delay");
    }

    /// @dev Every day is withheld, each at the last moment. What a guardian does to one day must not add to the next.
    function test_attack_withholdingEveryDay_leavesTheIndexTwoDaysBehind_notMoreEveryDay() public {
        for (uint32 day = FIRST; day < FIRST + 12; ++day) {
            vm.warp(endOf(day) + 1 hours);
            bring(day, 0, values(10, 20, 30));
            vm.warp(finalFrom(day) - 1);
            withhold(day);
            if (day >= FIRST + 2) finalise(day - 2); // 48 hours after its own withholding, to the second
        }
        assertFixed(FIRST + 9, 20);
    }

    /// @dev The day before is held up; the guardian comes back when the next is about to follow it.
    function test_attack_withholdingADayOnceItsTurnComes_isTooLate() public {
        vm.warp(endOf(FIRST + 1));
        bring(FIRST + 1, 0, values(10, 20, 30));
        bring(FIRST, 0, values(10, 20, 30));
        withhold(FIRST);
        vm.warp(block.timestamp + HOLD);
        withholdRefused(FIRST + 1, tooLate(FIRST + 1));
        finalise(FIRST + 1);
    }

    /// @dev As long as it is withheld it takes reports: that is what it is withheld for.
    function test_withhold_ofADayBehindAnother_leavesTimeForMoreSignatures() public {
        deploy(5, 3, DELAY, GUARDIAN, 0);
        vm.warp(endOf(FIRST + 1));
        uint256 until = held(FIRST + 1) + HOLD;
        vm.warp(until - 1);
        bring(FIRST + 1, 3, 20);
        vm.warp(until);
        bringRefused(FIRST + 1, 4, 20, abi.encodeWithSelector(IAttestedOracle.ReportsClosed.selector, SERIES, FIRST + 1));
    }

    /// @dev The guardian and a reporter who signs late, against four others: each buys what is his, and the day comes.
    function test_attack_theGuardianAndALateReporterTogether_areOutwaited() public {
        bring(FIRST, 0, values(10, 20, 30));
        bring(FIRST, 3, 20);
        uint256 met = block.timestamp;
        vm.warp(met + DELAY - 1);
        withhold(FIRST);
        vm.warp(met + DELAY - 1 + HOLD - 1);
        bring(FIRST, 4, 1_000_000);
        withholdRefused(FIRST, before(FIRST));
        vm.warp(met + HOLD + 2 * DELAY);
        finalise(FIRST);
        assertFixed(FIRST, 20);
    }

    function test_override_byAllButOne_liftsItAtOnce() public {
        held(FIRST);
        vm.warp(block.timestamp + DELAY);
        vm.expectEmit(true, true, true, true, address(oracle));
        emit IAttestedOracle.Overridden(SERIES, FIRST, 4);
        overrule(FIRST, 4);
        assertFixed(FIRST, 20);
    }

    function test_override_whileTheDelayRuns_leavesTheDelay() public {
        uint256 since = held(FIRST);
        overrule(FIRST, 4);
        assertEq(finalFrom(FIRST), since + DELAY, "as if it had not been withheld");
        assertEq(oracle.standing(SERIES, FIRST).heldUntil, 0, "it is not");
        withholdRefused(FIRST, before(FIRST));
    }

    function test_override_byTooFew_isRefused() public {
        held(FIRST);
        bytes memory because = abi.encodeWithSelector(IAttestedOracle.TooFewSignatures.selector, 3, 4);
        overruleRefused(FIRST, overrides(FIRST, 3), because);
    }

    function test_override_withASignatureTwice_isRefused_whoseverItIs() public {
        held(FIRST);
        for (uint256 i; i < 4; ++i) {
            bytes[] memory signatures = overrides(FIRST, 4);
            signatures[(i + 1) % 4] = signatures[i];
            overruleRefused(FIRST, signatures, abi.encodeWithSelector(IAttestedOracle.SignedTwice.selector, reporter(i)));
        }
    }

    function test_override_withASignatureOverSomethingElse_isRefused() public {
        IAttestedOracle another = Shipped.attestedOracle(reporters(5), 3, FIRST, 36 hours, DELAY, GUARDIAN, 0);
        held(FIRST);
        overruleRefusedWith(another.overridingDigest(SERIES, FIRST));
        overruleRefusedWith(oracle.overridingDigest(SERIES, FIRST + 1));
        overruleRefusedWith(oracle.overridingDigest("BME28", FIRST));
        overruleRefusedWith(oracle.digest(SERIES, FIRST, 20));
        bytes[] memory signatures = overrides(FIRST, 4);
        signatures[2] = signed(9, oracle.overridingDigest(SERIES, FIRST));
        overruleRefused(FIRST, signatures, abi.encodeWithSelector(IAttestedOracle.NotAReporter.selector, 2, reporter(9)));
    }

    function test_override_ofWhatIsNotWithheld_isRefused() public {
        bytes memory because = abi.encodeWithSelector(IAttestedOracle.NotWithheld.selector, SERIES, FIRST);
        bytes[] memory signatures = overrides(FIRST, 4);
        bring(FIRST, 0, values(10, 20, 30));
        overruleRefused(FIRST, signatures, because); // signing ahead takes nothing from the guardian
        withhold(FIRST);
        uint256 snapshot = vm.snapshotState();
        vm.warp(block.timestamp + HOLD);
        overruleRefused(FIRST, signatures, because);
        vm.revertToState(snapshot);
        overrule(FIRST, 4);
        overruleRefused(FIRST, signatures, because);
    }

    function test_override_ofADayBehindAnother_waitsItsTurn() public {
        vm.warp(endOf(FIRST + 1));
        held(FIRST + 1);
        vm.warp(block.timestamp + DELAY);
        overrule(FIRST + 1, 4);
        assertPending(FIRST);
    }

    function test_override_ofASmallSet_takesOneAtLeast() public {
        deploy(1, 1, DELAY, GUARDIAN, 0);
        bring(FIRST, 0, 7);
        withhold(FIRST);
        bytes[] memory none = new bytes[](0);
        overruleRefused(FIRST, none, abi.encodeWithSelector(IAttestedOracle.TooFewSignatures.selector, 0, 1));
        overrule(FIRST, 1);
        deploy(2, 2, DELAY, GUARDIAN, 0);
        bring(FIRST, 0, values(7, 9));
        withhold(FIRST);
        overrule(FIRST, 1);
        assertEq(finalFrom(FIRST), block.timestamp + DELAY, "one of two");
    }

    /// @dev The day is reported and withheld now.
    function held(uint32 day) private returns (uint256 since) {
        bring(day, 0, values(10, 20, 30));
        withhold(day);
        return block.timestamp;
    }

    function overruleRefusedWith(bytes32 digest) private {
        bytes[] memory signatures = overrides(FIRST, 4);
        signatures[1] = signed(1, digest);
        vm.expectPartialRevert(IAttestedOracle.NotAReporter.selector);
        oracle.overrideHold(SERIES, FIRST, signatures);
    }

    function before(uint32 day) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IAttestedOracle.WithheldBefore.selector, SERIES, day);
    }
}
