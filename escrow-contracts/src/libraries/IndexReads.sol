// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDealEscrow} from "../interfaces/IDealEscrow.sol";
import {IIndexOracle} from "../interfaces/IIndexOracle.sol";

/// @notice Reads of an oracle that nobody needs to trust to answer: bounded in gas, bounded in what is copied, never reverting
/// because the oracle does.
/// @dev A read fails if the call reverts or returns too little. Before each, enough gas must be left for the oracle to get all of its
/// allowance (63/64 of 45 000 exceeds 30 000): otherwise a caller could make a healthy oracle look dead by starving it.
library IndexReads {
    uint256 private constant READ_GAS = 30_000;
    uint256 private constant GAS_BEFORE_READ = 45_000;
    /// @notice With less than this a settlement stops before its next period. `latest` needs as much: nothing is valued, called or paid
    /// out on a book whose settlement stopped for want of gas only.
    uint256 internal constant GAS_TO_GO_ON = 50_000;

    /// @notice The last final day of a series and its value, as far as they can be read.
    struct Latest {
        bool readable;
        uint256 day;
        uint256 value;
    }

    /// @notice Sum of the values up to and including `day`; `ok` is false if it cannot be read.
    function cumulative(address oracle, bytes32 series, uint256 day) internal view returns (bool ok, uint256 sum) {
        _requireGas(GAS_BEFORE_READ);
        bytes4 selector = IIndexOracle.cumulative.selector;
        assembly ("memory-safe") {
            let call_ := mload(0x40)
            mstore(call_, selector)
            mstore(add(call_, 0x04), series)
            mstore(add(call_, 0x24), day)
            ok := staticcall(READ_GAS, oracle, call_, 0x44, 0x00, 0x20)
            ok := and(ok, gt(returndatasize(), 0x1f))
            if ok {
                sum := mload(0x00)
            }
        }
    }

    /// @notice The last final day and value; a day beyond uint32 counts as unreadable, a value beyond 2^120 - 1 as that.
    function latest(address oracle, bytes32 series, uint256 maxValue) internal view returns (Latest memory answer) {
        _requireGas(GAS_TO_GO_ON);
        bytes4 selector = IIndexOracle.latest.selector;
        bool ok;
        uint256 day;
        uint256 value;
        assembly ("memory-safe") {
            let call_ := mload(0x40)
            mstore(call_, selector)
            mstore(add(call_, 0x04), series)
            ok := staticcall(READ_GAS, oracle, call_, 0x24, 0x00, 0x40)
            ok := and(ok, gt(returndatasize(), 0x3f))
            if ok {
                day := mload(0x00)
                value := mload(0x20)
            }
        }
        if (ok && day <= type(uint32).max) answer = Latest(true, day, value < maxValue ? value : maxValue);
    }

    /// @notice Seconds after a day's end within which the next should be final; `ok` is false if it cannot be read.
    function heartbeat(address oracle, bytes32 series) internal view returns (bool ok, uint256 secondsAfterDayEnd) {
        _requireGas(GAS_BEFORE_READ);
        bytes4 selector = IIndexOracle.heartbeat.selector;
        assembly ("memory-safe") {
            let call_ := mload(0x40)
            mstore(call_, selector)
            mstore(add(call_, 0x04), series)
            ok := staticcall(READ_GAS, oracle, call_, 0x24, 0x00, 0x20)
            ok := and(ok, gt(returndatasize(), 0x1f))
            if ok {
                secondsAfterDayEnd := mload(0x00)
            }
        }
    }

    function _requireGas(uint256 needed) private view {
        if (gasleft() < needed) revert IDealEscrow.OutOfGas();
    }
}
