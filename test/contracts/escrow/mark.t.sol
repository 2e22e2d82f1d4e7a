// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Cause, IDealEscrow, Side} from "src/interfaces/IDealEscrow.sol";
import {Terms} from "src/interfaces/IDealFactory.sol";
import {DealTest} from "../support/DealTest.sol";
import {Fault} from "../support/ScriptedOracle.sol";

/// @notice Who is called, for how much, until when; and when a call is lifted. Deals of 25 days to come: 25 x (index - 100).
contract MarkTest is DealTest {
    function test_mark_whenBothHoldTheirRequirement_callsNobody() public {
        IDealEscrow escrow = open(aDealOf25Days());
        fix(110); // the seller must hold 750 + 250 = 1,000, and does
        assertEq(escrow.requirement(Side.Seller), 1000, "requirement");
        escrow.mark();
        assertOpen(escrow);
        fix(92); // the buyer must hold 600 + 200 = 800, and does
        escrow.mark();
        assertOpen(escrow);
    }

    function test_mark_whenTheSellerIsOneShort_demandsWhatRestoresMarginAndExposure() public {
        Terms memory t = aDealOf25Days();
        IDealEscrow escrow = open(t);
        (t.maintenanceBps, t.salt) = (7501, 1001); // 750.1, rounded up: 751
        IDealEscrow stricter = open(t);
        fix(110);
        escrow.mark();
        assertOpen(escrow);
        stricter.mark();
        assertCalled(stricter, Side.Seller, 250, 0, block.timestamp + CURE); // 1,000 + 250 - 1,000
        assertAccounts(stricter, 1000, 800);
    }

    function test_mark_whenTheBuyerIsShort_callsTheBuyer() public {
        IDealEscrow escrow = open(aDealOf25Days());
        fix(91);
        vm.prank(stranger);
        escrow.mark();
        assertCalled(escrow, Side.Buyer, 225, 0, block.timestamp + CURE);
        assertEq(escrow.exposure(Side.Buyer), 225, "exposure of the buyer");
        assertEq(escrow.exposure(Side.Seller), 0, "exposure of the seller");
        assertEq(escrow.requirement(Side.Buyer), 825, "requirement of the buyer");
        assertEq(escrow.requirement(Side.Seller), 750, "requirement of the seller");
    }

    function test_mark_whenRestoringTakesLessThanTheMinimumTransfer_callsNobody() public {
        Terms memory t = aDealOf25Days();
        t.minimumTransfer = 275;
        IDealEscrow atTheMinimum = open(t);
        (t.minimumTransfer, t.salt) = (276, 1001);
        IDealEscrow belowIt = open(t);
        fix(111); // 275
        atTheMinimum.mark();
        assertCalled(atTheMinimum, Side.Seller, 275, 0, block.timestamp + CURE);
        belowIt.mark();
        assertOpen(belowIt);
    }

    function test_mark_tellsWhoIsCalledForWhat() public {
        IDealEscrow escrow = open(aDealOf25Days());
        fix(111);
        vm.expectEmit(true, false, false, false, address(escrow));
        emit IDealEscrow.MarginCalled(Side.Seller, 275, 0);
        escrow.mark();
    }

    function test_mark_settlesWhatIsDueFirst() public {
        IDealEscrow escrow = open(aDeal());
        fix(7, 110);
        escrow.mark(); // 70 paid; 21 days left at 110: 210; 750 + 210 > 930: called for 1,000 + 210 - 930
        assertEq(escrow.periodsSettled(), 1, "settled");
        assertAccounts(escrow, 930, 870);
        assertCalled(escrow, Side.Seller, 280, 0, block.timestamp + CURE);
    }

    function test_mark_whenTheLastDayIsFixed_endsTheDealInsteadOfCalling() public {
        IDealEscrow escrow = open(aDeal());
        fix(21, 100);
        fix(7, 130);
        escrow.mark();
        assertAccounts(escrow, 790, 1010);
        assertClosed(escrow, Cause.Matured);
    }

    function test_mark_whenTheSettlementIsShort_addsNoOtherCall() public {
        IDealEscrow escrow = open(aDeal());
        fix(7, 300);
        escrow.mark();
        assertCalled(escrow, Side.Seller, 400, 400, block.timestamp + CURE);
        uint256 deadline = block.timestamp + CURE;
        fix(300);
        escrow.mark();
        oracle.breakAll(Fault.Reverts);
        vm.warp(deadline);
        escrow.mark(); // no index is needed where nothing can be decided
        assertCalled(escrow, Side.Seller, 400, 400, deadline);
    }

    function test_mark_ofARangeCollateralisedDeal_neverCallsAndNeedsNoIndex() public {
        IDealEscrow escrow = open(aRangeDeal());
        fix(100_000);
        escrow.mark();
        assertOpen(escrow);
        oracle.breakAll(Fault.Reverts);
        vm.warp(block.timestamp + 300 * DAY);
        escrow.mark();
        assertOpen(escrow);
    }

    function test_mark_ofAClosedDeal_doesNothing() public {
        IDealEscrow escrow = open(aDeal());
        fix(28, 100);
        escrow.mark();
        oracle.breakAll(Fault.Reverts);
        vm.warp(block.timestamp + 300 * DAY);
        escrow.mark();
        assertClosed(escrow, Cause.Matured);
    }

    function test_mark_whileFreshToTheSecond_marks() public {
        IDealEscrow escrow = open(aDealOf25Days());
        fix(111);
        vm.warp(uint256(START + 1) * DAY + HEARTBEAT);
        escrow.mark();
        assertCalled(escrow, Side.Seller, 275, 0, block.timestamp + CURE);
    }

    function test_mark_whenStale_isRefused() public {
        IDealEscrow escrow = open(aDealOf25Days());
        fix(111);
        vm.warp(uint256(START + 1) * DAY + HEARTBEAT + 1);
        vm.expectRevert(abi.encodeWithSelector(IDealEscrow.StaleIndex.selector));
        escrow.mark();
        assertOpen(escrow);
    }

    function test_mark_withoutLatestOrHeartbeat_countsAsStale() public {
        IDealEscrow escrow = open(aDealOf25Days());
        fix(111);
        for (uint8 fault = 1; fault < uint8(Fault.ReturnsMuch); ++fault) {
            oracle.breakLatest(Fault(fault));
            vm.expectRevert(abi.encodeWithSelector(IDealEscrow.StaleIndex.selector));
            escrow.mark();
        }
        oracle.breakLatest(Fault.None);
        oracle.breakHeartbeat(Fault.ReturnsShort);
        vm.expectRevert(abi.encodeWithSelector(IDealEscrow.StaleIndex.selector));
        escrow.mark();
    }

    function test_mark_whenAFixingCannotBeRead_isRefused() public {
        IDealEscrow escrow = open(aDeal());
        fix(3, 111);
        oracle.breakDay(START + 2, Fault.Reverts);
        vm.expectRevert(abi.encodeWithSelector(IDealEscrow.IndexUnreadable.selector));
        escrow.mark();
        oracle.breakDay(START + 2, Fault.None);
        oracle.breakDay(START - 1, Fault.BurnsGas);
        vm.expectRevert(abi.encodeWithSelector(IDealEscrow.IndexUnreadable.selector));
        escrow.mark();
    }

    function test_mark_starvedOfGas_refusesRatherThanCallsTheIndexStale() public {
        IDealEscrow escrow = open(aDealOf25Days());
        fix(111);
        for (uint256 gas_ = 30_000; gas_ < 250_000; gas_ += 2_500) {
            (bool done, bytes memory answer) = address(escrow).call{gas: gas_}(abi.encodeCall(escrow.mark, ()));
            if (done) return assertCalled(escrow, Side.Seller, 275, 0, block.timestamp + CURE);
            bytes4 why = bytes4(answer);
            assertTrue(
                why != IDealEscrow.StaleIndex.selector && why != IDealEscrow.IndexUnreadable.selector,
                "a starved read is not a failed one"
            );
        }
        assertTrue(false, "it never went through");
    }

    /// @dev min(v, 2^120 - 1) for each of 25 days: a demand far beyond any account, stated exactly.
    function test_mark_whenTheIndexIsAbsurd_demandsTheMaximum() public {
        IDealEscrow escrow = open(aDealOf25Days());
        oracle.setLatest(START, type(uint256).max);
        vm.warp(uint256(START + 1) * DAY);
        escrow.mark();
        assertCalled(escrow, Side.Seller, 25 * (MAX_INDEX - 100), 0, block.timestamp + CURE);
    }
}
