// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {TestToken} from "src/development/TestToken.sol";
import {Cause, EnforcedTerms, IDealEscrow, Phase, Side} from "src/interfaces/IDealEscrow.sol";
import {IDealFactory, Permit, Terms} from "src/interfaces/IDealFactory.sol";
import {ScriptedOracle} from "../../support/ScriptedOracle.sol";
import {Climate, WorldTerms} from "./WorldTerms.sol";

/// @notice An offer to end a deal, as whoever made it remembers it.
struct Offer {
    bool made;
    int256 payment;
    uint256 settled;
    uint256 madeAt;
}

/// @notice What the world remembers of a deal that the escrow does not say.
struct Deal {
    IDealEscrow escrow;
    uint256 paidIn;
    uint256 paidOut;
    uint256 donated;
    Cause closedFor;
    uint256[2] leftAtClose;
    Offer[2] offers;
}

/// @notice How a deal stands.
struct Seen {
    Phase phase;
    Cause cause;
    uint256[2] account;
    uint256 settled;
    Side called;
    uint256 due;
    uint40 cureBy;
    uint256 unpaid;
    uint256 claims;
    address[2] owner;
}

/// @notice Several deals in one token on one index, and what must hold of them whatever has happened.
abstract contract WorldBook is WorldTerms {
    IDealFactory internal factory;
    TestToken public token;
    ScriptedOracle public oracle;
    Climate internal climate;
    Deal[] internal deals;

    /// @dev Everybody who may own a side, or be left something by a takeover.
    address[4] public people = [seller, buyer, address(0x7A4E1), address(0x7A4E2)];

    function dealCount() external view returns (uint256) {
        return deals.length;
    }

    function escrowOf(uint256 d) external view returns (IDealEscrow) {
        return deals[d].escrow;
    }

    function donatedTo(uint256 d) external view returns (uint256) {
        return deals[d].donated;
    }

    function latestDay() public view returns (uint256 day) {
        (day, ) = oracle.lastFixed();
    }

    function seen(uint256 d) public view returns (Seen memory s) {
        IDealEscrow escrow = deals[d].escrow;
        (s.phase, s.cause) = escrow.phase();
        s.account = [escrow.account(Side.Seller), escrow.account(Side.Buyer)];
        s.settled = escrow.periodsSettled();
        (s.called, s.due, s.cureBy) = escrow.marginCall();
        s.unpaid = escrow.unpaid();
        for (uint256 i; i < people.length; ++i) s.claims += escrow.claimable(people[i]);
        s.owner = [escrow.ownerOf(Side.Seller), escrow.ownerOf(Side.Buyer)];
        if (s.phase == Phase.Defaulted) (, s.cureBy, s.called) = escrow.takeoverWindow();
    }

    function isLive(Seen memory s) internal pure returns (bool) {
        return s.phase == Phase.Open || s.phase == Phase.Called;
    }

    function isInDefault(Seen memory s) internal view returns (bool) {
        return s.phase == Phase.Called && block.timestamp > s.cureBy;
    }

    // ------------------------------------------------------------------ opening

    function openDeal(Terms memory t) internal {
        fund(seller, t);
        fund(buyer, t);
        bytes32 digest = factory.digest(t);
        Permit memory none;
        bytes memory sellers = signature(SELLER_KEY, digest);
        address escrow = factory.open(t, sellers, signature(BUYER_KEY, digest), none, none);
        Deal storage deal = deals.push();
        deal.escrow = IDealEscrow(escrow);
        deal.paidIn = token.balanceOf(escrow);
        assertTrue(token.balanceOf(t.broker) >= t.brokerFee, "the broker has its fee");
    }

    function fund(address who, Terms memory t) private {
        token.mint(who, 2 * MAX_ACCOUNTS + t.brokerFee);
        vm.prank(who);
        token.approve(address(factory), type(uint256).max);
    }

    // ------------------------------------------------------------------ what must hold

    /// @notice Of every deal, and of all the money of the world together.
    function assertWorld() public view {
        uint256 held;
        uint256 expected;
        for (uint256 d; d < deals.length; ++d) {
            assertDeal(d);
            held += token.balanceOf(address(deals[d].escrow));
            expected += deals[d].paidIn + deals[d].donated - deals[d].paidOut;
        }
        assertEq(held, expected, "the money of the world");
    }

    function assertDeal(uint256 d) public view {
        Deal storage deal = deals[d];
        Seen memory s = seen(d);

        // I1: the accounts and the claims are the money, but for donations.
        uint256 held = s.account[0] + s.account[1] + s.claims;
        assertEq(held + deal.donated, token.balanceOf(address(deal.escrow)), "accounts, claims and money");
        assertEq(deal.paidIn - deal.paidOut, held, "in and out");
        assertTrue(s.account[0] + s.account[1] <= MAX_ACCOUNTS, "one word holds the book");

        // I2, I3: what is unpaid is owed by a side called or in default with nothing left, and is part of what is due.
        if (s.unpaid > 0) {
            assertTrue(s.phase == Phase.Called || s.phase == Phase.Defaulted, "unpaid only while called or defaulted");
            assertEq(s.account[uint256(s.called)], 0, "unpaid only by an empty account");
        }
        if (s.phase == Phase.Called) assertTrue(s.due > 0 && s.cureBy > 0 && s.due >= s.unpaid, "a demand and a deadline");
        else assertEq(s.due, 0, "nothing due without a call");
        assertTrue(s.owner[0] != s.owner[1], "nobody deals with itself");
        _assertTerms(deal.escrow, s);
        _assertClosed(deal, s);
    }

    function _assertTerms(IDealEscrow escrow, Seen memory s) private view {
        EnforcedTerms memory t = escrow.terms();
        assertTrue(s.settled <= t.periods, "no more periods than there are");
        if (t.marking == 1) return;
        assertTrue(s.phase == Phase.Open || s.phase == Phase.Closed, "a range-collateralised deal is never called");
        assertEq(s.unpaid, 0, "a range-collateralised deal is never short");
        assertEq(escrow.exposure(Side.Seller) + escrow.exposure(Side.Buyer), 0, "its exposure");
        for (uint8 side; side < 2; ++side) {
            assertTrue(escrow.requirement(Side(side)) <= s.account[side] || s.phase == Phase.Closed, "it holds its bound");
        }
    }

    /// @dev Nothing leaves Closed, and nothing happens to a closed account but its owner's withdrawals.
    function _assertClosed(Deal storage deal, Seen memory s) private view {
        assertTrue((s.phase == Phase.Closed) == (s.cause != Cause.None), "a cause exactly when closed");
        if (s.phase == Phase.Closed) {
            IDealEscrow e = deal.escrow;
            uint256 left =
                e.requirement(Side.Seller) + e.requirement(Side.Buyer) + e.exposure(Side.Seller) + e.exposure(Side.Buyer);
            assertEq(left, 0, "a closed deal requires nothing");
        }
        if (deal.closedFor == Cause.None) return;
        assertEq(uint256(s.cause), uint256(deal.closedFor), "nothing leaves Closed");
        assertEq(s.account[0], deal.leftAtClose[0], "the seller's closed account");
        assertEq(s.account[1], deal.leftAtClose[1], "the buyer's closed account");
    }
}
