// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDealEscrow, Side} from "src/interfaces/IDealEscrow.sol";
import {IDealFactory, Terms} from "src/interfaces/IDealFactory.sol";
import {DealTest} from "../support/DealTest.sol";
import {CallingToken, FalseToken, FeeToken, SilentToken} from "../support/OddTokens.sol";

/// @notice What opening takes from whom, and where it puts it.
contract OpenMoneyTest is DealTest {
    address private constant broker = address(0xB40CE4);

    function test_open_locksExactlyTheMargins() public {
        locks(aDeal(), 1000, 800, 1000, 800);
    }

    function test_open_withAnOddFee_takesTheOddUnitFromTheBuyer() public {
        Terms memory t = aDeal();
        (t.broker, t.brokerFee) = (broker, 7);
        locks(t, 1000 + 3, 800 + 4, 1000, 800);
        assertEq(token.balanceOf(broker), 7, "broker");
    }

    function test_open_withAFeeOfOne_takesItFromTheBuyer() public {
        Terms memory t = aDeal();
        (t.broker, t.brokerFee) = (broker, 1);
        locks(t, 1000, 801, 1000, 800);
        assertEq(token.balanceOf(broker), 1, "broker");
    }

    function test_open_withABrokerAndNoFee_paysNobody() public {
        Terms memory t = aDeal();
        t.broker = broker;
        locks(t, 1000, 800, 1000, 800);
        assertEq(token.balanceOf(broker), 0, "broker");
    }

    function test_open_withAPremium_movesItFromTheBuyersMoneyToTheSellersAccount() public {
        Terms memory t = aDeal();
        t.premium = 50;
        locks(t, 1000, 850, 1050, 800);
    }

    function test_open_withANegativePremium_movesItFromTheSellersMoneyToTheBuyersAccount() public {
        Terms memory t = aDeal();
        (t.premium, t.broker, t.brokerFee) = (-50, broker, 8);
        locks(t, 1054, 804, 1000, 850);
    }

    function test_open_withASingleUnit_locksThat() public {
        Terms memory t = aDeal();
        (t.sellerMargin, t.sellerPenalty) = (1, 0);
        locks(t, 1, 800, 1, 800);
        t = aDeal();
        (t.buyerMargin, t.buyerPenalty) = (1, 0);
        locks(t, 1000, 1, 1000, 1);
        t = aDeal();
        t.premium = 1;
        locks(t, 1000, 801, 1001, 800);
        (t.premium, t.salt) = (-1, 1001);
        locks(t, 1001, 800, 1000, 801);
    }

    function test_open_withTheLargestPremium_fillsTheLedgerToTheLastUnit() public {
        Terms memory t = aRangeDeal();
        (t.floor, t.cap, t.sellerMargin, t.buyerMargin) = (100, 100, 0, 0);
        t.premium = int128(int256(MAX_ACCOUNTS));
        locks(t, 0, MAX_ACCOUNTS, MAX_ACCOUNTS, 0);
    }

    function test_open_whenBothAccountsExceedTheLedger_isRefused() public {
        Terms memory t = aDeal();
        (t.sellerMargin, t.buyerMargin) = (uint96(MAX_ACCOUNTS - 800), 801);
        openRefused(t, abi.encodeWithSelector(IDealFactory.BalanceTooLarge.selector));
        (t.sellerMargin, t.buyerMargin) = (uint96(MAX_ACCOUNTS), uint96(MAX_ACCOUNTS));
        openRefused(t, abi.encodeWithSelector(IDealFactory.BalanceTooLarge.selector));
        (t.sellerMargin, t.buyerMargin) = (uint96(MAX_ACCOUNTS - 801), 801);
        assertAccounts(open(t), MAX_ACCOUNTS - 801, 801);
    }

    function test_open_whenOneSideCannotPay_locksNeither() public {
        Terms memory t = aDeal();
        (bytes memory s, bytes memory b) = signatures(factory, t);
        vm.prank(buyer);
        token.approve(address(factory), 799);
        uint256 sellersMoney = token.balanceOf(seller);
        vm.expectRevert();
        factory.open(t, s, b, noPermit(), noPermit());
        assertEq(token.balanceOf(seller), sellersMoney, "the seller keeps his money");
        assertEq(factory.escrowOf(t).code.length, 0, "no escrow");
    }

    function test_open_withDustSentAhead_ignoresIt() public {
        Terms memory t = aDeal();
        token.mint(factory.escrowOf(t), 5);
        IDealEscrow escrow = open(t);
        assertAccounts(escrow, 1000, 800);
        assertEq(token.balanceOf(address(escrow)), 1805, "locked and dust");
    }

    function test_open_withATokenThatTakesAFee_isRefused() public {
        FeeToken money = new FeeToken();
        fund(address(money), seller);
        fund(address(money), buyer);
        money.charge();
        Terms memory t = someTerms(address(money), address(oracle));
        openRefused(t, abi.encodeWithSelector(IDealFactory.WrongAmountReceived.selector, 1000, 999));
    }

    function test_open_withATokenThatReturnsFalse_isRefused() public {
        FalseToken money = new FalseToken();
        fund(address(money), seller);
        fund(address(money), buyer);
        money.refuse();
        Terms memory t = someTerms(address(money), address(oracle));
        (bytes memory s, bytes memory b) = signatures(factory, t);
        vm.expectRevert();
        factory.open(t, s, b, noPermit(), noPermit());
    }

    function test_open_withATokenThatReturnsNothing_opensAndPaysOut() public {
        SilentToken money = new SilentToken();
        money.mint(seller, 5000);
        money.mint(buyer, 5000);
        vm.prank(seller);
        money.approve(address(factory), 5000);
        vm.prank(buyer);
        money.approve(address(factory), 5000);
        IDealEscrow escrow = open(someTerms(address(money), address(oracle)));
        assertEq(money.balanceOf(address(escrow)), 1800, "locked");
        fix(28, 100);
        escrow.settle();
        vm.prank(seller);
        escrow.withdraw(Side.Seller, 1000, seller);
        assertEq(money.balanceOf(seller), 5000, "paid out");
    }

    function test_open_whenTheTokenCallsBackIntoTheSameOpening_opensOnce() public {
        CallingToken money = new CallingToken();
        fund(address(money), seller);
        fund(address(money), buyer);
        Terms memory t = someTerms(address(money), address(oracle));
        (bytes memory s, bytes memory b) = signatures(factory, t);
        money.arm(address(factory), abi.encodeCall(factory.open, (t, s, b, noPermit(), noPermit())));
        IDealEscrow escrow = IDealEscrow(factory.open(t, s, b, noPermit(), noPermit()));
        assertTrue(money.called() && !money.wentThrough(), "the second opening fails");
        assertAccounts(escrow, 1000, 800);
        assertEq(money.balanceOf(address(escrow)), 1800, "locked");
    }

    /// @dev `fromSeller`, `fromBuyer`: what leaves each wallet. `sellers`, `buyers`: what their accounts then hold.
    function locks(Terms memory t, uint256 fromSeller, uint256 fromBuyer, uint256 sellers, uint256 buyers) private {
        uint256 sellersMoney = token.balanceOf(seller);
        uint256 buyersMoney = token.balanceOf(buyer);
        IDealEscrow escrow = open(t);
        assertEq(sellersMoney - token.balanceOf(seller), fromSeller, "taken from the seller");
        assertEq(buyersMoney - token.balanceOf(buyer), fromBuyer, "taken from the buyer");
        assertAccounts(escrow, sellers, buyers);
        assertEq(token.balanceOf(address(escrow)), sellers + buyers, "held by the escrow");
        assertEq(token.balanceOf(address(factory)), 0, "the factory keeps nothing");
    }
}
