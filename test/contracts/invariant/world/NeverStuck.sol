// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EnforcedTerms, IDealEscrow, Phase, Side} from "src/interfaces/IDealEscrow.sol";
import {Fault} from "../../support/ScriptedOracle.sol";
import {Test} from "../../support/Test.sol";
import {Seen} from "./WorldBook.sol";
import {World} from "./World.sol";

/// @notice What becomes of the index while somebody waits for his money.
enum Fate {
    Alive,
    Silent,
    Dead
}

/// @notice From any state, one owner alone, by time and his own calls, ends the deal and takes out all that is his, no later than the
/// terms say; then everybody else takes out his, and nothing is left.
abstract contract NeverStuck is Test {
    uint256 private constant DAY = 86_400;
    uint256 internal constant FATES = 3;
    /// @dev Open, called, in default, in the window, closed.
    uint256 internal constant STATES = 5;

    /// @notice How often a way out was shown, by state and fate.
    uint256[FATES][STATES] internal shown;

    /// @dev Shown for each owner and each fate, each time from the same state.
    function assertNeverStuck(World world, uint256 d) internal {
        uint256 state = stateOf(world, d);
        for (uint256 fate; fate < FATES; ++fate) {
            for (uint256 side; side < 2; ++side) {
                uint256 snapshot = vm.snapshotState();
                _assertOut(world, d, Fate(fate), side);
                vm.revertToStateAndDelete(snapshot);
                ++shown[state][fate];
            }
        }
    }

    function stateOf(World world, uint256 d) internal view returns (uint256) {
        Seen memory s = world.seen(d);
        if (s.phase == Phase.Open) return 0;
        if (s.phase == Phase.Called) return block.timestamp > s.cureBy ? 2 : 1;
        return s.phase == Phase.Defaulted ? 3 : 4;
    }

    function _assertOut(World world, uint256 d, Fate fate, uint256 side) private {
        IDealEscrow escrow = world.escrowOf(d);
        address owner = escrow.ownerOf(Side(side));
        _claims(world, escrow);
        world.oracle().breakAll(fate == Fate.Dead ? Fault(1 + (d % 4)) : Fault.None);
        uint256[3] memory moments = _moments(world, d, fate);
        for (uint256 i; i < moments.length; ++i) {
            if (fate == Fate.Alive) _fixThrough(world, moments[i]);
            if (moments[i] > block.timestamp) vm.warp(moments[i]);
            _tryDoors(escrow, owner);
        }
        (Phase phase, ) = escrow.phase();
        assertTrue(phase == Phase.Closed, "no way out by the time that the terms say");
        _takeAll(world, escrow, side, owner);
        _takeAll(world, escrow, 1 - side, escrow.ownerOf(Side(1 - side)));
        assertEq(world.token().balanceOf(address(escrow)), world.donatedTo(d), "only donations are left");
    }

    /// @dev When a door must have opened at last. Alive: the deal matures, or, if it falls short or a day is dead, a cure period or the
    /// fallback later. Silent: the fallback after the next day; where all days are fixed, a cure period. Dead: the fallback after the
    /// first unsettled period. With every period settled and something unpaid, the call's own deadline.
    function _moments(World world, uint256 d, Fate fate) private view returns (uint256[3] memory moments) {
        EnforcedTerms memory t = world.escrowOf(d).terms();
        Seen memory s = world.seen(d);
        uint256 finalDay = uint256(t.startDay) + uint256(t.periods) * t.periodDays - 1;
        uint256 last = world.latestDay();
        uint256 fallback_ = (finalDay + 1 + t.fallbackDays) * DAY;
        if (s.phase == Phase.Closed) return moments;
        if (s.settled == t.periods) return [uint256(s.cureBy) + 1, 0, 0];
        if (fate == Fate.Dead) {
            uint256 unread = uint256(t.startDay) + (s.settled + 1) * t.periodDays - 1;
            return [(unread + 1 + t.fallbackDays) * DAY, 0, 0];
        }
        if (fate == Fate.Silent && last < finalDay) return [block.timestamp, (last + 2 + t.fallbackDays) * DAY, 0];
        uint256 matures = (finalDay + 1) * DAY + 600;
        if (matures < block.timestamp) matures = block.timestamp;
        return [matures, matures + t.cureSeconds + 1, fallback_];
    }

    /// @dev The index goes on as it stood.
    function _fixThrough(World world, uint256 moment) private {
        (uint256 last, uint256 value) = world.oracle().lastFixed();
        if ((last + 2) * DAY <= moment) world.oracle().fixDays(moment / DAY - last - 1, value);
    }

    function _tryDoors(IDealEscrow escrow, address owner) private {
        vm.prank(owner);
        escrow.settle();
        vm.prank(owner);
        try escrow.closeOut() {} catch {}
        vm.prank(owner);
        try escrow.unwind() {} catch {}
    }

    /// @dev What a takeover left is its holder's at once, whatever the deal is doing.
    function _claims(World world, IDealEscrow escrow) private {
        for (uint256 i; i < 4; ++i) {
            address holder = world.people(i);
            uint256 amount = escrow.claimable(holder);
            if (amount == 0) continue;
            uint256 before = world.token().balanceOf(holder);
            vm.prank(holder);
            escrow.withdrawClaim(holder);
            assertEq(world.token().balanceOf(holder) - before, amount, "all of the claim");
        }
    }

    function _takeAll(World world, IDealEscrow escrow, uint256 side, address owner) private {
        uint256 amount = escrow.account(Side(side));
        if (amount == 0) return;
        uint256 before = world.token().balanceOf(owner);
        vm.prank(owner);
        escrow.withdraw(Side(side), amount, owner);
        assertEq(world.token().balanceOf(owner) - before, amount, "all of the account");
    }
}
