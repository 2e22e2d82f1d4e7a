// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAttestedOracle, Report} from "src/interfaces/IAttestedOracle.sol";
import {IIndexOracle} from "src/interfaces/IIndexOracle.sol";
import {Reporting} from "./Reporting.sol";
import {Shipped} from "./Shipped.sol";

/// @notice An oracle of several reporters whose values wait: six hours, with a guardian, unless a test deploys another.
abstract contract Attesting is Reporting {
    uint32 internal constant FIRST = 18_764;
    bytes32 internal constant SERIES = "BME14";
    uint256 internal constant DELAY = 6 hours;
    uint256 internal constant HOLD = 48 hours;
    uint256 internal constant MOVE_WAIT = 72 hours;
    address internal constant GUARDIAN = address(0x6A4D);

    IAttestedOracle internal oracle;

    function deploy(uint256 count, uint256 threshold, uint256 delay, address guardian, uint16 limit) internal {
        oracle = Shipped.attestedOracle(reporters(count), threshold, FIRST, 36 hours, delay, guardian, limit);
        vm.warp(endOf(FIRST));
    }

    /// @dev The reporters from `from` on say these values, in one transaction.
    function bring(uint32 day, uint256 from, uint256[] memory v) internal {
        oracle.publish(SERIES, day, reportsFrom(day, from, v));
    }

    function bring(uint32 day, uint256 by, uint256 value) internal {
        oracle.publish(SERIES, day, just(day, by, value));
    }

    function bringRefused(uint32 day, uint256 by, uint256 value, bytes memory because) internal {
        Report[] memory brought = just(day, by, value);
        vm.expectRevert(because);
        oracle.publish(SERIES, day, brought);
    }

    function reportsFrom(uint32 day, uint256 from, uint256[] memory v) internal view returns (Report[] memory list) {
        list = new Report[](v.length);
        for (uint256 i; i < v.length; ++i) list[i] = report(oracle, from + i, SERIES, day, v[i]);
    }

    function just(uint32 day, uint256 by, uint256 value) internal view returns (Report[] memory list) {
        list = new Report[](1);
        list[0] = report(oracle, by, SERIES, day, value);
    }

    function finalise(uint32 day) internal {
        oracle.finaliseThrough(SERIES, day);
    }

    function finaliseRefused(uint32 day, bytes memory because) internal {
        vm.expectRevert(because);
        oracle.finaliseThrough(SERIES, day);
    }

    function withhold(uint32 day) internal {
        vm.prank(GUARDIAN);
        oracle.withhold(SERIES, day);
    }

    function withholdRefused(uint32 day, bytes memory because) internal {
        vm.expectRevert(because);
        vm.prank(GUARDIAN);
        oracle.withhold(SERIES, day);
    }

    /// @dev The first `count` reporters lift the withholding of a day.
    function overrule(uint32 day, uint256 count) internal {
        oracle.overrideHold(SERIES, day, overrides(day, count));
    }

    function overruleRefused(uint32 day, bytes[] memory signatures, bytes memory because) internal {
        vm.expectRevert(because);
        oracle.overrideHold(SERIES, day, signatures);
    }

    function overrides(uint32 day, uint256 count) internal view returns (bytes[] memory list) {
        list = new bytes[](count);
        for (uint256 i; i < count; ++i) list[i] = signed(i, oracle.overridingDigest(SERIES, day));
    }

    function finalFrom(uint32 day) internal view returns (uint256) {
        return oracle.standing(SERIES, day).finalFrom;
    }

    function medianOf(uint32 day) internal view returns (uint256) {
        return oracle.standing(SERIES, day).value;
    }

    /// @dev The day after the last final one.
    function nextDay() internal view returns (uint32) {
        try oracle.latest(SERIES) returns (uint32 last, uint256) {
            return last + 1;
        } catch {
            return FIRST;
        }
    }

    function assertFixed(uint32 day, uint256 value) internal view {
        assertEq(oracle.valueOf(SERIES, day), value, "final value");
    }

    function assertPending(uint32 day) internal view {
        assertTrue(nextDay() <= day, "not final");
    }

    function waiting(uint32 day, uint256 from) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IAttestedOracle.StillWaiting.selector, SERIES, day, from);
    }

    function tooFew(uint32 day, uint256 count, uint256 threshold) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IAttestedOracle.TooFewReports.selector, SERIES, day, count, threshold);
    }

    function already(uint32 day, uint256 value) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IAttestedOracle.AlreadyFixed.selector, SERIES, day, value);
    }

    function nothingNew(uint32 day) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IAttestedOracle.NothingNew.selector, SERIES, day);
    }

    function tooLate(uint32 day) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IAttestedOracle.TooLateToWithhold.selector, SERIES, day);
    }
}
