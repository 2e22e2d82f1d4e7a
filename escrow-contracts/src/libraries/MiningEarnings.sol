// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {CompactTarget} from "./CompactTarget.sol";

/// @notice Bitcoin mining earnings of one difficulty epoch.
/// @dev The same formula and rounding as server/domain/index/bme.ts.
library MiningEarnings {
    uint256 private constant BLOCKS_PER_EPOCH = 2016;
    uint256 private constant BLOCKS_PER_HALVING = 210_000;
    uint256 private constant FIRST_SUBSIDY_SAT = 5_000_000_000;

    /// @dev 1e18 · 1e12 · 86 400 / 1e8: value units, hashes in a terahash and seconds in a day, over satoshi in a bitcoin.
    uint256 private constant SCALE = 1e22 * 86_400;
    /// @dev Hashes that find one block at difficulty 1, times the target of difficulty 1: 2^32 · 65 535 · 2^208.
    uint256 private constant HASHES_TIMES_TARGET = 65_535 << 240;

    /// @notice BME14 of an epoch: subsidy of its first block per TH/s per day in 1e-18 BTC, rounded down.
    function bme14(uint256 epoch, uint256 bits) internal pure returns (uint256) {
        return Math.mulDiv(CompactTarget.targetOf(bits), SCALE * _subsidyOf(epoch), HASHES_TIMES_TARGET);
    }

    function _subsidyOf(uint256 epoch) private pure returns (uint256) {
        return FIRST_SUBSIDY_SAT >> ((epoch * BLOCKS_PER_EPOCH) / BLOCKS_PER_HALVING);
    }
}
