// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The cheat codes that read files.
interface Files {
    function readFileBinary(string calldata path) external view returns (bytes memory);
    function readLine(string calldata path) external view returns (string memory);
    function isFile(string calldata path) external view returns (bool);
    function parseBytes(string calldata hexadecimal) external pure returns (bytes memory);
    function parseUint(string calldata decimal) external pure returns (uint256);
    function split(string calldata text, string calldata separator) external pure returns (string[] memory);
    function skip(bool skipping, string calldata because) external pure;
}
