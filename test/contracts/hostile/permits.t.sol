// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDealEscrow} from "src/interfaces/IDealEscrow.sol";
import {Permit, Terms} from "src/interfaces/IDealFactory.sol";
import {HostileTest} from "./HostileTest.sol";
import {LyingPermitToken, PermitWhim} from "./HostileTokens.sol";

/// @notice Permits in the wrong hands. Only the pull decides, and it needs the signed terms besides: no permit opens anything by
/// itself, and none that fails keeps an allowance from counting.
contract PermitsTest is HostileTest {
    bytes32 private constant PERMIT = keccak256(
        "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
    );

    Terms private t;
    bytes private sellers;
    bytes private buyers;

    function setUp() public override {
        super.setUp();
        approve(seller, address(factory), 0);
        approve(buyer, address(factory), 0);
        t = aDeal();
        (sellers, buyers) = signatures(factory, t);
    }

    // ------------------------------------------------------------------ somebody was there first

    /// @dev The thief takes both permits out of the pool and sends them ahead: the allowances are there, the deal opens.
    function test_hostile_permitsSentAheadByAThief_openTheDealAllTheSame() public {
        Permit memory s = permit(SELLER_KEY, address(factory), 1000, block.timestamp);
        Permit memory b = permit(BUYER_KEY, address(factory), 800, block.timestamp);
        use(seller, address(factory), s);
        use(buyer, address(factory), b);
        opens(s, b);
    }

    /// @dev He sends ahead one of another amount, which the owner signed later for the same nonce: the one in the opening is void, and
    /// the allowance is what he made it. Too little locks nobody.
    function test_hostile_aSmallerPermitOfTheSameNonce_sentAhead_locksNobody() public {
        Permit memory s = permit(SELLER_KEY, address(factory), 1000, block.timestamp);
        use(seller, address(factory), permit(SELLER_KEY, address(factory), 999, block.timestamp));
        refused(s, permit(BUYER_KEY, address(factory), 800, block.timestamp));
        assertEq(token.allowance(seller, address(factory)), 999, "what the other one allows");
        approve(seller, address(factory), 1000);
        opens(s, permit(BUYER_KEY, address(factory), 800, block.timestamp));
    }

    /// @dev A permit that was used up by a deal does not open a second one.
    function test_hostile_aPermitReplayed_forAnotherDeal_locksNobody() public {
        Permit memory s = permit(SELLER_KEY, address(factory), 1000, block.timestamp);
        Permit memory b = permit(BUYER_KEY, address(factory), 800, block.timestamp);
        IDealEscrow escrow = opens(s, b);
        Terms memory again = aDeal();
        (bytes memory x, bytes memory y) = signatures(factory, again);
        vm.expectRevert();
        factory.open(again, x, y, s, b);
        assertBook(escrow, 1000, 800, 1800);
        assertPurses(escrow, WEALTH - 1000, WEALTH - 800, WEALTH);
    }

    /// @dev Allowed by a permit but with terms that only one side signed: the thief cannot turn the allowance into a deal.
    function test_hostile_anAllowanceWithoutItsOwnersSignature_isWorthNothing() public {
        use(seller, address(factory), permit(SELLER_KEY, address(factory), 1000, block.timestamp));
        t.buyer = thief;
        refused(noPermit(), noPermit());
    }

    // ------------------------------------------------------------------ permits for something else

    function test_hostile_aPermitForAnotherSpender_locksNobody() public {
        Permit memory b = permit(BUYER_KEY, address(factory), 800, block.timestamp);
        refused(permit(SELLER_KEY, thief, 1000, block.timestamp), b);
        assertEq(token.allowance(seller, thief), 0, "and allows him nothing either");
        refused(permit(SELLER_KEY, factory.escrowOf(t), 1000, block.timestamp), b);
    }

    function test_hostile_aPermitSignedByTheWrongKey_locksNobody() public {
        Permit memory s = permit(BUYER_KEY, address(factory), 1000, block.timestamp);
        Permit memory b = permit(SELLER_KEY, address(factory), 800, block.timestamp);
        refused(s, b);
    }

    function test_hostile_aPermitExpiredByASecond_locksNobody_atItsDeadlineItCounts() public {
        uint256 deadline = block.timestamp + 100;
        Permit memory s = permit(SELLER_KEY, address(factory), 1000, deadline);
        Permit memory b = permit(BUYER_KEY, address(factory), 800, deadline + 1);
        vm.warp(deadline + 1);
        refused(s, b);
        vm.warp(deadline);
        opens(s, b);
    }

    /// @dev Deadline 0 says that there is none, whatever else is in it: the token is not even asked.
    function test_hostile_aPermitWithDeadlineZero_isNotSent() public {
        LyingPermitToken money = new LyingPermitToken();
        play(address(money));
        t = aDeal();
        (sellers, buyers) = signatures(factory, t);
        opens(Permit(1000, 0, 27, "r", "s"), noPermit());
        assertEq(money.permits(), 0, "not asked");
    }

    // ------------------------------------------------------------------ permits that lie

    /// @dev The token's permit says yes and allows nothing: then nothing can be pulled. With an allowance the lie does not matter.
    function test_hostile_aTokenWhosePermitLies_locksNobody_withoutAnAllowance() public {
        LyingPermitToken money = new LyingPermitToken();
        play(address(money));
        t = aDeal();
        (sellers, buyers) = signatures(factory, t);
        approve(seller, address(factory), 999);
        Permit memory some = Permit(1000, block.timestamp, 27, "r", "s");
        refused(some, some);
        approve(seller, address(factory), 1000);
        opens(some, some);
        assertEq(money.permits(), 2, "asked, and not believed: the refused opening is as if it never was");
    }

    /// @dev A permit that bombs or burns takes gas from who opens, and nothing from anybody: what is left of the gas opens the deal, or
    /// the opening fails as a whole.
    function test_hostile_aPermitThatBombsOrBurns_opensTheDealOrLocksNobody() public {
        LyingPermitToken money = new LyingPermitToken();
        play(address(money));
        Permit memory some = Permit(1000, block.timestamp, 27, "r", "s");
        for (uint8 whim = uint8(PermitWhim.AnswersMuch); whim <= uint8(PermitWhim.BurnsGas); ++whim) {
            uint256 before = vm.snapshotState();
            t = aDeal();
            (sellers, buyers) = signatures(factory, t);
            money.become(PermitWhim(whim));
            bytes memory opening = abi.encodeCall(factory.open, (t, sellers, buyers, some, noPermit()));
            (bool little, ) = address(factory).call{gas: 1_000_000}(opening);
            assertTrue(!little, "too little is left");
            assertEq(token.balanceOf(seller) + token.balanceOf(buyer), 2 * WEALTH, "and nobody locked");
            (bool much, ) = address(factory).call{gas: 30_000_000}(opening);
            assertTrue(much, "enough is left");
            IDealEscrow escrow = IDealEscrow(factory.escrowOf(t));
            assertBook(escrow, 1000, 800, 1800);
            assertPurses(escrow, WEALTH - 1000, WEALTH - 800, WEALTH);
            vm.revertToState(before);
        }
    }

    function opens(Permit memory s, Permit memory b) private returns (IDealEscrow escrow) {
        vm.prank(thief);
        escrow = IDealEscrow(factory.open(t, sellers, buyers, s, b));
        assertBook(escrow, 1000, 800, 1800);
        assertPurses(escrow, WEALTH - 1000, WEALTH - 800, WEALTH);
    }

    function refused(Permit memory s, Permit memory b) private {
        vm.prank(thief);
        vm.expectRevert();
        factory.open(t, sellers, buyers, s, b);
        address escrow = factory.escrowOf(t);
        assertEq(escrow.code.length + token.balanceOf(escrow), 0, "no escrow");
        assertEq(token.balanceOf(seller), WEALTH, "the seller's purse");
        assertEq(token.balanceOf(buyer), WEALTH, "the buyer's purse");
        assertEq(token.balanceOf(thief), WEALTH, "the thief's purse");
    }

    function use(address owner, address spender, Permit memory p) private {
        vm.prank(thief);
        token.permit(owner, spender, p.value, p.deadline, p.v, p.r, p.s);
    }

    function permit(uint256 key, address spender, uint256 value, uint256 deadline) private view returns (Permit memory) {
        address owner = vm.addr(key);
        bytes32 structHash = keccak256(abi.encode(PERMIT, owner, spender, value, token.nonces(owner), deadline));
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", token.DOMAIN_SEPARATOR(), structHash));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return Permit(value, deadline, v, r, s);
    }
}
