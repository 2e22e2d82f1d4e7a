// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Cause, IDealEscrow, Side} from "src/interfaces/IDealEscrow.sol";
import {Terms} from "src/interfaces/IDealFactory.sol";
import {ContractWallet} from "../support/ContractWallet.sol";
import {DealTest} from "../support/DealTest.sol";
import {CallingToken} from "../support/OddTokens.sol";
import {Fault} from "../support/ScriptedOracle.sol";

/// @notice Who may take what, when.
contract WithdrawTest is DealTest {
    IDealEscrow private escrow;

    /// @dev A week at 90, settled: 1,070 and 730; the sellers' 70 are free.
    modifier aWeekWonByTheSeller() {
        escrow = open(aDeal());
        fix(7, 90);
        escrow.settle();
        _;
    }

    function test_withdraw_byAnyoneButTheOwner_isRefused() public aWeekWonByTheSeller {
        withdrawRefusedTo(buyer, Side.Seller, 1);
        withdrawRefusedTo(seller, Side.Buyer, 1);
        withdrawRefusedTo(stranger, Side.Seller, 1);
        withdrawRefusedTo(address(factory), Side.Seller, 1);
        fix(21, 100);
        escrow.settle();
        withdrawRefusedTo(buyer, Side.Seller, 1);
        withdrawRefusedTo(stranger, Side.Buyer, 1);
    }

    function test_withdraw_toNobodyOrToTheEscrow_isRefused() public aWeekWonByTheSeller {
        vm.prank(seller);
        vm.expectRevert(abi.encodeWithSelector(IDealEscrow.BadReceiver.selector, address(0)));
        escrow.withdraw(Side.Seller, 1, address(0));
        vm.prank(seller);
        vm.expectRevert(abi.encodeWithSelector(IDealEscrow.BadReceiver.selector, address(escrow)));
        escrow.withdraw(Side.Seller, 1, address(escrow));
    }

    function test_withdraw_ofNothing_isRefused() public aWeekWonByTheSeller {
        withdrawRefused(escrow, Side.Seller, 0, abi.encodeWithSelector(IDealEscrow.ZeroAmount.selector));
    }

    function test_withdraw_toAnyone_paysThem() public aWeekWonByTheSeller {
        vm.prank(seller);
        escrow.withdraw(Side.Seller, 69, stranger);
        assertEq(token.balanceOf(stranger), 69, "received");
        assertAccounts(escrow, 1001, 730);
    }

    function test_withdraw_ofAMarkedDeal_goesDownToMarginPlusExposure() public aWeekWonByTheSeller {
        assertEq(escrow.withdrawable(Side.Seller), 70, "free");
        withdrawRefused(escrow, Side.Seller, 71, above(71, 70));
        withdraw(escrow, Side.Seller, 70);
        assertAccounts(escrow, 1000, 730);
        withdrawRefused(escrow, Side.Seller, 1, above(1, 0));
    }

    /// @dev At 102 the seller owes 2 x 21 = 42 for the days left: of 1,070 he may take 28.
    function test_withdraw_whenTheSideOwesOnTheMark_keepsThatToo() public aWeekWonByTheSeller {
        fix(102);
        assertEq(escrow.withdrawable(Side.Seller), 28, "free");
        withdrawRefused(escrow, Side.Seller, 29, above(29, 28));
        withdraw(escrow, Side.Seller, 28);
    }

    function test_withdraw_ofAMarkedDeal_settlesFirst() public {
        escrow = open(aDeal());
        topUp(escrow, seller, Side.Seller, 300);
        fix(7, 110); // pays 70, owes 210 more: must keep 1,210 of 1,230
        assertEq(escrow.withdrawable(Side.Seller), 0, "nothing while a period waits to be settled");
        withdrawRefused(escrow, Side.Seller, 21, above(21, 20));
        withdraw(escrow, Side.Seller, 20);
        assertEq(escrow.periodsSettled(), 1, "settled");
        assertAccounts(escrow, 1210, 870);
    }

    function test_withdraw_whenTheSettlementEndsTheDeal_paysEverything() public {
        escrow = open(aDeal());
        fix(28, 90);
        withdraw(escrow, Side.Seller, 1280);
        assertClosed(escrow, Cause.Matured);
        assertAccounts(escrow, 0, 520);
    }

    function test_withdraw_whenStale_isRefused() public aWeekWonByTheSeller {
        vm.warp(uint256(START + 7) * DAY + HEARTBEAT);
        assertEq(escrow.withdrawable(Side.Seller), 70, "fresh to the second");
        vm.warp(uint256(START + 7) * DAY + HEARTBEAT + 1);
        assertEq(escrow.withdrawable(Side.Seller), 0, "stale");
        withdrawRefused(escrow, Side.Seller, 1, abi.encodeWithSelector(IDealEscrow.StaleIndex.selector));
    }

    function test_withdraw_whenAFixingCannotBeRead_isRefused() public aWeekWonByTheSeller {
        fix(100);
        oracle.breakDay(START + 7, Fault.Reverts);
        assertEq(escrow.withdrawable(Side.Seller), 0, "unreadable");
        withdrawRefused(escrow, Side.Seller, 1, abi.encodeWithSelector(IDealEscrow.IndexUnreadable.selector));
    }

    function test_withdraw_whileSomethingIsUnpaid_isRefusedToBoth() public {
        escrow = open(aDeal());
        fix(7, 300);
        bytes memory unpaid = abi.encodeWithSelector(IDealEscrow.UnpaidOutstanding.selector, 400);
        withdrawRefused(escrow, Side.Buyer, 1, unpaid); // its own settlement finds the shortfall
        escrow.settle();
        assertEq(escrow.withdrawable(Side.Buyer), 0, "nothing while unpaid");
        withdrawRefused(escrow, Side.Buyer, 1, unpaid);
        vm.prank(seller);
        vm.expectRevert();
        escrow.withdraw(Side.Seller, 1, seller);
    }

    function test_withdraw_byTheCalledSide_isRefused() public {
        calledFor275();
        topUp(escrow, seller, Side.Seller, 100);
        assertEq(escrow.withdrawable(Side.Seller), 0, "called");
        withdrawRefused(escrow, Side.Seller, 1, abi.encodeWithSelector(IDealEscrow.SideCalled.selector, Side.Seller));
    }

    function test_withdraw_byTheOtherSideDuringACall_paysTheExcess() public {
        calledFor275();
        topUp(escrow, buyer, Side.Buyer, 40);
        assertEq(escrow.withdrawable(Side.Buyer), 40, "free");
        withdrawRefused(escrow, Side.Buyer, 41, above(41, 40));
        withdraw(escrow, Side.Buyer, 40);
    }

    function test_withdraw_afterTheDeadline_isRefusedToTheOtherSideToo() public {
        calledFor275();
        topUp(escrow, buyer, Side.Buyer, 40);
        uint256 deadline = deadlineOf(escrow);
        fix(2, 100);
        vm.warp(deadline);
        assertEq(escrow.withdrawable(Side.Buyer), 40, "at the deadline");
        vm.warp(deadline + 1);
        assertEq(escrow.withdrawable(Side.Buyer), 0, "after the deadline");
        assertEq(escrow.withdrawable(Side.Seller), 0, "after the deadline");
        withdrawRefused(escrow, Side.Buyer, 1, abi.encodeWithSelector(IDealEscrow.PastDeadline.selector, uint40(deadline)));
    }

    /// @dev A week at the cap of 120: 140 to the buyer, 420 each. He may take what exceeds 280.
    function test_withdraw_ofARangeCollateralisedDeal_paysWhatExceedsTheMargin() public {
        escrow = open(aRangeDeal());
        fix(7, 130);
        escrow.settle();
        oracle.breakAll(Fault.BurnsGas);
        vm.warp(block.timestamp + 100 * DAY);
        assertEq(escrow.withdrawable(Side.Buyer), 140, "free");
        assertEq(escrow.withdrawable(Side.Seller), 0, "below his margin");
        withdrawRefused(escrow, Side.Buyer, 141, above(141, 140));
        withdrawRefused(escrow, Side.Seller, 1, above(1, 0));
        withdraw(escrow, Side.Buyer, 140);
        assertAccounts(escrow, 420, 280);
    }

    function test_withdraw_ofAClosedDeal_paysAnythingUpToTheAccount() public {
        escrow = open(aDeal());
        fix(28, 100);
        escrow.settle();
        oracle.breakAll(Fault.Reverts);
        assertEq(escrow.withdrawable(Side.Seller), 1000, "everything");
        withdrawRefused(escrow, Side.Seller, 1001, above(1001, 1000));
        withdrawRefused(escrow, Side.Seller, type(uint256).max, above(type(uint256).max, 1000));
        withdraw(escrow, Side.Seller, 1);
        withdraw(escrow, Side.Seller, 999);
        withdraw(escrow, Side.Buyer, 800);
        assertAccounts(escrow, 0, 0);
        assertEq(token.balanceOf(address(escrow)), 0, "empty");
    }

    function test_withdraw_tellsWhoGotWhat() public aWeekWonByTheSeller {
        vm.expectEmit(true, true, false, false, address(escrow));
        emit IDealEscrow.Withdrawn(Side.Seller, stranger, 70, 0);
        vm.prank(seller);
        escrow.withdraw(Side.Seller, 70, stranger);
    }

    /// @dev The seller is a contract that withdraws again from inside the token's transfer to it.
    function test_withdraw_whenTheTokenCallsBack_paysOnce() public {
        CallingToken money = new CallingToken();
        ContractWallet wallet = new ContractWallet(seller);
        fund(address(money), address(wallet));
        fund(address(money), buyer);
        Terms memory t = someTerms(address(money), address(oracle));
        t.seller = address(wallet);
        escrow = open(t);
        fix(28, 90);
        escrow.settle();
        uint256 before = money.balanceOf(address(wallet));
        bytes memory again = abi.encodeCall(escrow.withdraw, (Side.Seller, 1, address(wallet)));
        money.arm(address(wallet), abi.encodeCall(wallet.act, (address(escrow), again)));
        wallet.act(address(escrow), abi.encodeCall(escrow.withdraw, (Side.Seller, 1000, address(wallet))));
        assertTrue(money.called() && !money.wentThrough(), "no second withdrawal inside the first");
        assertEq(money.balanceOf(address(wallet)) - before, 1000, "paid once");
        assertAccounts(escrow, 280, 520);
    }

    function calledFor275() private {
        escrow = open(aDealOf25Days());
        fix(111);
        escrow.mark();
        assertCalled(escrow, Side.Seller, 275, 0, block.timestamp + CURE);
    }

    function above(uint256 amount, uint256 free) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IDealEscrow.AboveWithdrawable.selector, amount, free);
    }

    function withdrawRefusedTo(address caller, Side side, uint256 amount) private {
        vm.prank(caller);
        vm.expectRevert(abi.encodeWithSelector(IDealEscrow.NotOwner.selector, side, caller));
        escrow.withdraw(side, amount, caller);
    }
}
