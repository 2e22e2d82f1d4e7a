// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bytes} from "@openzeppelin/contracts/utils/Bytes.sol";

import {IDifficultyRelay} from "../interfaces/IDifficultyRelay.sol";
import {CompactTarget} from "./CompactTarget.sol";

/// @notice What a run of headers shows.
/// @param count How many headers.
/// @param firstHash Hash of the first, as people write it.
/// @param lastDigest Hash of the last, as the next header names it: the same bytes the other way round.
struct Run {
    uint256 count;
    uint256 firstTime;
    uint256 lastTime;
    bytes32 firstHash;
    bytes32 lastDigest;
}

/// @notice Raw Bitcoin headers, one after the other: version (4 bytes), predecessor (32), Merkle root (32), time (4), bits (4), nonce (4).
/// Numbers are little-endian.
library BitcoinHeaders {
    uint256 private constant SIZE = 80;
    uint256 private constant PREDECESSOR = 4;
    /// @dev The last word of a header; read as a big-endian number, its time, bits and nonce lie lowest.
    uint256 private constant TAIL = 48;
    uint256 private constant BITS_SHIFT = 32;
    uint256 private constant TIME_SHIFT = 64;

    /// @notice Number of headers in `headers`.
    function count(bytes memory headers) internal pure returns (uint256) {
        if (headers.length % SIZE != 0) revert IDifficultyRelay.NotHeaders(headers.length);
        return headers.length / SIZE;
    }

    /// @notice The compact target that the first header names. There is one.
    function firstBits(bytes memory headers) internal view returns (uint256) {
        (, uint256 tail, ) = _read(headers, 0);
        return _bits(tail);
    }

    /// @notice Checks every header of a run: linked to the one before it, with these bits, dated within bounds, and its hash within the
    /// target. Reverts at the first that fails.
    /// @param predecessor Hash that the first header names as its predecessor, in its own byte order; 0 if any will do.
    /// @param notBefore No header may be dated before this, nor later than this chain's clock.
    function verified(
        bytes memory headers,
        bytes32 predecessor,
        uint256 bits,
        uint256 notBefore
    ) internal view returns (Run memory run) {
        uint256 target = CompactTarget.targetOf(bits);
        uint256 rawBits = _littleEndian(bits);
        run.count = count(headers);
        bytes32 digest = predecessor;
        uint256 time;
        for (uint256 i = 0; i < run.count; ++i) {
            bytes32 named;
            uint256 tail;
            bytes32 previous = digest;
            (named, tail, digest) = _read(headers, i);
            if (named != previous && previous != 0) revert IDifficultyRelay.WrongLink(i);
            if (uint32(tail >> BITS_SHIFT) != rawBits) revert IDifficultyRelay.WrongBits(i, _bits(tail), bits);
            time = _littleEndian(tail >> TIME_SHIFT);
            if (time < notBefore) revert IDifficultyRelay.TooEarly(i, time, notBefore);
            if (time > block.timestamp) revert IDifficultyRelay.FromTheFuture(i, time);
            uint256 hash = uint256(Bytes.reverseBytes32(digest));
            if (hash > target) revert IDifficultyRelay.NoProofOfWork(i);
            if (i == 0) (run.firstHash, run.firstTime) = (bytes32(hash), time);
        }
        (run.lastDigest, run.lastTime) = (digest, time);
    }

    /// @dev Predecessor, last word and hash, in its own byte order, of the header at `index`, which is there. The calls of SHA-256 are
    /// written out because Solidity's `sha256` copies what it hashes.
    function _read(bytes memory headers, uint256 index) private view returns (bytes32 predecessor, uint256 tail, bytes32 digest) {
        assembly ("memory-safe") {
            let header := add(add(headers, 0x20), mul(index, SIZE))
            predecessor := mload(add(header, PREDECESSOR))
            tail := mload(add(header, TAIL))
            let ok := staticcall(gas(), 2, header, SIZE, 0x00, 0x20)
            ok := and(staticcall(gas(), 2, 0x00, 0x20, 0x00, 0x20), ok)
            // They fail for want of gas only.
            if iszero(ok) {
                revert(0, 0)
            }
            digest := mload(0x00)
        }
    }

    function _bits(uint256 tail) private pure returns (uint256) {
        return _littleEndian(tail >> BITS_SHIFT);
    }

    /// @dev The lowest four bytes, read the other way round.
    function _littleEndian(uint256 word) private pure returns (uint256) {
        return ((word & 0xff) << 24) | ((word & 0xff00) << 8) | ((word >> 8) & 0xff00) | ((word >> 24) & 0xff);
    }
}
