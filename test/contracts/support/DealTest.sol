// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {TestToken} from "src/development/TestToken.sol";
import {Cause, IDealEscrow, Phase, Side} from "src/interfaces/IDealEscrow.sol";
import {IDealFactory, Terms} from "src/interfaces/IDealFactory.sol";
import {DealBuilder} from "./DealBuilder.sol";
import {ScriptedOracle} from "./ScriptedOracle.sol";
import {Shipped} from "./Shipped.sol";

/// @notice A factory, a token, an oracle that has said 100 every day so far, and two sides with money and approvals.
///
/// The numbers are small on purpose. 1 TH/s in a token of 18 decimals: an index value of 1 is one base unit a day. The usual deal
/// fixes 100 for four weeks from START; an index of 110 costs the seller 10 a day, 70 a week, 280 in all.
abstract contract DealTest is DealBuilder {
    IDealFactory internal factory;
    TestToken internal token;
    ScriptedOracle internal oracle;

    function setUp() public virtual {
        vm.warp(OPENING);
        factory = Shipped.dealFactory();
        token = aToken(18);
        oracle = new ScriptedOracle(START, 100, HEARTBEAT);
    }

    // ------------------------------------------------------------------ deals

    function aDeal() internal returns (Terms memory) {
        return someTerms(address(token), address(oracle));
    }

    /// @dev Starts 20 days from now: until then its whole life is valued at the latest fixing, 28 x (value - 100).
    function aForwardStartingDeal() internal returns (Terms memory t) {
        t = aDeal();
        t.startDay = START + 20;
    }

    /// @dev The same with 25 days (5 x 5): the mark moves in steps of 25.
    function aDealOf25Days() internal returns (Terms memory t) {
        t = aForwardStartingDeal();
        (t.periodDays, t.periods) = (5, 5);
    }

    /// @dev Index kept within 90..120: the seller can lose 28 x 20 = 560, the buyer 28 x 10 = 280; the margins are just that.
    function aRangeDeal() internal returns (Terms memory t) {
        t = aDeal();
        (t.marking, t.floor, t.cap) = (0, 90, 120);
        (t.sellerMargin, t.buyerMargin) = (560, 280);
        (t.sellerPenalty, t.buyerPenalty) = (0, 0);
    }

    function aToken(uint8 decimals) internal returns (TestToken made) {
        made = new TestToken("Test money", "TEST", decimals);
        fund(address(made), seller);
        fund(address(made), buyer);
    }

    function fund(address money, address owner) internal {
        TestToken(money).mint(owner, 1e30);
        vm.prank(owner);
        TestToken(money).approve(address(factory), type(uint256).max);
    }

    function open(Terms memory t) internal returns (IDealEscrow) {
        (bytes memory s, bytes memory b) = signatures(factory, t);
        return IDealEscrow(factory.open(t, s, b, noPermit(), noPermit()));
    }

    function openRefused(Terms memory t, bytes memory because) internal {
        (bytes memory s, bytes memory b) = signatures(factory, t);
        vm.expectRevert(because);
        factory.open(t, s, b, noPermit(), noPermit());
    }

    // ------------------------------------------------------------------ days and money

    /// @dev Makes the next day final and moves to ten minutes after its end.
    function fix(uint256 value) internal {
        uint32 day = oracle.fix(value);
        vm.warp((uint256(day) + 1) * DAY + 600);
    }

    function fix(uint256 days_, uint256 value) internal {
        for (uint256 i; i < days_; ++i) fix(value);
    }

    function topUp(IDealEscrow escrow, address payer, Side side, uint256 amount) internal {
        token.mint(payer, amount);
        vm.prank(payer);
        token.approve(address(escrow), amount);
        vm.prank(payer);
        escrow.topUp(side, amount);
    }

    function topUpRefused(IDealEscrow escrow, Side side, uint256 amount, bytes memory because) internal {
        token.mint(stranger, amount);
        vm.prank(stranger);
        token.approve(address(escrow), amount);
        vm.prank(stranger);
        vm.expectRevert(because);
        escrow.topUp(side, amount);
    }

    function withdraw(IDealEscrow escrow, Side side, uint256 amount) internal {
        address owner = side == Side.Seller ? seller : buyer;
        uint256 before = token.balanceOf(owner);
        vm.prank(owner);
        escrow.withdraw(side, amount, owner);
        assertEq(token.balanceOf(owner) - before, amount, "withdrawn");
    }

    function withdrawRefused(IDealEscrow escrow, Side side, uint256 amount, bytes memory because) internal {
        address owner = side == Side.Seller ? seller : buyer;
        vm.prank(owner);
        vm.expectRevert(because);
        escrow.withdraw(side, amount, owner);
    }

    /// @dev `taker` steps into the defaulter's side for whatever that costs; it has exactly that.
    function takeOver(IDealEscrow escrow, address taker) internal returns (uint256 deposit) {
        (deposit, , , ) = escrow.takeoverQuote();
        provide(escrow, taker, deposit);
        vm.prank(taker);
        escrow.takeOver(deposit);
    }

    function takeOverRefused(IDealEscrow escrow, address taker, bytes memory because) internal {
        provide(escrow, taker, 1e24);
        vm.prank(taker);
        vm.expectRevert(because);
        escrow.takeOver(type(uint256).max);
    }

    function provide(IDealEscrow escrow, address payer, uint256 amount) internal {
        token.mint(payer, amount);
        vm.prank(payer);
        token.approve(address(escrow), amount);
    }

    // ------------------------------------------------------------------ what a deal looks like

    function assertAccounts(IDealEscrow escrow, uint256 sellers, uint256 buyers) internal view {
        assertEq(escrow.account(Side.Seller), sellers, "seller's account");
        assertEq(escrow.account(Side.Buyer), buyers, "buyer's account");
    }

    function assertPhase(IDealEscrow escrow, Phase phase, Cause cause) internal view {
        (Phase actual, Cause why) = escrow.phase();
        assertEq(uint256(actual), uint256(phase), "phase");
        assertEq(uint256(why), uint256(cause), "cause");
    }

    function assertOpen(IDealEscrow escrow) internal view {
        assertPhase(escrow, Phase.Open, Cause.None);
        assertNoCall(escrow);
        assertEq(escrow.unpaid(), 0, "unpaid");
    }

    function assertClosed(IDealEscrow escrow, Cause cause) internal view {
        assertPhase(escrow, Phase.Closed, cause);
        assertNoCall(escrow);
        assertEq(escrow.unpaid(), 0, "unpaid");
        assertEq(escrow.requirement(Side.Seller) + escrow.requirement(Side.Buyer), 0, "requirement once closed");
        assertEq(escrow.exposure(Side.Seller) + escrow.exposure(Side.Buyer), 0, "exposure once closed");
    }

    function assertDefaulted(IDealEscrow escrow, Side side, uint256 from, uint256 until) internal view {
        assertPhase(escrow, Phase.Defaulted, Cause.None);
        (uint40 actualFrom, uint40 actualUntil, Side defaulter) = escrow.takeoverWindow();
        assertEq(actualFrom, from, "window opens");
        assertEq(actualUntil, until, "window ends");
        assertEq(uint256(defaulter), uint256(side), "defaulter");
        assertNoCall(escrow);
    }

    function assertOwners(IDealEscrow escrow, address sellers, address buyers) internal view {
        assertEq(escrow.ownerOf(Side.Seller), sellers, "the seller's side");
        assertEq(escrow.ownerOf(Side.Buyer), buyers, "the buyer's side");
    }

    function assertNoCall(IDealEscrow escrow) internal view {
        (Side side, uint256 due, uint40 cureBy) = escrow.marginCall();
        assertEq(uint256(side) + due + cureBy, 0, "no call: zeros");
    }

    function assertCalled(IDealEscrow escrow, Side side, uint256 due, uint256 unpaid, uint256 cureBy) internal view {
        assertPhase(escrow, Phase.Called, Cause.None);
        (Side actual, uint256 actualDue, uint40 actualCureBy) = escrow.marginCall();
        assertEq(uint256(actual), uint256(side), "called side");
        assertEq(actualDue, due, "due");
        assertEq(actualCureBy, cureBy, "cureBy");
        assertEq(escrow.unpaid(), unpaid, "unpaid");
    }

    function deadlineOf(IDealEscrow escrow) internal view returns (uint256 deadline) {
        (, , deadline) = escrow.marginCall();
    }
}
