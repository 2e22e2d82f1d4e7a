// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bytes} from "@openzeppelin/contracts/utils/Bytes.sol";

import {Test} from "./Test.sol";

/// @notice Mines headers at targets that take a handful of hashes.
abstract contract HeaderMiner is Test {
    /// @dev 0x0fffff x 256^29: every 16th hash will do, and workOf is 16.
    uint32 internal constant EASY = 0x200fffff;
    uint256 internal constant EASY_WORK = 16;

    uint256 private miners;

    /// @dev `count` linked headers after `predecessor`, all with `bits`, dated `every` seconds apart from `firstTime` on. Each call mines
    /// others. `tip` is the last one's hash, in its own byte order.
    function mine(
        bytes32 predecessor,
        uint256 bits,
        uint256 firstTime,
        uint256 every,
        uint256 count
    ) internal returns (bytes memory headers, bytes32 tip) {
        bytes32 coinbase = keccak256(abi.encode(++miners));
        tip = predecessor;
        headers = new bytes(count * 80);
        for (uint256 i; i < count; ++i) {
            bytes memory header;
            (header, tip) = mineOne(tip, coinbase, bits, firstTime + i * every);
            assembly ("memory-safe") {
                mcopy(add(add(headers, 0x20), mul(i, 80)), add(header, 0x20), 80)
            }
        }
    }

    function mineOne(
        bytes32 predecessor,
        bytes32 coinbase,
        uint256 bits,
        uint256 time
    ) internal view returns (bytes memory header, bytes32 digest) {
        uint256 target = (bits & 0xffffff) << (8 * ((bits >> 24) - 3));
        header = abi.encodePacked(hex"00000020", predecessor, coinbase, reversed(uint32(time)), reversed(uint32(bits)), bytes4(0));
        for (uint256 nonce; ; ++nonce) {
            // In place, and without copies: some runs take thousands of hashes.
            assembly ("memory-safe") {
                mstore8(add(header, 110), shr(8, nonce))
                mstore8(add(header, 111), nonce)
                pop(staticcall(gas(), 2, add(header, 0x20), 80, 0x00, 0x20))
                pop(staticcall(gas(), 2, 0x00, 0x20, 0x00, 0x20))
                digest := mload(0x00)
            }
            if (uint256(Bytes.reverseBytes32(digest)) <= target) return (header, digest);
            require(nonce < 65_536, "too hard to mine in a test");
        }
    }

    /// @dev `count` of the headers in `headers`, from the `first` on.
    function slice(bytes memory headers, uint256 first, uint256 count) internal pure returns (bytes memory part) {
        part = new bytes(count * 80);
        for (uint256 i; i < part.length; ++i) part[i] = headers[first * 80 + i];
    }

    /// @dev The hash of the `index`-th header in its own byte order.
    function digestOf(bytes memory headers, uint256 index) internal pure returns (bytes32) {
        return sha256(abi.encodePacked(sha256(slice(headers, index, 1))));
    }

    /// @dev The hash of the `index`-th header as people write it.
    function hashOf(bytes memory headers, uint256 index) internal pure returns (bytes32) {
        return reversed(digestOf(headers, index));
    }

    /// @dev The part of the first header's hash by which the relay tells branches apart.
    function fingerprintOf(bytes memory headers) internal pure returns (uint104) {
        return uint104(uint256(hashOf(headers, 0)));
    }

    function flipped(bytes memory headers, uint256 bit) internal pure returns (bytes memory copy) {
        copy = bytes.concat(headers);
        copy[bit / 8] ^= bytes1(uint8(1 << (bit % 8)));
    }

    function reversed(bytes32 word) internal pure returns (bytes32 other) {
        for (uint256 i; i < 32; ++i) other |= bytes32(word[i]) >> (8 * (31 - i));
    }

    function reversed(uint32 number) internal pure returns (bytes4) {
        return bytes4((number << 24) | ((number & 0xff00) << 8) | ((number >> 8) & 0xff00) | (number >> 24));
    }
}
