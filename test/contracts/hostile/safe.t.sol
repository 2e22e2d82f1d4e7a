// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDealEscrow, Side} from "src/interfaces/IDealEscrow.sol";
import {IDealFactory, Terms} from "src/interfaces/IDealFactory.sol";
import {HostileTest} from "./HostileTest.sol";
import {ISafe, RealSafe} from "./RealSafe.sol";

/// @notice The seller is a Safe of two of three, the real one: what binds it, what no longer does, and that its money is its owners'.
contract SafeTest is HostileTest, RealSafe {
    ISafe private safe;
    Terms private t;
    bytes private buyers;

    function setUp() public override {
        super.setUp();
        safe = aSafeOfTwoOfThree();
        endow(address(safe));
        t = aDeal();
        t.seller = address(safe);
        buyers = signature(BUYER_KEY, factory.digest(t));
    }

    function test_hostile_aSafe_withTwoOfThreeSignatures_opensAndIsPaidOut() public {
        IDealEscrow escrow = openWith(safeSignature(safe, factory.digest(t), 0, 2));
        assertBook(escrow, 1000, 800, 1800);
        assertEq(escrow.ownerOf(Side.Seller), address(safe), "owner");
        fix(28, 110);
        escrow.settle();
        execute(safe, address(escrow), abi.encodeCall(IDealEscrow.withdraw, (Side.Seller, 720, address(safe))));
        takeAll(escrow, Side.Buyer);
        assertBook(escrow, 0, 0, 0);
        assertItsPurses(escrow, WEALTH - 280, WEALTH + 280);
    }

    function test_hostile_aSafe_withOneSignatureOrTheSameTwice_locksNobody() public {
        bytes32 digest = factory.digest(t);
        refusedWith(signature(ownerKeys[0], digest));
        refusedWith(safeSignature(safe, digest, 1, 1));
        refusedWith(safeSignature(safe, digest, 2, 0)); // not in order
        refusedWith("");
    }

    /// @dev Owners' signatures over the bare digest, not over what a Safe makes of it, would bind every Safe of theirs.
    function test_hostile_aSafe_withItsOwnersSignaturesOverTheBareDigest_locksNobody() public {
        bytes32 digest = factory.digest(t);
        refusedWith(bytes.concat(signature(ownerKeys[0], digest), signature(ownerKeys[1], digest)));
    }

    /// @dev Another Safe of the same three: its signatures say nothing for this one.
    function test_hostile_aSafe_withTheSignaturesOfAnotherSafe_locksNobody() public {
        ISafe other = aSafeOfTwoOfThree();
        refusedWith(safeSignature(other, factory.digest(t), 0, 1));
    }

    /// @dev Who has signed and is no owner any more binds nobody; the two who are left, or their successor, do.
    function test_hostile_aSafe_whoseOwnersChangedAfterSigning_isBoundByTheOwnersOfToday() public {
        bytes32 digest = factory.digest(t);
        bytes memory old = safeSignature(safe, digest, 0, 1);
        address next = vm.addr(99);
        execute(safe, address(safe), abi.encodeCall(ISafe.swapOwner, (vm.addr(ownerKeys[0]), vm.addr(ownerKeys[1]), next)));
        refusedWith(old);
        assertBook(openWith(safeSignature(safe, digest, 0, 2)), 1000, 800, 1800);
    }

    /// @dev Two owners wrote the digest down on chain: an empty signature stands for it, for these terms and no others.
    function test_hostile_aSafe_thatApprovedOnChain_needsNoSignature_forTheseTermsOnly() public {
        approveOnChain(safe, factory.digest(t));
        IDealEscrow escrow = openWith("");
        assertBook(escrow, 1000, 800, 1800);
        ++t.salt;
        buyers = signature(BUYER_KEY, factory.digest(t));
        vm.expectRevert(abi.encodeWithSelector(IDealFactory.BadSignature.selector, address(safe)));
        factory.open(t, "", buyers, noPermit(), noPermit());
        assertItsPurses(escrow, WEALTH - 1000, WEALTH - 800);
    }

    function test_hostile_aSafe_mayTakeItsConsentBack() public {
        bytes memory sellers = safeSignature(safe, factory.digest(t), 0, 1);
        execute(safe, address(factory), abi.encodeCall(IDealFactory.cancel, (t)));
        bytes memory because = abi.encodeWithSelector(IDealFactory.TermsCancelled.selector, factory.digest(t));
        vm.expectRevert(because);
        factory.open(t, sellers, buyers, noPermit(), noPermit());
        assertItsPurses(IDealEscrow(factory.escrowOf(t)), WEALTH, WEALTH);
    }

    function openWith(bytes memory sellers) private returns (IDealEscrow) {
        return IDealEscrow(factory.open(t, sellers, buyers, noPermit(), noPermit()));
    }

    function refusedWith(bytes memory sellers) private {
        vm.expectRevert(abi.encodeWithSelector(IDealFactory.BadSignature.selector, address(safe)));
        factory.open(t, sellers, buyers, noPermit(), noPermit());
        assertEq(factory.escrowOf(t).code.length, 0, "no escrow");
        assertItsPurses(IDealEscrow(factory.escrowOf(t)), WEALTH, WEALTH);
    }

    function assertItsPurses(IDealEscrow escrow, uint256 sellers, uint256 buyersPurse) private view {
        assertEq(token.balanceOf(address(safe)), sellers, "the Safe's purse");
        assertEq(token.balanceOf(buyer), buyersPurse, "the buyer's purse");
        uint256 lookingOn = token.balanceOf(seller) + token.balanceOf(thief);
        assertEq(sellers + buyersPurse + lookingOn + token.balanceOf(address(escrow)), inTheWorld, "all there is");
    }
}
