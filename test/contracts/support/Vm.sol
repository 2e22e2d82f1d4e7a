// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The few cheat codes of forge that these tests use.
interface Vm {
    struct Log {
        bytes32[] topics;
        bytes data;
        address emitter;
    }

    function addr(uint256 key) external pure returns (address);
    function sign(uint256 key, bytes32 digest) external pure returns (uint8 v, bytes32 r, bytes32 s);
    function warp(uint256 timestamp) external;
    function chainId(uint256 id) external;
    function cool(address where) external;
    function setEvmVersion(string calldata version) external;
    function getCode(string calldata artifact) external view returns (bytes memory creationCode);
    function prank(address sender) external;
    function etch(address where, bytes calldata code) external;
    function expectRevert() external;
    function expectRevert(bytes calldata data) external;
    function expectPartialRevert(bytes4 selector) external;
    function expectEmit(bool topic1, bool topic2, bool topic3, bool data, address emitter) external;
    function recordLogs() external;
    function getRecordedLogs() external returns (Log[] memory);
    function record() external;
    function accesses(address where) external returns (bytes32[] memory reads, bytes32[] memory writes);
    function snapshotState() external returns (uint256 id);
    function revertToState(uint256 id) external returns (bool);
    function revertToStateAndDelete(uint256 id) external returns (bool);
    function assertEq(uint256 left, uint256 right, string calldata because) external pure;
    function assertEq(int256 left, int256 right, string calldata because) external pure;
    function assertEq(address left, address right, string calldata because) external pure;
    function assertEq(bytes32 left, bytes32 right, string calldata because) external pure;
    function assertTrue(bool holds, string calldata because) external pure;
}
