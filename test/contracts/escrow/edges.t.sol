// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Cause, IDealEscrow, Side} from "src/interfaces/IDealEscrow.sol";
import {Terms} from "src/interfaces/IDealFactory.sol";
import {DealTest} from "../support/DealTest.sol";

/// @notice The same rules where the types end.
contract EdgesTest is DealTest {
    uint256 private constant MOST_HASHRATE = 2 ** 64 - 1;

    /// @dev 1,000,000 TH/s in a token without decimals: amount = Q / 1e12. A week at 2.1e-5 against 2.0e-5: 7e12 -> 7; at 2.19e-5
    /// against 2.0e-5: 13.3e12 -> 13.
    function test_settle_withoutDecimals_paysWholeUnits() public {
        Terms memory t = aDeal();
        (t.token, t.decimals, t.hashrate) = (address(aToken(0)), 0, 1_000_000);
        t.fixedRate = 2e13;
        oracle.setLatest(START - 1, 2e13);
        IDealEscrow escrow = open(t);
        fix(7, 2.1e13);
        escrow.settle();
        assertAccounts(escrow, 993, 807);
        fix(7, 2.19e13);
        escrow.settle();
        assertAccounts(escrow, 980, 820);
    }

    /// @dev 3,660 days, 2^64 - 1 TH/s, 18 decimals, no cap, an index beyond 2^120 - 1: 3,660 x (2^120 - 1 - 100) x (2^64 - 1) is the
    /// largest amount there is; the ledger moves what is there and remembers the rest.
    function test_theSellersLargestLoss_overflowsNothing() public {
        Terms memory t = aDeal();
        (t.hashrate, t.periodDays, t.periods) = (uint64(MOST_HASHRATE), 3660, 1);
        IDealEscrow escrow = open(t);
        uint256 loss = 3660 * (MAX_INDEX - 100) * MOST_HASHRATE;
        oracle.setLatest(START - 1, type(uint256).max);
        assertEq(escrow.exposure(Side.Seller), loss, "exposure");
        assertEq(escrow.requirement(Side.Seller), loss + 750, "requirement");
        assertEq(escrow.requirement(Side.Buyer), 600, "requirement of the buyer");
        escrow.mark();
        assertCalled(escrow, Side.Seller, loss, 0, block.timestamp + CURE);

        oracle.setSum(START + 3659, type(uint256).max);
        oracle.setLatest(START + 3659, type(uint256).max);
        assertEq(escrow.settle(), 1, "periods");
        assertAccounts(escrow, 0, 1800);
        assertCalled(escrow, Side.Seller, loss, loss - 1000, block.timestamp + CURE);
        topUp(escrow, seller, Side.Seller, 1e20);
        assertCalled(escrow, Side.Seller, loss - 1e20, loss - 1000 - 1e20, block.timestamp + CURE);
        vm.warp(block.timestamp + CURE + 1);
        escrow.closeOut();
        assertAccounts(escrow, 0, 1800 + 1e20);
        assertEq(escrow.shortfall(), loss - 1000 - 1e20, "shortfall");
    }

    /// @dev Fixed at the index maximum; then the index falls to nothing.
    function test_theBuyersLargestLoss_overflowsNothing() public {
        Terms memory t = aDeal();
        (t.hashrate, t.periodDays, t.periods, t.fixedRate) = (uint64(MOST_HASHRATE), 1830, 2, uint128(MAX_INDEX));
        oracle.setLatest(START - 1, MAX_INDEX);
        IDealEscrow escrow = open(t);
        uint256 loss = 3660 * MAX_INDEX * MOST_HASHRATE;
        oracle.setLatest(START - 1, 0);
        assertEq(escrow.exposure(Side.Buyer), loss, "exposure");
        escrow.mark();
        assertCalled(escrow, Side.Buyer, loss, 0, block.timestamp + CURE);
        vm.warp(block.timestamp + CURE + 1);
        oracle.setLatest(START + 1, 0);
        oracle.setSum(START + 1, 6000);
        escrow.closeOut();
        assertAccounts(escrow, 1800, 0);
        assertEq(escrow.shortfall(), loss - 800, "shortfall");
    }

    function test_unwind_ofTheLargestLoss_overflowsNothing() public {
        Terms memory t = aDeal();
        (t.hashrate, t.periodDays, t.periods) = (uint64(MOST_HASHRATE), 3660, 1);
        IDealEscrow escrow = open(t);
        oracle.setLatest(START - 1, type(uint256).max);
        vm.warp(block.timestamp + 10 * DAY);
        vm.prank(buyer);
        escrow.unwind();
        assertAccounts(escrow, 0, 1800);
        assertEq(escrow.shortfall(), 3660 * (MAX_INDEX - 100) * MOST_HASHRATE - 1000, "shortfall");
        assertClosed(escrow, Cause.Unwound);
    }

    function test_settle_of366Periods_atOnce() public {
        Terms memory t = aDeal();
        (t.periodDays, t.periods) = (1, 366);
        IDealEscrow escrow = open(t);
        for (uint256 i; i < 366; ++i) oracle.fix(i % 2 == 0 ? 102 : 101); // 183 x 2 + 183 x 1
        assertEq(escrow.settle(), 366, "periods");
        assertAccounts(escrow, 1000 - 549, 800 + 549);
        assertClosed(escrow, Cause.Matured);
    }

    function test_aFreeFloat_atFixedRateZero_paysTheWholeIndex() public {
        Terms memory t = aDeal();
        t.fixedRate = 0;
        oracle.setLatest(START - 1, 0);
        IDealEscrow escrow = open(t);
        fix(7, 3);
        escrow.settle();
        assertAccounts(escrow, 979, 821);
        fix(21, 0);
        escrow.settle();
        assertAccounts(escrow, 979, 821);
        assertClosed(escrow, Cause.Matured);
    }

    function test_aDealWithoutMargins_isCalledForWhatItOwes() public {
        Terms memory t = aForwardStartingDeal();
        (t.sellerMargin, t.buyerMargin, t.sellerPenalty, t.buyerPenalty) = (0, 0, 0, 0);
        IDealEscrow escrow = open(t);
        escrow.mark();
        assertOpen(escrow);
        fix(101);
        escrow.mark();
        assertCalled(escrow, Side.Seller, 28, 0, block.timestamp + CURE);
        fix(3, 101);
        escrow.closeOut();
        assertAccounts(escrow, 0, 0);
        assertEq(escrow.shortfall(), 28, "shortfall");
        assertClosed(escrow, Cause.ClosedOut);
    }

    /// @dev Nobody can pay in what no book can hold; what nobody takes over is closed out.
    function test_aTakeoverOfTheLargestLoss_isRefusedAndOverflowsNothing() public {
        for (uint256 i; i < 2; ++i) {
            uint256 before = vm.snapshotState();
            Terms memory t = aDeal();
            (t.hashrate, t.periodDays, t.periods) = (uint64(MOST_HASHRATE), 1830, 2);
            (t.takeoverSeconds, t.fixedRate) = (1, uint128(i == 0 ? 0 : MAX_INDEX));
            oracle.setLatest(START - 1, t.fixedRate);
            IDealEscrow escrow = open(t);
            oracle.setLatest(START - 1, i == 0 ? type(uint256).max : 0);
            escrow.mark();
            vm.warp(block.timestamp + CURE + 1);
            oracle.setLatest(START + 1, i == 0 ? type(uint256).max : 0);
            oracle.setSum(START + 1, 6000);
            escrow.closeOut();
            assertDefaulted(escrow, Side(uint8(i)), block.timestamp, block.timestamp + 1);
            takeOverRefused(escrow, stranger, abi.encodeWithSelector(IDealEscrow.BalanceTooLarge.selector));
            vm.warp(block.timestamp + 2);
            escrow.closeOut();
            assertAccounts(escrow, i == 0 ? 0 : 1800, i == 0 ? 1800 : 0);
            vm.revertToState(before);
        }
    }

    /// @dev The taker owes what the side owes, and nothing more; once it owes nothing, nothing at all.
    function test_aTakeoverWithoutMargins_costsWhatIsOwed() public {
        Terms memory t = aForwardStartingDeal();
        (t.sellerMargin, t.buyerMargin, t.sellerPenalty, t.buyerPenalty) = (0, 0, 0, 0);
        t.takeoverSeconds = uint32(2 * DAY);
        IDealEscrow escrow = open(t);
        fix(101);
        escrow.mark();
        fix(3, 101);
        escrow.closeOut();
        uint256 before = vm.snapshotState();
        assertEq(takeOver(escrow, stranger), 28, "what is owed");
        assertAccounts(escrow, 28, 0);
        vm.revertToState(before);
        fix(100);
        assertEq(takeOver(escrow, stranger), 0, "nothing");
        assertOpen(escrow);
        assertOwners(escrow, stranger, buyer);
    }

    function test_aFullLedger_settlesToTheLastUnit() public {
        Terms memory t = aDeal();
        t.sellerMargin = uint96(MAX_ACCOUNTS - 800);
        IDealEscrow escrow = open(t);
        fix(7, type(uint96).max); // far more than there is
        escrow.settle();
        assertAccounts(escrow, 0, MAX_ACCOUNTS);
        uint256 unpaid = 7 * (MAX_ACCOUNTS - 100) - (MAX_ACCOUNTS - 800);
        assertCalled(escrow, Side.Seller, unpaid, unpaid, block.timestamp + CURE);
    }
}
