// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Cause, IDealEscrow, Phase, Side} from "src/interfaces/IDealEscrow.sol";
import {DealTest} from "../support/DealTest.sol";

/// @notice Ending a deal by agreement: one side offers a payment (positive: buyer to seller), the other takes exactly that.
contract TerminationTest is DealTest {
    IDealEscrow private escrow;

    function setUp() public override {
        super.setUp();
        escrow = open(aDeal());
    }

    function test_accept_ofAPositivePayment_theBuyerPaysTheSeller() public {
        propose(seller, 250);
        accept(buyer, 250);
        assertAccounts(escrow, 1250, 550);
        assertClosed(escrow, Cause.Terminated);
    }

    function test_accept_ofANegativePayment_theSellerPaysTheBuyer() public {
        propose(seller, -250);
        accept(buyer, -250);
        assertAccounts(escrow, 750, 1050);
        assertClosed(escrow, Cause.Terminated);
    }

    function test_accept_byTheSeller_ofTheBuyersOffer() public {
        propose(buyer, 0);
        accept(seller, 0);
        assertAccounts(escrow, 1000, 800);
        assertClosed(escrow, Cause.Terminated);
    }

    function test_accept_ofTheWholeAccount_paysIt() public {
        propose(seller, 801);
        acceptRefused(buyer, 801, abi.encodeWithSelector(IDealEscrow.CannotPay.selector, 801, 800));
        propose(seller, 800);
        accept(buyer, 800);
        assertAccounts(escrow, 1800, 0);
    }

    function test_accept_whenTheSellerCannotPay_isRefused() public {
        propose(buyer, -1001);
        acceptRefused(seller, -1001, abi.encodeWithSelector(IDealEscrow.CannotPay.selector, 1001, 1000));
    }

    function test_accept_ofOnesOwnOfferOrOfNone_isRefused() public {
        acceptRefused(seller, 0, abi.encodeWithSelector(IDealEscrow.NoProposal.selector, Side.Buyer));
        propose(seller, 10);
        acceptRefused(seller, 10, abi.encodeWithSelector(IDealEscrow.NoProposal.selector, Side.Buyer));
        propose(buyer, 20);
        acceptRefused(seller, 10, abi.encodeWithSelector(IDealEscrow.DifferentProposal.selector, 20));
        accept(seller, 20);
        assertAccounts(escrow, 1020, 780);
    }

    function test_accept_ofAnotherPayment_isRefused() public {
        propose(seller, 250);
        acceptRefused(buyer, 249, abi.encodeWithSelector(IDealEscrow.DifferentProposal.selector, 250));
        acceptRefused(buyer, -250, abi.encodeWithSelector(IDealEscrow.DifferentProposal.selector, 250));
    }

    function test_propose_again_replacesTheFirst() public {
        propose(seller, 250);
        propose(seller, -30);
        acceptRefused(buyer, 250, abi.encodeWithSelector(IDealEscrow.DifferentProposal.selector, -30));
        accept(buyer, -30);
        assertAccounts(escrow, 970, 830);
    }

    function test_accept_withinADay_goesThrough() public {
        propose(seller, 1);
        vm.warp(block.timestamp + 86_400);
        accept(buyer, 1);
        assertClosed(escrow, Cause.Terminated);
    }

    function test_accept_afterADay_isRefused() public {
        propose(seller, 1);
        vm.warp(block.timestamp + 86_401);
        acceptRefused(buyer, 1, abi.encodeWithSelector(IDealEscrow.ProposalExpired.selector));
    }

    function test_accept_afterASettlement_isRefused() public {
        fix(6, 100);
        propose(seller, 1);
        propose(buyer, 2);
        fix(100);
        escrow.settle();
        diedWithTheSettlement(buyer, 1);
        diedWithTheSettlement(seller, 2);
        propose(seller, 3);
        accept(buyer, 3);
    }

    function test_propose_byAStranger_isRefused() public {
        vm.prank(stranger);
        vm.expectPartialRevert(IDealEscrow.NotOwner.selector);
        escrow.proposeTermination(1);
        propose(seller, 1);
        vm.prank(stranger);
        vm.expectPartialRevert(IDealEscrow.NotOwner.selector);
        escrow.acceptTermination(1);
        vm.prank(stranger);
        vm.expectPartialRevert(IDealEscrow.NotOwner.selector);
        escrow.withdrawProposal();
    }

    function test_propose_ofWhatNoAccountCanHold_isRefused() public {
        proposeRefused(int256(2 ** 96));
        proposeRefused(-int256(2 ** 96));
        proposeRefused(type(int256).max);
        proposeRefused(type(int256).min);
        propose(seller, int256(MAX_ACCOUNTS));
        propose(seller, -int256(MAX_ACCOUNTS));
        bytes memory cannot = abi.encodeWithSelector(IDealEscrow.CannotPay.selector, MAX_ACCOUNTS, 1000);
        acceptRefused(buyer, -int256(MAX_ACCOUNTS), cannot);
    }

    function test_withdrawProposal_takesTheOfferBack() public {
        propose(seller, 1);
        vm.expectEmit(true, false, false, true, address(escrow));
        emit IDealEscrow.ProposalWithdrawn(Side.Seller);
        vm.prank(seller);
        escrow.withdrawProposal();
        acceptRefused(buyer, 1, abi.encodeWithSelector(IDealEscrow.NoProposal.selector, Side.Seller));
    }

    function test_withdrawProposal_withoutOne_isRefused() public {
        propose(seller, 1);
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(IDealEscrow.NoProposal.selector, Side.Buyer));
        escrow.withdrawProposal();
        accept(buyer, 1);
    }

    function test_propose_tellsTheWorld() public {
        vm.expectEmit(true, false, false, true, address(escrow));
        emit IDealEscrow.TerminationProposed(Side.Buyer, -7);
        propose(buyer, -7);
        vm.expectEmit(false, false, false, false, address(escrow));
        emit IDealEscrow.Terminated(-7, 0);
        accept(seller, -7);
    }

    /// @dev 1,400 against 1,000: 400 unpaid. They agree that the buyer gives 300 back: the 400 are waived.
    function test_accept_whileSomethingIsUnpaid_waivesIt() public {
        fix(7, 300);
        escrow.settle();
        propose(buyer, 300);
        accept(seller, 300);
        assertAccounts(escrow, 300, 1500);
        assertClosed(escrow, Cause.Terminated);
        assertEq(escrow.shortfall(), 0, "shortfall");
        withdraw(escrow, Side.Seller, 300);
        withdraw(escrow, Side.Buyer, 1500);
    }

    function test_accept_afterTheDeadline_stillEndsTheDeal() public {
        fix(7, 300);
        escrow.settle();
        vm.warp(deadlineOf(escrow) + 1);
        propose(seller, 0);
        accept(buyer, 0);
        assertAccounts(escrow, 0, 1800);
        assertClosed(escrow, Cause.Terminated);
    }

    function test_acts_onAClosedDeal_areRefused() public {
        propose(seller, 0);
        accept(buyer, 0);
        bytes memory closed = abi.encodeWithSelector(IDealEscrow.NotLive.selector, Phase.Closed);
        vm.prank(seller);
        vm.expectRevert(closed);
        escrow.proposeTermination(1);
        acceptRefused(seller, 5, closed);
    }

    function test_withdrawProposal_onceTheDealIsClosed_findsNone() public {
        propose(buyer, 5);
        propose(seller, 0);
        accept(buyer, 0);
        vm.prank(buyer);
        vm.expectRevert(); // every close clears both proposals: there is none to take back
        escrow.withdrawProposal();
    }

    function propose(address by, int256 payment) private {
        vm.prank(by);
        escrow.proposeTermination(payment);
    }

    function accept(address by, int256 payment) private {
        vm.prank(by);
        escrow.acceptTermination(payment);
    }

    function acceptRefused(address by, int256 payment, bytes memory because) private {
        vm.prank(by);
        vm.expectRevert(because);
        escrow.acceptTermination(payment);
    }

    /// @dev "Any proposal dies" at a settlement: whether it is forgotten or expired is the contract's choice.
    function diedWithTheSettlement(address by, int256 payment) private {
        vm.prank(by);
        (bool done, bytes memory answer) = address(escrow).call(abi.encodeCall(escrow.acceptTermination, (payment)));
        bytes4 why = bytes4(answer);
        assertTrue(!done, "a dead proposal was accepted");
        assertTrue(
            why == IDealEscrow.ProposalExpired.selector || why == IDealEscrow.NoProposal.selector,
            "refused for another reason"
        );
    }

    function proposeRefused(int256 payment) private {
        vm.prank(seller);
        vm.expectRevert(abi.encodeWithSelector(IDealEscrow.PaymentTooLarge.selector, payment));
        escrow.proposeTermination(payment);
    }
}
