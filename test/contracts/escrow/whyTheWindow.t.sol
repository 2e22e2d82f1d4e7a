// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Cause, IDealEscrow, Phase, Side} from "src/interfaces/IDealEscrow.sol";
import {Fault} from "../support/ScriptedOracle.sol";
import {WindowTest} from "../support/WindowTest.sol";

/// @notice The attacks that the rules of the takeover window were chosen against, each tried.
contract WhyTheWindowTest is WindowTest {
    address private constant sockPuppet = address(0x50C4);

    IDealEscrow private escrow;

    /// @dev At the mark the defaulter's side is worth its account less what it owes. By his own hand or another he loses at least 15
    /// of the penalty of 30; by letting the deal be closed out, all of it.
    function test_why_aDefaultersSockPuppet_paysHalfThePenalty() public {
        for (uint256 day; day < 3; ++day) {
            for (uint256 i; i < 2; ++i) {
                uint256 before = vm.snapshotState();
                escrow = aWindowOf(Side.Seller, 50);
                fix(day, 105);
                address hand = i == 0 ? seller : sockPuppet;
                uint256 paid = takeOver(escrow, hand);
                uint256 has = escrow.account(Side.Seller) - 50 + escrow.claimable(seller);
                uint256 had = 100 - 50;
                assertEq(had + paid - has, 30 - (15 * day) / 2, "what defaulting costs him");
                assertTrue(had + paid - has >= 15, "at least half the penalty");
                vm.revertToState(before);
            }
        }
    }

    function test_why_ofTwoRacingTakers_theSecondIsRefused() public {
        escrow = aWindowOf(Side.Seller, 50);
        provide(escrow, taker, 100);
        provide(escrow, stranger, 100);
        vm.prank(taker);
        escrow.takeOver(100);
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IDealEscrow.NotInWindow.selector));
        escrow.takeOver(100);
        assertEq(token.balanceOf(stranger), 100, "the second keeps its money");
        assertOwners(escrow, taker, buyer);
    }

    /// @dev The quote was 100. By the time it is mined the deal owes the side 40 more, which the taker would have to buy.
    function test_why_aMarkMovingInFlight_costsNoMoreThanAgreed() public {
        escrow = aWindowOf(Side.Seller, 50);
        provide(escrow, taker, 1000);
        fix(96);
        vm.prank(taker);
        vm.expectRevert(abi.encodeWithSelector(IDealEscrow.DepositAboveLimit.selector, 140, 100));
        escrow.takeOver(100);
        assertEq(token.balanceOf(taker), 1000, "nothing was taken");
    }

    /// @dev A close-out in the window, whoever sends it, even in the same second as the last takeover: the window is inclusive.
    function test_why_nobodyClosesOutUnderATakersHands() public {
        escrow = aWindowOf(Side.Seller, 50);
        (, uint40 until, ) = escrow.takeoverWindow();
        fix(2, 105);
        assertEq(block.timestamp, until, "the last second");
        address[3] memory senders = [buyer, seller, stranger];
        for (uint256 i; i < senders.length; ++i) {
            vm.prank(senders[i]);
            vm.expectRevert(abi.encodeWithSelector(IDealEscrow.WindowOpen.selector, until));
            escrow.closeOut();
        }
        takeOver(escrow, taker);
        vm.warp(until + 1);
        vm.expectRevert(abi.encodeWithSelector(IDealEscrow.NotInDefault.selector));
        escrow.closeOut();
    }

    /// @dev Cash and the mark of its deal, whatever is owed and whenever somebody steps in: at least what close-out would have given it
    /// without the penalty, and half of that. (A close-out caps the other way: it pays no more than the honouring party's own account.)
    function test_why_aTakeover_givesTheHonouringPartyItsDueAndHalfThePenalty() public {
        for (int256 owes = -90; owes <= 150; owes += 10) {
            for (uint256 day; day < 3; ++day) {
                uint256 before = vm.snapshotState();
                escrow = aWindowOf(Side.Seller, owes);
                fix(day, uint256(100 + owes / 10));
                takeOver(escrow, taker);
                int256 gains = int256(escrow.account(Side.Buyer)) - 100 + owes;
                int256 due = owes < 100 ? owes : int256(100);
                uint256 penalty =
                    owes < 70
                        ? 30
                        : owes < 100
                            ? uint256(100 - owes)
                            : 0;
                assertTrue(gains >= due + int256((penalty + 1) / 2), "its due and half the penalty");
                vm.revertToState(before);
            }
        }
    }

    /// @dev The index runs on against the taker. It is called with its own clock and pays the same penalty.
    function test_why_aTaker_isCalledLikeAnyone() public {
        escrow = aWindowOf(Side.Seller, 50);
        takeOver(escrow, taker);
        fix(112);
        escrow.mark(); // must hold 50 + 120, holds 150
        assertCalled(escrow, Side.Seller, 70, 0, block.timestamp + 3600);
        fix(112);
        escrow.closeOut();
        assertDefaulted(escrow, Side.Seller, block.timestamp, block.timestamp + WINDOW);
        fix(3, 112);
        escrow.closeOut();
        assertClosed(escrow, Cause.ClosedOut);
        assertAccounts(escrow, 0, 130 + 120 + 30);
    }

    /// @dev Every pattern of dead reads, before or after a takeover, with something unpaid or without: time alone opens a door, and what a
    /// former owner was left is his whatever becomes of the deal.
    function test_why_noPatternOfDeadReadsInTheWindow_leavesMoneyWithoutADoor() public {
        for (uint256 pattern; pattern < 3 * 16; ++pattern) {
            uint256 before = vm.snapshotState();
            uint256 situation = pattern / 16;
            escrow = situation == 0 ? aShortWindow() : aWindowOf(Side.Seller, 50);
            if (situation == 2) {
                takeOver(escrow, taker);
                aDefaultOfTheBuyer(escrow);
            }
            if (pattern & 1 != 0) oracle.breakLatest(Fault.Reverts);
            if (pattern & 2 != 0) oracle.breakHeartbeat(Fault.ReturnsShort);
            if (pattern & 4 != 0) oracle.breakCumulative(Fault.BurnsGas);
            if (pattern & 8 != 0) oracle.breakDay(START + 6, Fault.Reverts);
            vm.warp(block.timestamp + 100 * DAY);
            endByTimeAlone();
            vm.revertToState(before);
        }
    }

    function endByTimeAlone() private {
        address sellers = escrow.ownerOf(Side.Seller);
        (bool closed, ) = address(escrow).call(abi.encodeCall(escrow.closeOut, ()));
        vm.prank(sellers);
        (bool unwound, ) = address(escrow).call(abi.encodeCall(escrow.unwind, ()));
        assertTrue(closed || unwound, "no door by time alone");
        assertTrue(!closed || !unwound, "one end");
        (Phase phase, ) = escrow.phase();
        assertEq(uint256(phase), uint256(Phase.Closed), "closed");
        for (uint8 s; s < 2; ++s) {
            uint256 amount = escrow.account(Side(s));
            address owner = escrow.ownerOf(Side(s));
            if (amount == 0) continue;
            vm.prank(owner);
            escrow.withdraw(Side(s), amount, owner);
        }
        if (escrow.claimable(seller) > 0) claim(escrow, seller, escrow.claimable(seller));
        assertEq(token.balanceOf(address(escrow)), 0, "everything left");
    }
}
