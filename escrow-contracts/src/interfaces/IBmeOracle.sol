// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDifficultyRelay} from "./IDifficultyRelay.sol";
import {IIndexOracle} from "./IIndexOracle.sol";

/// @title Bitcoin mining earnings, fixed daily from proven difficulty
/// @notice Five series, "BME14", "BME28", "BME56", "BME84" and "BME168": subsidy per TH/s per day in 1e-18 BTC, without fees.
///
///     BME14 = ⌊1e18 · 1e12 · 86 400 · subsidySat · target / (1e8 · 2^32 · 65 535 · 2^208)⌋       of one difficulty epoch
///     BME28 / 56 / 84 / 168 = ⌊sum of the BME14 of the last 2 / 4 / 6 / 12 epochs / count⌋
///
/// The subsidy is that of the epoch's first block: a halving inside an epoch takes effect at the next retarget, by definition.
///
/// The fixing of UTC day D is the value of the epoch in force at the day's end: the greatest whose first header is dated before
/// (D + 1) · 86 400. It becomes final here once the relay finally knows that this epoch outlived the day: by a later retarget, or by a
/// tip two hours past the day's end. Anyone may then call `fix`, which takes the facts from the relay and nothing from the caller.
///
/// Trusted: the relay (its anchor, and that forging is too expensive within its finality window) and, given at deployment as the anchor is,
/// the bits of the eleven epochs before it.
interface IBmeOracle is IIndexOracle {
    /// @notice The relay's anchor is too early for an average of twelve epochs.
    error TooFewEpochs(uint256 anchor, uint256 required);
    error BadHeartbeat(uint256 heartbeat);
    /// @notice The series would begin before the anchor epoch did.
    error FirstDayTooEarly(uint256 firstDay, uint256 earliest);
    /// @notice No day after `lastDay`, up to the one asked for, is final in the relay.
    error NothingToFix(uint256 lastDay);

    /// @notice The days `from` to `to` are final for all series, at the values of epoch `epoch`.
    event Fixed(uint256 indexed epoch, uint32 indexed from, uint32 to);
    /// @notice A series' value in epoch `epoch`, which is in force from day `from`.
    event Valued(uint256 indexed epoch, bytes32 indexed series, uint32 from, uint256 value);

    /// @notice Makes days final, in order, up to and including `upTo` or as far as the relay finally knows. Anyone may call.
    /// @dev Takes time for each difficulty epoch, not for each day.
    /// @return lastDay The last final day afterwards.
    function fix(uint32 upTo) external returns (uint32 lastDay);

    /// @notice The last day that `fix` could make final now; the last final day where there is no more.
    function fixable() external view returns (uint32 day);

    /// @notice The final value of one day. Reverts `NotFixed`.
    function valueOf(bytes32 series, uint32 day) external view returns (uint256);

    function relay() external view returns (IDifficultyRelay);
    function firstDay() external view returns (uint32);
}
