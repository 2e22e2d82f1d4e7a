// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {TestToken} from "src/development/TestToken.sol";
import {IDealEscrow, Side} from "src/interfaces/IDealEscrow.sol";
import {DealTest} from "../support/DealTest.sol";

/// @notice What a token of these tests offers besides moving money.
interface IHostileMoney {
    function mint(address to, uint256 amount) external;
    function approve(address spender, uint256 amount) external;
    function balanceOf(address owner) external view returns (uint256);
}

/// @notice Three people with 10,000 each: the two sides, and a thief. Every attack ends with what everybody holds, counted over all of
/// them: what one has too much, another has too little.
abstract contract HostileTest is DealTest {
    uint256 internal constant WEALTH = 10_000;
    address internal constant thief = stranger;

    /// @dev What there is in all purses and the escrow together.
    uint256 internal inTheWorld;

    function setUp() public virtual override {
        super.setUp();
        play(address(new TestToken("Money", "MON", 18)));
    }

    /// @dev From here on `money` is the deal's token.
    function play(address money) internal {
        token = TestToken(money);
        inTheWorld = 0;
        endow(seller);
        endow(buyer);
        endow(thief);
    }

    function endow(address owner) internal {
        IHostileMoney(address(token)).mint(owner, WEALTH);
        inTheWorld += WEALTH;
        approve(owner, address(factory), WEALTH);
    }

    function approve(address owner, address spender, uint256 amount) internal {
        vm.prank(owner);
        IHostileMoney(address(token)).approve(spender, amount);
    }

    function add(IDealEscrow escrow, address payer, Side side, uint256 amount) internal {
        approve(payer, address(escrow), amount);
        vm.prank(payer);
        escrow.topUp(side, amount);
    }

    function addRefused(IDealEscrow escrow, address payer, Side side, uint256 amount, bytes memory because) internal {
        approve(payer, address(escrow), amount);
        vm.prank(payer);
        if (because.length == 0) vm.expectRevert();
        else vm.expectRevert(because);
        escrow.topUp(side, amount);
    }

    function take(IDealEscrow escrow, Side side, uint256 amount, address to) internal {
        vm.prank(escrow.ownerOf(side));
        escrow.withdraw(side, amount, to);
    }

    function takeAll(IDealEscrow escrow, Side side) internal {
        take(escrow, side, escrow.account(side), escrow.ownerOf(side));
    }

    function takeRefused(IDealEscrow escrow, Side side, uint256 amount) internal {
        address owner = escrow.ownerOf(side);
        vm.prank(owner);
        vm.expectRevert();
        escrow.withdraw(side, amount, owner);
    }

    // ------------------------------------------------------------------ who holds what

    /// @dev What the escrow has written down for each side, and what it really holds.
    function assertBook(IDealEscrow escrow, uint256 sellers, uint256 buyers, uint256 held) internal view {
        assertAccounts(escrow, sellers, buyers);
        assertEq(token.balanceOf(address(escrow)), held, "held by the escrow");
    }

    /// @dev What everybody has in the purse; with the escrow's money it is all there is.
    function assertPurses(IDealEscrow escrow, uint256 sellers, uint256 buyers, uint256 thiefs) internal view {
        assertEq(token.balanceOf(escrow.ownerOf(Side.Seller)), sellers, "the seller's purse");
        assertEq(token.balanceOf(escrow.ownerOf(Side.Buyer)), buyers, "the buyer's purse");
        assertEq(token.balanceOf(thief), thiefs, "the thief's purse");
        assertEq(sellers + buyers + thiefs + token.balanceOf(address(escrow)), inTheWorld, "all there is");
        assertEq(token.balanceOf(address(factory)), 0, "the factory keeps nothing");
    }
}
