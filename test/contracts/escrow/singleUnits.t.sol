// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Cause, IDealEscrow, Side} from "src/interfaces/IDealEscrow.sol";
import {Terms} from "src/interfaces/IDealFactory.sol";
import {WindowTest} from "../support/WindowTest.sol";
import {Fault} from "../support/ScriptedOracle.sol";

/// @notice One base unit is money like any other: owed, unpaid, missing or left over.
contract SingleUnitsTest is WindowTest {
    IDealEscrow private escrow;

    /// @dev A week at 300 costs the seller 1,400, and he has 1,399; the next week would give him 350.
    function test_aUnitUnpaid_stopsTheDealUntilItIsPaid() public {
        escrow = open(aDealShortOfAUnit());
        fix(7, 300);
        fix(7, 50);
        assertEq(escrow.settle(), 1, "periods");
        assertCalled(escrow, Side.Seller, 1, 1, block.timestamp + CURE);
        uint256 deadline = block.timestamp + CURE;
        assertEq(escrow.settle(), 0, "nothing more while it is unpaid");
        escrow.mark();
        assertCalled(escrow, Side.Seller, 1, 1, deadline);
        assertEq(escrow.withdrawable(Side.Buyer), 0, "nothing to take");
        withdrawRefused(escrow, Side.Buyer, 1, abi.encodeWithSelector(IDealEscrow.UnpaidOutstanding.selector, 1));
        topUp(escrow, seller, Side.Seller, 1);
        assertOpen(escrow);
        assertAccounts(escrow, 0, 2200);
        assertEq(escrow.settle(), 1, "and it goes on");
    }

    function test_closeOut_whenAUnitIsMissing_recordsIt() public {
        escrow = open(aDealShortOfAUnit());
        fix(21, 100);
        fix(7, 300);
        escrow.settle();
        assertEq(escrow.exposure(Side.Seller) + escrow.exposure(Side.Buyer), 0, "no day is left to owe for");
        vm.warp(deadlineOf(escrow) + 1);
        escrow.closeOut();
        assertAccounts(escrow, 0, 2199);
        assertEq(escrow.shortfall(), 1, "shortfall");
    }

    function test_unwind_whenAUnitIsMissing_recordsIt() public {
        escrow = open(aDealShortOfAUnit());
        fix(7, 300);
        escrow.settle();
        oracle.breakAll(Fault.Reverts);
        unwindAfter(START + 13, buyer);
        assertAccounts(escrow, 0, 2199);
        assertEq(escrow.shortfall(), 1, "shortfall");
    }

    function test_aDealWorthAUnit_isPaidToTheOneWhoHasIt() public {
        escrow = open(aDealOfOneDay());
        fix(101);
        assertEq(escrow.exposure(Side.Seller), 1, "owed by the seller");
        assertEq(escrow.requirement(Side.Seller), 751, "required of him");
        uint256 before = vm.snapshotState();
        unwindAfter(START + 1, seller);
        assertAccounts(escrow, 999, 801);
        assertEq(escrow.shortfall(), 0, "shortfall");
        vm.revertToState(before);
        fix(99);
        assertEq(escrow.exposure(Side.Buyer), 1, "owed by the buyer");
        unwindAfter(START + 2, seller);
        assertAccounts(escrow, 1001, 799);
    }

    /// @dev A ten-thousandth of one unit, rounded up against the side.
    function test_requirement_ofAnyMaintenance_isAUnitAtLeast() public {
        Terms memory t = aDealOfOneDay();
        (t.sellerMargin, t.sellerPenalty, t.maintenanceBps) = (1, 0, 1);
        escrow = open(t);
        assertEq(escrow.requirement(Side.Seller), 1, "requirement");
    }

    /// @dev Both hold 100; the penalty is 30. What the defaulter keeps is first the penalty, then its own.
    function test_takeOver_countsEveryUnit() public {
        comesTo(1, Split({deposit: 100, toHonouring: 30, reward: 0, account: 101, leftover: 69}));
        comesTo(69, Split({deposit: 100, toHonouring: 30, reward: 0, account: 169, leftover: 1}));
        comesTo(99, Split({deposit: 100, toHonouring: 1, reward: 0, account: 199, leftover: 0}));
        comesTo(101, Split({deposit: 101, toHonouring: 0, reward: 0, account: 201, leftover: 0}));
        comesTo(-1, Split({deposit: 101, toHonouring: 30, reward: 0, account: 100, leftover: 71}));
    }

    function test_anAccount_mayHoldAllThatThereCanBe() public {
        Terms memory t = aRangeDeal();
        (t.floor, t.cap, t.sellerMargin, t.buyerMargin) = (100, 100, 0, 0);
        for (uint8 s; s < 2; ++s) {
            ++t.salt;
            escrow = open(t);
            topUp(escrow, stranger, Side(s), MAX_ACCOUNTS);
            assertEq(escrow.account(Side(s)), MAX_ACCOUNTS, "account");
            withdraw(escrow, Side(s), MAX_ACCOUNTS);
            assertAccounts(escrow, 0, 0);
        }
    }

    /// @dev The taker's 150 and the buyer's 30, less and more by what the taker earns, are all that still fits; at 51 owed it is one more.
    function test_takeOver_fillsTheBookToTheLastUnit() public {
        Terms memory t = aWindowedDeal();
        t.periodDays = 1;
        escrow = open(t);
        fix(160);
        escrow.mark();
        topUp(escrow, stranger, Side.Buyer, MAX_ACCOUNTS - 180 - 100);
        fix(151);
        escrow.closeOut();
        takeOverRefused(escrow, taker, abi.encodeWithSelector(IDealEscrow.BalanceTooLarge.selector));
        fix(150);
        takeOver(escrow, taker);
        assertEq(escrow.account(Side.Seller) + escrow.account(Side.Buyer), MAX_ACCOUNTS, "they just fit");
    }

    function aDealShortOfAUnit() private returns (Terms memory t) {
        t = aDeal();
        t.sellerMargin = 1399;
    }

    /// @dev It is worth as many units as the index is above 100.
    function aDealOfOneDay() private returns (Terms memory t) {
        t = aForwardStartingDeal();
        (t.periodDays, t.periods) = (1, 1);
    }

    function unwindAfter(uint256 missing, address by) private {
        vm.warp((missing + 1 + 5) * DAY);
        vm.prank(by);
        escrow.unwind();
        assertClosed(escrow, Cause.Unwound);
    }

    /// @dev In the first second of the seller's window, while he owes `owes`.
    function comesTo(int256 owes, Split memory expected) private {
        uint256 before = vm.snapshotState();
        Terms memory t = aWindowedDeal();
        t.periodDays = 1;
        escrow = open(t);
        fix(160);
        escrow.mark();
        fix(uint256(100 + owes));
        escrow.closeOut();
        assertEq(takeOver(escrow, taker), expected.deposit, "paid in");
        assertAccounts(escrow, expected.account, 100 + expected.toHonouring);
        assertEq(escrow.claimable(seller), expected.leftover, "left over");
        vm.revertToState(before);
    }
}
