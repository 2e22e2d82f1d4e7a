// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {HeaderMiner} from "./HeaderMiner.sol";

/// @notice Real headers by height.
abstract contract Headers is HeaderMiner {
    /// @dev 2^224 - 1: difficulty 1.
    uint256 internal constant MAINNET = type(uint224).max;

    /// @dev They lie in the code of another account, so that a contract of tests can hold thousands.
    address private constant SHELF = address(0x5E1F);

    /// @dev `count` headers from `height` on.
    function headers(uint256 height, uint256 count) internal view returns (bytes memory run) {
        run = new bytes(count * 80);
        (address shelf, uint256 from, uint256 size) = (SHELF, _place(height) * 80, count * 80);
        require(_place(height + count - 1) == _place(height) + count - 1 && from + size <= shelf.code.length, "no such headers");
        assembly ("memory-safe") {
            extcodecopy(shelf, add(run, 0x20), from, size)
        }
    }

    function timeOf(uint256 height) internal view returns (uint256 time) {
        bytes memory header = headers(height, 1);
        for (uint256 i; i < 4; ++i) time |= uint256(uint8(header[68 + i])) << (8 * i);
    }

    /// @dev The latest timestamp of a run: nobody can bring it before.
    function latestOf(uint256 height, uint256 count) internal view returns (uint256 time) {
        for (uint256 i; i < count; ++i) {
            if (timeOf(height + i) > time) time = timeOf(height + i);
        }
    }

    function shelve(bytes memory all) internal {
        vm.etch(SHELF, all);
    }

    /// @dev Where on the shelf, counted in headers.
    function _place(uint256 height) internal view virtual returns (uint256);
}
