// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IKeeper} from "src/interfaces/IKeeper.sol";
import {TestToken} from "src/development/TestToken.sol";
import {Cause, IDealEscrow, Side} from "src/interfaces/IDealEscrow.sol";
import {Terms} from "src/interfaces/IDealFactory.sol";
import {Shipped} from "../support/Shipped.sol";
import {HostileTest} from "./HostileTest.sol";
import {Hook, ReenteringToken} from "./HostileTokens.sol";

/// @notice A token that is the seller, too: whenever it is asked to move money, or asked anything, it acts as an owner may.
contract ReentrancyTest is HostileTest {
    ReenteringToken private money;
    IDealEscrow private escrow;
    IKeeper private keeper;

    /// @dev A week at 110 is due: 70 from the seller, who put 400 on top. Both sides offer to part for nothing.
    function setUp() public override {
        super.setUp();
        keeper = Shipped.keeper();
        money = new ReenteringToken();
        play(address(money));
        endow(address(money));
        escrow = open(itsDeal());
        approve(address(money), address(escrow), 1000);
        add(escrow, thief, Side.Seller, 400);
        fix(7, 110);
        vm.prank(buyer);
        escrow.proposeTermination(0);
        money.act(address(escrow), abi.encodeCall(IDealEscrow.proposeTermination, (0)));
        assertBook(escrow, 1400, 800, 2200);
    }

    // ------------------------------------------------------------------ the escrow

    /// @dev Every one of them would go through if it came alone: otherwise these tests were about nothing.
    function test_hostile_theActsTriedFromInside_goThroughFromOutside() public {
        bytes[] memory acts = actsOfAnOwner();
        for (uint256 i; i < acts.length; ++i) {
            uint256 before = vm.snapshotState();
            assertTrue(money.act(address(escrow), acts[i]), "goes through from outside");
            vm.revertToState(before);
        }
    }

    function test_hostile_reentryFromTransferFrom_whileToppingUp_findsEveryDoorShut() public {
        bytes[] memory acts = actsOfAnOwner();
        for (uint256 i; i < acts.length; ++i) {
            uint256 before = vm.snapshotState();
            money.arm(Hook.TransferFrom, address(escrow), acts[i]);
            add(escrow, thief, Side.Buyer, 50);
            assertEq(money.tried(), 1, "it tried");
            assertEq(money.went(), 0, "and found the door shut");
            assertBook(escrow, 1400, 850, 2250);
            assertTokensPurses(9000, WEALTH - 800, WEALTH - 450);
            assertEq(escrow.settle(), 1, "and the escrow goes on");
            vm.revertToState(before);
        }
    }

    /// @dev Withdrawing settles first: 70 of the seller's 1,400 are the buyer's; the mark asks for 210 more; 120 may leave.
    function test_hostile_reentryFromTransfer_whileWithdrawing_findsEveryDoorShut() public {
        bytes[] memory acts = actsOfAnOwner();
        bytes memory withdrawal = abi.encodeCall(IDealEscrow.withdraw, (Side.Seller, 60, address(money)));
        for (uint256 i; i < acts.length; ++i) {
            uint256 before = vm.snapshotState();
            money.arm(Hook.Transfer, address(escrow), acts[i]);
            assertTrue(money.act(address(escrow), withdrawal), "the withdrawal itself");
            assertEq(money.tried(), 1, "it tried");
            assertEq(money.went(), 0, "and found the door shut");
            assertBook(escrow, 1270, 870, 2140);
            assertTokensPurses(9060, WEALTH - 800, WEALTH - 400);
            vm.revertToState(before);
        }
    }

    /// @dev A token that is only asked gets no further either: its question is a static one.
    function test_hostile_reentryFromBalanceOf_findsEveryDoorShut() public {
        bytes[] memory acts = actsOfAnOwner();
        for (uint256 i; i < acts.length; ++i) {
            uint256 before = vm.snapshotState();
            money.arm(Hook.BalanceOf, address(escrow), acts[i]);
            add(escrow, thief, Side.Buyer, 50);
            money.arm(Hook.None, address(0), "");
            assertBook(escrow, 1400, 850, 2250);
            assertTokensPurses(9000, WEALTH - 800, WEALTH - 450);
            vm.revertToState(before);
        }
    }

    /// @dev The book is closed before the money leaves: a second withdrawal from inside finds what the first has left.
    function test_hostile_reentryAfterTheEnd_paysNobodyTwice() public {
        fix(21, 100);
        escrow.settle();
        assertClosed(escrow, Cause.Matured);
        bytes memory all = abi.encodeCall(IDealEscrow.withdraw, (Side.Seller, 1330, address(money)));
        money.arm(Hook.Transfer, address(escrow), all);
        assertTrue(money.act(address(escrow), all), "the withdrawal itself");
        assertEq(money.tried(), 1, "it tried");
        assertEq(money.went(), 0, "and found the door shut");
        assertBook(escrow, 0, 870, 870);
        assertTokensPurses(9000 + 1330, WEALTH - 800, WEALTH - 400);
    }

    function test_hostile_reentryThroughTheKeeper_movesNothing() public {
        address[] memory deals = new address[](1);
        deals[0] = address(escrow);
        bytes[3] memory acts = [
            abi.encodeCall(IKeeper.settleMany, (deals)),
            abi.encodeCall(IKeeper.markMany, (deals)),
            abi.encodeCall(IKeeper.closeOutMany, (deals))
        ];
        for (uint256 i; i < acts.length; ++i) {
            uint256 before = vm.snapshotState();
            money.arm(Hook.TransferFrom, address(keeper), acts[i]);
            add(escrow, thief, Side.Buyer, 50);
            assertEq(money.tried(), 1, "it tried");
            assertEq(escrow.periodsSettled(), 0, "the keeper was let in no more than anybody");
            assertBook(escrow, 1400, 850, 2250);
            assertTokensPurses(9000, WEALTH - 800, WEALTH - 450);
            vm.revertToState(before);
        }
    }

    // ------------------------------------------------------------------ the stage

    function itsDeal() private returns (Terms memory t) {
        t = aDeal();
        t.seller = address(money);
    }

    function actsOfAnOwner() private view returns (bytes[] memory acts) {
        acts = new bytes[](7);
        acts[0] = abi.encodeCall(IDealEscrow.settle, ());
        acts[1] = abi.encodeCall(IDealEscrow.mark, ());
        acts[2] = abi.encodeCall(IDealEscrow.topUp, (Side.Seller, 10));
        acts[3] = abi.encodeCall(IDealEscrow.withdraw, (Side.Seller, 60, address(money)));
        acts[4] = abi.encodeCall(IDealEscrow.proposeTermination, (-1400));
        acts[5] = abi.encodeCall(IDealEscrow.acceptTermination, (0));
        acts[6] = abi.encodeCall(IDealEscrow.withdrawProposal, ());
    }

    function assertTokensPurses(uint256 sellers, uint256 buyers, uint256 thiefs) private {
        money.arm(Hook.None, address(0), "");
        assertEq(TestToken(address(money)).balanceOf(seller), WEALTH, "who has no part in it");
        inTheWorld -= WEALTH;
        assertPurses(escrow, sellers, buyers, thiefs);
        inTheWorld += WEALTH;
    }
}
