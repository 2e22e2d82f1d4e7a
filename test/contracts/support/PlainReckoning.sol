// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Terms} from "src/interfaces/IDealFactory.sol";

/// @notice The payoff reckoned the long way, day by day from a list of fixings, for comparison with the escrow.
/// `fixings[i]` is the value of `startDay + i`; days beyond the list are not final.
library PlainReckoning {
    uint256 private constant MAX_INDEX = 2 ** 120 - 1;

    /// @notice What the seller owes for period `j`, all of whose days are in the list.
    function settlement(Terms memory t, uint256[] memory fixings, uint256 j) internal pure returns (int256) {
        return _amount(t, _payoff(t, fixings, j, 0));
    }

    /// @notice What the seller would owe for periods `from` to the last if every day to come were fixed at `latest`.
    function value(Terms memory t, uint256[] memory fixings, uint256 from, uint256 latest) internal pure returns (int256) {
        int256 payoff;
        for (uint256 j = from; j < t.periods; ++j) payoff += _payoff(t, fixings, j, latest);
        return _amount(t, payoff);
    }

    function _payoff(Terms memory t, uint256[] memory fixings, uint256 j, uint256 latest) private pure returns (int256) {
        uint256 cap = t.cap < MAX_INDEX ? t.cap : MAX_INDEX;
        uint256 low;
        uint256 high;
        uint256 sum;
        uint256 fixedLeg;
        for (uint256 i = j * t.periodDays; i < (j + 1) * t.periodDays; ++i) {
            sum += i < fixings.length ? fixings[i] : latest;
            low += t.floor;
            high += cap;
            fixedLeg += t.fixedRate;
        }
        if (sum < low) sum = low;
        if (sum > high) sum = high;
        return int256(sum) - int256(fixedLeg);
    }

    function _amount(Terms memory t, int256 payoff) private pure returns (int256) {
        uint256 magnitude = payoff < 0 ? uint256(-payoff) : uint256(payoff);
        uint256 amount = (magnitude * t.hashrate * 10 ** t.decimals) / 1e18;
        return payoff < 0 ? -int256(amount) : int256(amount);
    }
}
