// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IIndexOracle} from "src/interfaces/IIndexOracle.sol";

/// @notice What the oracle answers at one moment. The largest number stands for what is not there.
struct Reading {
    uint256 latestDay;
    uint256 latestValue;
    uint256 heartbeat;
    uint256 readableBefore;
    uint256 deafDay;
    uint256 fault;
}

/// @notice An oracle that answers, and fails to, as it was recorded by the domain's side of the differential test.
/// @dev The sums of days lie as words in the code of another account: writing a new series costs one cheat code.
contract RecordedOracle is IIndexOracle {
    address public constant SUMS = address(0x5AA5);
    uint256 private constant NONE = type(uint256).max;

    uint256 private firstDay;
    Reading private reading;

    function begin(uint256 day) external {
        firstDay = day;
    }

    function say(Reading calldata said) external {
        reading = said;
    }

    function cumulative(bytes32, uint32 day) external view returns (uint256 sum) {
        if (uint256(day) + 1 < firstDay || day >= reading.readableBefore || day == reading.deafDay) _fail(31);
        uint256 at = (uint256(day) + 1 - firstDay) * 32;
        if (at >= SUMS.code.length) _fail(31);
        address sums = SUMS;
        assembly ("memory-safe") {
            extcodecopy(sums, 0, at, 32)
            sum := mload(0)
        }
    }

    function latest(bytes32) external view returns (uint32, uint256) {
        if (reading.latestDay == NONE) _fail(63);
        return (uint32(reading.latestDay), reading.latestValue);
    }

    function heartbeat(bytes32) external view returns (uint256) {
        if (reading.heartbeat == NONE) _fail(31);
        return reading.heartbeat;
    }

    /// @dev Reverts, answers too little, burns the gas it was given, or reverts with more than anybody should copy.
    function _fail(uint256 tooLittle) private view {
        uint256 fault = reading.fault;
        assembly ("memory-safe") {
            switch fault
            case 0 {
                revert(0, 0)
            }
            case 1 {
                return(0, tooLittle)
            }
            case 2 {
                invalid()
            }
            default {
                revert(0, 65536)
            }
        }
    }
}
