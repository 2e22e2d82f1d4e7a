// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {TestToken} from "src/development/TestToken.sol";
import {Cause, IDealEscrow, Phase, Side} from "src/interfaces/IDealEscrow.sol";
import {Terms} from "src/interfaces/IDealFactory.sol";
import {DealTest} from "../support/DealTest.sol";
import {PlainReckoning} from "../support/PlainReckoning.sol";

/// @notice Settlements of random deals on random fixings, against the payoff reckoned day by day.
contract SettleFuzzTest is DealTest {
    using PlainReckoning for Terms;

    TestToken private bitcoin;
    uint256[] private fixings;

    function setUp() public override {
        super.setUp();
        bitcoin = aToken(8);
    }

    /// @dev One deal is settled whenever chance says so, by mark, withdrawal or settle; its twin once, at the end.
    function testFuzz_settle_inAnyBatching_givesTheSameBalances(uint256 seed) public {
        Terms memory t = aRandomDeal(seed);
        IDealEscrow often = open(t);
        t.salt += 1_000_000;
        IDealEscrow once = open(t);
        uint256 length = uint256(t.periodDays) * t.periods;
        uint256 batches;
        for (uint256 i; i < length; ++i) {
            fixRandomly(t, draw(seed, 100 + i));
            uint256 chance = draw(seed, 10_000 + i) % 4;
            if (chance == 0) batches += often.settle();
            if (chance == 1) often.mark();
        }
        often.settle();
        assertEq(once.settle(), t.periods, "the twin settles all at once");
        uint256 total = uint256(t.sellerMargin) + t.buyerMargin;
        int256 paid;
        for (uint256 j; j < t.periods; ++j) paid += t.settlement(fixings, j);
        assertClosed(often, Cause.Matured);
        assertClosed(once, Cause.Matured);
        uint256 sellers = uint256(int256(uint256(t.sellerMargin)) - paid);
        assertAccounts(once, sellers, total - sellers);
        assertAccounts(often, sellers, total - sellers);
        assertEq(bitcoin.balanceOf(address(once)), total, "held");
    }

    /// @dev The margins are the least that may be opened; the fixings stray far outside the range.
    function testFuzz_settle_rangeCollateralised_isNeverShortAndNeverCalled(uint256 seed) public {
        Terms memory t = aRandomDeal(seed);
        t.marking = 0;
        t.cap = uint128(between(draw(seed, 7), t.fixedRate, uint256(t.fixedRate) * 3));
        uint256 unit = uint256(t.hashrate) * 1e8;
        uint256 length = uint256(t.periodDays) * t.periods;
        t.sellerMargin = uint96((unit * length * (t.cap - t.fixedRate)) / 1e18);
        t.buyerMargin = uint96((unit * length * (t.fixedRate - t.floor)) / 1e18);
        (t.sellerPenalty, t.buyerPenalty) = (t.sellerMargin, t.buyerMargin);
        IDealEscrow escrow = open(t);
        for (uint256 i; i < length; ++i) {
            fixRandomly(t, draw(seed, 100 + i));
            escrow.mark();
            (Phase phase, ) = escrow.phase();
            assertTrue(phase == Phase.Open || i + 1 == length, "never called");
            assertTrue(escrow.account(Side.Seller) >= escrow.requirement(Side.Seller), "the seller covers the worst");
            assertTrue(escrow.account(Side.Buyer) >= escrow.requirement(Side.Buyer), "the buyer covers the worst");
        }
        assertClosed(escrow, Cause.Matured);
        assertEq(escrow.shortfall(), 0, "shortfall");
    }

    function testFuzz_open_conservesTheMoney(uint96 sellers, uint96 buyers, int96 premium, uint64 fee) public {
        Terms memory t = aRangeDeal();
        (t.floor, t.cap) = (100, 100);
        t.sellerMargin = sellers / 4;
        t.buyerMargin = buyers / 4;
        t.premium = premium / 4;
        (t.broker, t.brokerFee) = (address(0xB40CE4), fee);
        uint256 before = token.balanceOf(seller) + token.balanceOf(buyer);
        IDealEscrow escrow = open(t);
        uint256 held = escrow.account(Side.Seller) + escrow.account(Side.Buyer);
        assertEq(token.balanceOf(address(escrow)), held, "held");
        assertEq(token.balanceOf(t.broker), fee, "the broker's");
        assertEq(before - token.balanceOf(seller) - token.balanceOf(buyer), held + fee, "locked");
    }

    /// @dev Up to 12 periods of up to 10 days, 1 to 1,000,000 TH/s, fixed at 1e12 to 1e14; margins that cover any of it.
    function aRandomDeal(uint256 seed) private returns (Terms memory t) {
        t = aDeal();
        (t.token, t.decimals) = (address(bitcoin), 8);
        t.hashrate = uint64(between(draw(seed, 1), 1, 1_000_000));
        t.fixedRate = uint128(between(draw(seed, 2), 1e12, 1e14));
        t.floor = draw(seed, 3) % 2 == 0 ? 0 : uint128(between(draw(seed, 4), 0, t.fixedRate));
        t.cap = draw(seed, 5) % 2 == 0 ? NO_CAP : uint128(between(draw(seed, 6), t.fixedRate, 3e14));
        t.periodDays = uint16(between(draw(seed, 8), 1, 10));
        t.periods = uint16(between(draw(seed, 9), 1, 12));
        (t.sellerMargin, t.buyerMargin, t.maintenanceBps) = (1e14, 1e14, 0);
        oracle.setLatest(START - 1, t.fixedRate);
    }

    function fixRandomly(Terms memory t, uint256 random) private {
        uint256 v = random % 7 == 0 ? 0 : between(random, t.fixedRate / 2, uint256(t.fixedRate) * 3);
        fixings.push(v);
        fix(v);
    }
}
