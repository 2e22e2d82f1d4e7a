// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EnforcedTerms, Side} from "../interfaces/IDealEscrow.sol";
import {Terms} from "../interfaces/IDealFactory.sol";

/// @notice The enforced terms of a deal in memory: where the eight words begin in which they stand behind the deal's code. A field is
/// cut out of its word when it is asked for, so that an act pays for those it needs.
/// @dev Within a word the first field is in the highest bits:
///   0  series
///   1  seller (160)  sellerMargin (96)
///   2  buyer (160)   buyerMargin (96)
///   3  token (160)   sellerPenalty (96)
///   4  oracle (160)  buyerPenalty (96)
///   5  fixedRate (128)  floor (128)
///   6  cap (128)  minimumTransfer (96)  startDay (32)
///   7  hashrate (64)  cureSeconds (32)  takeoverSeconds (32)  periodDays (16)  periods (16)  maintenanceBps (16)
///      fallbackDays (16)  decimals (8)  marking (8); what follows these 208 bits is not the terms'
type TermsInCode is uint256;

using EnforcedTermsCode for TermsInCode global;

/// @notice Writes the terms for the code of a clone, once, and reads them there: without touching storage, for they never change.
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
    function load() internal view returns (TermsInCode t) {
        assembly ("memory-safe") {
            t := mload(0x40)
            mstore(0x40, add(t, 0x100))
            extcodecopy(address(), t, CODE_OFFSET, LENGTH)
        }
    }

    /// @notice The same where `encode` put them, for a deal that does not exist yet.
    function inMemory(bytes memory encoded) internal pure returns (TermsInCode t) {
        assert(encoded.length == LENGTH);
        assembly ("memory-safe") {
            t := add(encoded, 0x20)
        }
    }

    /// @notice All fields at once, for programs outside.
    function decoded(TermsInCode t) internal pure returns (EnforcedTerms memory all) {
        (all.seller, all.buyer, all.token, all.decimals) = (t.seller(), t.buyer(), t.token(), uint8(t.decimals()));
        (all.oracle, all.series, all.hashrate) = (t.oracle(), t.series(), uint64(t.hashrate()));
        (all.fixedRate, all.floor, all.cap) = (uint128(t.fixedRate()), uint128(t.floor()), uint128(t.cap()));
        all.startDay = uint32(t.startDay());
        (all.periodDays, all.periods) = (uint16(t.periodDays()), uint16(t.periods()));
        (all.sellerMargin, all.buyerMargin) = (uint96(t.margin(Side.Seller)), uint96(t.margin(Side.Buyer)));
        all.maintenanceBps = uint16(t.maintenanceBps());
        (all.sellerPenalty, all.buyerPenalty) = (uint96(t.penalty(Side.Seller)), uint96(t.penalty(Side.Buyer)));
        (all.marking, all.minimumTransfer) = (uint8(t.marking()), uint96(t.minimumTransfer()));
        (all.cureSeconds, all.takeoverSeconds) = (uint32(t.cureSeconds()), uint32(t.takeoverSeconds()));
        all.fallbackDays = uint16(t.fallbackDays());
    }

    function series(TermsInCode t) internal pure returns (bytes32) {
        return bytes32(_word(t, 0));
    }

    function seller(TermsInCode t) internal pure returns (address) {
        return address(uint160(_word(t, 1) >> 96));
    }

    function buyer(TermsInCode t) internal pure returns (address) {
        return address(uint160(_word(t, 2) >> 96));
    }

    /// @notice Initial margin.
    function margin(TermsInCode t, Side side) internal pure returns (uint256) {
        return uint96(_word(t, 1 + uint256(side)));
    }

    function penalty(TermsInCode t, Side side) internal pure returns (uint256) {
        return uint96(_word(t, 3 + uint256(side)));
    }

    function token(TermsInCode t) internal pure returns (address) {
        return address(uint160(_word(t, 3) >> 96));
    }

    function oracle(TermsInCode t) internal pure returns (address) {
        return address(uint160(_word(t, 4) >> 96));
    }

    function fixedRate(TermsInCode t) internal pure returns (uint256) {
        return _word(t, 5) >> 128;
    }

    function floor(TermsInCode t) internal pure returns (uint256) {
        return uint128(_word(t, 5));
    }

    function cap(TermsInCode t) internal pure returns (uint256) {
        return _word(t, 6) >> 128;
    }

    function minimumTransfer(TermsInCode t) internal pure returns (uint256) {
        return uint96(_word(t, 6) >> 32);
    }

    function startDay(TermsInCode t) internal pure returns (uint256) {
        return uint32(_word(t, 6));
    }

    function hashrate(TermsInCode t) internal pure returns (uint256) {
        return _word(t, 7) >> 192;
    }

    function cureSeconds(TermsInCode t) internal pure returns (uint256) {
        return uint32(_word(t, 7) >> 160);
    }

    function takeoverSeconds(TermsInCode t) internal pure returns (uint256) {
        return uint32(_word(t, 7) >> 128);
    }

    function periodDays(TermsInCode t) internal pure returns (uint256) {
        return uint16(_word(t, 7) >> 112);
    }

    function periods(TermsInCode t) internal pure returns (uint256) {
        return uint16(_word(t, 7) >> 96);
    }

    function maintenanceBps(TermsInCode t) internal pure returns (uint256) {
        return uint16(_word(t, 7) >> 80);
    }

    function fallbackDays(TermsInCode t) internal pure returns (uint256) {
        return uint16(_word(t, 7) >> 64);
    }

    function decimals(TermsInCode t) internal pure returns (uint256) {
        return uint8(_word(t, 7) >> 56);
    }

    function marking(TermsInCode t) internal pure returns (uint256) {
        return uint8(_word(t, 7) >> 48);
    }

    function _word(TermsInCode t, uint256 i) private pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := mload(add(t, shl(5, i)))
        }
    }
}
