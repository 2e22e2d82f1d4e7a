// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDealFactory, Terms} from "src/interfaces/IDealFactory.sol";
import {DealTest} from "../support/DealTest.sol";

/// @notice The bounds of the terms, one at a time: the last value that opens and the first that does not.
contract OpenTermsTest is DealTest {
    function test_open_whenSellerIsBuyer_isRefused() public {
        Terms memory t = aDeal();
        t.buyer = seller;
        bytes memory s = signature(SELLER_KEY, factory.digest(t));
        vm.expectRevert(abi.encodeWithSelector(IDealFactory.BadParties.selector, seller, seller));
        factory.open(t, s, s, noPermit(), noPermit());
    }

    function test_open_whenASideIsZero_isRefused() public {
        Terms memory t = aDeal();
        t.seller = address(0);
        openRefused(t, abi.encodeWithSelector(IDealFactory.BadParties.selector, address(0), buyer));
        t = aDeal();
        t.buyer = address(0);
        openRefused(t, abi.encodeWithSelector(IDealFactory.BadParties.selector, seller, address(0)));
    }

    function test_open_withoutAToken_isRefused() public {
        Terms memory t = aDeal();
        t.token = stranger;
        openRefused(t, abi.encodeWithSelector(IDealFactory.NoCode.selector, stranger));
    }

    function test_open_withoutAnOracle_isRefused() public {
        Terms memory t = aDeal();
        t.oracle = stranger;
        openRefused(t, abi.encodeWithSelector(IDealFactory.NoCode.selector, stranger));
    }

    function test_open_withOtherDecimalsThanTheToken_isRefused() public {
        Terms memory t = aDeal();
        t.decimals = 8;
        openRefused(t, abi.encodeWithSelector(IDealFactory.BadDecimals.selector, 8));
    }

    function test_open_withNineteenDecimals_isRefused() public {
        Terms memory t = aDeal();
        (t.token, t.decimals) = (address(aToken(19)), 19);
        openRefused(t, abi.encodeWithSelector(IDealFactory.BadDecimals.selector, 19));
    }

    function test_open_withoutHashrate_isRefused() public {
        Terms memory t = aDeal();
        t.hashrate = 0;
        openRefused(t, abi.encodeWithSelector(IDealFactory.BadHashrate.selector));
    }

    function test_open_withinTheBoundsOfTheSchedule_opens() public {
        opensOver(START, 1, 1);
        opensOver(START, 10, 366);
        opensOver(START, 3660, 1);
        opensOver(START, 12, 305);
        opensOver(type(uint32).max - 28, 7, 4);
    }

    function test_open_outsideTheBoundsOfTheSchedule_isRefused() public {
        refusedOver(START, 0, 4);
        refusedOver(START, 7, 0);
        refusedOver(START, 1, 367);
        refusedOver(START, 3661, 1);
        refusedOver(START, 11, 333);
        refusedOver(type(uint32).max - 27, 7, 4);
        refusedOver(type(uint32).max, type(uint16).max, type(uint16).max);
    }

    function test_open_fromDayZero_isRefused() public {
        Terms memory t = aDeal();
        t.startDay = 0;
        oracle.setLatest(0, 100);
        vm.warp(3600);
        openRefused(t, abi.encodeWithSelector(IDealFactory.BadSchedule.selector));
    }

    function test_open_inTheLastSecondOfTheFirstDay_opens() public {
        Terms memory t = aDeal();
        vm.warp(uint256(START) * DAY + DAY - 1);
        assertOpen(open(t));
    }

    function test_open_afterTheFirstDay_isRefused() public {
        Terms memory t = aDeal();
        vm.warp(uint256(START) * DAY + DAY);
        openRefused(t, abi.encodeWithSelector(IDealFactory.StartPassed.selector, START));
    }

    function test_open_withFloorAboveCap_isRefused() public {
        Terms memory t = aDeal();
        (t.floor, t.cap) = (101, 100);
        openRefused(t, abi.encodeWithSelector(IDealFactory.BadRates.selector));
        t.floor = 100;
        assertOpen(open(t));
    }

    function test_open_withRatesAboveTheIndexMaximum_isRefused() public {
        Terms memory t = aRangeDeal();
        (t.floor, t.cap, t.fixedRate) = (uint128(MAX_INDEX), NO_CAP, uint128(MAX_INDEX));
        assertOpen(open(t));
        t.fixedRate = uint128(MAX_INDEX + 1);
        openRefused(t, abi.encodeWithSelector(IDealFactory.BadRates.selector));
        (t.fixedRate, t.floor) = (uint128(MAX_INDEX), uint128(MAX_INDEX + 1));
        openRefused(t, abi.encodeWithSelector(IDealFactory.BadRates.selector));
    }

    function test_open_withAPenaltyAboveTheMargin_isRefused() public {
        Terms memory t = aDeal();
        (t.sellerPenalty, t.buyerPenalty) = (1000, 800);
        assertOpen(open(t));
        t.sellerPenalty = 1001;
        openRefused(t, abi.encodeWithSelector(IDealFactory.PenaltyAboveMargin.selector));
        (t.sellerPenalty, t.buyerPenalty) = (1000, 801);
        openRefused(t, abi.encodeWithSelector(IDealFactory.PenaltyAboveMargin.selector));
        t = aRangeDeal();
        t.sellerPenalty = 561;
        openRefused(t, abi.encodeWithSelector(IDealFactory.PenaltyAboveMargin.selector));
    }

    function test_open_withMaintenanceAboveTheWhole_isRefused() public {
        Terms memory t = aDeal();
        t.maintenanceBps = 10_000;
        assertOpen(open(t));
        t.maintenanceBps = 10_001;
        openRefused(t, abi.encodeWithSelector(IDealFactory.BadMaintenance.selector, 10_001));
        t = aRangeDeal();
        t.maintenanceBps = 10_001;
        openRefused(t, abi.encodeWithSelector(IDealFactory.BadMaintenance.selector, 10_001));
    }

    function test_open_withAnUnknownMarking_isRefused() public {
        Terms memory t = aDeal();
        t.marking = 2;
        openRefused(t, abi.encodeWithSelector(IDealFactory.BadMarking.selector, 2));
    }

    function test_open_withAPremiumBeyondTheLedger_isRefused() public {
        premiumRefused(int128(2 ** 96));
        premiumRefused(-int128(2 ** 96));
        premiumRefused(type(int128).max);
        premiumRefused(type(int128).min);
    }

    function test_open_withAFeeForNobody_isRefused() public {
        Terms memory t = aDeal();
        t.brokerFee = 1;
        openRefused(t, abi.encodeWithSelector(IDealFactory.FeeWithoutBroker.selector));
    }

    function test_open_withAFallbackTooShort_isRefused() public {
        fallbackRefused(1, HEARTBEAT);
        fallbackRefused(0, 3600);
        fallbackRefused(1, 3600);
        fallbackRefused(2, 2 * DAY);
        fallbackRefused(3, type(uint256).max);
        Terms memory t = aDeal();
        t.fallbackDays = 2;
        oracle.setHeartbeat(2 * DAY - 1);
        assertOpen(open(t));
        t = aDeal();
        t.fallbackDays = 3;
        oracle.setHeartbeat(2 * DAY);
        assertOpen(open(t));
    }

    function opensOver(uint32 startDay, uint16 periodDays, uint16 periods) private {
        Terms memory t = aDeal();
        (t.startDay, t.periodDays, t.periods) = (startDay, periodDays, periods);
        assertOpen(open(t));
    }

    function refusedOver(uint32 startDay, uint16 periodDays, uint16 periods) private {
        Terms memory t = aDeal();
        (t.startDay, t.periodDays, t.periods) = (startDay, periodDays, periods);
        openRefused(t, abi.encodeWithSelector(IDealFactory.BadSchedule.selector));
    }

    function premiumRefused(int128 premium) private {
        Terms memory t = aDeal();
        t.premium = premium;
        openRefused(t, abi.encodeWithSelector(IDealFactory.BadPremium.selector, premium));
    }

    function fallbackRefused(uint16 fallbackDays, uint256 heartbeat) private {
        Terms memory t = aDeal();
        t.fallbackDays = fallbackDays;
        oracle.setHeartbeat(heartbeat);
        openRefused(t, abi.encodeWithSelector(IDealFactory.BadFallback.selector, fallbackDays));
    }
}
