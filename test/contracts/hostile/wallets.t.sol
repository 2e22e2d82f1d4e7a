// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDealEscrow, Side} from "src/interfaces/IDealEscrow.sol";
import {IDealFactory, Terms} from "src/interfaces/IDealFactory.sol";
import {HostileTest} from "./HostileTest.sol";
import {Answer, GuardedAccount, MoodyWallet} from "./HostileWallets.sol";

/// @notice Smart accounts that sign one way and act another, and accounts whose code is somebody else's.
contract WalletsTest is HostileTest {
    MoodyWallet private wallet;

    function setUp() public override {
        super.setUp();
        wallet = new MoodyWallet();
        endow(address(wallet));
    }

    // ------------------------------------------------------------------ ERC-1271

    /// @dev Only thirty-two bytes that are the magic value and nothing else say yes.
    function test_hostile_anAnswerThatIsNotExactlyYes_locksNobody() public {
        Answer[6] memory answers = [
            Answer.No,
            Answer.Nothing,
            Answer.YesWithDirtyBits,
            Answer.OnlyShort,
            Answer.RevertsWithMuch,
            Answer.BurnsGas
        ];
        Terms memory t = itsDeal();
        for (uint256 i; i < answers.length; ++i) {
            wallet.become(answers[i]);
            (bytes memory s, bytes memory b) = signatures(factory, t);
            vm.expectRevert(abi.encodeWithSelector(IDealFactory.BadSignature.selector, address(wallet)));
            factory.open{gas: 30_000_000}(t, s, b, noPermit(), noPermit());
            assertUntouched(t);
        }
        wallet.become(Answer.Yes);
        assertOpen(open(t));
    }

    /// @dev A yes with a million bytes behind it: the opening costs what it costs, and nothing behind the first word is looked at.
    function test_hostile_aYesWithABombBehindIt_opensWithoutCopyingIt() public {
        wallet.become(Answer.YesFollowedByMuch);
        Terms memory t = itsDeal();
        IDealEscrow escrow = open(t);
        assertOpen(escrow);
        assertBook(escrow, 1000, 800, 1800);
        assertItsPurses(escrow, WEALTH - 1000);
    }

    /// @dev It said yes to whoever asked before, and says no to the transaction: both sides keep their money.
    function test_hostile_aSignerThatChangesItsMind_betweenTheCheckAndTheOpening_locksNobody() public {
        Terms memory t = itsDeal();
        bytes32 digest = factory.digest(t);
        assertEq(bytes32(wallet.isValidSignature(digest, "")), bytes32(wallet.isValidSignature.selector), "a yes, when asked");
        wallet.become(Answer.YesUnlessReal);
        (bytes memory s, bytes memory b) = signatures(factory, t);
        vm.expectRevert(abi.encodeWithSelector(IDealFactory.BadSignature.selector, address(wallet)));
        factory.open(t, s, b, noPermit(), noPermit());
        assertUntouched(t);
    }

    /// @dev Once it is open nobody is asked again: a wallet that takes its yes back stays bound, and stays the owner.
    function test_hostile_aSignerThatTakesItsYesBack_afterTheOpening_isBound() public {
        IDealEscrow escrow = open(itsDeal());
        wallet.become(Answer.RevertsWithMuch);
        fix(28, 110);
        escrow.settle();
        takeAll(escrow, Side.Buyer);
        takeAll(escrow, Side.Seller);
        assertBook(escrow, 0, 0, 0);
        assertEq(token.balanceOf(buyer), WEALTH + 280, "the buyer's purse");
        assertItsPurses(escrow, WEALTH - 280);
    }

    /// @dev It is both sides' terms that are signed: who says yes to everything can be bound by anybody, but only with its own money.
    function test_hostile_aWalletThatSaysYesToAnything_bindsNobodyElse() public {
        Terms memory t = itsDeal();
        (, bytes memory b) = signatures(factory, t);
        t.buyerMargin = 900; // the buyer has signed 800
        vm.expectRevert(abi.encodeWithSelector(IDealFactory.BadSignature.selector, buyer));
        factory.open(t, "", b, noPermit(), noPermit());
        assertUntouched(t);
    }

    // ------------------------------------------------------------------ accounts without code

    /// @dev An address that will be a wallet one day has no key and no code: nobody can sign for it before it is there.
    function test_hostile_aWalletThatIsNotThereYet_isBoundByNobody() public {
        Terms memory t = aDeal();
        t.seller = address(0xF07E);
        endow(t.seller);
        (bytes memory s, bytes memory b) = signatures(factory, t);
        vm.expectRevert(abi.encodeWithSelector(IDealFactory.BadSignature.selector, t.seller));
        factory.open(t, s, b, noPermit(), noPermit());
        vm.expectRevert(abi.encodeWithSelector(IDealFactory.BadSignature.selector, t.seller));
        factory.open(t, "", b, noPermit(), noPermit());
        assertUntouched(t);
        vm.etch(t.seller, address(wallet).code);
        IDealEscrow escrow = IDealEscrow(factory.open(t, s, b, noPermit(), noPermit()));
        assertBook(escrow, 1000, 800, 1800);
        assertEq(token.balanceOf(t.seller), WEALTH - 1000, "the new wallet's purse");
    }

    // ------------------------------------------------------------------ ERC-7702

    /// @dev One account, two roads: its own key, or what the code it delegates to accepts; and no third.
    function test_hostile_aDelegatedAccount_signsByKeyOrByCode_andByNothingElse() public {
        vm.setEvmVersion("prague");
        uint256 guardian = 0x6A4D;
        vm.etch(seller, abi.encodePacked(hex"ef0100", address(new GuardedAccount(vm.addr(guardian)))));
        Terms memory byKey = aDeal();
        assertOpen(open(byKey));
        Terms memory byCode = aDeal();
        (, bytes memory b) = signatures(factory, byCode);
        bytes memory g = signature(guardian, factory.digest(byCode));
        IDealEscrow escrow = IDealEscrow(factory.open(byCode, g, b, noPermit(), noPermit()));
        assertEq(escrow.ownerOf(Side.Seller), seller, "owner");
        assertBook(escrow, 1000, 800, 1800);
        Terms memory byAThief = aDeal();
        (, b) = signatures(factory, byAThief);
        g = signature(0x7417F, factory.digest(byAThief));
        vm.expectRevert(abi.encodeWithSelector(IDealFactory.BadSignature.selector, seller));
        factory.open(byAThief, g, b, noPermit(), noPermit());
        assertEq(token.balanceOf(seller), WEALTH - 2000, "the seller's purse");
        assertEq(token.balanceOf(buyer), WEALTH - 1600, "the buyer's purse");
    }

    /// @dev The delegation is taken back, or turned to other code, after the opening: the account is the owner as it was.
    function test_hostile_aDelegationTakenBack_leavesTheOwnerTheOwner() public {
        vm.setEvmVersion("prague");
        vm.etch(seller, abi.encodePacked(hex"ef0100", address(wallet)));
        Terms memory t = aDeal();
        (, bytes memory b) = signatures(factory, t);
        IDealEscrow escrow = IDealEscrow(factory.open(t, "", b, noPermit(), noPermit()));
        vm.etch(seller, "");
        fix(28, 100);
        escrow.settle();
        takeAll(escrow, Side.Seller);
        takeAll(escrow, Side.Buyer);
        assertBook(escrow, 0, 0, 0);
        inTheWorld -= token.balanceOf(address(wallet));
        assertPurses(escrow, WEALTH, WEALTH, WEALTH);
    }

    function itsDeal() private returns (Terms memory t) {
        t = aDeal();
        t.seller = address(wallet);
    }

    function assertUntouched(Terms memory t) private view {
        assertEq(factory.escrowOf(t).code.length + token.balanceOf(factory.escrowOf(t)), 0, "no escrow");
        assertEq(token.balanceOf(t.seller), WEALTH, "the seller's purse");
        assertEq(token.balanceOf(t.buyer), WEALTH, "the buyer's purse");
    }

    /// @dev The plain seller of other deals looks on.
    function assertItsPurses(IDealEscrow escrow, uint256 wallets) private view {
        uint256 all = wallets + token.balanceOf(buyer) + token.balanceOf(seller) + token.balanceOf(thief);
        assertEq(token.balanceOf(address(wallet)), wallets, "the wallet's purse");
        assertEq(all + token.balanceOf(address(escrow)), inTheWorld, "all there is");
    }
}
