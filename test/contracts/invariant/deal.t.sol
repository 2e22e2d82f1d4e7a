// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Cause, Phase} from "src/interfaces/IDealEscrow.sol";
import {Terms} from "src/interfaces/IDealFactory.sol";
import {DealHandler} from "./DealHandler.sol";
import {DealInvariants} from "./DealInvariants.sol";

/// @notice forge's random calls on a marked deal.
contract MarkedDealInvariantTest is DealInvariants {
    DealHandler internal handler;

    function setUp() public override {
        super.setUp();
        handler = new DealHandler(open(theDeal()), token, oracle);
    }

    function theDeal() internal virtual returns (Terms memory) {
        return aDeal();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    /// @dev `drain` ends a deal; it is kept for the end of each run.
    function targetSelectors() external view returns (FuzzSelector[] memory selectors) {
        bytes4[] memory acts = new bytes4[](19);
        (acts[0], acts[1], acts[2], acts[3]) = (
            handler.fix.selector,
            handler.wait.selector,
            handler.settle.selector,
            handler.mark.selector
        );
        (acts[4], acts[5], acts[6]) = (handler.topUp.selector, handler.closeOut.selector, handler.withdraw.selector);
        (acts[7], acts[8], acts[9]) = (handler.withdrawOfOthers.selector, handler.propose.selector, handler.accept.selector);
        (acts[10], acts[11], acts[12]) = (handler.withdrawProposal.selector, handler.unwind.selector, handler.trespass.selector);
        (acts[13], acts[14], acts[15]) = (handler.breakOracle.selector, handler.donate.selector, handler.healOracle.selector);
        (acts[16], acts[17], acts[18]) = (handler.fixAWeek.selector, handler.takeOver.selector, handler.withdrawClaim.selector);
        selectors = new FuzzSelector[](1);
        selectors[0] = FuzzSelector(address(handler), acts);
    }

    /// @dev What the handler asserts of each act reverts it: that must fail the run, so every other revert is caught there.
    /// forge-config: default.invariant.fail-on-revert = true
    function invariant_theBookHolds() public view {
        assertInvariants(handler);
    }

    function afterInvariant() public {
        handler.drain();
        assertInvariants(handler);
    }

    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }
}

/// @notice The same on a deal whose defaults open a takeover window of three days.
contract WindowedDealInvariantTest is MarkedDealInvariantTest {
    function theDeal() internal override returns (Terms memory t) {
        t = aDeal();
        t.takeoverSeconds = uint32(3 * DAY);
    }
}

/// @notice The same on a range-collateralised deal, which is moreover never called and never short.
contract RangeDealInvariantTest is MarkedDealInvariantTest {
    function theDeal() internal override returns (Terms memory) {
        return aRangeDeal();
    }

    /// forge-config: default.invariant.fail-on-revert = true
    function invariant_itIsNeverCalledNorShort() public view {
        (Phase phase, Cause cause) = handler.escrow().phase();
        assertTrue(phase != Phase.Called && cause != Cause.ClosedOut, "never called");
        assertEq(handler.escrow().shortfall() + handler.escrow().unpaid(), 0, "never short");
    }
}
