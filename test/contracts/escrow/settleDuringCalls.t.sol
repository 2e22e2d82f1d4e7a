// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDealEscrow, Side} from "src/interfaces/IDealEscrow.sol";
import {DealTest} from "../support/DealTest.sol";

/// @notice Short settlements that meet an open call, and settlements after its deadline.
contract SettleDuringCallsTest is DealTest {
    IDealEscrow private escrow;
    uint256 private deadline;

    function setUp() public override {
        super.setUp();
        escrow = open(aDeal());
        fix(5, 100);
    }

    /// @dev Six days fixed, the sixth at 120: 23 days x 20 = 460 owed. The seller must hold 750 + 460, holds 1,000.
    modifier sellerCalledFor460() {
        fix(120);
        escrow.mark();
        deadline = block.timestamp + CURE;
        assertCalled(escrow, Side.Seller, 460, 0, deadline);
        _;
    }

    /// @dev 20 for the sixth day + 1,100 for the seventh = 1,120 against 1,000: 120 unpaid, of 460 demanded.
    function test_settle_whenLessIsUnpaidThanWasDemanded_demandAndDeadlineStand() public sellerCalledFor460 {
        fix(1200);
        escrow.settle();
        assertAccounts(escrow, 0, 1800);
        assertCalled(escrow, Side.Seller, 460, 120, deadline);
    }

    /// @dev 20 + 1,440 = 1,460: exactly the 460 that were demanded.
    function test_settle_whenExactlyTheDemandIsUnpaid_demandAndDeadlineStand() public sellerCalledFor460 {
        fix(1540);
        escrow.settle();
        assertCalled(escrow, Side.Seller, 460, 460, deadline);
    }

    /// @dev 20 + 1,441 = 1,461.
    function test_settle_whenMoreIsUnpaidThanWasDemanded_theDemandGrowsWithItsOwnClock() public sellerCalledFor460 {
        fix(1541);
        escrow.settle();
        assertCalled(escrow, Side.Seller, 461, 461, block.timestamp + CURE);
        assertTrue(block.timestamp + CURE > deadline, "a later deadline");
    }

    function test_settle_whenTheCalledSideCanPay_theCallStands() public sellerCalledFor460 {
        fix(130); // 20 + 30
        escrow.settle();
        assertAccounts(escrow, 950, 850);
        assertCalled(escrow, Side.Seller, 460, 0, deadline);
    }

    function test_settle_whenTheOtherSideReceives_theCallStands() public sellerCalledFor460 {
        fix(10); // 20 - 90
        escrow.settle();
        assertAccounts(escrow, 1070, 730);
        assertCalled(escrow, Side.Seller, 460, 0, deadline);
    }

    /// @dev 23 days x -20: the buyer is called for 460. Then -20 + 1,900 = 1,880 against the seller's 1,000.
    function test_settle_whenTheOtherSideIsShort_itsCallReplacesTheOne() public {
        fix(80);
        escrow.mark();
        assertCalled(escrow, Side.Buyer, 460, 0, block.timestamp + CURE);
        fix(2000);
        escrow.settle();
        assertAccounts(escrow, 0, 1800);
        assertCalled(escrow, Side.Seller, 880, 880, block.timestamp + CURE);
    }

    function test_settle_atTheDeadline_stillSettles() public sellerCalledFor460 {
        oracle.fix(100);
        vm.warp(deadline);
        assertEq(escrow.settle(), 1, "periods");
        assertAccounts(escrow, 980, 820);
    }

    function test_settle_afterTheDeadline_doesNothing() public sellerCalledFor460 {
        oracle.fix(100);
        vm.warp(deadline + 1);
        assertEq(escrow.settle(), 0, "periods");
        assertAccounts(escrow, 1000, 800);
        assertCalled(escrow, Side.Seller, 460, 0, deadline);
    }

    function test_settle_onceTheUnpaidIsPaid_goesOn() public {
        fix(100);
        fix(1600);
        assertEq(escrow.settle(), 1, "periods"); // 1,500 against 1,000
        assertCalled(escrow, Side.Seller, 500, 500, block.timestamp + CURE);
        topUp(escrow, seller, Side.Seller, 600);
        assertOpen(escrow);
        assertAccounts(escrow, 100, 2300);
        fix(7, 110);
        assertEq(escrow.settle(), 1, "periods");
        assertAccounts(escrow, 30, 2370);
    }
}
