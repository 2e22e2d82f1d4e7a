// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Daily fixings of published index series
/// @notice Days are UTC day numbers (unix time / 86 400), contiguous and immutable once final. Values are in 1e-18 quote units
/// (BTC or USD) per TH/s per day.
/// @dev An escrow trusts its oracle for four things: a final day never changes, days have no gaps, `heartbeat` never changes, and
/// each read costs less than 30 000 gas. It survives everything else: reverts, silence, garbage, gas burning.
interface IIndexOracle {
    /// @notice The day is not final for this series, or lies before its first.
    error NotFixed(bytes32 series, uint32 day);

    /// @notice Sum of the daily values up to and including `day`; the day before the first is 0.
    /// @dev Reverts `NotFixed` for any day that is neither final nor the day before the first.
    function cumulative(bytes32 series, uint32 day) external view returns (uint256 sum);

    /// @notice The last final day and its value. Reverts `NotFixed` before the first.
    function latest(bytes32 series) external view returns (uint32 day, uint256 value);

    /// @notice Seconds after a final day's end within which its successor becomes final in ordinary times; immutable, at most 36 h for
    /// a daily series. Later than that the series counts as stale.
    function heartbeat(bytes32 series) external view returns (uint256 secondsAfterDayEnd);
}
