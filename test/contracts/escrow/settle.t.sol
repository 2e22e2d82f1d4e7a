// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Cause, IDealEscrow, Side} from "src/interfaces/IDealEscrow.sol";
import {Terms} from "src/interfaces/IDealFactory.sol";
import {DealTest} from "../support/DealTest.sol";
import {Vm} from "../support/Vm.sol";

/// @notice What each period moves, and when it can.
contract SettleTest is DealTest {
    function test_settle_beforeTheLastDayOfThePeriodIsFixed_doesNothing() public {
        IDealEscrow escrow = open(aDeal());
        fix(6, 110);
        assertEq(escrow.settle(), 0, "periods");
        assertAccounts(escrow, 1000, 800);
        assertEq(escrow.periodsSettled(), 0, "settled");
    }

    function test_settle_onceTheLastDayIsFixed_dependsOnNoClock() public {
        IDealEscrow escrow = open(aDeal());
        for (uint256 i; i < 7; ++i) oracle.fix(110);
        vm.warp(OPENING);
        assertEq(escrow.settle(), 1, "periods");
        assertAccounts(escrow, 930, 870);
    }

    function test_settle_whenTheIndexStoodAbove_theSellerPays() public {
        IDealEscrow escrow = open(aDeal());
        fix(7, 110);
        vm.prank(stranger);
        assertEq(escrow.settle(), 1, "periods");
        assertAccounts(escrow, 930, 870);
        assertEq(escrow.periodsSettled(), 1, "settled");
        assertOpen(escrow);
    }

    function test_settle_whenTheIndexStoodBelow_theBuyerPays() public {
        IDealEscrow escrow = open(aDeal());
        fix(7, 90);
        escrow.settle();
        assertAccounts(escrow, 1070, 730);
    }

    function test_settle_atTheFixedRate_movesNothingAndCounts() public {
        IDealEscrow escrow = open(aDeal());
        fix(7, 100);
        assertEq(escrow.settle(), 1, "periods");
        assertAccounts(escrow, 1000, 800);
        assertEq(escrow.settle(), 0, "not twice");
    }

    /// @dev One day at 300, six at 100: 900. Seven times the cap of 120 is 840: 140 over. (Day by day it would be 20.)
    function test_settle_aboveTheCap_clampsTheSumOfThePeriod() public {
        Terms memory t = aDeal();
        t.cap = 120;
        IDealEscrow escrow = open(t);
        fix(300);
        fix(6, 100);
        escrow.settle();
        assertAccounts(escrow, 860, 940);
    }

    /// @dev One day at 0, six at 100: 600. Seven times the floor of 90 is 630: 70 under.
    function test_settle_belowTheFloor_clampsTheSumOfThePeriod() public {
        Terms memory t = aDeal();
        t.floor = 90;
        IDealEscrow escrow = open(t);
        fix(0);
        fix(6, 100);
        escrow.settle();
        assertAccounts(escrow, 1070, 730);
    }

    /// @dev 1,000 TH/s, 8 decimals: amount = Q / 1e7. Q = +19,999,999 -> 1, -19,999,999 -> -1, 9,999,999 -> 0.
    function test_settle_dividesOnceTowardZero_whoeverPays() public {
        Terms memory t = aDeal();
        (t.token, t.decimals, t.hashrate) = (address(aToken(8)), 8, 1000);
        (t.fixedRate, t.periodDays, t.periods, t.maintenanceBps) = (1e11, 1, 4, 0);
        oracle.setLatest(START - 1, 1e11);
        IDealEscrow escrow = open(t);
        fix(1e11 + 19_999_999);
        escrow.settle();
        assertAccounts(escrow, 999, 801);
        fix(1e11 - 19_999_999);
        escrow.settle();
        assertAccounts(escrow, 1000, 800);
        fix(1e11 - 9_999_999);
        escrow.settle();
        assertAccounts(escrow, 1000, 800);
        assertEq(escrow.periodsSettled(), 3, "settled");
    }

    /// @dev +70, -140, +35, 0.
    function test_settle_whenSeveralPeriodsAreDue_settlesAllInOrder() public {
        IDealEscrow escrow = open(aDeal());
        fix(7, 110);
        fix(7, 80);
        fix(7, 105);
        assertEq(escrow.settle(), 3, "periods");
        assertAccounts(escrow, 1035, 765);
        assertOpen(escrow);
        fix(7, 100);
        assertEq(escrow.settle(), 1, "periods");
        assertAccounts(escrow, 1035, 765);
        assertClosed(escrow, Cause.Matured);
    }

    function test_settle_tellsWhatEachPeriodCameTo() public {
        IDealEscrow escrow = open(aDeal());
        fix(7, 110);
        fix(7, 50);
        fix(7, 400);
        vm.recordLogs();
        escrow.settle();
        Vm.Log[] memory logs = vm.getRecordedLogs();
        int256[3] memory amounts = [int256(70), -350, 2100];
        uint256[3] memory unpaid = [uint256(0), 0, 2100 - 1280];
        uint256 found;
        for (uint256 i; i < logs.length; ++i) {
            if (logs[i].topics[0] != IDealEscrow.Settled.selector) continue;
            (int256 amount, uint256 rest, ) = abi.decode(logs[i].data, (int256, uint256, uint256));
            assertEq(uint256(logs[i].topics[1]), found, "period");
            assertEq(amount, amounts[found], "amount");
            assertEq(rest, unpaid[found], "unpaid");
            ++found;
        }
        assertEq(found, 3, "events");
    }

    function test_settle_whenTheLastPeriodSettles_closesAsMaturedForGood() public {
        IDealEscrow escrow = open(aDeal());
        fix(28, 110);
        assertEq(escrow.settle(), 4, "periods");
        assertAccounts(escrow, 720, 1080);
        assertClosed(escrow, Cause.Matured);
        fix(7, 500);
        assertEq(escrow.settle(), 0, "closed is final");
        assertAccounts(escrow, 720, 1080);
    }

    /// @dev Day 27 at 150: 50 x 2 for the last two days -> exposure 100 against 750 + 100 <= 1,000? Needs a leaner seller: margin 120.
    function test_settle_whenTheLastPeriodSettlesDuringACall_theCallLapses() public {
        Terms memory t = aDeal();
        (t.sellerMargin, t.sellerPenalty) = (120, 30);
        IDealEscrow escrow = open(t);
        fix(26, 100);
        escrow.settle();
        fix(150);
        escrow.mark(); // owes 100 for two days; must hold 90 + 100, holds 120: called for 120 + 100 - 120
        assertCalled(escrow, Side.Seller, 100, 0, block.timestamp + CURE);
        fix(150);
        escrow.settle();
        assertAccounts(escrow, 20, 900);
        assertClosed(escrow, Cause.Matured);
    }

    function test_settle_whenShort_recordsUnpaidAndCallsThePayer() public {
        IDealEscrow escrow = open(aDeal());
        fix(7, 300); // 1,400 against 1,000
        assertEq(escrow.settle(), 1, "periods");
        assertAccounts(escrow, 0, 1800);
        assertCalled(escrow, Side.Seller, 400, 400, block.timestamp + CURE);
    }

    function test_settle_whenTheBuyerIsShort_callsTheBuyer() public {
        Terms memory t = aDeal();
        (t.buyerMargin, t.buyerPenalty) = (600, 20);
        IDealEscrow escrow = open(t);
        fix(7, 0); // 700 against 600
        escrow.settle();
        assertAccounts(escrow, 1600, 0);
        assertCalled(escrow, Side.Buyer, 100, 100, block.timestamp + CURE);
    }

    function test_settle_whenShort_stopsAtThatPeriod() public {
        IDealEscrow escrow = open(aDeal());
        fix(7, 300);
        fix(14, 50); // would give the seller 350 a week
        assertEq(escrow.settle(), 1, "periods");
        assertEq(escrow.settle(), 0, "nothing more while unpaid");
        assertAccounts(escrow, 0, 1800);
        assertEq(escrow.periodsSettled(), 1, "settled");
    }

    function test_settle_whenTheAccountCoversItExactly_callsNobody() public {
        Terms memory t = aDeal();
        (t.periodDays, t.periods) = (5, 5);
        IDealEscrow escrow = open(t);
        fix(5, 300); // 5 x 200 = 1,000
        escrow.settle();
        assertAccounts(escrow, 0, 1800);
        assertOpen(escrow);
    }

    function test_settle_whenTheLastPeriodIsShort_staysCalledUntilPaid() public {
        IDealEscrow escrow = open(aDeal());
        fix(21, 100);
        fix(7, 300);
        assertEq(escrow.settle(), 4, "periods");
        assertCalled(escrow, Side.Seller, 400, 400, block.timestamp + CURE);
        topUp(escrow, stranger, Side.Seller, 400);
        assertAccounts(escrow, 0, 2200);
        assertClosed(escrow, Cause.Matured);
    }

    function test_settle_writesOneStorageSlot() public {
        IDealEscrow escrow = open(aDeal());
        fix(7, 110);
        vm.record();
        escrow.settle();
        (, bytes32[] memory writes) = vm.accesses(address(escrow));
        assertTrue(writes.length > 0, "the ledger is written");
        for (uint256 i; i < writes.length; ++i) assertEq(writes[i], writes[0], "one slot");
    }
}
