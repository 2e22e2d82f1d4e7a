// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDealEscrow} from "./interfaces/IDealEscrow.sol";
import {IKeeper} from "./interfaces/IKeeper.sol";

/// @title Acts on many deals in one transaction
/// @dev A deal can be hostile: its token and oracle are whatever its two sides signed. So each gets an equal share of the gas that is
/// left, nothing of what it returns is copied, and its failure is reported and forgotten.
contract Keeper is IKeeper {
    /// @dev Kept back from each share, to report a deal that burns all of it.
    uint256 private constant REPORT_GAS = 5_000;

    /// @inheritdoc IKeeper
    function settleMany(address[] calldata escrows) external {
        _each(escrows, IDealEscrow.settle.selector);
    }

    /// @inheritdoc IKeeper
    function markMany(address[] calldata escrows) external {
        _each(escrows, IDealEscrow.mark.selector);
    }

    /// @inheritdoc IKeeper
    function closeOutMany(address[] calldata escrows) external {
        _each(escrows, IDealEscrow.closeOut.selector);
    }

    function _each(address[] calldata escrows, bytes4 act) private {
        for (uint256 i = 0; i < escrows.length; ++i) {
            address escrow = escrows[i];
            uint256 share = gasleft() / (escrows.length - i);
            share = share > REPORT_GAS ? share - REPORT_GAS : 0;
            bool ok = escrow.code.length > 0;
            if (ok) {
                assembly ("memory-safe") {
                    mstore(0x00, act)
                    ok := call(share, escrow, 0, 0x00, 0x04, 0, 0)
                }
            }
            if (!ok) emit Skipped(escrow);
        }
    }
}
