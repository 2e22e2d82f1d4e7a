// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IIndexOracle} from "src/interfaces/IIndexOracle.sol";

/// @notice As cheap to read as an oracle can be, and one whose reads leave traces: `latest` alone reads the first storage word, and
/// each sum lies in a word of its own.
contract LeanOracle is IIndexOracle {
    uint256 private latestWord;
    mapping(uint32 day => uint256) private sums;

    /// @dev 100 every day before `today`, as far back as a deal that starts then looks.
    constructor(uint32 today) {
        sums[today - 1] = 1_000_000;
        latestWord = (uint256(today - 1) << 128) | 100;
    }

    function fix(uint256 value) external returns (uint32 day) {
        day = uint32(latestWord >> 128) + 1;
        sums[day] = sums[day - 1] + value;
        latestWord = (uint256(day) << 128) | value;
    }

    function slotOfLatest() external pure returns (bytes32 slot) {
        assembly {
            slot := latestWord.slot
        }
    }

    function slotOfSum(uint32 day) external pure returns (bytes32) {
        uint256 base;
        assembly {
            base := sums.slot
        }
        return keccak256(abi.encode(day, base));
    }

    function cumulative(bytes32 series, uint32 day) external view returns (uint256 sum) {
        sum = sums[day];
        if (sum == 0) revert NotFixed(series, day);
    }

    function latest(bytes32) external view returns (uint32 day, uint256 value) {
        uint256 word = latestWord;
        return (uint32(word >> 128), uint128(word));
    }

    function heartbeat(bytes32) external pure returns (uint256) {
        return 36 hours;
    }
}
