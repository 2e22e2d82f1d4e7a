// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bytes} from "@openzeppelin/contracts/utils/Bytes.sol";

import {IDifficultyRelay} from "../interfaces/IDifficultyRelay.sol";
import {CompactTarget} from "./CompactTarget.sol";

/// @notice What a run of headers shows.
/// @param count How many headers.
/// @param work Hashes that they took on average.
/// @param firstHash Hash of the first, as people write it.
/// @param lastDigest Hash of the last, as the next header names it: the same bytes the other way round.
struct Run {
    uint256 count;
    uint256 work;
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
    uint256 private constant TAIL = SIZE - 32;
    uint256 private constant BITS_SHIFT = 32;
    uint256 private constant TIME_SHIFT = 64;

    /// @notice Number of headers in `headers`.
    function count(bytes memory headers) internal pure returns (uint256) {
        if (headers.length % SIZE != 0) revert IDifficultyRelay.NotHeaders(headers.length);
        return headers.length / SIZE;
    }

    /// @notice The compact target that the first header names. There is one.
    function firstBits(bytes memory headers) internal pure returns (uint256) {
        return _bits(_word(headers, TAIL));
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
        run.count = count(headers);
        run.lastDigest = predecessor;
        for (uint256 i = 0; i < run.count; ++i) {
            uint256 offset = i * SIZE;
            if (run.lastDigest != 0 && bytes32(_word(headers, offset + PREDECESSOR)) != run.lastDigest) {
                revert IDifficultyRelay.WrongLink(i);
            }
            uint256 tail = _word(headers, offset + TAIL);
            if (_bits(tail) != bits) revert IDifficultyRelay.WrongBits(i, _bits(tail), bits);
            run.lastTime = _littleEndian(tail >> TIME_SHIFT);
            if (run.lastTime < notBefore) revert IDifficultyRelay.TooEarly(i, run.lastTime, notBefore);
            if (run.lastTime > block.timestamp) revert IDifficultyRelay.FromTheFuture(i, run.lastTime);
            run.lastDigest = _digest(headers, offset);
            bytes32 hash = Bytes.reverseBytes32(run.lastDigest);
            if (uint256(hash) > target) revert IDifficultyRelay.NoProofOfWork(i);
            if (i == 0) (run.firstHash, run.firstTime) = (hash, run.lastTime);
        }
        run.work = run.count * CompactTarget.workOf(target);
    }

    /// @dev SHA-256 twice over one header. The two precompiled calls are written out because Solidity's `sha256` copies the header first.
    function _digest(bytes memory headers, uint256 offset) private view returns (bytes32 digest) {
        assembly ("memory-safe") {
            let ok := staticcall(gas(), 2, add(add(headers, 0x20), offset), SIZE, 0x00, 0x20)
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

    /// @dev The 32 bytes from `offset`. The caller has checked that they are there.
    function _word(bytes memory headers, uint256 offset) private pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := mload(add(add(headers, 0x20), offset))
        }
    }
}
