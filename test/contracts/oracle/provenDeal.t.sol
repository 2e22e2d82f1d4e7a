// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Cause, Phase, Side} from "src/interfaces/IDealEscrow.sol";
import {FixtureHeaders} from "../support/FixtureHeaders.sol";
import {ProvenIndex} from "../support/ProvenIndex.sol";

/// @notice A deal of two weeks from 24 January 2024 on an index that nobody attests, across the retarget of 2 February (+7.33 %): from
/// Bitcoin's headers to what the sides take home.
contract ProvenDealTest is FixtureHeaders, ProvenIndex {
    uint32 private constant JANUARY_23 = 19_745;
    uint32 private constant JANUARY_30 = 19_752;
    uint32 private constant FEBRUARY_1 = 19_754;
    uint32 private constant FEBRUARY_2 = 19_755;
    uint32 private constant FEBRUARY_6 = 19_759;
    uint256 private constant VALUE_410 = 1_787_350_814_163;
    uint256 private constant VALUE_411 = 1_665_231_010_715;

    function test_provenDeal_fromHeadersToMoney() public {
        deployIndex();
        relayRetarget(824_544);
        waitForFinality();
        relayRetarget(826_560);
        waitForFinality();
        assertEq(oracle.fix(type(uint32).max), 19_741, "the day before the retarget of 20 January");

        proveTip(827_074, JANUARY_23);
        waitForFinality();
        assertEq(oracle.fix(type(uint32).max), JANUARY_23, "by a tip");
        assertEq(oracle.valueOf("BME14", JANUARY_23), VALUE_410, "0.000001787350814163");
        assertEq(oracle.valueOf("BME168", JANUARY_23), 1_996_902_794_240, "0.00000199690279424");
        openDeal(JANUARY_23 + 1, 2);
        assertEq(escrow.settle(), 0, "nothing is due");

        proveTip(828_188, JANUARY_30);
        waitForFinality();
        oracle.fix(type(uint32).max);
        // 7 x 1,787,350,814,163 - 7 x 1,750,000,000,000 = 261,455,699,141, times 1,000 TH/s and 1e8 / 1e18
        assertEq(escrow.settle(), 1, "the first week");
        assertAccounts(1_000_000 - 26_145, 1_000_000 + 26_145);

        relayRetarget(828_576);
        waitForFinality();
        assertEq(oracle.fix(type(uint32).max), FEBRUARY_1, "the day before the retarget");
        proveTip(829_295, FEBRUARY_6);
        waitForFinality();
        assertEq(oracle.fix(type(uint32).max), FEBRUARY_6, "the last day");
        assertEq(oracle.valueOf("BME14", FEBRUARY_1), VALUE_410, "before");
        assertEq(oracle.valueOf("BME14", FEBRUARY_2), VALUE_411, "after");

        // 2 x 1,787,350,814,163 + 5 x 1,665,231,010,715 - 7 x 1,750,000,000,000 = -349,143,317,894
        assertEq(escrow.settle(), 1, "the second week");
        assertAccounts(1_000_000 - 26_145 + 34_914, 1_000_000 + 26_145 - 34_914);
        (Phase phase, Cause cause) = escrow.phase();
        assertEq(uint256(phase), uint256(Phase.Closed), "closed");
        assertEq(uint256(cause), uint256(Cause.Matured), "matured");
        vm.prank(seller);
        escrow.withdraw(Side.Seller, 1_008_769, seller);
        vm.prank(buyer);
        escrow.withdraw(Side.Buyer, 991_231, buyer);
        assertEq(token.balanceOf(address(escrow)), 0, "nothing is left");
    }
}
