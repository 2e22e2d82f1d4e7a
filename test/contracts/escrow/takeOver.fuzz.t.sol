// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Cause, IDealEscrow, Phase, Side} from "src/interfaces/IDealEscrow.sol";
import {Terms} from "src/interfaces/IDealFactory.sol";
import {WindowTest} from "../support/WindowTest.sol";

/// @notice What holds of a takeover whatever the margins, the penalty, the index, the moment, and whoever defaults.
contract TakeOverFuzzTest is WindowTest {
    struct Default {
        IDealEscrow escrow;
        Side side;
        Side other;
        /// @dev What the defaulter owes on all unsettled days.
        int256 owed;
        uint256 account;
        uint256 unpaid;
        uint256 margin;
        /// @dev As far as the account reaches once everything is paid.
        uint256 penalty;
        uint256 elapsed;
    }

    /// @dev A default of a random deal at a random moment of its window; with something unpaid in a third of the cases.
    function aRandomDefault(uint256 seed) private returns (Default memory d) {
        Terms memory t = aWindowedDeal();
        t.hashrate = uint64(between(draw(seed, 0), 1, 1_000_000));
        (t.decimals, t.startDay) = (18, START);
        (t.periodDays, t.periods) = (uint16(between(draw(seed, 1), 3, 9)), uint16(between(draw(seed, 2), 2, 9)));
        t.sellerMargin = uint96(between(draw(seed, 3), 0, uint256(t.hashrate) * 500));
        t.buyerMargin = uint96(between(draw(seed, 4), 0, uint256(t.hashrate) * 500));
        t.sellerPenalty = uint96(between(draw(seed, 5), 0, t.sellerMargin));
        t.buyerPenalty = uint96(between(draw(seed, 6), 0, t.buyerMargin));
        t.takeoverSeconds = uint32(between(draw(seed, 7), 1, 2 * DAY));
        d.side = Side(uint8(draw(seed, 8) % 2));
        d.other = Side(uint8(1 - uint256(d.side)));
        bool isShort = draw(seed, 9) % 3 == 0;
        d.escrow = open(t);
        // Far enough away that the side is called, or cannot pay for the first period.
        uint256 far = d.side == Side.Seller ? 2000 : 0;
        fix(isShort ? t.periodDays : 1, far);
        d.escrow.mark();
        (Phase phase, ) = d.escrow.phase();
        (Side called, , ) = d.escrow.marginCall();
        assertTrue(phase == Phase.Called && called == d.side, "called");
        fix(1, d.side == Side.Seller ? between(draw(seed, 10), 0, 2000) : between(draw(seed, 10), 0, 200));
        d.escrow.closeOut();
        d.elapsed = between(draw(seed, 11), 0, t.takeoverSeconds < DAY ? t.takeoverSeconds : DAY);
        vm.warp(block.timestamp + d.elapsed);
        reckon(t, d);
    }

    function reckon(Terms memory t, Default memory d) private view {
        (d.account, d.unpaid) = (d.escrow.account(d.side), d.escrow.unpaid());
        d.margin = d.side == Side.Seller ? t.sellerMargin : t.buyerMargin;
        uint256 penalty = d.side == Side.Seller ? t.sellerPenalty : t.buyerPenalty;
        int256 v = valueOfTheRest(t, d.escrow.periodsSettled());
        d.owed = d.side == Side.Seller ? v : -v;
        int256 kept = int256(d.account) - int256(d.unpaid) - d.owed;
        d.penalty =
            kept <= 0
                ? 0
                : uint256(kept) < penalty
                    ? uint256(kept)
                    : penalty;
    }

    /// @dev V day by day: fixed days as they were fixed, the others at the last fixing.
    function valueOfTheRest(Terms memory t, uint256 settled) private view returns (int256 v) {
        (uint32 last, uint256 value) = oracle.latest(t.series);
        for (uint256 j = settled; j < t.periods; ++j) {
            for (uint32 day = uint32(t.startDay + j * t.periodDays); day < t.startDay + (j + 1) * t.periodDays; ++day) {
                uint256 fixing = day > last ? value : oracle.cumulative(t.series, day) - oracle.cumulative(t.series, day - 1);
                v += (int256(fixing) - int256(uint256(t.fixedRate))) * int256(uint256(t.hashrate));
            }
        }
    }

    /// @dev Accounts, claim and deposit, before and after: C + deposit = unpaid + (p − r) + the taker's account + left over.
    function testFuzz_takeOver_conservesEveryUnit(uint256 seed) public {
        Default memory d = aRandomDefault(seed);
        uint256 honouring = d.escrow.account(d.other);
        uint256 deposit = takeOver(d.escrow, taker);
        uint256 left = d.escrow.claimable(d.side == Side.Seller ? seller : buyer);
        uint256 paid = d.escrow.account(d.other) - honouring;
        assertEq(d.account + deposit, paid + d.escrow.account(d.side) + left, "in and out");
        uint256 held = d.escrow.account(Side.Seller) + d.escrow.account(Side.Buyer) + left;
        assertEq(held, token.balanceOf(address(d.escrow)), "the money");
        assertOpen(d.escrow);
    }

    function testFuzz_takeOver_paysTheHonouringPartyItsDueAndHalfThePenaltyThatIsThere(uint256 seed) public {
        Default memory d = aRandomDefault(seed);
        uint256 honouring = d.escrow.account(d.other);
        takeOver(d.escrow, taker);
        int256 gains = int256(d.escrow.account(d.other) - honouring) + d.owed;
        int256 m = d.owed + int256(d.unpaid);
        int256 due = m < int256(d.account) ? m : int256(d.account);
        assertTrue(gains >= due + int256((d.penalty + 1) / 2), "min(m, C) and half the penalty");
    }

    function testFuzz_takeOver_restoresTheSideAndPaysTheTakerAtMostHalfThePenalty(uint256 seed) public {
        Default memory d = aRandomDefault(seed);
        (, uint256 reward, , ) = d.escrow.takeoverQuote();
        uint256 seconds_ = d.escrow.terms().takeoverSeconds;
        takeOver(d.escrow, taker);
        assertEq(reward, (d.penalty * d.elapsed) / (2 * seconds_), "grows evenly, rounded down");
        assertTrue(2 * reward <= d.penalty, "at most half");
        uint256 exposed = d.owed > 0 ? uint256(d.owed) : 0;
        assertEq(d.escrow.account(d.side), d.margin + exposed + reward, "initial margin and exposure");
        assertEq(d.escrow.exposure(d.side), exposed, "as the mark says");
        d.escrow.mark();
        (Phase phase, ) = d.escrow.phase();
        (Side called, , ) = d.escrow.marginCall();
        assertTrue(phase != Phase.Called || called != d.side || d.escrow.unpaid() > 0, "not called at once for the mark");
    }

    /// @dev Without a taker the window only costs time: at the same mark the close-out gives both sides what it would have given before.
    function testFuzz_closeOut_afterTheWindow_isTheCloseOutWithoutOne(uint256 seed) public {
        Default memory d = aRandomDefault(seed);
        (, uint40 until, ) = d.escrow.takeoverWindow();
        uint256 honouring = d.escrow.account(d.other);
        int256 g = d.owed + int256(d.unpaid) + int256(penaltyOf(d));
        uint256 gets = honouring;
        if (g >= 0) gets += uint256(g) < d.account ? uint256(g) : d.account;
        else gets -= uint256(-g) < honouring ? uint256(-g) : honouring;
        (, uint256 value) = oracle.latest("BME14");
        while (block.timestamp <= until) {
            // The days go by at the same value: the mark stays where it is.
            oracle.fix(value);
            vm.warp(block.timestamp + DAY);
        }
        d.escrow.closeOut();
        assertEq(d.escrow.account(d.other), gets, "the same split");
        assertClosed(d.escrow, Cause.ClosedOut);
    }

    function penaltyOf(Default memory d) private view returns (uint256) {
        return d.side == Side.Seller ? d.escrow.terms().sellerPenalty : d.escrow.terms().buyerPenalty;
    }
}
