// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Vm} from "./Vm.sol";

/// @notice What every test stands on: the cheat codes, assertions that say why, and clocks that read the chain afresh.
abstract contract Test {
    Vm internal constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);
    bool public constant IS_TEST = true;

    function assertEq(uint256 actual, uint256 expected, string memory because) internal pure {
        vm.assertEq(actual, expected, because);
    }

    function assertEq(int256 actual, int256 expected, string memory because) internal pure {
        vm.assertEq(actual, expected, because);
    }

    function assertEq(address actual, address expected, string memory because) internal pure {
        vm.assertEq(actual, expected, because);
    }

    function assertEq(bytes32 actual, bytes32 expected, string memory because) internal pure {
        vm.assertEq(actual, expected, because);
    }

    function assertTrue(bool holds, string memory because) internal pure {
        vm.assertTrue(holds, because);
    }

    /// @dev A random number between `low` and `high`, both included; the largest draw gives `high`.
    function between(uint256 random, uint256 low, uint256 high) internal pure returns (uint256) {
        if (random == type(uint256).max) return high;
        return low + (random % (high - low + 1));
    }

    /// @dev The `index`-th of a stream of random numbers.
    function draw(uint256 seed, uint256 index) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed, index)));
    }
}
