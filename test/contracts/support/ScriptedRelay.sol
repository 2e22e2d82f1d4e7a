// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Epoch, IDifficultyRelay} from "src/interfaces/IDifficultyRelay.sol";

/// @notice A relay that finally knows what a test tells it.
contract ScriptedRelay {
    uint256 public immutable anchor;
    uint256 public newestFinal;
    mapping(uint256 number => Epoch) private _epochs;
    mapping(uint256 number => uint32) private _until;

    constructor(uint256 anchor_, uint32 bits, uint256 firstTime) {
        anchor = newestFinal = anchor_;
        _epochs[anchor_].bits = bits;
        _epochs[anchor_].firstTime = uint32(firstTime);
    }

    /// @dev The next epoch began at `firstTime`.
    function begin(uint32 bits, uint256 firstTime) external {
        _epochs[++newestFinal].bits = bits;
        _epochs[newestFinal].firstTime = uint32(firstTime);
    }

    /// @dev The newest epoch was in force at `until`.
    function survive(uint256 until) external {
        _until[newestFinal] = uint32(until);
    }

    function epoch(uint256 number) external view returns (Epoch memory) {
        return _epochs[number];
    }

    function lifeOf(uint256 number) external view returns (uint32, uint32, uint32) {
        if (number < anchor || number > newestFinal) revert IDifficultyRelay.UnknownEpoch(number);
        return (_until[number], _epochs[number + 1].firstTime, _epochs[number + 1].bits);
    }
}
