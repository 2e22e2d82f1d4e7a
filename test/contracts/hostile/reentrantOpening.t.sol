// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Cause, IDealEscrow, Side} from "src/interfaces/IDealEscrow.sol";
import {IDealFactory, Permit, Terms} from "src/interfaces/IDealFactory.sol";
import {HostileTest} from "./HostileTest.sol";
import {AnnouncingToken, Hook, ReenteringToken} from "./HostileTokens.sol";
import {Ambusher} from "./HostileWallets.sol";

/// @notice The same token, acting from inside an opening; and people who are told that money has come, and act on it.
contract ReentrantOpeningTest is HostileTest {
    ReenteringToken private money;

    function setUp() public override {
        super.setUp();
        money = new ReenteringToken();
        play(address(money));
        endow(address(money));
    }

    /// @dev From inside an opening: the same once more, another one, taking the consent back, and every act on the newborn escrow.
    function test_hostile_reentryWhileOpening_opensOnceAndChangesNothing() public {
        Hook[3] memory hooks = [Hook.TransferFrom, Hook.Permit, Hook.BalanceOf];
        for (uint256 h; h < hooks.length; ++h) {
            Terms memory t = itsDeal();
            (address[] memory targets, bytes[] memory acts) = actsWhileOpening(t);
            for (uint256 i; i < acts.length; ++i) {
                bool isSettling = i == acts.length - 1;
                // Settling says yes, to nothing: even where the token is only asked, and must not count what it is told.
                if (isSettling && hooks[h] == Hook.BalanceOf) continue;
                uint256 before = vm.snapshotState();
                money.arm(hooks[h], targets[i], acts[i]);
                IDealEscrow opened = openWithPermits(t);
                assertTrue(hooks[h] == Hook.BalanceOf || money.tried() == 1, "it tried");
                assertEq(money.went(), isSettling ? 1 : 0, "only settling says yes: to nothing");
                money.arm(Hook.None, address(0), "");
                assertOpen(opened);
                assertBook(opened, 1000, 800, 1800);
                assertItsPurses(1000, 800);
                assertTrue(!factory.isCancelled(factory.digest(t)), "not cancelled");
                assertEq(opened.periodsSettled(), 0, "periods");
                vm.revertToState(before);
            }
        }
    }

    function test_hostile_reentryFromDecimals_opensNothing() public {
        Terms memory t = itsDeal();
        (address[] memory targets, bytes[] memory acts) = actsWhileOpening(t);
        for (uint256 i; i < 3; ++i) {
            money.arm(Hook.Decimals, targets[i], acts[i]);
            (bytes memory s, bytes memory b) = signatures(factory, t);
            (bool done, ) = address(factory).call(abi.encodeCall(factory.open, (t, s, b, noPermit(), noPermit())));
            money.arm(Hook.None, address(0), "");
            assertTrue(done, "the opening goes on");
            assertBook(IDealEscrow(factory.escrowOf(t)), 1000, 800, 1800);
            assertItsPurses(1000 * (i + 1), 800 * (i + 1));
            ++t.salt;
            (targets, acts) = actsWhileOpening(t);
        }
    }

    /// @dev Another deal's escrow is another house: what is done there counts there, and only there.
    function test_hostile_reentryIntoAnotherDeal_countsThereAndOnlyThere() public {
        IDealEscrow one = open(itsDeal());
        IDealEscrow other = open(itsDeal());
        fix(7, 110);
        money.arm(Hook.TransferFrom, address(other), abi.encodeCall(IDealEscrow.settle, ()));
        add(one, thief, Side.Buyer, 50);
        assertEq(money.went(), 1, "the other deal settles");
        assertBook(other, 930, 870, 1800);
        assertBook(one, 1000, 850, 1850);
        assertEq(token.balanceOf(address(money)), WEALTH - 2000, "the seller's purse");
        assertEq(token.balanceOf(buyer), WEALTH - 1600, "the buyer's purse");
        assertEq(token.balanceOf(thief), WEALTH - 50, "the thief's purse");
    }

    // ------------------------------------------------------------------ receivers that act

    function test_hostile_aReceiverThatIsTold_isPaidOnce() public {
        IDealEscrow deal = aDealOfTheAmbusher();
        fix(28, 100);
        deal.settle();
        Ambusher ambusher = Ambusher(deal.ownerOf(Side.Buyer));
        ambusher.ambush(address(deal), abi.encodeCall(IDealEscrow.withdraw, (Side.Buyer, 400, address(ambusher))));
        ambusher.act(address(deal), abi.encodeCall(IDealEscrow.withdraw, (Side.Buyer, 400, address(ambusher))));
        assertEq(ambusher.tried(), 1, "it was told, and tried");
        assertEq(ambusher.went(), 0, "in vain");
        assertBook(deal, 1000, 400, 1400);
        assertEq(token.balanceOf(address(ambusher)), WEALTH - 800 + 400, "paid once");
    }

    /// @dev The broker is told of his fee while the deal is already open, and is free to act on it: on money that is not his he cannot.
    function test_hostile_aBrokerThatIsTold_takesNothingButHisFee() public {
        AnnouncingToken told = new AnnouncingToken();
        play(address(told));
        Ambusher broker = new Ambusher();
        Terms memory t = aDeal();
        (t.broker, t.brokerFee) = (address(broker), 10);
        IDealEscrow deal = IDealEscrow(factory.escrowOf(t));
        bytes[4] memory acts = [
            abi.encodeCall(IDealEscrow.withdraw, (Side.Buyer, 1, address(broker))),
            abi.encodeCall(IDealEscrow.proposeTermination, (0)),
            abi.encodeCall(IDealEscrow.unwind, ()),
            abi.encodeCall(IDealEscrow.closeOut, ())
        ];
        for (uint256 i; i < acts.length; ++i) {
            uint256 before = vm.snapshotState();
            broker.ambush(address(deal), acts[i]);
            assertOpen(open(t));
            assertEq(broker.tried(), 1, "he was told, and tried");
            assertEq(broker.went(), 0, "in vain");
            assertBook(deal, 1000, 800, 1800);
            assertEq(token.balanceOf(address(broker)), 10, "his fee");
            vm.revertToState(before);
        }
    }

    /// @dev What he pays in while his fee leaves is not taken for part of the fee: the opening fails as a whole.
    function test_hostile_aBrokerThatPaysInWhileHisFeeLeaves_stopsTheOpening() public {
        AnnouncingToken told = new AnnouncingToken();
        play(address(told));
        Ambusher broker = new Ambusher();
        Terms memory t = aDeal();
        (t.broker, t.brokerFee) = (address(broker), 10);
        address deal = factory.escrowOf(t);
        broker.ambush(address(told), abi.encodeCall(told.transfer, (deal, 4)));
        openRefused(t, abi.encodeWithSelector(IDealFactory.WrongAmountReceived.selector, 10, 6));
        assertEq(token.balanceOf(deal) + deal.code.length, 0, "nothing is there");
        assertEq(token.balanceOf(seller) + token.balanceOf(buyer), 2 * WEALTH, "both have their money");
    }

    /// @dev The broker is the seller, and the premium is in his account the moment he is told of the fee: what he takes out then is
    /// missed at once, and the opening fails as a whole.
    function test_hostile_aBrokerWhoIsTheSeller_cannotTakeThePremiumWhileHisFeeLeaves() public {
        play(address(new AnnouncingToken()));
        Ambusher both = new Ambusher();
        endow(address(both));
        Terms memory t = aDeal();
        (t.seller, t.broker, t.brokerFee, t.premium) = (address(both), address(both), 10, 50);
        address deal = factory.escrowOf(t);
        both.ambush(deal, abi.encodeCall(IDealEscrow.withdraw, (Side.Seller, 50, address(both))));
        openRefused(t, abi.encodeWithSelector(IDealFactory.WrongAmountReceived.selector, 10, 60));
        assertEq(token.balanceOf(deal) + deal.code.length, 0, "nothing is there");
        assertEq(token.balanceOf(address(both)), WEALTH, "his purse");
        assertEq(token.balanceOf(buyer), WEALTH, "the buyer's purse");
        both.ambush(address(0), "");
        IDealEscrow escrow = open(t);
        assertBook(escrow, 1050, 800, 1850);
        assertEq(token.balanceOf(address(both)), WEALTH - 1005 + 10, "his purse");
        assertEq(token.balanceOf(buyer), WEALTH - 800 - 50 - 5, "the buyer's purse");
    }

    // ------------------------------------------------------------------ the stage

    function itsDeal() private returns (Terms memory t) {
        t = aDeal();
        t.seller = address(money);
    }

    function aDealOfTheAmbusher() private returns (IDealEscrow) {
        play(address(new AnnouncingToken()));
        Ambusher ambusher = new Ambusher();
        endow(address(ambusher));
        Terms memory t = aDeal();
        t.buyer = address(ambusher);
        return open(t);
    }

    function openWithPermits(Terms memory t) private returns (IDealEscrow) {
        (bytes memory s, bytes memory b) = signatures(factory, t);
        Permit memory p = Permit(1000, block.timestamp, 27, 0, 0);
        return IDealEscrow(factory.open(t, s, b, p, noPermit()));
    }

    function actsWhileOpening(Terms memory t) private returns (address[] memory targets, bytes[] memory acts) {
        (bytes memory s, bytes memory b) = signatures(factory, t);
        Terms memory second = itsDeal();
        (bytes memory s2, bytes memory b2) = signatures(factory, second);
        acts = new bytes[](9);
        targets = new address[](9);
        address newborn = factory.escrowOf(t);
        for (uint256 i; i < acts.length; ++i) targets[i] = i < 3 ? address(factory) : newborn;
        acts[0] = abi.encodeCall(IDealFactory.open, (t, s, b, noPermit(), noPermit()));
        acts[1] = abi.encodeCall(IDealFactory.open, (second, s2, b2, noPermit(), noPermit()));
        acts[2] = abi.encodeCall(IDealFactory.cancel, (t));
        acts[3] = abi.encodeCall(IDealEscrow.topUp, (Side.Seller, 10));
        acts[4] = abi.encodeCall(IDealEscrow.withdraw, (Side.Seller, 1, address(money)));
        acts[5] = abi.encodeCall(IDealEscrow.proposeTermination, (0));
        acts[6] = abi.encodeCall(IDealEscrow.closeOut, ());
        acts[7] = abi.encodeCall(IDealEscrow.unwind, ());
        acts[8] = abi.encodeCall(IDealEscrow.settle, ());
    }

    function assertItsPurses(uint256 locked, uint256 lockedByTheBuyer) private view {
        assertEq(token.balanceOf(address(money)), WEALTH - locked, "the seller's purse");
        assertEq(token.balanceOf(buyer), WEALTH - lockedByTheBuyer, "the buyer's purse");
        assertEq(token.balanceOf(thief), WEALTH, "the thief's purse");
    }
}
