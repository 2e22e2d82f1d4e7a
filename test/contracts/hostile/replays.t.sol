// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Cause, IDealEscrow, Side} from "src/interfaces/IDealEscrow.sol";
import {IDealFactory, Terms} from "src/interfaces/IDealFactory.sol";
import {Shipped} from "../support/Shipped.sol";
import {HostileTest} from "./HostileTest.sol";

/// @notice Signatures used where, when or for what they were not given.
contract ReplaysTest is HostileTest {
    Terms private t;
    bytes private sellers;
    bytes private buyers;

    function setUp() public override {
        super.setUp();
        t = aDeal();
        (sellers, buyers) = signatures(factory, t);
    }

    /// @dev A chain that splits: what was signed before for one half says nothing on the other.
    function test_hostile_signaturesForAnotherChain_lockNobody() public {
        bytes32 before = factory.digest(t);
        uint256 here = block.chainid;
        vm.chainId(here + 1);
        assertTrue(factory.digest(t) != before, "another digest");
        refused(abi.encodeWithSelector(IDealFactory.BadSignature.selector, seller));
        vm.chainId(here);
        opens();
    }

    function test_hostile_signaturesForAnotherFactory_lockNobody() public {
        IDealFactory other = Shipped.dealFactory();
        approve(seller, address(other), WEALTH);
        approve(buyer, address(other), WEALTH);
        vm.expectRevert(abi.encodeWithSelector(IDealFactory.BadSignature.selector, seller));
        other.open(t, sellers, buyers, noPermit(), noPermit());
        assertTrue(other.escrowOf(t) != factory.escrowOf(t), "another address");
        opens();
        // Signed for the other as well, the two are two deals, each with its own money.
        (bytes memory s, bytes memory b) = signatures(other, t);
        IDealEscrow twin = IDealEscrow(other.open(t, s, b, noPermit(), noPermit()));
        assertBook(twin, 1000, 800, 1800);
        assertEq(token.balanceOf(seller), WEALTH - 2000, "the seller's purse");
        assertEq(token.balanceOf(buyer), WEALTH - 1600, "the buyer's purse");
    }

    function test_hostile_signaturesForAnotherSalt_lockNobody() public {
        ++t.salt;
        refused(abi.encodeWithSelector(IDealFactory.BadSignature.selector, seller));
    }

    /// @dev One digest, one deal: not while it lives, not once it is closed and empty.
    function test_hostile_theSameDigestTwice_locksOnce() public {
        IDealEscrow escrow = opens();
        bytes memory because = abi.encodeWithSelector(IDealFactory.AlreadyOpened.selector, address(escrow));
        refusedAgain(escrow, because);
        vm.prank(seller);
        escrow.proposeTermination(0);
        vm.prank(buyer);
        escrow.acceptTermination(0);
        assertClosed(escrow, Cause.Terminated);
        takeAll(escrow, Side.Seller);
        takeAll(escrow, Side.Buyer);
        vm.expectRevert(because);
        factory.open(t, sellers, buyers, noPermit(), noPermit());
        assertBook(escrow, 0, 0, 0);
        assertPurses(escrow, WEALTH, WEALTH, WEALTH);
    }

    /// @dev The other half of the group order: the same signature in other words is none.
    function test_hostile_aMalleatedSignature_locksNobody() public {
        bytes memory twisted = twist(sellers);
        (sellers, twisted) = (twisted, sellers);
        refused(abi.encodeWithSelector(IDealFactory.BadSignature.selector, seller));
        sellers = twisted;
        opens();
    }

    /// @dev A signature over the same words for a vote, a permit, another product: another type, another digest.
    function test_hostile_aSignatureOverTheBareHash_locksNobody() public {
        bytes32 digest = factory.digest(t);
        sellers = signature(SELLER_KEY, keccak256(abi.encodePacked("\x19Ethereum Signed Message:\n32", digest)));
        refused(abi.encodeWithSelector(IDealFactory.BadSignature.selector, seller));
    }

    // ------------------------------------------------------------------ taking it back

    /// @dev Whoever comes first: cancelled first, nothing opens; opened first, nothing is cancelled. Either is whole.
    function test_hostile_cancellingAgainstOpening_theFirstIsTheOnlyOne() public {
        uint256 before = vm.snapshotState();
        vm.prank(buyer);
        factory.cancel(t);
        refused(abi.encodeWithSelector(IDealFactory.TermsCancelled.selector, factory.digest(t)));
        vm.revertToState(before);
        IDealEscrow escrow = opens();
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(IDealFactory.AlreadyOpened.selector, address(escrow)));
        factory.cancel(t);
        assertOpen(escrow);
        assertBook(escrow, 1000, 800, 1800);
    }

    /// @dev A thief cannot cancel for others by putting himself into the terms: those are other terms.
    function test_hostile_aThiefCancels_onlyTermsOfHisOwn() public {
        Terms memory his = t;
        his.seller = thief;
        vm.prank(thief);
        factory.cancel(his);
        vm.prank(thief);
        vm.expectRevert(abi.encodeWithSelector(IDealFactory.NotAParty.selector, thief));
        factory.cancel(t);
        opens();
    }

    /// @dev A cancelled digest stays cancelled on the next day, too; the same deal with another salt is another deal.
    function test_hostile_cancelledTerms_neverComeBack() public {
        vm.prank(seller);
        factory.cancel(t);
        vm.prank(buyer);
        factory.cancel(t);
        refused(abi.encodeWithSelector(IDealFactory.TermsCancelled.selector, factory.digest(t)));
        ++t.salt;
        (sellers, buyers) = signatures(factory, t);
        opens();
    }

    function opens() private returns (IDealEscrow escrow) {
        vm.prank(thief);
        escrow = IDealEscrow(factory.open(t, sellers, buyers, noPermit(), noPermit()));
        assertBook(escrow, 1000, 800, 1800);
        assertPurses(escrow, WEALTH - 1000, WEALTH - 800, WEALTH);
    }

    function refused(bytes memory because) private {
        vm.prank(thief);
        vm.expectRevert(because);
        factory.open(t, sellers, buyers, noPermit(), noPermit());
        address escrow = factory.escrowOf(t);
        assertEq(escrow.code.length + token.balanceOf(escrow), 0, "no escrow");
        assertEq(token.balanceOf(seller), WEALTH, "the seller's purse");
        assertEq(token.balanceOf(buyer), WEALTH, "the buyer's purse");
    }

    function refusedAgain(IDealEscrow escrow, bytes memory because) private {
        vm.expectRevert(because);
        factory.open(t, sellers, buyers, noPermit(), noPermit());
        assertBook(escrow, 1000, 800, 1800);
        assertPurses(escrow, WEALTH - 1000, WEALTH - 800, WEALTH);
    }

    /// @dev (r, n - s, 55 - v): recovers the same key in arithmetic.
    function twist(bytes memory straight) private pure returns (bytes memory) {
        uint256 order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;
        bytes32 r;
        uint256 s;
        assembly {
            r := mload(add(straight, 32))
            s := mload(add(straight, 64))
        }
        return abi.encodePacked(r, order - s, 55 - uint8(straight[64]));
    }
}
