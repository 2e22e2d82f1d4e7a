// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDealFactory, Terms} from "src/interfaces/IDealFactory.sol";
import {IDealEscrow} from "src/interfaces/IDealEscrow.sol";
import {DealTest} from "../support/DealTest.sol";

contract CancelTest is DealTest {
    function test_cancel_byTheSeller_takesTheConsentBack() public {
        Terms memory t = aDeal();
        bytes32 digest = factory.digest(t);
        assertTrue(!factory.isCancelled(digest), "not yet");
        vm.expectEmit(true, true, true, true, address(factory));
        emit IDealFactory.Cancelled(digest, seller);
        vm.prank(seller);
        factory.cancel(t);
        assertTrue(factory.isCancelled(digest), "cancelled");
        openRefused(t, abi.encodeWithSelector(IDealFactory.TermsCancelled.selector, digest));
    }

    function test_cancel_byTheBuyer_takesTheConsentBack() public {
        Terms memory t = aDeal();
        vm.prank(buyer);
        factory.cancel(t);
        assertTrue(factory.isCancelled(factory.digest(t)), "cancelled");
    }

    function test_cancel_byAStranger_isRefused() public {
        Terms memory t = aDeal();
        t.broker = stranger;
        vm.expectRevert(abi.encodeWithSelector(IDealFactory.NotAParty.selector, stranger));
        vm.prank(stranger);
        factory.cancel(t);
        assertOpen(open(t));
    }

    function test_cancel_ofOtherTerms_doesNotMatter() public {
        Terms memory t = aDeal();
        vm.prank(seller);
        factory.cancel(t);
        t.salt += 1000;
        assertOpen(open(t));
    }

    function test_cancel_afterTheOpening_neverTouchesTheDeal() public {
        Terms memory t = aDeal();
        IDealEscrow escrow = open(t);
        vm.prank(seller);
        // Refused or without effect: either way the deal lives on.
        (bool done, ) = address(factory).call(abi.encodeCall(factory.cancel, (t)));
        assertTrue(!done || factory.isCancelled(factory.digest(t)), "refused or recorded");
        assertOpen(escrow);
        fix(7, 110);
        assertEq(escrow.settle(), 1, "settles as before");
    }
}
