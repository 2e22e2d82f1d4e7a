// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Cause, IDealEscrow, Phase, Side} from "src/interfaces/IDealEscrow.sol";
import {DealTest} from "../support/DealTest.sol";
import {CallingToken, FeeToken} from "../support/OddTokens.sol";
import {Fault} from "../support/ScriptedOracle.sol";

/// @notice Adding collateral: a rescue must go through on the worst day, up to the deadline.
contract TopUpTest is DealTest {
    IDealEscrow private escrow;
    uint256 private deadline;

    modifier anOpenDeal() {
        escrow = open(aDealOf25Days());
        _;
    }

    modifier sellerCalledFor275() {
        escrow = open(aDealOf25Days());
        fix(111);
        escrow.mark();
        deadline = block.timestamp + CURE;
        _;
    }

    /// @dev A week at 300: 1,400 against 1,000.
    modifier sellerShortOf400() {
        escrow = open(aDeal());
        fix(7, 300);
        escrow.settle();
        deadline = block.timestamp + CURE;
        _;
    }

    function test_topUp_ofNothing_isRefused() public anOpenDeal {
        topUpRefused(escrow, Side.Seller, 0, abi.encodeWithSelector(IDealEscrow.ZeroAmount.selector));
    }

    function test_topUp_byAnyone_creditsTheSide() public anOpenDeal {
        topUp(escrow, stranger, Side.Buyer, 5);
        assertAccounts(escrow, 1000, 805);
        topUp(escrow, buyer, Side.Seller, 7);
        assertAccounts(escrow, 1007, 805);
        assertEq(token.balanceOf(address(escrow)), 1812, "held");
        assertOpen(escrow);
    }

    function test_topUp_ofAClosedDeal_isRefused() public anOpenDeal {
        vm.prank(seller);
        escrow.proposeTermination(0);
        vm.prank(buyer);
        escrow.acceptTermination(0);
        topUpRefused(escrow, Side.Seller, 1, abi.encodeWithSelector(IDealEscrow.NotLive.selector, Phase.Closed));
    }

    function test_topUp_upToTheLedgersBound_goesThrough() public anOpenDeal {
        topUp(escrow, stranger, Side.Seller, MAX_ACCOUNTS - 1800);
        assertAccounts(escrow, MAX_ACCOUNTS - 800, 800);
        topUpRefused(escrow, Side.Buyer, 1, abi.encodeWithSelector(IDealEscrow.BalanceTooLarge.selector));
    }

    function test_topUp_ofAnAbsurdAmount_isRefused() public anOpenDeal {
        vm.expectRevert();
        escrow.topUp(Side.Seller, type(uint256).max);
        bytes memory tooLarge = abi.encodeWithSelector(IDealEscrow.BalanceTooLarge.selector);
        topUpRefused(escrow, Side.Seller, MAX_ACCOUNTS, tooLarge);
    }

    function test_topUp_ofLessThanTheDemand_reducesIt() public sellerCalledFor275 {
        topUp(escrow, seller, Side.Seller, 100);
        assertCalled(escrow, Side.Seller, 175, 0, deadline);
        assertAccounts(escrow, 1100, 800);
    }

    function test_topUp_ofTheDemand_liftsTheCall() public sellerCalledFor275 {
        topUp(escrow, seller, Side.Seller, 274);
        assertCalled(escrow, Side.Seller, 1, 0, deadline);
        topUp(escrow, stranger, Side.Seller, 1);
        assertOpen(escrow);
        assertAccounts(escrow, 1275, 800);
    }

    function test_topUp_ofMoreThanTheDemand_keepsTheRestOnTheAccount() public sellerCalledFor275 {
        topUp(escrow, seller, Side.Seller, 1000);
        assertOpen(escrow);
        assertAccounts(escrow, 2000, 800);
    }

    function test_topUp_ofTheOtherSide_leavesTheCall() public sellerCalledFor275 {
        topUp(escrow, buyer, Side.Buyer, 500);
        assertCalled(escrow, Side.Seller, 275, 0, deadline);
        assertAccounts(escrow, 1000, 1300);
    }

    function test_topUp_atTheDeadline_goesThrough() public sellerCalledFor275 {
        vm.warp(deadline);
        topUp(escrow, seller, Side.Seller, 275);
        assertOpen(escrow);
    }

    function test_topUp_afterTheDeadline_isRefusedForEitherSide() public sellerCalledFor275 {
        vm.warp(deadline + 1);
        bytes memory late = abi.encodeWithSelector(IDealEscrow.PastDeadline.selector, uint40(deadline));
        topUpRefused(escrow, Side.Seller, 275, late);
        topUpRefused(escrow, Side.Buyer, 1, late);
    }

    function test_topUp_whenTheOracleIsDead_goesThrough() public sellerCalledFor275 {
        oracle.breakAll(Fault.BurnsGas);
        topUp(escrow, seller, Side.Seller, 275);
        assertOpen(escrow);
    }

    function test_topUp_ofLessThanTheUnpaid_goesToTheOtherSide() public sellerShortOf400 {
        topUp(escrow, seller, Side.Seller, 150);
        assertAccounts(escrow, 0, 1950);
        assertCalled(escrow, Side.Seller, 250, 250, deadline);
    }

    function test_topUp_ofTheUnpaid_liftsTheCall() public sellerShortOf400 {
        topUp(escrow, seller, Side.Seller, 400);
        assertAccounts(escrow, 0, 2200);
        assertOpen(escrow);
    }

    function test_topUp_ofMoreThanTheUnpaid_keepsTheRestOnTheAccount() public sellerShortOf400 {
        topUp(escrow, seller, Side.Seller, 1450);
        assertAccounts(escrow, 1050, 2200);
        assertOpen(escrow);
    }

    function test_topUp_ofTheOtherSideWhileUnpaid_paysNothingOn() public sellerShortOf400 {
        topUp(escrow, stranger, Side.Buyer, 400);
        assertAccounts(escrow, 0, 2200);
        assertCalled(escrow, Side.Seller, 400, 400, deadline);
    }

    /// @dev Called for 460 on day 6, then 120 unpaid: 200 pays the 120 on and keeps 80; 260 of the demand are left.
    function test_topUp_betweenUnpaidAndDemand_paysOnFirst() public {
        escrow = open(aDeal());
        fix(5, 100);
        fix(120);
        escrow.mark();
        deadline = block.timestamp + CURE;
        fix(1200);
        escrow.settle();
        assertCalled(escrow, Side.Seller, 460, 120, deadline);
        topUp(escrow, seller, Side.Seller, 200);
        assertAccounts(escrow, 80, 1920);
        assertCalled(escrow, Side.Seller, 260, 0, deadline);
        topUp(escrow, seller, Side.Seller, 260);
        assertAccounts(escrow, 340, 1920);
        assertOpen(escrow);
    }

    /// @dev On the last week 400 is demanded and 50 unpaid: once the 50 are paid nothing is left to secure.
    function test_topUp_thatClearsTheLastPeriod_closesAsMaturedWhateverWasDemanded() public {
        escrow = open(aDeal());
        fix(21, 100);
        fix(5, 100);
        fix(300); // 2 days x 200 = 400 owed; must hold 1,150, holds 1,000: called for 400
        escrow.mark();
        deadline = block.timestamp + CURE;
        assertCalled(escrow, Side.Seller, 400, 0, deadline);
        fix(950); // 200 + 850 = 1,050: 50 unpaid
        escrow.settle();
        assertCalled(escrow, Side.Seller, 400, 50, deadline);
        topUp(escrow, seller, Side.Seller, 49);
        assertCalled(escrow, Side.Seller, 351, 1, deadline);
        topUp(escrow, seller, Side.Seller, 11);
        assertAccounts(escrow, 10, 1850);
        assertClosed(escrow, Cause.Matured);
    }

    function test_topUp_withATokenThatTakesAFee_isRefused() public {
        FeeToken money = new FeeToken();
        fund(address(money), seller);
        fund(address(money), buyer);
        escrow = open(someTerms(address(money), address(oracle)));
        money.charge();
        vm.prank(seller);
        money.approve(address(escrow), 100);
        vm.prank(seller);
        vm.expectRevert(abi.encodeWithSelector(IDealEscrow.WrongAmountReceived.selector, 100, 99));
        escrow.topUp(Side.Seller, 100);
    }

    function test_topUp_whenTheTokenCallsBack_creditsOnce() public {
        CallingToken money = new CallingToken();
        fund(address(money), seller);
        fund(address(money), buyer);
        escrow = open(someTerms(address(money), address(oracle)));
        money.mint(address(money), 100);
        vm.prank(address(money));
        money.approve(address(escrow), 100);
        vm.prank(seller);
        money.approve(address(escrow), 100);
        money.arm(address(escrow), abi.encodeCall(escrow.topUp, (Side.Seller, 100)));
        vm.prank(seller);
        escrow.topUp(Side.Seller, 100);
        assertTrue(money.called() && !money.wentThrough(), "no second top-up inside the first");
        assertAccounts(escrow, 1100, 800);
    }
}
