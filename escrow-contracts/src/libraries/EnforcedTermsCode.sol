// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EnforcedTerms} from "../interfaces/IDealEscrow.sol";
import {Terms} from "../interfaces/IDealFactory.sol";

/// @notice The enforced terms as the bytes that stand behind a deal's code: written once by the factory, never changed, read without
/// touching storage.
/// @dev Seven words and 26 bytes. Within a word the first field is in the highest bits:
///   0  series
///   1  seller (160)  sellerMargin (96)
///   2  buyer (160)   buyerMargin (96)
///   3  token (160)   sellerPenalty (96)
///   4  oracle (160)  buyerPenalty (96)
///   5  fixedRate (128)  floor (128)
///   6  cap (128)  minimumTransfer (96)  startDay (32)
///   7  hashrate (64)  cureSeconds (32)  takeoverSeconds (32)  periodDays (16)  periods (16)  maintenanceBps (16)
///      fallbackDays (16)  decimals (8)  marking (8)
library EnforcedTermsCode {
    uint256 private constant LENGTH = 250;
    /// @dev Where the arguments begin in the code of an OpenZeppelin clone with immutable arguments.
    uint256 private constant CODE_OFFSET = 45;

    function encode(Terms calldata t) internal pure returns (bytes memory) {
        return
            bytes.concat(
                abi.encodePacked(t.series, t.seller, t.sellerMargin, t.buyer, t.buyerMargin),
                abi.encodePacked(t.token, t.sellerPenalty, t.oracle, t.buyerPenalty, t.fixedRate, t.floor),
                abi.encodePacked(t.cap, t.minimumTransfer, t.startDay, t.hashrate, t.cureSeconds, t.takeoverSeconds),
                abi.encodePacked(t.periodDays, t.periods, t.maintenanceBps, t.fallbackDays, t.decimals, t.marking)
            );
    }

    /// @notice The terms of the escrow that is running.
    function load() internal view returns (EnforcedTerms memory t) {
        uint256[8] memory words;
        assembly ("memory-safe") {
            extcodecopy(address(), words, CODE_OFFSET, LENGTH)
        }
        return _decode(words);
    }

    /// @notice The same from encoded bytes, for a deal that does not exist yet.
    function decode(bytes memory encoded) internal pure returns (EnforcedTerms memory t) {
        assert(encoded.length == LENGTH);
        uint256[8] memory words;
        assembly ("memory-safe") {
            mcopy(words, add(encoded, 32), LENGTH)
        }
        return _decode(words);
    }

    function _decode(uint256[8] memory words) private pure returns (EnforcedTerms memory t) {
        t.series = bytes32(words[0]);
        (t.seller, t.sellerMargin) = _accountAndAmount(words[1]);
        (t.buyer, t.buyerMargin) = _accountAndAmount(words[2]);
        (t.token, t.sellerPenalty) = _accountAndAmount(words[3]);
        (t.oracle, t.buyerPenalty) = _accountAndAmount(words[4]);
        t.fixedRate = uint128(words[5] >> 128);
        t.floor = uint128(words[5]);
        t.cap = uint128(words[6] >> 128);
        t.minimumTransfer = uint96(words[6] >> 32);
        t.startDay = uint32(words[6]);
        uint256 last = words[7];
        t.hashrate = uint64(last >> 192);
        t.cureSeconds = uint32(last >> 160);
        t.takeoverSeconds = uint32(last >> 128);
        t.periodDays = uint16(last >> 112);
        t.periods = uint16(last >> 96);
        t.maintenanceBps = uint16(last >> 80);
        t.fallbackDays = uint16(last >> 64);
        t.decimals = uint8(last >> 56);
        t.marking = uint8(last >> 48);
    }

    function _accountAndAmount(uint256 word) private pure returns (address account, uint96 amount) {
        return (address(uint160(word >> 96)), uint96(word));
    }
}
