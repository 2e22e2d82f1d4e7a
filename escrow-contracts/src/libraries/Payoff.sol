// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Side} from "../interfaces/IDealEscrow.sol";
import {TermsInCode} from "./EnforcedTermsCode.sol";

/// @notice What a hashrate contract pays: one formula for every instrument.
///
///     buyer receives  hashrate × (clamp(S, d·floor, d·cap) − d·fixedRate) × 10^decimals / 1e18     per period of d days
///
/// @dev `S` is the sum of the period's daily fixings: no average is formed, and there is one division, toward zero. Payoffs `Q` are in
/// 1e-18 quote units per TH/s, amounts in base units; both are positive when the seller owes. The arithmetic is unchecked: the open
/// checks bound every factor (days ≤ 3 660, indices < 2^120, hashrate < 2^64, decimals ≤ 18), and each product says by how much.
library Payoff {
    /// @dev Index values count up to this: with it no product below can overflow.
    uint256 internal constant MAX_INDEX = 2 ** 120 - 1;
    uint256 private constant ONE = 1e18;

    /// @notice First accrual day of period `j`.
    function firstDay(TermsInCode t, uint256 j) internal pure returns (uint256) {
        unchecked {
            return t.startDay() + j * t.periodDays();
        }
    }

    /// @notice Last accrual day of period `j`.
    function lastDay(TermsInCode t, uint256 j) internal pure returns (uint256) {
        unchecked {
            return firstDay(t, j) + t.periodDays() - 1;
        }
    }

    /// @notice Last accrual day of the deal.
    function finalDay(TermsInCode t) internal pure returns (uint256) {
        unchecked {
            return t.startDay() + t.periods() * t.periodDays() - 1;
        }
    }

    /// @notice The cap that counts: no cap means the largest index value.
    function effectiveCap(TermsInCode t) internal pure returns (uint256) {
        return t.cap() < MAX_INDEX ? t.cap() : MAX_INDEX;
    }

    /// @notice Q of one whole period whose fixings sum to `sum`.
    function ofPeriod(TermsInCode t, uint256 sum) internal pure returns (int256) {
        unchecked {
            // Each at most 3 660 · 2^120: far inside int256.
            uint256 d = t.periodDays();
            uint256 least = d * t.floor();
            uint256 most = d * effectiveCap(t);
            uint256 clamped =
                sum < least
                    ? least
                    : sum > most
                        ? most
                        : sum;
            return int256(clamped) - int256(d * t.fixedRate());
        }
    }

    /// @notice Base units for a payoff: sign(q) · (|q| · hashrate · 10^decimals / 1e18).
    /// @dev |q| ≤ 3 660 · 2^120, hashrate < 2^64 and 10^decimals ≤ 10^18: the product is below 2^256, the quotient below 2^197.
    function scale(TermsInCode t, int256 q) internal pure returns (int256) {
        unchecked {
            return q < 0 ? -int256(_scale(t, uint256(-q))) : int256(_scale(t, uint256(q)));
        }
    }

    /// @notice Who owes a signed amount, and its magnitude.
    function payerOf(int256 amount) internal pure returns (Side payer, uint256 owed) {
        unchecked {
            return amount > 0 ? (Side.Seller, uint256(amount)) : (Side.Buyer, uint256(-amount));
        }
    }

    /// @notice The most that `side`'s account can lose over `periods` periods of a range-collateralised deal.
    function rangeBound(TermsInCode t, bool ofSeller, uint256 periods) internal pure returns (uint256) {
        (uint256 from, uint256 to) = ofSeller ? (t.fixedRate(), effectiveCap(t)) : (t.floor(), t.fixedRate());
        unchecked {
            return to > from ? _scale(t, periods * t.periodDays() * (to - from)) : 0;
        }
    }

    function _scale(TermsInCode t, uint256 magnitude) private pure returns (uint256) {
        unchecked {
            return (magnitude * (t.hashrate() * 10 ** t.decimals())) / ONE;
        }
    }
}
