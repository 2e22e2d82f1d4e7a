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

        // I1: the accounts and the claims are the money, but for donations.
        uint256 held = sellers + buyers + handler.claimed();
        assertEq(held + handler.donated(), token.balanceOf(address(escrow)), "accounts, claims and money");
        assertEq(handler.paidIn() - handler.paidOut(), held, "in and out");
        assertTrue(sellers + buyers <= MAX_ACCOUNTS, "one word holds the book");
        assertTrue(escrow.periodsSettled() <= escrow.terms().periods, "no more periods than there are");

        // I2, I3: what is unpaid is owed by a side called or in default with nothing left, and is part of what is due.
        if (unpaid > 0) {
            assertTrue(phase == Phase.Called || phase == Phase.Defaulted, "unpaid only while called or defaulted");
            assertEq(escrow.account(phase == Phase.Called ? called : defaulterOf(escrow)), 0, "unpaid only by an empty account");
        }
        assertTrue(phase == Phase.Defaulted || due >= unpaid, "due covers unpaid");
        if (phase == Phase.Called) assertTrue(due > 0 && cureBy > 0, "a call has a demand and a deadline");
        else assertEq(due + cureBy + uint256(called), 0, "zeros without a call");

        // Nothing leaves Closed, and nothing happens to a closed account but its owner's withdrawals.
        assertTrue((phase == Phase.Closed) == (cause != Cause.None), "a cause exactly when closed");
        if (handler.closedFor() != Cause.None) {
            assertPhase(escrow, Phase.Closed, handler.closedFor());
            assertEq(sellers, handler.leftAtClose(0), "the seller's closed account");
            assertEq(buyers, handler.leftAtClose(1), "the buyer's closed account");
        }
        assertTrue(phase != Phase.None, "there is a deal");
        assertTrue(escrow.ownerOf(Side.Seller) != escrow.ownerOf(Side.Buyer), "nobody deals with itself");
        assertWindow(escrow, phase);
    }

    function assertWindow(IDealEscrow escrow, Phase phase) private view {
        (uint40 from, uint40 until, Side defaulter) = escrow.takeoverWindow();
        if (phase == Phase.Defaulted) assertEq(until - from, escrow.terms().takeoverSeconds, "as long as the terms say");
        else assertEq(uint256(from) + until + uint256(defaulter), 0, "zeros without a window");
    }

    function defaulterOf(IDealEscrow escrow) private view returns (Side defaulter) {
        (, , defaulter) = escrow.takeoverWindow();
    }
}
