// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EnforcedTerms, IDealEscrow} from "src/interfaces/IDealEscrow.sol";
import {IIndexOracle} from "src/interfaces/IIndexOracle.sol";
import {WorldBook} from "./WorldBook.sol";

/// @notice What a deal's unsettled days are worth, reckoned period by period in plain checked arithmetic, apart from the contracts.
abstract contract WorldReckoning is WorldBook {
    struct Sight {
        bool latestReads;
        uint256 day;
        uint256 value;
    }

    /// @notice What the seller owes the buyer on all unsettled days; `ok` is false if a read that it takes fails.
    function valueOf(uint256 d) public view returns (bool ok, int256 v) {
        IDealEscrow escrow = deals[d].escrow;
        EnforcedTerms memory t = escrow.terms();
        Sight memory sight = look(t);
        if (!sight.latestReads) return (false, 0);
        int256 q;
        for (uint256 j = escrow.periodsSettled(); j < t.periods; ++j) {
            uint256 sum;
            (ok, sum) = _sum(t, sight, j);
            if (!ok) return (false, 0);
            q += _payoff(t, sum);
        }
        uint256 magnitude = (uint256(q < 0 ? -q : q) * (uint256(t.hashrate) * 10 ** t.decimals)) / 1e18;
        return (true, q < 0 ? -int256(magnitude) : int256(magnitude));
    }

    function isFresh(uint256 d) public view returns (bool) {
        EnforcedTerms memory t = deals[d].escrow.terms();
        Sight memory sight = look(t);
        if (!sight.latestReads) return false;
        if (sight.day + 1 >= uint256(t.startDay) + uint256(t.periodDays) * t.periods) return true;
        (bool ok, bytes memory answer) = _ask(abi.encodeCall(IIndexOracle.heartbeat, (t.series)));
        return ok && answer.length > 31 && block.timestamp <= (sight.day + 1) * DAY + uint256(bytes32(answer));
    }

    function look(EnforcedTerms memory t) internal view returns (Sight memory sight) {
        (bool ok, bytes memory answer) = _ask(abi.encodeCall(IIndexOracle.latest, (t.series)));
        if (!ok || answer.length < 64) return sight;
        (sight.latestReads, sight.day) = (true, uint256(bytes32(answer)));
        assembly ("memory-safe") {
            mstore(add(sight, 0x40), mload(add(answer, 0x40)))
        }
        if (sight.value > MAX_INDEX) sight.value = MAX_INDEX;
    }

    function _sum(EnforcedTerms memory t, Sight memory sight, uint256 j) private view returns (bool, uint256 sum) {
        uint256 first = uint256(t.startDay) + j * t.periodDays;
        uint256 last = first + t.periodDays - 1;
        if (sight.day < first) return (true, t.periodDays * sight.value);
        uint256 through = sight.day < last ? sight.day : last;
        (bool ok, uint256 end) = cumulativeOf(t, through);
        (bool hasStart, uint256 start) = cumulativeOf(t, first - 1);
        if (!ok || !hasStart || end < start) return (false, 0);
        sum = end - start < t.periodDays * MAX_INDEX ? end - start : t.periodDays * MAX_INDEX;
        return (true, sum + (last - through) * sight.value);
    }

    function cumulativeOf(EnforcedTerms memory t, uint256 day) internal view returns (bool ok, uint256 sum) {
        bytes memory answer;
        (ok, answer) = _ask(abi.encodeCall(IIndexOracle.cumulative, (t.series, uint32(day))));
        ok = ok && answer.length > 31;
        if (ok) sum = uint256(bytes32(answer));
    }

    function _payoff(EnforcedTerms memory t, uint256 sum) private pure returns (int256) {
        uint256 least = uint256(t.periodDays) * t.floor;
        uint256 most = uint256(t.periodDays) * (t.cap < MAX_INDEX ? t.cap : MAX_INDEX);
        if (sum < least) sum = least;
        if (sum > most) sum = most;
        return int256(sum) - int256(uint256(t.periodDays) * t.fixedRate);
    }

    function _ask(bytes memory question) private view returns (bool, bytes memory) {
        return address(oracle).staticcall{gas: 30_000}(question);
    }
}
