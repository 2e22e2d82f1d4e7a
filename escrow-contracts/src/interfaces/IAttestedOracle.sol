// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IIndexOracle} from "./IIndexOracle.sol";

/// @notice One reporter's signed value for one day.
struct Report {
    uint256 value;
    bytes signature;
}

/// @title Fixings attested by k of n reporters
/// @notice A fixed set of reporters signs daily values off chain; anyone may bring the signatures. A day becomes final in the
/// transaction that brings at least `threshold` of them: its value is the median of all that were brought (of an even number: the
/// floor of the mean of the middle two). Final values are never changed. The set, the threshold and the first day are immutable.
interface IAttestedOracle is IIndexOracle {
    error BadReporters();
    error BadThreshold(uint256 threshold, uint256 reporters);
    error BadHeartbeat(uint256 heartbeat);
    error BadFirstDay();
    /// @notice The day is final already, with this value.
    error AlreadyFixed(bytes32 series, uint32 day, uint256 value);
    /// @notice Days become final one by one: this is not the next.
    error NotNextDay(bytes32 series, uint32 day, uint32 next);
    /// @notice The day is not over yet.
    error DayNotOver(uint32 day);
    /// @notice Signature number `index` is not a reporter's over this series, day and value.
    error NotAReporter(uint256 index, address signer);
    /// @notice Two signatures of the same reporter.
    error SignedTwice(address reporter);
    error TooFewReports(uint256 reports, uint256 threshold);
    /// @notice Values are at most 2^120 - 1.
    error ValueTooLarge(uint256 value);

    /// @notice `day` is final. `cumulative`: sum of all daily values up to and including it.
    event Fixed(bytes32 indexed series, uint32 indexed day, uint256 value, uint256 cumulative, uint256 reports);

    /// @notice Makes the next day of `series` final from signed reports. Anyone may call.
    function publish(bytes32 series, uint32 day, Report[] calldata reports) external;

    /// @notice What a reporter signs for one value: the EIP-712 digest of Fixing(bytes32 series,uint32 day,uint256 value),
    /// domain "Hashdesk AttestedOracle" version "1".
    function digest(bytes32 series, uint32 day, uint256 value) external view returns (bytes32);

    /// @notice The final value of one day. Reverts `NotFixed`.
    function valueOf(bytes32 series, uint32 day) external view returns (uint256);

    function firstDay() external view returns (uint32);
    function threshold() external view returns (uint256);
    function reporters() external view returns (address[] memory);
}
