// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Cause, IDealEscrow, Phase, Side} from "src/interfaces/IDealEscrow.sol";
import {Terms} from "src/interfaces/IDealFactory.sol";
import {Fault, ScriptedOracle} from "../support/ScriptedOracle.sol";
import {HostileTest, IHostileMoney} from "./HostileTest.sol";
import {Hook, ReenteringToken, WhimsicalToken} from "./HostileTokens.sol";

/// @notice Makes a deal's last day final, and so ends its takeover window, and closes it out, all in one call.
contract WindowEnder {
    function end(ScriptedOracle oracle, IDealEscrow escrow) external {
        oracle.fixDays(28, 120);
        escrow.closeOut();
    }
}

/// @notice Takers who are the token, barred, the defaulter himself, late, or shut out. (What others try: `takeovers.t.sol`.)
/// @dev A seller in default with a day's window. On the mark he owes 28 x 20 = 560 of his 1,000, and 30 of the 440 left are the
/// penalty. Half way through the window a taker is rewarded with 30 / 4 = 7: he pays in 1,000, of which with the 560 and the 7 his
/// account is made; 23 go to the buyer, and 410 are left for the seller to claim.
contract TakersTest is HostileTest {
    uint256 private constant WINDOW = 1 days;

    IDealEscrow private escrow;
    uint256 private start;

    function inTheWindowOf(address money) private {
        play(money);
        inTheWindow(itsDeal(seller));
    }

    function inTheWindow(Terms memory t) private {
        escrow = open(t);
        fix(120);
        escrow.mark();
        fix(3, 120);
        vm.prank(thief);
        escrow.closeOut();
        start = block.timestamp;
        assertPhase(escrow, Phase.Defaulted, Cause.None);
        vm.warp(start + WINDOW / 2);
    }

    function itsDeal(address sellers) private returns (Terms memory t) {
        t = aDeal();
        (t.seller, t.takeoverSeconds) = (sellers, uint32(WINDOW));
    }

    function takesOver(address taker) private {
        approve(taker, address(escrow), 1000);
        vm.prank(taker);
        escrow.takeOver(1000);
    }

    function takeOverRefused(address taker, bytes memory because) private {
        approve(taker, address(escrow), 1000);
        vm.prank(taker);
        if (because.length == 0) vm.expectRevert();
        else vm.expectRevert(because);
        escrow.takeOver(1000);
    }

    // ------------------------------------------------------------------ the plain course, to compare with

    function test_hostile_aTakeover_isPaidForToTheUnit() public {
        inTheWindow(itsDeal(seller));
        takesOver(thief);
        assertOpen(escrow);
        assertBook(escrow, 1567, 823, 2800);
        assertEq(escrow.claimable(seller), 410, "the defaulter's claim");
        vm.prank(seller);
        escrow.withdrawClaim(seller);
        assertBook(escrow, 1567, 823, 2390);
        assertEq(token.balanceOf(seller), WEALTH - 1000 + 410, "the seller's purse");
        assertEq(token.balanceOf(buyer), WEALTH - 800, "the buyer's purse");
        assertEq(token.balanceOf(thief), WEALTH - 1000, "the taker's purse");
    }

    // ------------------------------------------------------------------ tokens

    function test_hostile_aTakerOnTheBlacklist_takesNothing_anotherDoes() public {
        WhimsicalToken money = new WhimsicalToken();
        inTheWindowOf(address(money));
        money.blacklist(thief);
        takeOverRefused(thief, "");
        assertUntouched();
        address friend = address(0xF12E4D);
        endow(friend);
        takesOver(friend);
        assertBook(escrow, 1567, 823, 2800);
        assertEq(token.balanceOf(friend), WEALTH - 1000, "the taker's purse");
    }

    /// @dev The escrow on the blacklist: nobody can pay in; the window passes, and the close-out needs no token.
    function test_hostile_theEscrowOnTheBlacklist_isClosedOutAsWithoutAWindow() public {
        WhimsicalToken money = new WhimsicalToken();
        inTheWindowOf(address(money));
        money.blacklist(address(escrow));
        takeOverRefused(thief, "");
        vm.warp(start + WINDOW + 1);
        escrow.closeOut();
        assertClosed(escrow, Cause.ClosedOut);
        assertBook(escrow, 410, 1390, 1800);
        money.forgive(address(escrow));
        takeAll(escrow, Side.Seller);
        takeAll(escrow, Side.Buyer);
        assertBook(escrow, 0, 0, 0);
        assertPurses(escrow, WEALTH - 590, WEALTH + 590, WEALTH);
    }

    // ------------------------------------------------------------------ re-entry

    /// @dev The token is the taker, and acts while its deposit is on the way: as taker once more, as owner, as anybody.
    function test_hostile_reentryWhileTheDepositIsPulled_findsEveryDoorShut() public {
        ReenteringToken money = new ReenteringToken();
        play(address(money));
        endow(address(money));
        inTheWindow(itsDeal(seller));
        approve(address(money), address(escrow), WEALTH);
        bytes[7] memory acts = [
            abi.encodeCall(IDealEscrow.takeOver, (5000)),
            abi.encodeCall(IDealEscrow.closeOut, ()),
            abi.encodeCall(IDealEscrow.withdraw, (Side.Seller, 1, address(money))),
            abi.encodeCall(IDealEscrow.withdrawClaim, (address(money))),
            abi.encodeCall(IDealEscrow.unwind, ()),
            abi.encodeCall(IDealEscrow.settle, ()),
            abi.encodeCall(IDealEscrow.topUp, (Side.Seller, 1))
        ];
        for (uint256 i; i < acts.length; ++i) {
            uint256 before = vm.snapshotState();
            money.arm(Hook.TransferFrom, address(escrow), acts[i]);
            assertTrue(money.act(address(escrow), abi.encodeCall(IDealEscrow.takeOver, (1000))), "the takeover itself");
            assertEq(money.tried(), 1, "it tried");
            assertEq(money.went(), 0, "and found the door shut");
            assertBook(escrow, 1567, 823, 2800);
            assertEq(escrow.claimable(seller), 410, "claim");
            assertEq(escrow.ownerOf(Side.Seller), address(money), "owner");
            assertEq(money.balanceOf(address(money)), WEALTH - 1000, "the taker's purse");
            vm.revertToState(before);
        }
    }

    /// @dev The oracle is the taker's too, and ends the window while the deposit is on the way: then a close-out would be in its right, and
    /// the takeover write over a deal that is closed.
    function test_hostile_aWindowThatEndsWhileTheDepositIsPulled_isNotClosedOutUnderneath() public {
        ReenteringToken money = new ReenteringToken();
        play(address(money));
        endow(address(money));
        inTheWindow(itsDeal(seller));
        approve(address(money), address(escrow), WEALTH);
        address ender = address(new WindowEnder());
        money.arm(Hook.TransferFrom, ender, abi.encodeCall(WindowEnder.end, (oracle, escrow)));
        assertTrue(money.act(address(escrow), abi.encodeCall(IDealEscrow.takeOver, (1000))), "the takeover itself");
        assertEq(money.tried(), 1, "it tried");
        assertEq(money.went(), 0, "and found the door shut");
        assertOpen(escrow);
        assertBook(escrow, 1567, 823, 2800);
        assertEq(escrow.shortfall(), 0, "nothing is said to be missing");
    }

    // ------------------------------------------------------------------ by another hand

    /// @dev The defaulter comes back by another hand, or by his own, as late as he can: half the penalty is gone all the same.
    function test_hostile_aDefaulterWhoComesBackByAnotherHand_hasPaidHalfThePenalty() public {
        inTheWindow(itsDeal(seller));
        vm.warp(start + WINDOW);
        takesOver(seller);
        assertOpen(escrow);
        assertBook(escrow, 1575, 815, 2800);
        vm.prank(seller);
        escrow.withdrawClaim(seller);
        // Everything that is his: purse, claim and account, of which 560 are owed. Without the default it would be 10,000 - 560.
        uint256 his = token.balanceOf(seller) + escrow.account(Side.Seller) - 560;
        assertEq(his, WEALTH - 560 - 15, "half the penalty is gone");
        assertEq(token.balanceOf(buyer), WEALTH - 800, "the buyer's purse");
    }

    // ------------------------------------------------------------------ griefers and clocks

    /// @dev Nobody can prolong the window, or have it twice; dust does not change the price; a top-up is refused.
    function test_hostile_aGrieferInTheWindow_changesNothing() public {
        inTheWindow(itsDeal(seller));
        vm.expectRevert();
        escrow.closeOut();
        escrow.mark();
        assertEq(escrow.settle(), 0, "periods");
        vm.prank(thief);
        token.transfer(address(escrow), 7);
        addRefused(escrow, thief, Side.Seller, 1, abi.encodeWithSelector(IDealEscrow.NotLive.selector, Phase.Defaulted));
        addRefused(escrow, thief, Side.Buyer, 1, abi.encodeWithSelector(IDealEscrow.NotLive.selector, Phase.Defaulted));
        takeRefused(escrow, Side.Seller, 1);
        takeRefused(escrow, Side.Buyer, 1);
        (uint256 deposit, uint256 reward, uint256 toBuyer, uint256 leftover) = escrow.takeoverQuote();
        assertTrue(deposit == 1000 && reward == 7 && toBuyer == 23 && leftover == 410, "the price");
        assertBook(escrow, 1000, 800, 1807);
        vm.warp(start + WINDOW + 1);
        escrow.closeOut();
        assertClosed(escrow, Cause.ClosedOut);
        assertBook(escrow, 410, 1390, 1807);
        assertPurses(escrow, WEALTH - 1000, WEALTH - 800, WEALTH - 7);
    }

    /// @dev The window's end: its last second is the takers', the next one the close-out's. Its first second pays no reward.
    function test_hostile_theWindowsEnd_toTheSecond() public {
        inTheWindow(itsDeal(seller));
        for (uint256 i; i < 3; ++i) {
            uint256 before = vm.snapshotState();
            vm.warp(start + WINDOW + i - 1);
            bool late = i == 2;
            if (!late) vm.expectRevert();
            escrow.closeOut();
            assertPhase(escrow, late ? Phase.Closed : Phase.Defaulted, late ? Cause.ClosedOut : Cause.None);
            if (late) {
                takeOverRefused(thief, abi.encodeWithSelector(IDealEscrow.NotInWindow.selector));
                assertBook(escrow, 410, 1390, 1800);
            } else {
                takesOver(thief);
                assertBook(escrow, 1560 + (i == 0 ? 14 : 15), 830 - (i == 0 ? 14 : 15), 2800);
            }
            vm.revertToState(before);
        }
        vm.warp(start);
        takesOver(thief);
        assertBook(escrow, 1560, 830, 2800);
    }

    /// @dev Before somebody has opened it there is no window, however long the deadline is past.
    function test_hostile_beforeTheWindowIsOpened_nothingIsTakenOver() public {
        escrow = open(itsDeal(seller));
        fix(120);
        escrow.mark();
        takeOverRefused(thief, abi.encodeWithSelector(IDealEscrow.NotInWindow.selector));
        fix(3, 120);
        takeOverRefused(thief, abi.encodeWithSelector(IDealEscrow.NotInWindow.selector));
        assertUntouched();
    }

    /// @dev The oracle dies in the window: nobody takes over, nobody closes out; the fallback opens the last door for both.
    function test_hostile_anOracleThatDiesInTheWindow_freezesNobody() public {
        inTheWindow(itsDeal(seller));
        oracle.breakAll(Fault.BurnsGas);
        takeOverRefused(thief, "");
        vm.warp(start + WINDOW + 1);
        vm.expectRevert(abi.encodeWithSelector(IDealEscrow.StaleIndex.selector));
        escrow.closeOut();
        vm.warp((uint256(START) + 6 + 1 + 5) * DAY);
        vm.prank(seller);
        escrow.unwind();
        assertClosed(escrow, Cause.Unwound);
        assertBook(escrow, 1000, 800, 1800);
        takeAll(escrow, Side.Seller);
        takeAll(escrow, Side.Buyer);
        assertPurses(escrow, WEALTH, WEALTH, WEALTH);
    }

    // ------------------------------------------------------------------ again

    /// @dev The taker defaults in his turn and is taken over, too: two claims, two holders, one sum. Then everybody takes what is his.
    function test_hostile_twoWindowsOfOneSide_addUpToTheUnit() public {
        inTheWindow(itsDeal(seller));
        address second = address(0x5EC0);
        endow(second);
        takesOver(thief); // 1,567 and 823; the seller's claim 410
        fix(2, 200); // START + 5: 4 x 20 + 2 x 100 + 22 x 100 = 2,480 owed
        escrow.mark();
        assertCalled(escrow, Side.Seller, 1000 + 2480 - 1567, 0, block.timestamp + CURE);
        fix(3, 120);
        escrow.closeOut();
        start = block.timestamp;
        // Owed: 4 x 20 + 2 x 100 + 22 x 20 = 720; kept 847, of which 30 are the penalty; no reward in the first second.
        approve(second, address(escrow), 1000);
        vm.prank(second);
        escrow.takeOver(1000);
        assertBook(escrow, 1720, 823 + 30, 2800 + 1000);
        assertEq(escrow.claimable(seller), 410, "the first one's claim");
        assertEq(escrow.claimable(thief), 817, "the second one's claim");
        fix(19, 120);
        escrow.settle();
        assertClosed(escrow, Cause.Matured);
        assertBook(escrow, 1000, 853 + 720, 3800);
        takeAll(escrow, Side.Seller);
        takeAll(escrow, Side.Buyer);
        vm.prank(seller);
        escrow.withdrawClaim(seller);
        vm.prank(thief);
        escrow.withdrawClaim(thief);
        assertBook(escrow, 0, 0, 0);
        assertEq(token.balanceOf(seller), WEALTH - 1000 + 410, "the seller's purse");
        assertEq(token.balanceOf(thief), WEALTH - 1000 + 817, "the first taker's purse");
        assertEq(token.balanceOf(second), WEALTH, "the second taker's purse");
        assertEq(token.balanceOf(buyer), WEALTH - 800 + 1573, "the buyer's purse");
    }

    /// @dev The honouring party has filled the accounts to the brim: no deposit finds room. The window passes as if nobody had come.
    function test_hostile_anAccountKeptFullInTheWindow_keepsTakersOutAndFreezesNothing() public {
        Terms memory t = itsDeal(seller);
        escrow = open(t);
        fix(120);
        escrow.mark();
        uint256 gift = MAX_ACCOUNTS - 1800;
        IHostileMoney(address(token)).mint(buyer, gift);
        inTheWorld += gift;
        add(escrow, buyer, Side.Buyer, gift);
        fix(3, 120);
        escrow.closeOut();
        takeOverRefused(thief, abi.encodeWithSelector(IDealEscrow.BalanceTooLarge.selector));
        vm.warp(block.timestamp + WINDOW + 1);
        escrow.closeOut();
        assertBook(escrow, 410, MAX_ACCOUNTS - 410, MAX_ACCOUNTS);
        takeAll(escrow, Side.Seller);
        takeAll(escrow, Side.Buyer);
        assertPurses(escrow, WEALTH - 590, WEALTH + gift + 590, WEALTH);
    }

    function assertUntouched() private view {
        assertBook(escrow, 1000, 800, 1800);
        assertPurses(escrow, WEALTH - 1000, WEALTH - 800, WEALTH);
    }
}
