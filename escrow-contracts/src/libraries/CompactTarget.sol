// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {IDifficultyRelay} from "../interfaces/IDifficultyRelay.sol";

/// @notice Bitcoin's targets: their compact form in headers, how consensus changes them, and the work they stand for.
/// @dev The same arithmetic as server/domain/index/target.ts and retarget.ts; every retarget in Bitcoin's history is tested on both.
library CompactTarget {
    uint256 private constant EXPONENT_SHIFT = 24;
    uint256 private constant SIGN_BIT = 0x00800000;
    uint256 private constant MANTISSA = 0x007fffff;
    uint256 private constant MANTISSA_BYTES = 3;

    /// @dev What 2 016 blocks should take.
    uint256 private constant INTENDED_SECONDS = 14 days;

    /// @notice The target that a block hash must not exceed: mantissa x 256^(exponent - 3).
    function targetOf(uint256 bits) internal pure returns (uint256 target) {
        uint256 exponent = bits >> EXPONENT_SHIFT;
        uint256 mantissa = bits & MANTISSA;
        if (bits & SIGN_BIT != 0) revert IDifficultyRelay.NotATarget(bits);
        if (exponent <= MANTISSA_BYTES) {
            target = mantissa >> (8 * (MANTISSA_BYTES - exponent));
        } else {
            uint256 shift = 8 * (exponent - MANTISSA_BYTES);
            target = mantissa << shift;
            // Also where nothing is left of it: a shift by 256 or more gives 0.
            if (target >> shift != mantissa) revert IDifficultyRelay.NotATarget(bits);
        }
        if (target == 0) revert IDifficultyRelay.NotATarget(bits);
    }

    /// @notice The compact form of a target: its length and three leading bytes. Cuts off the bytes after them.
    /// @dev Of one that has three bytes at least: a header at a smaller one takes 2^232 hashes.
    function bitsOf(uint256 target) internal pure returns (uint256 bits) {
        uint256 length = Math.log256(target) + 1;
        uint256 mantissa = target >> (8 * (length - MANTISSA_BYTES));
        // A leading byte of 0x80 or more would read as a minus sign: it gets a zero byte before it.
        if (mantissa & SIGN_BIT != 0) {
            mantissa >>= 8;
            ++length;
        }
        return (length << EXPONENT_SHIFT) | mantissa;
    }

    /// @notice The compact target of the next epoch, from the timestamps of this one's first and last header: 2 015 intervals, as
    /// consensus counts them, bounded to a quarter and four times what was intended.
    function retargeted(uint256 bits, uint256 firstTime, uint256 lastTime, uint256 easiest) internal pure returns (uint256) {
        uint256 taken = Math.max(Math.saturatingSub(lastTime, firstTime), INTENDED_SECONDS / 4);
        taken = Math.min(taken, INTENDED_SECONDS * 4);
        return bitsOf(Math.min(Math.mulDiv(targetOf(bits), taken, INTENDED_SECONDS), easiest));
    }

    /// @notice Hashes that one header at `target` takes on average: 2^256 / (target + 1), rounded down.
    /// @dev No compact form has a target of 2^256 - 1.
    function workOf(uint256 target) internal pure returns (uint256) {
        return ~target / (target + 1) + 1;
    }
}
