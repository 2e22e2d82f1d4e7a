// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";

import {Side} from "../interfaces/IDealEscrow.sol";
import {IDealFactory, Terms} from "../interfaces/IDealFactory.sol";
import {EnforcedTermsCode, TermsInCode} from "./EnforcedTermsCode.sol";
import {IndexReads} from "./IndexReads.sol";
import {Payoff} from "./Payoff.sol";
import {Valuation} from "./Valuation.sol";

/// @notice The bounds within which terms may be opened. Each keeps a promise: that no computation can overflow, that no side starts
/// below what it must hold, that every phase has a way out.
library OpenChecks {
    using Payoff for TermsInCode;
    using Valuation for TermsInCode;

    uint256 private constant DAY = 86_400;
    uint256 private constant MAX_PERIODS = 366;
    uint256 private constant MAX_DAYS = 3_660;
    uint256 private constant MAX_AMOUNT = type(uint96).max;

    function check(Terms calldata terms, bytes memory enforced) internal view {
        TermsInCode t = EnforcedTermsCode.inMemory(enforced);
        _parties(t);
        _schedule(t);
        _amounts(terms);
        IndexReads.Latest memory latest = _index(t);
        if (t.marking() == 0) _rangeCollateral(t);
        else _margins(t, latest);
    }

    function _parties(TermsInCode t) private view {
        if (t.seller() == t.buyer() || t.seller() == address(0) || t.buyer() == address(0)) {
            revert IDealFactory.BadParties(t.seller(), t.buyer());
        }
        if (t.token().code.length == 0) revert IDealFactory.NoCode(t.token());
        if (t.oracle().code.length == 0) revert IDealFactory.NoCode(t.oracle());
        if (t.decimals() > 18 || IERC20Metadata(t.token()).decimals() != t.decimals())
            revert IDealFactory.BadDecimals(uint8(t.decimals()));
    }

    function _schedule(TermsInCode t) private view {
        uint256 accrualDays = t.periodDays() * t.periods();
        if (t.hashrate() == 0) revert IDealFactory.BadHashrate();
        if (accrualDays == 0 || t.periods() > MAX_PERIODS || accrualDays > MAX_DAYS) revert IDealFactory.BadSchedule();
        if (t.startDay() == 0 || t.startDay() + accrualDays > type(uint32).max) revert IDealFactory.BadSchedule();
        if (block.timestamp / DAY > t.startDay()) revert IDealFactory.StartPassed(uint32(t.startDay()));
        if (t.floor() > t.effectiveCap() || t.fixedRate() > Payoff.MAX_INDEX) revert IDealFactory.BadRates();
    }

    function _amounts(Terms calldata t) private pure {
        if (t.sellerPenalty > t.sellerMargin || t.buyerPenalty > t.buyerMargin) revert IDealFactory.PenaltyAboveMargin();
        if (t.maintenanceBps > 10_000) revert IDealFactory.BadMaintenance(t.maintenanceBps);
        if (t.marking > 1) revert IDealFactory.BadMarking(t.marking);
        int256 premium = t.premium;
        uint256 magnitude = uint256(premium < 0 ? -premium : premium);
        if (magnitude > MAX_AMOUNT) revert IDealFactory.BadPremium(t.premium);
        if (t.brokerFee > 0 && t.broker == address(0)) revert IDealFactory.FeeWithoutBroker();
        if (uint256(t.sellerMargin) + t.buyerMargin + magnitude > MAX_AMOUNT) revert IDealFactory.BalanceTooLarge();
    }

    /// @dev The series can be read and is fresh, and an unwind can never come before its next fixing is really overdue.
    function _index(TermsInCode t) private view returns (IndexReads.Latest memory latest) {
        (bool ok, uint256 heartbeat) = IndexReads.heartbeat(t.oracle(), t.series());
        latest = t.readLatest();
        if (!ok || !latest.readable || !t.isWithinHeartbeat(latest)) revert IDealFactory.IndexNotFresh();
        if (t.fallbackDays() < 2 || t.fallbackDays() * DAY <= heartbeat) revert IDealFactory.BadFallback(uint16(t.fallbackDays()));
    }

    /// @dev Range-collateralised: the margins cover the whole range for the whole life.
    function _rangeCollateral(TermsInCode t) private pure {
        _requireMargin(t, Side.Seller, t.rangeBound(true, t.periods()));
        _requireMargin(t, Side.Buyer, t.rangeBound(false, t.periods()));
    }

    /// @dev Marked: clocks and thresholds make sense, and neither side starts below its requirement.
    function _margins(TermsInCode t, IndexReads.Latest memory latest) private view {
        if (t.cureSeconds() < 3_600 || t.cureSeconds() > 30 * DAY) revert IDealFactory.BadCure(uint32(t.cureSeconds()));
        if (t.takeoverSeconds() > 30 * DAY) revert IDealFactory.BadTakeover(uint32(t.takeoverSeconds()));
        if (t.minimumTransfer() > _smallerMargin(t)) revert IDealFactory.BadMinimumTransfer(uint96(t.minimumTransfer()));
        (bool ok, int256 v) = t.value(0, latest);
        if (!ok) revert IDealFactory.IndexNotFresh();
        _requireMargin(t, Side.Seller, t.requirement(Side.Seller, Valuation.exposure(Side.Seller, v)));
        _requireMargin(t, Side.Buyer, t.requirement(Side.Buyer, Valuation.exposure(Side.Buyer, v)));
    }

    function _requireMargin(TermsInCode t, Side side, uint256 needed) private pure {
        if (t.margin(side) < needed) revert IDealFactory.MarginTooSmall(uint8(side), needed);
    }

    /// @dev The smaller of the margins that are not zero; 0 if both are.
    function _smallerMargin(TermsInCode t) private pure returns (uint256) {
        (uint256 sellers, uint256 buyers) = (t.margin(Side.Seller), t.margin(Side.Buyer));
        if (sellers == 0) return buyers;
        if (buyers == 0) return sellers;
        return sellers < buyers ? sellers : buyers;
    }
}
