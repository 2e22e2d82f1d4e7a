// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Acts on many deals in one transaction
/// @notice One bad deal never reverts the batch: each gets an equal share of the remaining gas, and one that fails is reported as
/// skipped. The keeper has no power: everything it does, anyone may do at the escrow.
interface IKeeper {
    /// @notice This deal refused or failed; the others went through.
    event Skipped(address escrow);

    function settleMany(address[] calldata escrows) external;

    function markMany(address[] calldata escrows) external;

    function closeOutMany(address[] calldata escrows) external;
}
