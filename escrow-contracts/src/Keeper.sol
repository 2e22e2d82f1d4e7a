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
        for (uint256 left = escrows.length; left > 0; --left) {
            address escrow = escrows[escrows.length - left];
            uint256 share = gasleft() / left;
            share = share > REPORT_GAS ? share - REPORT_GAS : 0;
            bool ok;
            uint256 answered;
            assembly ("memory-safe") {
                mstore(0x00, act)
                ok := call(share, escrow, 0, 0x00, 0x04, 0, 0)
                answered := returndatasize()
            }
            // Where there is no code, a call succeeds and answers nothing.
            if (!ok || (answered == 0 && escrow.code.length == 0)) emit Skipped(escrow);
        }
    }
}
