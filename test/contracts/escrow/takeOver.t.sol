// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Cause, IDealEscrow, Phase, Side} from "src/interfaces/IDealEscrow.sol";
import {Terms} from "src/interfaces/IDealFactory.sol";
import {WindowTest} from "../support/WindowTest.sol";
import {Fault} from "../support/ScriptedOracle.sol";

/// @notice Stepping into a defaulter's side: who pays what, and whose the deal is afterwards.
contract TakeOverTest is WindowTest {
    IDealEscrow private escrow;

    // ------------------------------------------------------------------ when

    function test_takeOver_withoutAWindow_isRefused() public {
        bytes memory none = abi.encodeWithSelector(IDealEscrow.NotInWindow.selector);
        escrow = open(aWindowedDeal());
        takeOverRefused(escrow, taker, none);
        fix(106);
        escrow.mark();
        takeOverRefused(escrow, taker, none);
        fix(105); // the call has run out; nobody has said so yet
        takeOverRefused(escrow, taker, none);
        vm.expectRevert(none);
        escrow.takeoverQuote();
        escrow.closeOut();
        takeOver(escrow, taker);
        takeOverRefused(escrow, stranger, none);
    }

    function test_takeOver_inTheLastSecondOfTheWindow_goesThrough() public {
        escrow = aWindowOf(Side.Seller, 50);
        (, uint256 until, ) = escrow.takeoverWindow();
        fix(2, 105);
        assertEq(block.timestamp, until, "the last second");
        uint256 before = vm.snapshotState();
        takeOver(escrow, taker);
        vm.revertToState(before);
        vm.warp(until + 1);
        takeOverRefused(escrow, taker, abi.encodeWithSelector(IDealEscrow.NotInWindow.selector));
        escrow.closeOut();
        assertClosed(escrow, Cause.ClosedOut);
        takeOverRefused(escrow, taker, abi.encodeWithSelector(IDealEscrow.NotInWindow.selector));
    }

    /// @dev Called on the last day but one, in default on the last: once that is fixed, there is nothing left to hedge.
    function test_takeOver_onceEveryDayIsFixed_isRefused() public {
        Terms memory t = aDeal();
        (t.sellerMargin, t.cureSeconds, t.takeoverSeconds) = (120, 3600, uint32(WINDOW));
        escrow = open(t);
        fix(25, 100);
        fix(150); // 150 on three days
        escrow.mark();
        fix(100);
        escrow.closeOut();
        assertDefaulted(escrow, Side.Seller, block.timestamp, block.timestamp + WINDOW);
        fix(100);
        takeOverRefused(escrow, taker, abi.encodeWithSelector(IDealEscrow.NotInWindow.selector));
        escrow.closeOut();
        assertAccounts(escrow, 120 - 50 - 30, 800 + 50 + 30);
    }

    function test_takeOver_whenStale_isRefused() public {
        escrow = aWindowOf(Side.Seller, 50);
        vm.warp(uint256(START + 2) * DAY + HEARTBEAT + 1);
        takeOverRefused(escrow, taker, abi.encodeWithSelector(IDealEscrow.StaleIndex.selector));
        vm.warp(uint256(START + 2) * DAY + HEARTBEAT);
        takeOver(escrow, taker);
    }

    function test_takeOver_whenAFixingCannotBeRead_isRefused() public {
        escrow = aShortWindow();
        oracle.breakDay(START + 9, Fault.Reverts);
        takeOverRefused(escrow, taker, abi.encodeWithSelector(IDealEscrow.IndexUnreadable.selector));
        oracle.breakDay(START + 9, Fault.None);
        takeOver(escrow, taker);
    }

    // ------------------------------------------------------------------ who, and for how much

    function test_takeOver_byTheHonouringParty_isRefused() public {
        bytes memory itself = abi.encodeWithSelector(IDealEscrow.HonouringSideCannotTakeOver.selector);
        escrow = aWindowOf(Side.Seller, 50);
        takeOverRefused(escrow, buyer, itself);
        takeOver(escrow, taker);
        // The buyer's turn to default: now the taker is the honouring party, and the seller who was is anybody.
        aDefaultOfTheBuyer(escrow);
        takeOverRefused(escrow, taker, itself);
        takeOver(escrow, seller);
        assertOwners(escrow, taker, seller);
    }

    function test_takeOver_byTheDefaulterItself_keepsTheSide() public {
        escrow = aWindowOf(Side.Seller, 50);
        takeOver(escrow, seller);
        assertOwners(escrow, seller, buyer);
        assertAccounts(escrow, 150, 130);
        assertEq(escrow.claimable(seller), 20, "left over from before");
        vm.prank(seller);
        escrow.proposeTermination(0);
    }

    function test_takeOver_aboveTheCallersLimit_isRefused() public {
        escrow = aWindowOf(Side.Seller, 50);
        fix(95); // the deal now owes the side 50, which the taker would pay for
        vm.prank(taker);
        vm.expectRevert(abi.encodeWithSelector(IDealEscrow.DepositAboveLimit.selector, 150, 149));
        escrow.takeOver(149);
        assertEq(takeOver(escrow, taker), 150, "up to the limit");
    }

    /// @dev The buyer holds all that fits but 179. At 50 owed the two accounts grow to 150 and by 30: one unit too much.
    function test_takeOver_intoAccountsThatDoNotFit_isRefused() public {
        escrow = open(aWindowedDeal());
        fix(106);
        escrow.mark();
        topUp(escrow, stranger, Side.Buyer, MAX_ACCOUNTS - 200 - 79);
        fix(105);
        escrow.closeOut();
        takeOverRefused(escrow, taker, abi.encodeWithSelector(IDealEscrow.BalanceTooLarge.selector));
        vm.expectRevert(abi.encodeWithSelector(IDealEscrow.BalanceTooLarge.selector));
        escrow.takeoverQuote();
        fix(106); // 160 and 30, 7 of it the taker's
        takeOverRefused(escrow, taker, abi.encodeWithSelector(IDealEscrow.BalanceTooLarge.selector));
        fix(104); // 140 and 30
        takeOver(escrow, taker);
        assertEq(escrow.account(Side.Seller) + escrow.account(Side.Buyer), MAX_ACCOUNTS - 9, "they fit");
    }

    // ------------------------------------------------------------------ who pays what

    function test_takeOver_inTheFirstSecond_earnsNothing() public {
        split(50, 0, Split({deposit: 100, toHonouring: 30, reward: 0, account: 150, leftover: 20}));
    }

    function test_takeOver_inTheLastSecond_earnsHalfThePenalty() public {
        split(50, 4, Split({deposit: 100, toHonouring: 15, reward: 15, account: 165, leftover: 20}));
    }

    function test_takeOver_afterAQuarterOfTheWindow_roundsTheRewardDown() public {
        split(50, 1, Split({deposit: 100, toHonouring: 27, reward: 3, account: 153, leftover: 20}));
    }

    function test_takeOver_whenOnlyAPartOfThePenaltyIsThere_sharesThat() public {
        split(90, 4, Split({deposit: 100, toHonouring: 5, reward: 5, account: 195, leftover: 0}));
        split(90, 3, Split({deposit: 100, toHonouring: 7, reward: 3, account: 193, leftover: 0}));
    }

    function test_takeOver_whenTheAccountIsAllOwed_earnsNothing() public {
        split(100, 4, Split({deposit: 100, toHonouring: 0, reward: 0, account: 200, leftover: 0}));
    }

    function test_takeOver_whenMoreIsOwedThanThere_bringsTheRest() public {
        split(140, 4, Split({deposit: 140, toHonouring: 0, reward: 0, account: 240, leftover: 0}));
    }

    function test_takeOver_whenTheDefaulterIsOwed_buysThatFromIt() public {
        split(-50, 4, Split({deposit: 150, toHonouring: 15, reward: 15, account: 115, leftover: 120}));
        split(-50, 0, Split({deposit: 150, toHonouring: 30, reward: 0, account: 100, leftover: 120}));
    }

    /// @dev A week at 300 took the seller's 1,000 and leaves 400 unpaid; three weeks at 102 are to come, 42.
    function test_takeOver_paysWhatIsUnpaidAtOnce() public {
        escrow = aShortWindow();
        assertEq(escrow.unpaid(), 400, "unpaid stands in the window");
        assertEq(takeOver(escrow, taker), 1442, "margin, 400 and 42");
        assertAccounts(escrow, 1042, 800 + 1000 + 400);
        assertOpen(escrow);
        assertEq(escrow.claimable(seller), 0, "nothing was left");
    }

    function test_takeOver_tellsTheArithmetic() public {
        escrow = aWindowOf(Side.Buyer, 50);
        fix(95);
        provide(escrow, taker, 100);
        vm.prank(taker);
        vm.expectEmit(true, true, true, false, address(escrow));
        emit IDealEscrow.TakenOver(Side.Buyer, taker, buyer, 100, 23, 7, 20, 0);
        escrow.takeOver(100);
    }

    // ------------------------------------------------------------------ afterwards

    function test_takeOver_handsTheSideToTheTaker() public {
        escrow = aWindowOf(Side.Seller, 50);
        takeOver(escrow, taker);
        assertOwners(escrow, taker, buyer);
        fix(100); // nothing is owed any more: 150 there, 100 must stay
        vm.prank(seller);
        vm.expectRevert(abi.encodeWithSelector(IDealEscrow.NotOwner.selector, Side.Seller, seller));
        escrow.withdraw(Side.Seller, 1, seller);
        vm.prank(seller);
        vm.expectRevert(abi.encodeWithSelector(IDealEscrow.NotOwner.selector, Side.Seller, seller));
        escrow.proposeTermination(0);
        vm.prank(taker);
        escrow.withdraw(Side.Seller, 50, taker);
        assertEq(token.balanceOf(taker), 50, "the taker's money");
        vm.prank(taker);
        escrow.proposeTermination(7);
        vm.prank(buyer);
        escrow.acceptTermination(7);
        assertAccounts(escrow, 107, 123);
    }

    /// @dev An offer made while called would still count: no period has settled and no day has passed.
    function test_takeOver_clearsTheOffersOnTheTable() public {
        Terms memory t = aWindowedDeal();
        t.cureSeconds = 3600;
        escrow = open(t);
        fix(106);
        escrow.mark();
        vm.warp(block.timestamp + 3601);
        vm.prank(seller);
        escrow.proposeTermination(0);
        vm.prank(buyer);
        escrow.proposeTermination(-60);
        escrow.closeOut();
        takeOver(escrow, taker);
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(IDealEscrow.NoProposal.selector, Side.Seller));
        escrow.acceptTermination(0);
        vm.prank(taker);
        vm.expectRevert(abi.encodeWithSelector(IDealEscrow.NoProposal.selector, Side.Buyer));
        escrow.acceptTermination(-60);
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(IDealEscrow.NoProposal.selector, Side.Buyer));
        escrow.withdrawProposal();
    }

    /// @dev Three weeks at 102 are still to come after the short window: the taker pays 14 a week, and the deal matures.
    function test_takeOver_theDealLivesOn() public {
        escrow = aShortWindow();
        takeOver(escrow, taker);
        assertEq(escrow.withdrawable(Side.Buyer), 2200 - 800, "the hedge is paid and stands");
        fix(4, 102);
        assertEq(escrow.settle(), 1, "the second week");
        assertAccounts(escrow, 1028, 2214);
        fix(14, 102);
        escrow.settle();
        assertClosed(escrow, Cause.Matured);
        assertAccounts(escrow, 1000, 2242);
        vm.prank(taker);
        escrow.withdraw(Side.Seller, 1000, taker);
        withdraw(escrow, Side.Buyer, 2242);
        assertEq(token.balanceOf(address(escrow)), 0, "nothing stays behind");
    }

    function test_takeOver_ofASideTakenOver_leavesEachItsOwn() public {
        escrow = aWindowOf(Side.Seller, 50);
        takeOver(escrow, taker); // 150 and 130; 20 left to the seller
        fix(115);
        escrow.mark(); // 150 exposed, 150 there: must hold 200
        assertCalled(escrow, Side.Seller, 100, 0, block.timestamp + 3600);
        fix(110);
        escrow.closeOut(); // 100 owed of 150: 30 penalty, 20 left
        takeOver(escrow, stranger);
        assertOwners(escrow, stranger, buyer);
        assertAccounts(escrow, 200, 160);
        assertEq(escrow.claimable(seller) + escrow.claimable(taker), 40, "20 each");
        claim(escrow, taker, 20);
        aDefaultOfTheBuyer(escrow);
        takeOver(escrow, taker);
        assertOwners(escrow, stranger, taker);
        uint256 claims = escrow.claimable(seller) + escrow.claimable(buyer);
        uint256 accounts = escrow.account(Side.Seller) + escrow.account(Side.Buyer);
        assertEq(accounts + claims, token.balanceOf(address(escrow)), "accounts and claims are the money");
    }

    /// @dev The seller comes back into his own side, and loses it again in the same way: 20 are left to him each time.
    function test_takeOver_ofTheSameOwnerTwice_addsUpWhatIsLeftToHim() public {
        escrow = aWindowOf(Side.Seller, 50);
        takeOver(escrow, seller);
        fix(115);
        escrow.mark();
        fix(110);
        escrow.closeOut();
        takeOver(escrow, taker);
        claim(escrow, seller, 40);
        assertAccounts(escrow, 200, 160);
    }

    // ------------------------------------------------------------------ in the window

    function test_inTheWindow_settlingAndMarkingDoNothing() public {
        escrow = aShortWindow();
        (uint256 sellers, uint256 buyers) = (escrow.account(Side.Seller), escrow.account(Side.Buyer));
        (uint40 from, uint40 until, ) = escrow.takeoverWindow();
        fix(5, 300); // the second week is fixed: it can only be netted now
        assertEq(escrow.settle(), 0, "nothing settles");
        escrow.mark();
        assertDefaulted(escrow, Side.Seller, from, until);
        assertAccounts(escrow, sellers, buyers);
        assertEq(escrow.requirement(Side.Buyer) + escrow.exposure(Side.Seller), 0, "nothing is required");
        assertEq(escrow.withdrawable(Side.Buyer), 0, "nothing can be taken");
    }

    function test_inTheWindow_addingTakingAndAgreeingAreRefused() public {
        escrow = aWindowOf(Side.Seller, -50);
        bytes memory notLive = abi.encodeWithSelector(IDealEscrow.NotLive.selector, Phase.Defaulted);
        topUpRefused(escrow, Side.Seller, 100, notLive);
        withdrawRefused(escrow, Side.Buyer, 1, notLive);
        vm.prank(buyer);
        vm.expectRevert(notLive);
        escrow.proposeTermination(0);
        vm.prank(buyer);
        vm.expectRevert(notLive);
        escrow.acceptTermination(0);
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(IDealEscrow.NoProposal.selector, Side.Buyer));
        escrow.withdrawProposal();
    }

    /// @dev 400 unpaid, and at the last fixings 42 for the three weeks to come, of a seller who has nothing left.
    function test_inTheWindow_unwindingCountsWhatIsUnpaid() public {
        escrow = aShortWindow();
        vm.warp(uint256(START + 10 + 1 + 5) * DAY);
        vm.prank(buyer);
        escrow.unwind();
        assertClosed(escrow, Cause.Unwound);
        assertAccounts(escrow, 0, 1800);
        assertEq(escrow.shortfall(), 442, "unpaid and to come");
        (uint40 from, uint40 until, ) = escrow.takeoverWindow();
        assertEq(uint256(from) + until, 0, "no window");
    }

    // ------------------------------------------------------------------ claims

    function test_withdrawClaim_ofNothing_isRefused() public {
        escrow = aWindowOf(Side.Seller, 50);
        claimRefused(seller, seller, abi.encodeWithSelector(IDealEscrow.NothingToClaim.selector, seller));
        takeOver(escrow, taker);
        claimRefused(buyer, buyer, abi.encodeWithSelector(IDealEscrow.NothingToClaim.selector, buyer));
        claim(escrow, seller, 20);
        claimRefused(seller, seller, abi.encodeWithSelector(IDealEscrow.NothingToClaim.selector, seller));
    }

    function test_withdrawClaim_toNobodyOrTheEscrow_isRefused() public {
        escrow = aWindowOf(Side.Seller, 50);
        takeOver(escrow, taker);
        claimRefused(seller, address(0), abi.encodeWithSelector(IDealEscrow.BadReceiver.selector, address(0)));
        claimRefused(seller, address(escrow), abi.encodeWithSelector(IDealEscrow.BadReceiver.selector, address(escrow)));
    }

    /// @dev While open, called, defaulted and closed; to whomever the holder says; never out of the accounts.
    function test_withdrawClaim_inAnyPhase_paysWhatIsLeft() public {
        escrow = aWindowOf(Side.Seller, 50);
        takeOver(escrow, taker);
        claimsInBetween();
        fix(115);
        escrow.mark();
        assertPhase(escrow, Phase.Called, Cause.None);
        claimsInBetween();
        fix(115);
        escrow.closeOut();
        assertPhase(escrow, Phase.Defaulted, Cause.None);
        claimsInBetween();
        fix(3, 115);
        escrow.closeOut();
        claimsInBetween();
        withdraw(escrow, Side.Buyer, escrow.account(Side.Buyer));
        claim(escrow, seller, 20);
        assertEq(token.balanceOf(address(escrow)), escrow.account(Side.Seller), "nothing else is left");
    }

    function claimsInBetween() private {
        uint256 before = vm.snapshotState();
        (uint256 sellers, uint256 buyers) = (escrow.account(Side.Seller), escrow.account(Side.Buyer));
        vm.expectEmit(true, false, false, false, address(escrow));
        emit IDealEscrow.ClaimWithdrawn(seller, stranger, 20, 0);
        vm.prank(seller);
        escrow.withdrawClaim(stranger);
        assertEq(token.balanceOf(stranger), 20, "paid out");
        assertAccounts(escrow, sellers, buyers);
        vm.revertToState(before);
    }

    function claimRefused(address holder, address to, bytes memory because) private {
        vm.prank(holder);
        vm.expectRevert(because);
        escrow.withdrawClaim(to);
    }
}
