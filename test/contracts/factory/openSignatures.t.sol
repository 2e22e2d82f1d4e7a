// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DealEscrow} from "src/DealEscrow.sol";
import {DealFactory} from "src/DealFactory.sol";
import {Cause, IDealEscrow, Phase, Side} from "src/interfaces/IDealEscrow.sol";
import {IDealFactory, Terms} from "src/interfaces/IDealFactory.sol";
import {ContractWallet} from "../support/ContractWallet.sol";
import {DealTest} from "../support/DealTest.sol";

/// @notice Who must have signed what, and until when.
contract OpenSignaturesTest is DealTest {
    function test_open_withBothSignatures_makesAnOpenDealAtThePredictedAddress() public {
        Terms memory t = aDeal();
        address predicted = factory.escrowOf(t);
        vm.prank(stranger);
        IDealEscrow escrow = open(t);
        assertEq(address(escrow), predicted, "predicted address");
        assertOpen(escrow);
        assertEq(escrow.ownerOf(Side.Seller), seller, "owner of the seller's side");
        assertEq(escrow.ownerOf(Side.Buyer), buyer, "owner of the buyer's side");
        assertEq(escrow.periodsSettled(), 0, "nothing settled");
    }

    function test_open_tellsTheWorldWhatWasOpened() public {
        Terms memory t = aDeal();
        (bytes memory s, bytes memory b) = signatures(factory, t);
        address escrow = factory.escrowOf(t);
        bytes32 digest = factory.digest(t);
        vm.expectEmit(true, true, true, true, address(factory));
        emit IDealFactory.Opened(escrow, digest, seller, buyer, t);
        factory.open(t, s, b, noPermit(), noPermit());
    }

    function test_open_enforcesTheTermsThatWereSigned() public {
        Terms memory t = aDeal();
        (t.floor, t.cap, t.minimumTransfer) = (7, 9_999, 5);
        IDealEscrow escrow = open(t);
        bytes memory expected = bytes.concat(
            abi.encode(t.seller, t.buyer, t.token, t.decimals, t.oracle, t.series, t.hashrate, t.fixedRate, t.floor),
            abi.encode(t.cap, t.startDay, t.periodDays, t.periods, t.sellerMargin, t.buyerMargin, t.maintenanceBps),
            abi.encode(t.sellerPenalty, t.buyerPenalty, t.marking, t.minimumTransfer, t.cureSeconds),
            abi.encode(t.takeoverSeconds, t.fallbackDays)
        );
        assertEq(keccak256(abi.encode(escrow.terms())), keccak256(expected), "enforced terms");
    }

    function test_open_atOpenBy_opens() public {
        Terms memory t = aDeal();
        t.openBy = uint40(block.timestamp);
        assertOpen(open(t));
    }

    function test_open_afterOpenBy_isRefused() public {
        Terms memory t = aDeal();
        t.openBy = uint40(block.timestamp);
        vm.warp(block.timestamp + 1);
        openRefused(t, abi.encodeWithSelector(IDealFactory.OpeningExpired.selector, t.openBy));
    }

    function test_open_whenCancelled_isRefused() public {
        Terms memory t = aDeal();
        vm.prank(buyer);
        factory.cancel(t);
        openRefused(t, abi.encodeWithSelector(IDealFactory.TermsCancelled.selector, factory.digest(t)));
    }

    function test_open_twice_isRefused() public {
        Terms memory t = aDeal();
        IDealEscrow escrow = open(t);
        openRefused(t, abi.encodeWithSelector(IDealFactory.AlreadyOpened.selector, address(escrow)));
    }

    function test_open_againAfterTheDealClosed_isRefused() public {
        Terms memory t = aDeal();
        IDealEscrow escrow = open(t);
        fix(28, 100);
        escrow.settle();
        assertClosed(escrow, Cause.Matured);
        vm.warp(OPENING);
        openRefused(t, abi.encodeWithSelector(IDealFactory.AlreadyOpened.selector, address(escrow)));
    }

    function test_open_withASellersSignatureOverOtherTerms_isRefused() public {
        Terms memory t = aDeal();
        (bytes memory s, ) = signatures(factory, t);
        t.fixedRate = 101;
        (, bytes memory b) = signatures(factory, t);
        vm.expectRevert(abi.encodeWithSelector(IDealFactory.BadSignature.selector, seller));
        factory.open(t, s, b, noPermit(), noPermit());
    }

    function test_open_withABuyersSignatureOverOtherTerms_isRefused() public {
        Terms memory t = aDeal();
        (, bytes memory b) = signatures(factory, t);
        t.salt += 1;
        (bytes memory s, ) = signatures(factory, t);
        vm.expectRevert(abi.encodeWithSelector(IDealFactory.BadSignature.selector, buyer));
        factory.open(t, s, b, noPermit(), noPermit());
    }

    function test_open_withTheSignaturesSwapped_isRefused() public {
        Terms memory t = aDeal();
        (bytes memory s, bytes memory b) = signatures(factory, t);
        vm.expectRevert(abi.encodeWithSelector(IDealFactory.BadSignature.selector, seller));
        factory.open(t, b, s, noPermit(), noPermit());
    }

    function test_open_withAnEmptySignature_isRefused() public {
        Terms memory t = aDeal();
        (bytes memory s, ) = signatures(factory, t);
        vm.expectRevert(abi.encodeWithSelector(IDealFactory.BadSignature.selector, buyer));
        factory.open(t, s, "", noPermit(), noPermit());
    }

    function test_open_withASignatureForAnotherFactory_isRefused() public {
        Terms memory t = aDeal();
        (bytes memory s, bytes memory b) = signatures(factory, t);
        super.setUp();
        t.oracle = address(oracle);
        t.token = address(token);
        vm.expectRevert(abi.encodeWithSelector(IDealFactory.BadSignature.selector, seller));
        factory.open(t, s, b, noPermit(), noPermit());
    }

    function test_open_forASmartAccount_asksItByErc1271() public {
        ContractWallet wallet = new ContractWallet(seller);
        Terms memory t = aDeal();
        t.seller = address(wallet);
        fund(address(token), address(wallet));
        IDealEscrow escrow = open(t);
        assertAccounts(escrow, 1000, 800);
        assertEq(escrow.ownerOf(Side.Seller), address(wallet), "owner");
    }

    function test_open_whenTheSmartAccountSaysNo_isRefused() public {
        ContractWallet wallet = new ContractWallet(stranger);
        Terms memory t = aDeal();
        t.buyer = address(wallet);
        fund(address(token), address(wallet));
        (bytes memory s, ) = signatures(factory, t);
        bytes memory b = signature(BUYER_KEY, factory.digest(t));
        vm.expectRevert(abi.encodeWithSelector(IDealFactory.BadSignature.selector, address(wallet)));
        factory.open(t, s, b, noPermit(), noPermit());
    }

    function test_open_aloneBringsAnEscrowToLife() public {
        IDealEscrow escrow = open(aDeal());
        vm.expectRevert(abi.encodeWithSelector(IDealEscrow.NotFactory.selector));
        DealEscrow(address(escrow)).initialise(1e20, 1e20, stranger, 0);
        DealEscrow code = DealFactory(address(factory)).IMPLEMENTATION();
        vm.expectRevert(abi.encodeWithSelector(IDealEscrow.NotFactory.selector));
        code.initialise(1, 1, stranger, 0);
        assertPhase(code, Phase.None, Cause.None);
        assertEq(code.settle(), 0, "the code itself holds no deal");
    }

    function test_open_forAnAccountWithCode_acceptsItsOwnKey() public {
        // An ERC-7702 account delegates to code that knows no ERC-1271, yet its key still binds it.
        vm.etch(seller, hex"5f5ffd");
        assertOpen(open(aDeal()));
    }
}
