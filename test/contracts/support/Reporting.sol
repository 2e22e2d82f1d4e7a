// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAttestedOracle, Report} from "src/interfaces/IAttestedOracle.sol";
import {Test} from "./Test.sol";

/// @notice Reporters with keys, and the reports they sign.
abstract contract Reporting is Test {
    function reporters(uint256 count) internal pure returns (address[] memory list) {
        list = new address[](count);
        for (uint256 i; i < count; ++i) list[i] = reporter(i);
    }

    function reporter(uint256 i) internal pure returns (address) {
        return vm.addr(_key(i));
    }

    function report(
        IAttestedOracle oracle,
        uint256 by,
        bytes32 series,
        uint32 day,
        uint256 value
    ) internal view returns (Report memory) {
        return Report(value, signed(by, oracle.digest(series, day, value)));
    }

    function signed(uint256 by, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(_key(by), digest);
        return abi.encodePacked(r, s, v);
    }

    /// @dev The `i`-th reporter says the `i`-th value.
    function reports(
        IAttestedOracle oracle,
        bytes32 series,
        uint32 day,
        uint256[] memory v
    ) internal view returns (Report[] memory list) {
        list = new Report[](v.length);
        for (uint256 i; i < v.length; ++i) list[i] = report(oracle, i, series, day, v[i]);
    }

    function values(uint256 a, uint256 b) internal pure returns (uint256[] memory v) {
        v = new uint256[](2);
        (v[0], v[1]) = (a, b);
    }

    function values(uint256 a, uint256 b, uint256 c) internal pure returns (uint256[] memory v) {
        v = new uint256[](3);
        (v[0], v[1], v[2]) = (a, b, c);
    }

    function endOf(uint256 day) internal pure returns (uint256) {
        return (day + 1) * 86_400;
    }

    function _key(uint256 i) private pure returns (uint256) {
        return 0x4E90 + i;
    }
}
