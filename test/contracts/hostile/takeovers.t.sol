// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

import {Cause, IDealEscrow, Side} from "src/interfaces/IDealEscrow.sol";
import {Terms} from "src/interfaces/IDealFactory.sol";
import {HostileTest} from "./HostileTest.sol";
import {Hook, ReenteringToken, Whim, WhimsicalToken} from "./HostileTokens.sol";

/// @notice Taking a side over while the token, or somebody else, tries to profit from it.
contract HostileTakeoversTest is HostileTest {
    address private constant taker = address(0x7A4E);
    address private constant elsewhere = address(0xE15E);

    IDealEscrow private escrow;

    // ------------------------------------------------------------------ a token that is the defaulter

    function test_hostile_reentryWhileItsSideIsTakenOver_findsEveryDoorShut() public {
        ReenteringToken money = aReenteringDefaulter();
        bytes[] memory acts = actsInAWindow(address(money));
        for (uint256 i; i < acts.length; ++i) {
            uint256 before = vm.snapshotState();
            money.arm(Hook.TransferFrom, address(escrow), acts[i]);
            takeItOver();
            assertEq(money.tried(), 1, "it tried");
            assertEq(money.went(), 0, "and found the door shut");
            assertTakenOver();
            vm.revertToState(before);
        }
    }

    function test_hostile_reentryWhileItDrawsItsClaim_paysItOnce() public {
        ReenteringToken money = aReenteringDefaulter();
        takeItOver();
        bytes memory claim = abi.encodeCall(IDealEscrow.withdrawClaim, (address(money)));
        money.arm(Hook.Transfer, address(escrow), claim);
        assertTrue(money.act(address(escrow), claim), "the claim itself");
        assertEq(money.tried(), 1, "it tried");
        assertEq(money.went(), 0, "and found the door shut");
        assertBook(escrow, 1155, 830, 1985);
        assertEq(escrow.claimable(address(money)), 0, "paid, once");
        assertTrue(!money.act(address(escrow), claim), "and never again");
    }

    /// @dev A token that is only asked what somebody holds: an act that went through would make it revert, and the takeover with it.
    function test_hostile_reentryFromBalanceOf_whileADepositIsCounted_findsEveryDoorShut() public {
        ReenteringToken money = aReenteringDefaulter();
        bytes[] memory acts = actsInAWindow(address(money));
        for (uint256 i; i < acts.length; ++i) {
            uint256 before = vm.snapshotState();
            money.arm(Hook.BalanceOf, address(escrow), acts[i]);
            takeItOver();
            money.arm(Hook.None, address(0), "");
            assertTakenOver();
            vm.revertToState(before);
        }
    }

    // ------------------------------------------------------------------ a token with whims

    function test_hostile_aDefaulterOnTheBlacklist_isTakenOverAndPaidElsewhere() public {
        WhimsicalToken money = aWhimsicalDefault();
        money.blacklist(seller);
        takeItOver();
        assertTakenOver();
        vm.prank(seller);
        vm.expectRevert();
        escrow.withdrawClaim(seller);
        assertEq(escrow.claimable(seller), 815, "nothing is forgotten");
        vm.prank(seller);
        escrow.withdrawClaim(elsewhere);
        assertEq(money.balanceOf(elsewhere), 815, "it goes elsewhere");
        assertBook(escrow, 1155, 830, 1985);
    }

    function test_hostile_anHonouringPartyOnTheBlacklist_isCreditedAllTheSame() public {
        aWhimsicalDefault().blacklist(buyer);
        takeItOver();
        assertTakenOver();
    }

    function test_hostile_aPauseThroughTheWindow_leavesTheCloseOut() public {
        aWhimsicalDefault().become(Whim.Paused);
        takeOverFails("");
        fix(3, 105);
        escrow.closeOut();
        assertClosed(escrow, Cause.ClosedOut);
        assertAccounts(escrow, 1000 - 155 - 30, 800 + 155 + 30);
    }

    function test_hostile_aTokenThatMovesNothing_handsNothingOver() public {
        WhimsicalToken money = aWhimsicalDefault();
        money.become(Whim.MovesNothing);
        takeOverFails(abi.encodeWithSelector(IDealEscrow.WrongAmountReceived.selector, 1000, 0));
        money.become(Whim.MovesNothingAndSaysNo);
        takeOverFails(abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(money)));
        money.become(Whim.ChargesTheReceiver);
        takeOverFails(abi.encodeWithSelector(IDealEscrow.WrongAmountReceived.selector, 1000, 999));
        money.become(Whim.None);
        takeItOver();
        assertTakenOver();
    }

    // ------------------------------------------------------------------ a thief

    /// @dev Before, in and after the window: what is another's stays another's.
    function test_hostile_aThief_takesNoClaimNoSideAndNoWindow() public {
        aDefaultIn(address(token), seller);
        trespass();
        takeItOver();
        trespass();
        fix(130);
        escrow.mark();
        trespass();
        vm.prank(seller); // who was the owner
        vm.expectRevert(abi.encodeWithSelector(IDealEscrow.NotOwner.selector, Side.Seller, seller));
        escrow.unwind();
        assertEq(escrow.claimable(seller), 815, "the claim is untouched");
    }

    function trespass() private {
        address[2] memory others = [thief, address(0xBAD)];
        for (uint256 i; i < others.length; ++i) {
            vm.prank(others[i]);
            vm.expectRevert(abi.encodeWithSelector(IDealEscrow.NothingToClaim.selector, others[i]));
            escrow.withdrawClaim(others[i]);
            vm.prank(others[i]);
            vm.expectRevert(abi.encodeWithSelector(IDealEscrow.NotOwner.selector, Side.Seller, others[i]));
            escrow.withdraw(Side.Seller, 1, others[i]);
        }
    }

    // ------------------------------------------------------------------ the stage

    /// @dev Called at 120 on the first day, the seller did not answer. At 105 he owes 20 + 27 x 5 = 155 of his 1,000, and the penalty of 30:
    /// 815 are left to him, and the taker pays in 1,000.
    function aDefaultIn(address money, address itsSeller) private {
        Terms memory t = aDeal();
        (t.token, t.seller, t.takeoverSeconds) = (money, itsSeller, uint32(2 * DAY));
        escrow = open(t);
        fix(120);
        escrow.mark();
        fix(3, 105);
        escrow.closeOut();
        assertDefaulted(escrow, Side.Seller, block.timestamp, block.timestamp + 2 * DAY);
        endow(taker);
        approve(taker, address(escrow), 1000);
    }

    function aReenteringDefaulter() private returns (ReenteringToken money) {
        money = new ReenteringToken();
        play(address(money));
        endow(address(money));
        aDefaultIn(address(money), address(money));
        approve(address(money), address(escrow), 5000);
    }

    function aWhimsicalDefault() private returns (WhimsicalToken money) {
        money = new WhimsicalToken();
        play(address(money));
        aDefaultIn(address(money), seller);
    }

    function takeItOver() private {
        vm.prank(taker);
        escrow.takeOver(1000);
    }

    function takeOverFails(bytes memory because) private {
        vm.prank(taker);
        if (because.length == 0) vm.expectRevert();
        else vm.expectRevert(because);
        escrow.takeOver(1000);
        assertAccounts(escrow, 1000, 800);
        assertEq(token.balanceOf(taker), WEALTH, "the taker keeps its money");
    }

    function assertTakenOver() private view {
        assertOwners(escrow, taker, buyer);
        assertBook(escrow, 1155, 830, 2800);
        assertEq(token.balanceOf(taker), WEALTH - 1000, "the taker paid once");
    }

    function actsInAWindow(address defaulter) private pure returns (bytes[] memory acts) {
        acts = new bytes[](9);
        acts[0] = abi.encodeCall(IDealEscrow.takeOver, (5000));
        acts[1] = abi.encodeCall(IDealEscrow.withdrawClaim, (defaulter));
        acts[2] = abi.encodeCall(IDealEscrow.closeOut, ());
        acts[3] = abi.encodeCall(IDealEscrow.unwind, ());
        acts[4] = abi.encodeCall(IDealEscrow.settle, ());
        acts[5] = abi.encodeCall(IDealEscrow.mark, ());
        acts[6] = abi.encodeCall(IDealEscrow.topUp, (Side.Seller, 10));
        acts[7] = abi.encodeCall(IDealEscrow.withdraw, (Side.Seller, 60, defaulter));
        acts[8] = abi.encodeCall(IDealEscrow.proposeTermination, (-1000));
    }
}
