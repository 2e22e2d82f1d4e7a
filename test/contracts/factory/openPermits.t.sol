// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDealEscrow} from "src/interfaces/IDealEscrow.sol";
import {Permit, Terms} from "src/interfaces/IDealFactory.sol";
import {DealTest} from "../support/DealTest.sol";
import {AskedToken} from "../support/OddTokens.sol";

/// @notice Permits save a transaction; only the pull decides.
contract OpenPermitsTest is DealTest {
    bytes32 private constant PERMIT = keccak256(
        "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
    );

    function setUp() public override {
        super.setUp();
        vm.prank(seller);
        token.approve(address(factory), 0);
        vm.prank(buyer);
        token.approve(address(factory), 0);
    }

    function test_open_withTwoPermits_needsNoApproval() public {
        Terms memory t = aDeal();
        (bytes memory s, bytes memory b) = signatures(factory, t);
        Permit memory sellers = permit(SELLER_KEY, 1000);
        Permit memory buyers = permit(BUYER_KEY, 800);
        assertAccounts(IDealEscrow(factory.open(t, s, b, sellers, buyers)), 1000, 800);
        assertEq(token.allowance(seller, address(factory)), 0, "nothing left approved");
    }

    function test_open_whenThePermitsWereUsedByAFrontRunner_opens() public {
        Terms memory t = aDeal();
        (bytes memory s, bytes memory b) = signatures(factory, t);
        Permit memory p = permit(SELLER_KEY, 1000);
        Permit memory q = permit(BUYER_KEY, 800);
        token.permit(seller, address(factory), p.value, p.deadline, p.v, p.r, p.s);
        token.permit(buyer, address(factory), q.value, q.deadline, q.v, q.r, q.s);
        assertAccounts(IDealEscrow(factory.open(t, s, b, p, q)), 1000, 800);
    }

    function test_open_withAGarbagePermitAndAnAllowance_opens() public {
        Terms memory t = aDeal();
        (bytes memory s, bytes memory b) = signatures(factory, t);
        vm.prank(seller);
        token.approve(address(factory), 1000);
        Permit memory garbage = Permit(1, 1, 27, bytes32(uint256(1)), bytes32(uint256(2)));
        assertAccounts(IDealEscrow(factory.open(t, s, b, garbage, permit(BUYER_KEY, 800))), 1000, 800);
    }

    function test_open_withoutAPermit_asksTheTokenForNone() public {
        AskedToken money = new AskedToken();
        fund(address(money), seller);
        fund(address(money), buyer);
        open(someTerms(address(money), address(oracle)));
        assertEq(money.asked(), 0, "permits asked for");
        Terms memory t = someTerms(address(money), address(oracle));
        (bytes memory s, bytes memory b) = signatures(factory, t);
        Permit memory expired = Permit(1, 1, 27, 0, 0);
        factory.open(t, s, b, noPermit(), expired);
        assertEq(money.asked(), 1, "the buyer's");
    }

    function test_open_withAPermitForTooLittle_isRefused() public {
        Terms memory t = aDeal();
        (bytes memory s, bytes memory b) = signatures(factory, t);
        Permit memory p = permit(SELLER_KEY, 999);
        Permit memory q = permit(BUYER_KEY, 800);
        vm.expectRevert();
        factory.open(t, s, b, p, q);
    }

    function test_open_withoutPermitOrAllowance_isRefused() public {
        Terms memory t = aDeal();
        (bytes memory s, bytes memory b) = signatures(factory, t);
        vm.expectRevert();
        factory.open(t, s, b, noPermit(), noPermit());
    }

    function permit(uint256 key, uint256 value) private view returns (Permit memory) {
        address owner = vm.addr(key);
        uint256 deadline = block.timestamp;
        bytes32 structHash = keccak256(abi.encode(PERMIT, owner, address(factory), value, token.nonces(owner), deadline));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(
            key,
            keccak256(abi.encodePacked(hex"1901", token.DOMAIN_SEPARATOR(), structHash))
        );
        return Permit(value, deadline, v, r, s);
    }
}
