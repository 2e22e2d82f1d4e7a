// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDealFactory, Terms} from "src/interfaces/IDealFactory.sol";
import {DealTest} from "../support/DealTest.sol";
import {Fault} from "../support/ScriptedOracle.sol";

/// @notice What a margin must cover before anything is locked, and how fresh the index must be.
contract OpenMarginsTest is DealTest {
    bytes private notFresh = abi.encodeWithSelector(IDealFactory.IndexNotFresh.selector);

    function test_open_asLongAsTheIndexIsFresh_opens() public {
        Terms memory t = aForwardStartingDeal();
        vm.warp(uint256(START) * DAY + HEARTBEAT);
        assertOpen(open(t));
    }

    function test_open_aSecondAfterTheIndexGoesStale_isRefused() public {
        Terms memory t = aForwardStartingDeal();
        vm.warp(uint256(START) * DAY + HEARTBEAT + 1);
        openRefused(t, notFresh);
    }

    function test_open_onASilentIndex_isRefused() public {
        Terms memory t = aDeal();
        for (uint8 fault = 1; fault < uint8(Fault.ReturnsMuch); ++fault) {
            oracle.breakLatest(Fault(fault));
            openRefused(t, notFresh);
        }
        oracle.breakLatest(Fault.ReturnsMuch);
        assertOpen(open(t));
    }

    /// @dev It would count as fresh since 1970.
    function test_open_onASilentIndexWithAHeartbeatOfAges_isRefused() public {
        Terms memory t = aRangeDeal();
        t.fallbackDays = type(uint16).max;
        oracle.setHeartbeat(block.timestamp);
        assertOpen(open(t));
        t.salt += 1000;
        oracle.breakLatest(Fault.Reverts);
        openRefused(t, notFresh);
    }

    function test_open_withoutAHeartbeat_isRefused() public {
        Terms memory t = aDeal();
        for (uint8 fault = 1; fault < uint8(Fault.ReturnsMuch); ++fault) {
            oracle.breakHeartbeat(Fault(fault));
            openRefused(t, notFresh);
        }
    }

    /// @dev 28 days x (120 - 100) = 560 for the seller, 28 x (100 - 90) = 280 for the buyer.
    function test_open_rangeCollateralised_needsTheWholeRangeOverTheWholeLife() public {
        Terms memory t = aRangeDeal();
        assertOpen(open(t));
        t = aRangeDeal();
        t.sellerMargin = 559;
        openRefused(t, abi.encodeWithSelector(IDealFactory.MarginTooSmall.selector, 0, 560));
        t = aRangeDeal();
        t.buyerMargin = 279;
        openRefused(t, abi.encodeWithSelector(IDealFactory.MarginTooSmall.selector, 1, 280));
    }

    function test_open_rangeCollateralised_withAFixedRateAtTheFloor_asksNothingOfTheBuyer() public {
        Terms memory t = aRangeDeal();
        (t.fixedRate, t.sellerMargin, t.buyerMargin) = (90, 28 * 30, 0);
        assertOpen(open(t));
        // A rate below the whole range: the buyer cannot lose at all, the seller 28 x (120 - 80).
        (t.fixedRate, t.sellerMargin) = (80, 28 * 40);
        assertOpen(open(t));
        t.sellerMargin -= 1;
        openRefused(t, abi.encodeWithSelector(IDealFactory.MarginTooSmall.selector, 0, 28 * 40));
    }

    /// @dev 3 TH/s, 8 decimals: U = 3e8. Range 1e10 over 1 day: 3e8 x 1e10 = 3e18 -> 3; one index unit less: 2 (truncated).
    function test_open_rangeCollateralised_roundsTheRangeDown() public {
        Terms memory t = aRangeDeal();
        (t.token, t.decimals, t.hashrate) = (address(aToken(8)), 8, 3);
        (t.periodDays, t.periods, t.fixedRate, t.floor, t.cap) = (1, 1, 1e11, 1e11, 1.1e11 - 1);
        (t.sellerMargin, t.buyerMargin) = (2, 0);
        assertOpen(open(t));
        t.cap += 1;
        openRefused(t, abi.encodeWithSelector(IDealFactory.MarginTooSmall.selector, 0, 3));
    }

    /// @dev No cap stands for 2^120 - 1: a range nobody can cover here, stated to the unit.
    function test_open_rangeCollateralised_withoutACap_coversTheIndexMaximum() public {
        Terms memory t = aRangeDeal();
        t.cap = NO_CAP;
        openRefused(t, abi.encodeWithSelector(IDealFactory.MarginTooSmall.selector, 0, 28 * (MAX_INDEX - 100)));
    }

    function test_open_rangeCollateralised_ignoresWhatOnlyMattersToMarkedDeals() public {
        Terms memory t = aRangeDeal();
        (t.cureSeconds, t.takeoverSeconds, t.maintenanceBps) = (0, 7, 0);
        t.minimumTransfer = type(uint96).max;
        assertOpen(open(t));
        (t.cureSeconds, t.salt) = (type(uint32).max, 99);
        assertOpen(open(t));
    }

    function test_open_marked_withACureOfAnHourToThirtyDays() public {
        Terms memory t = aDeal();
        t.cureSeconds = 3600;
        assertOpen(open(t));
        t.cureSeconds = 30 * 86_400;
        assertOpen(open(t));
        t.cureSeconds = 3599;
        openRefused(t, abi.encodeWithSelector(IDealFactory.BadCure.selector, 3599));
        t.cureSeconds = 30 * 86_400 + 1;
        openRefused(t, abi.encodeWithSelector(IDealFactory.BadCure.selector, 30 * 86_400 + 1));
    }

    function test_open_marked_withATakeoverWindowOfUpToThirtyDays() public {
        Terms memory t = aDeal();
        t.takeoverSeconds = 1;
        assertOpen(open(t));
        t.takeoverSeconds = 30 * 86_400;
        assertOpen(open(t));
        t.takeoverSeconds = 30 * 86_400 + 1;
        openRefused(t, abi.encodeWithSelector(IDealFactory.BadTakeover.selector, 30 * 86_400 + 1));
    }

    function test_open_marked_withAMinimumTransferUpToTheSmallerMargin() public {
        Terms memory t = aDeal();
        t.minimumTransfer = 800;
        assertOpen(open(t));
        t.minimumTransfer = 801;
        openRefused(t, abi.encodeWithSelector(IDealFactory.BadMinimumTransfer.selector, 801));
    }

    function test_open_marked_withOneMarginZero_boundsTheMinimumTransferByTheOther() public {
        Terms memory t = aDeal();
        (t.sellerMargin, t.sellerPenalty, t.minimumTransfer) = (0, 0, 800);
        assertOpen(open(t));
        t.minimumTransfer = 801;
        openRefused(t, abi.encodeWithSelector(IDealFactory.BadMinimumTransfer.selector, 801));
        t = aDeal();
        (t.buyerMargin, t.buyerPenalty, t.minimumTransfer) = (0, 0, 1000);
        assertOpen(open(t));
        t.minimumTransfer = 1001;
        openRefused(t, abi.encodeWithSelector(IDealFactory.BadMinimumTransfer.selector, 1001));
    }

    function test_open_marked_withBothMarginsZero_allowsNoMinimumTransfer() public {
        Terms memory t = aDeal();
        (t.sellerMargin, t.sellerPenalty, t.buyerMargin, t.buyerPenalty) = (0, 0, 0, 0);
        assertOpen(open(t));
        t.minimumTransfer = 1;
        openRefused(t, abi.encodeWithSelector(IDealFactory.BadMinimumTransfer.selector, 1));
    }

    /// @dev 25 days at 110: exposure 250. Maintenance 75.00 % of 1,000 = 750: 1,000 in all, just covered.
    /// 75.01 % is 750.1, rounded up to 751: 1,001.
    function test_open_marked_needsTheRequirementOfTheFirstDay() public {
        Terms memory t = aDealOf25Days();
        fix(110);
        assertOpen(open(t));
        t.maintenanceBps = 7501;
        openRefused(t, abi.encodeWithSelector(IDealFactory.MarginTooSmall.selector, 0, 1001));
    }

    /// @dev 25 days at 92: the buyer would owe 200. 75 % of 800 = 600: just covered; at 91 it is 825.
    function test_open_marked_needsTheBuyersRequirementToo() public {
        Terms memory t = aDealOf25Days();
        fix(92);
        assertOpen(open(t));
        t.salt += 100;
        fix(91);
        openRefused(t, abi.encodeWithSelector(IDealFactory.MarginTooSmall.selector, 1, 825));
    }

    function test_open_marked_beforeTheFirstDayIsFixed_readsNoSum() public {
        oracle.breakCumulative(Fault.Reverts);
        assertOpen(open(aDeal()));
    }

    function test_open_marked_whenTheFirstDayIsFixed_readsTheSums() public {
        // Fixed before the day is over: an oracle may do so. 6 days projected at 104 and one fixed, all weeks: 28 x 4 = 112.
        oracle.fix(104);
        Terms memory t = aDeal();
        t.sellerMargin = 447; // 75 % of 447 = 335.25 -> 336, plus 112 is 448
        openRefused(t, abi.encodeWithSelector(IDealFactory.MarginTooSmall.selector, 0, 448));
        t.sellerMargin = 448; // 336 + 112 = 448
        assertOpen(open(t));
        t.salt += 77;
        oracle.breakDay(START - 1, Fault.Reverts);
        (bytes memory s, bytes memory b) = signatures(factory, t);
        vm.expectRevert();
        factory.open(t, s, b, noPermit(), noPermit());
    }
}
