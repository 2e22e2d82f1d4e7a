// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Cause, IDealEscrow, Phase, Side} from "src/interfaces/IDealEscrow.sol";
import {Terms} from "src/interfaces/IDealFactory.sol";
import {DealTest} from "../support/DealTest.sol";
import {Fault} from "../support/ScriptedOracle.sol";

/// @notice Ending a deal whose index went silent: five days of grace, no penalty, two-way.
contract UnwindTest is DealTest {
    IDealEscrow private escrow;
    uint256 private constant FALLBACK = 5;

    /// @dev Two weeks at 110 and the first is settled (930, 870); the last fixing is of START + 13.
    modifier twoWeeksAt110() {
        escrow = open(aDeal());
        fix(7, 110);
        escrow.settle();
        fix(7, 110);
        _;
    }

    function test_unwind_whenTheFeedStopped_paysTheValueAtTheLastFixings() public twoWeeksAt110 {
        // START + 14 is missing; 70 for the second week, 140 for the two to come.
        unwindsFrom(START + 14, seller);
        assertAccounts(escrow, 930 - 210, 870 + 210);
        assertEq(escrow.shortfall(), 0, "shortfall");
    }

    function test_unwind_byTheBuyer_paysTheSame() public twoWeeksAt110 {
        unwindsFrom(START + 14, buyer);
        assertAccounts(escrow, 720, 1080);
    }

    function test_unwind_whenTheBuyerOwes_paysTheSeller() public {
        escrow = open(aDeal());
        fix(3, 95);
        unwindsFrom(START + 3, buyer);
        assertAccounts(escrow, 1000 + 140, 800 - 140);
    }

    function test_unwind_beforeAnyDayOfTheDeal_valuesItAtTheLastFixing() public {
        escrow = open(aForwardStartingDeal());
        fix(99); // START; the deal starts on START + 20, the first day that is missing is START + 1
        unwindsFrom(START + 1, seller);
        assertAccounts(escrow, 1028, 772);
    }

    function test_unwind_byAStranger_isRefused() public twoWeeksAt110 {
        vm.warp(block.timestamp + 300 * DAY);
        vm.prank(stranger);
        vm.expectPartialRevert(IDealEscrow.NotOwner.selector);
        escrow.unwind();
    }

    function test_unwind_ofAClosedDeal_isRefused() public {
        escrow = open(aDeal());
        fix(28, 100);
        escrow.settle();
        vm.warp(block.timestamp + 300 * DAY);
        vm.prank(seller);
        vm.expectRevert(abi.encodeWithSelector(IDealEscrow.NotLive.selector, Phase.Closed));
        escrow.unwind();
    }

    function test_unwind_onceEveryPeriodIsSettled_isRefused() public {
        escrow = open(aDeal());
        fix(21, 100);
        fix(7, 300);
        escrow.settle();
        vm.warp(block.timestamp + 300 * DAY);
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(IDealEscrow.NothingToUnwind.selector));
        escrow.unwind();
    }

    function test_unwind_whenEveryDayIsFixedAndReadable_isRefused() public {
        escrow = open(aDeal());
        fix(28, 110);
        vm.warp(block.timestamp + 300 * DAY);
        vm.prank(buyer);
        vm.expectRevert();
        escrow.unwind();
        assertEq(escrow.settle(), 4, "settlement is the door");
    }

    /// @dev The oracle says START + 13 is final and will not give its sum: the second week is the one that is missing.
    function test_unwind_whenTheEndOfAPeriodCannotBeRead_paysTheReadablePeriodsBefore() public {
        escrow = open(aDeal());
        fix(21, 110);
        oracle.breakDay(START + 13, Fault.Reverts);
        unwindsFrom(START + 13, seller);
        assertAccounts(escrow, 930, 870); // the first week only; the third reads no further back than START + 13
    }

    function test_unwind_whenTheDayBeforeThePeriodCannotBeRead_paysNothing() public {
        escrow = open(aDeal());
        fix(14, 110);
        oracle.breakDay(START - 1, Fault.ReturnsShort);
        unwindsFrom(START + 6, seller);
        assertAccounts(escrow, 1000, 800);
    }

    function test_unwind_whenASumFalls_treatsThePeriodAsMissing() public {
        escrow = open(aDeal());
        fix(14, 110);
        oracle.setSum(START + 13, 6000);
        unwindsFrom(START + 13, buyer);
        assertAccounts(escrow, 930, 870);
    }

    /// @dev The week under way has begun, its projection cannot be read, and no later fixing comes: the settled-to-be week is paid.
    function test_unwind_whenOnlyTheProjectionCannotBeRead_waitsForTheNextDayAndPaysWhatReads() public {
        escrow = open(aDeal());
        fix(10, 110);
        oracle.breakDay(START + 9, Fault.BurnsGas);
        unwindsFrom(START + 10, buyer);
        assertAccounts(escrow, 930, 870);
    }

    function test_unwind_whenTheOracleIsDead_waitsForTheFirstUnsettledPeriod() public twoWeeksAt110 {
        oracle.breakAll(Fault.Reverts);
        unwindsFrom(START + 13, seller);
        assertAccounts(escrow, 930, 870);
    }

    function test_unwind_whenTheOracleBurnsGas_stillEnds() public twoWeeksAt110 {
        oracle.breakAll(Fault.BurnsGas);
        unwindsFrom(START + 13, buyer);
        assertAccounts(escrow, 930, 870);
    }

    /// @dev The second week reads: 70. The third cannot: missing from START + 20.
    function test_unwind_whenOnlyLatestIsDead_waitsForTheFirstUnreadablePeriod() public twoWeeksAt110 {
        oracle.breakLatest(Fault.Reverts);
        unwindsFrom(START + 20, seller);
        assertAccounts(escrow, 860, 940);
    }

    function test_unwind_whenLatestIsDeadAndEverythingReads_waitsForTheLastDay() public {
        escrow = open(aDeal());
        fix(28, 110);
        oracle.breakLatest(Fault.Reverts);
        unwindsFrom(START + 27, buyer);
        assertAccounts(escrow, 720, 1080);
    }

    function test_unwind_needsNoHeartbeat() public twoWeeksAt110 {
        oracle.breakHeartbeat(Fault.Reverts);
        unwindsFrom(START + 14, buyer);
        assertAccounts(escrow, 720, 1080);
    }

    /// @dev 400 unpaid, and 21 days at 300 to come: 4,200. Of the 4,600 nothing is there.
    function test_unwind_whenSomethingIsUnpaid_countsItAndRecordsWhatIsMissing() public {
        escrow = open(aDeal());
        fix(7, 300);
        escrow.settle();
        unwindsFrom(START + 7, buyer);
        assertAccounts(escrow, 0, 1800);
        assertEq(escrow.shortfall(), 4600, "shortfall");
    }

    /// @dev 400 unpaid by the seller, 100 of it paid on; then a day at 80: 21 x -20 = -420 for the weeks to come.
    function test_unwind_whenTheMarkOutweighsTheUnpaid_netsThem() public {
        escrow = open(aDeal());
        fix(7, 300);
        escrow.settle();
        topUp(escrow, seller, Side.Seller, 100); // paid on: 300 left
        fix(80); // the buyer owes 120 in all
        unwindsFrom(START + 8, seller);
        assertAccounts(escrow, 120, 1780);
        assertEq(escrow.shortfall(), 0, "shortfall");
    }

    /// @dev The buyer's week at 0 costs 700 of 600: 100 unpaid, and the feed dies with it.
    function test_unwind_whenTheBuyerLeftSomethingUnpaid_countsItForTheSeller() public {
        Terms memory t = aDeal();
        t.buyerMargin = 600;
        escrow = open(t);
        fix(7, 0);
        escrow.settle();
        topUp(escrow, buyer, Side.Buyer, 60);
        oracle.breakAll(Fault.Reverts);
        unwindsFrom(START + 13, seller);
        assertAccounts(escrow, 1660, 0);
        assertEq(escrow.shortfall(), 40, "shortfall");
    }

    function test_unwind_ofARangeCollateralisedDeal_paysTheClampedValue() public {
        escrow = open(aRangeDeal());
        fix(7, 500);
        escrow.settle();
        unwindsFrom(START + 7, buyer);
        assertAccounts(escrow, 0, 840); // 4 x 140: the whole range, and not a unit more
        assertEq(escrow.shortfall(), 0, "shortfall");
    }

    function test_unwind_starvedOfGas_neverForgesAMissingFixing() public twoWeeksAt110 {
        fix(6, 110); // START + 19; nothing is missing
        vm.warp(uint256(START + 20 + 1 + FALLBACK) * DAY - 1);
        for (uint256 gas_ = 20_000; gas_ < 400_000; gas_ += 2_500) {
            vm.prank(seller);
            (bool done, ) = address(escrow).call{gas: gas_}(abi.encodeCall(escrow.unwind, ()));
            assertTrue(!done, "unwound although nothing is missing for long enough");
        }
    }

    function test_unwind_starvedOfGas_paysTheFullValueOrNothing() public twoWeeksAt110 {
        vm.warp(uint256(START + 14 + 1 + FALLBACK) * DAY);
        for (uint256 gas_ = 20_000; gas_ < 400_000; gas_ += 2_500) {
            vm.prank(seller);
            (bool done, ) = address(escrow).call{gas: gas_}(abi.encodeCall(escrow.unwind, ()));
            if (done) return assertAccounts(escrow, 720, 1080);
        }
        assertTrue(false, "it never went through");
    }

    function unwindsFrom(uint256 missing, address by) private {
        uint256 from = (missing + 1 + FALLBACK) * DAY;
        vm.warp(from - 1);
        vm.prank(by);
        vm.expectRevert(abi.encodeWithSelector(IDealEscrow.TooEarlyToUnwind.selector, from));
        escrow.unwind();
        vm.warp(from);
        vm.prank(by);
        escrow.unwind();
        assertClosed(escrow, Cause.Unwound);
    }
}
