// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Cause, IDealEscrow, Phase, Side} from "src/interfaces/IDealEscrow.sol";
import {DealTest} from "../support/DealTest.sol";
import {DealHandler} from "./DealHandler.sol";

/// @notice What holds of a deal after any sequence of acts.
abstract contract DealInvariants is DealTest {
    function assertInvariants(DealHandler handler) internal view {
        IDealEscrow escrow = handler.escrow();
        uint256 sellers = escrow.account(Side.Seller);
        uint256 buyers = escrow.account(Side.Buyer);
        (Phase phase, Cause cause) = escrow.phase();
        (Side called, uint256 due, uint40 cureBy) = escrow.marginCall();
        uint256 unpaid = escrow.unpaid();

        // I1: the accounts are the money, but for donations.
        assertEq(sellers + buyers + handler.donated(), token.balanceOf(address(escrow)), "accounts and money");
        assertEq(handler.paidIn() - handler.paidOut(), sellers + buyers, "in and out");
        assertTrue(sellers + buyers <= MAX_ACCOUNTS, "one word holds the book");
        assertTrue(escrow.periodsSettled() <= escrow.terms().periods, "no more periods than there are");

        // I2, I3: what is unpaid is owed by a called side with nothing left, and is part of what is due.
        if (unpaid > 0) {
            assertTrue(phase == Phase.Called, "unpaid only while called");
            assertEq(escrow.account(called), 0, "unpaid only by an empty account");
        }
        assertTrue(due >= unpaid, "due covers unpaid");
        if (phase == Phase.Called) assertTrue(due > 0 && cureBy > 0, "a call has a demand and a deadline");
        else assertEq(due + cureBy + uint256(called), 0, "zeros without a call");

        // Nothing leaves Closed, and nothing happens to a closed account but its owner's withdrawals.
        assertTrue((phase == Phase.Closed) == (cause != Cause.None), "a cause exactly when closed");
        if (handler.closedFor() != Cause.None) {
            assertPhase(escrow, Phase.Closed, handler.closedFor());
            assertEq(sellers, handler.leftAtClose(0), "the seller's closed account");
            assertEq(buyers, handler.leftAtClose(1), "the buyer's closed account");
        }
        assertTrue(phase != Phase.None && phase != Phase.Defaulted, "no takeover window is built");
    }
}
