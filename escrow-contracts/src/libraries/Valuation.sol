// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Side} from "../interfaces/IDealEscrow.sol";
import {TermsInCode} from "./EnforcedTermsCode.sol";
import {IndexReads} from "./IndexReads.sol";
import {Payoff} from "./Payoff.sol";

/// @notice What the unsettled days of a deal are worth at the latest fixing, and what each side must hold for it.
/// @dev Fixed days count at their fixings, the others at the latest value: a spike on one day is charged once, and a loss already
/// fixed cannot hide behind a lucky last fixing. Values are positive when the seller owes.
library Valuation {
    using Payoff for TermsInCode;

    uint256 private constant DAY = 86_400;

    function readLatest(TermsInCode t) internal view returns (IndexReads.Latest memory) {
        return IndexReads.latest(t.oracle(), t.series(), Payoff.MAX_INDEX);
    }

    /// @notice The sum of all fixings through `day`; `ok` is false if it cannot be read.
    function readSum(TermsInCode t, uint256 day) internal view returns (bool ok, uint256 sum) {
        return IndexReads.cumulative(t.oracle(), t.series(), day);
    }

    /// @notice The sum of period `j`'s fixings, given the cumulative value before it (`known`), or reading that too.
    /// @return ok False if a read failed or the cumulative values decrease.
    /// @return sum As it was read, of any size: it has yet to be clamped.
    /// @return end The cumulative value of the period's last day: the next period's start.
    function periodSum(
        TermsInCode t,
        uint256 j,
        bool known,
        uint256 start
    ) internal view returns (bool ok, uint256 sum, uint256 end) {
        uint256 first = t.firstDay(j);
        (ok, end) = readSum(t, first + t.periodDays() - 1);
        if (ok && !known) (ok, start) = readSum(t, first - 1);
        if (!ok || end < start) return (false, 0, 0);
        sum = end - start;
    }

    /// @notice V: what the seller owes the buyer on all days from period `k` on (negative: the other way). One division over the whole.
    /// @return ok False if a read that this needs failed.
    function value(TermsInCode t, uint256 k, IndexReads.Latest memory latest) internal view returns (bool ok, int256 v) {
        if (k == t.periods()) return (true, 0);
        if (!latest.readable) return (false, 0);
        int256 q;
        (ok, q) = _unsettledPayoff(t, k, latest);
        if (ok) v = t.scale(q);
    }

    /// @notice Whether the last final fixing is recent enough to act on: always, once every day of the deal is fixed.
    function isFresh(TermsInCode t, IndexReads.Latest memory latest) internal view returns (bool) {
        if (!latest.readable) return false;
        if (latest.day >= t.finalDay()) return true;
        return isWithinHeartbeat(t, latest);
    }

    /// @notice Whether the successor of the last final day is not overdue: now ≤ (day + 1) · 86 400 + heartbeat.
    function isWithinHeartbeat(TermsInCode t, IndexReads.Latest memory latest) internal view returns (bool) {
        (bool ok, uint256 heartbeat) = IndexReads.heartbeat(t.oracle(), t.series());
        if (!ok) return false;
        uint256 dayEnd = (latest.day + 1) * DAY;
        return block.timestamp <= dayEnd || block.timestamp - dayEnd <= heartbeat;
    }

    /// @notice What `side` owes when the deal is worth `v`.
    function exposure(Side side, int256 v) internal pure returns (uint256) {
        int256 owed = side == Side.Seller ? v : -v;
        return owed > 0 ? uint256(owed) : 0;
    }

    /// @notice What `side` must hold when it owes `owed`: maintenance margin, rounded up against it, plus that.
    function requirement(TermsInCode t, Side side, uint256 owed) internal pure returns (uint256) {
        return (t.margin(side) * t.maintenanceBps() + 9_999) / 10_000 + owed;
    }

    /// @dev Σ Q over periods k … n − 1: whole fixed periods, the one the latest day falls into, and the rest, which are all alike.
    function _unsettledPayoff(TermsInCode t, uint256 k, IndexReads.Latest memory latest) private view returns (bool ok, int256 q) {
        uint256 start;
        bool known;
        uint256 j = k;
        for (; j < t.periods() && latest.day >= t.lastDay(j); ++j) {
            uint256 sum;
            (ok, sum, start) = periodSum(t, j, known, start);
            if (!ok) return (false, 0);
            known = true;
            q += t.ofPeriod(sum);
        }
        if (j < t.periods() && latest.day >= t.firstDay(j)) {
            uint256 sum;
            (ok, sum) = _partialSum(t, j, latest, known, start);
            if (!ok) return (false, 0);
            q += t.ofPeriod(sum);
            ++j;
        }
        q += int256(t.periods() - j) * t.ofPeriod(t.periodDays() * latest.value);
        return (true, q);
    }

    /// @dev The sum of a period of which only the days up to the latest are fixed: those, and the latest value for the others.
    function _partialSum(
        TermsInCode t,
        uint256 j,
        IndexReads.Latest memory latest,
        bool known,
        uint256 start
    ) private view returns (bool ok, uint256 sum) {
        uint256 end;
        uint256 first = t.firstDay(j);
        (ok, end) = readSum(t, latest.day);
        if (ok && !known) (ok, start) = readSum(t, first - 1);
        if (!ok || end < start) return (false, 0);
        uint256 daysOpen = t.periodDays() - (latest.day - first + 1);
        return (true, _saturated(t, end - start) + daysOpen * latest.value);
    }

    function _saturated(TermsInCode t, uint256 sum) private pure returns (uint256) {
        uint256 most = t.periodDays() * Payoff.MAX_INDEX;
        return sum < most ? sum : most;
    }
}
