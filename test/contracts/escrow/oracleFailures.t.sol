// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDealEscrow, Side} from "src/interfaces/IDealEscrow.sol";
import {Terms} from "src/interfaces/IDealFactory.sol";
import {IIndexOracle} from "src/interfaces/IIndexOracle.sol";
import {DealTest} from "../support/DealTest.sol";
import {Fault} from "../support/ScriptedOracle.sol";

/// @notice An oracle of one series, whose value is the gas that it has.
contract GasTellingOracle is IIndexOracle {
    modifier only(bytes32 series) {
        require(series == "BME14", "another series");
        _;
    }

    function cumulative(bytes32 series, uint32) external view only(series) returns (uint256) {
        return gasleft();
    }

    function latest(bytes32 series) external view only(series) returns (uint32, uint256) {
        return (uint32(block.timestamp / 86_400) - 1, gasleft());
    }

    function heartbeat(bytes32 series) external pure only(series) returns (uint256) {
        return 36 hours;
    }
}

/// @notice An oracle that needs most of what a read is given, and has the same to say every day.
contract DearOracle is IIndexOracle {
    modifier dear() {
        uint256 left = gasleft() - 25_000;
        while (gasleft() > left) {}
        _;
    }

    function cumulative(bytes32 series, uint32 day) external view dear returns (uint256) {
        if (day >= block.timestamp / 86_400) revert NotFixed(series, day);
        return uint256(day) * 100;
    }

    function latest(bytes32) external view dear returns (uint32, uint256) {
        return (uint32(block.timestamp / 86_400) - 1, 100);
    }

    function heartbeat(bytes32) external view dear returns (uint256) {
        return 36 hours;
    }
}

/// @notice An oracle that reverts, babbles, burns or lies cannot stop a settlement from failing softly, nor make one up.
contract OracleFailuresTest is DealTest {
    IDealEscrow private escrow;

    function setUp() public override {
        super.setUp();
        escrow = open(aDeal());
        fix(14, 110);
    }

    function test_settle_whenTheOracleFailsInAnyWay_doesNothing() public {
        for (uint8 fault = 1; fault < uint8(Fault.ReturnsMuch); ++fault) {
            oracle.breakAll(Fault(fault));
            assertEq(escrow.settle(), 0, "periods");
        }
        oracle.breakAll(Fault.None);
        assertEq(escrow.settle(), 2, "nothing was lost");
        assertAccounts(escrow, 860, 940);
    }

    function test_settle_whenTheOracleReturnsTooMuch_copiesOnlyWhatItNeeds() public {
        oracle.breakAll(Fault.ReturnsMuch);
        assertEq(escrow.settle(), 2, "periods");
        escrow.mark();
        assertEq(escrow.exposure(Side.Seller), 140, "14 days left at 110");
    }

    function test_settle_whenOneDayCannotBeRead_stopsBeforeIt() public {
        oracle.breakDay(START + 13, Fault.Reverts);
        assertEq(escrow.settle(), 1, "periods");
        assertAccounts(escrow, 930, 870);
    }

    function test_settle_whenTheDayBeforeThePeriodCannotBeRead_waits() public {
        oracle.breakDay(START - 1, Fault.ReturnsShort);
        assertEq(escrow.settle(), 0, "periods");
    }

    function test_settle_whenASumFalls_waits() public {
        oracle.setSum(START + 6, 5999); // below the 6,000 of the day before START
        assertEq(escrow.settle(), 0, "periods");
        oracle.setSum(START + 6, 6000); // no output for a week: -700
        assertEq(escrow.settle(), 2, "periods");
        // The second week then runs from 6,000 to 7,540: 1,540 - 700 = 840, back to the seller's debit.
        assertAccounts(escrow, 1000 + 700 - 840, 800 - 700 + 840);
    }

    /// @dev The series begins with the deal: the sum before it is 0, as if it were what a failed read left behind.
    function test_aSumThatCannotBeRead_isNotTakenForNothing() public {
        Terms memory t = aDeal();
        (t.startDay, t.sellerMargin) = (START + 14, 2000);
        escrow = open(t);
        oracle.setSum(START + 13, 0);
        fix(3, 110);
        isUnreadableWithout(START + 16);
        fix(4, 110);
        isUnreadableWithout(START + 20);
        oracle.breakDay(START + 20, Fault.Reverts);
        assertEq(escrow.settle(), 0, "periods");
        oracle.breakDay(START + 20, Fault.None);
        escrow.settle();
        assertAccounts(escrow, 1930, 870);
    }

    function test_settle_needsNeitherLatestNorHeartbeat() public {
        oracle.breakLatest(Fault.Reverts);
        oracle.breakHeartbeat(Fault.BurnsGas);
        assertEq(escrow.settle(), 2, "periods");
    }

    function test_settle_whenASumIsAbsurd_saturatesIntoTheCap() public {
        Terms memory t = aDeal();
        (t.cap, t.startDay, t.periods) = (120, uint32(block.timestamp / DAY), 1);
        t.openBy = uint40(block.timestamp);
        t.fixedRate = 110;
        IDealEscrow capped = open(t);
        fix(7, 110);
        oracle.setSum(t.startDay + 6, type(uint256).max);
        assertEq(capped.settle(), 1, "periods");
        assertAccounts(capped, 930, 870); // 7 x (120 - 110)
    }

    /// @dev Three days into a week capped at 120, of four: 28 x 20. The sum so far is near 2^256, and four days at 10,000 come on top.
    function test_exposure_whenAPartialSumIsAbsurd_saturatesBeforeAnythingIsAdded() public {
        Terms memory t = aDeal();
        (t.cap, t.startDay, t.sellerMargin) = (120, uint32(block.timestamp / DAY), 2000);
        IDealEscrow capped = open(t);
        fix(3, 10_000);
        oracle.setSum(t.startDay + 2, type(uint256).max);
        assertEq(capped.exposure(Side.Seller), 560, "exposure");
        capped.mark();
        assertCalled(capped, Side.Seller, 560, 0, block.timestamp + CURE);
    }

    /// @dev Whatever gas a caller gives, a readable period is settled or the call reverts: it never looks unreadable.
    function test_settle_starvedOfGas_refusesRatherThanSkips() public {
        uint256 settledSome;
        uint256 refused;
        for (uint256 gas_ = 30_000; gas_ < 220_000; gas_ += 1_500) {
            uint256 before = vm.snapshotState();
            (bool done, bytes memory answer) = address(escrow).call{gas: gas_}(abi.encodeCall(escrow.settle, ()));
            if (done) {
                uint256 periods = abi.decode(answer, (uint256));
                assertTrue(periods == 1 || periods == 2, "settled nothing, and said so without reverting");
                if (periods == 1) assertAccounts(escrow, 930, 870);
                ++settledSome;
            } else {
                ++refused;
                if (gas_ <= 45_000) {
                    assertEq(bytes32(bytes4(answer)), bytes32(IDealEscrow.OutOfGas.selector), "says why");
                }
            }
            vm.revertToState(before);
        }
        assertTrue(settledSome > 0 && refused > 0, "both sides of the bound were tried");
    }

    function test_settle_withAGasBurningOracle_losesOnlyABoundedShare() public {
        oracle.breakCumulative(Fault.BurnsGas);
        uint256 before = gasleft();
        escrow.settle();
        assertTrue(before - gasleft() < 90_000, "two reads of 30,000 at most");
    }

    /// @dev The sums that far are 0, which is a fall for the whole weeks: where the day reads, the fixings do not.
    function test_latest_onTheLastDayThereIs_isADayLikeAnyOther() public {
        oracle.setLatest(type(uint32).max, 110);
        assertEq(escrow.withdrawable(Side.Seller), 0, "it cannot be valued");
        oracle.setSum(START + 20, 7540 + 770);
        oracle.setSum(START + 27, 7540 + 770 + 770);
        assertEq(escrow.exposure(Side.Seller), 280, "four weeks at 110");
    }

    /// @dev The index of this oracle is what it is given to answer with, less what it takes to tell.
    function test_reads_giveTheOracleItsWholeAllowance_andNoMore() public {
        GasTellingOracle teller = new GasTellingOracle();
        Terms memory t = someTerms(address(token), address(teller));
        (t.startDay, t.sellerMargin) = (START + 20, 4_000_000);
        IDealEscrow told = open(t);
        (, uint256 value) = teller.latest{gas: 30_000}(t.series);
        assertEq(told.exposure(Side.Seller), 28 * (value - 100), "exposure");
    }

    function test_reads_oneAfterTheOther_areEachGivenTheirAllowanceOrNotMade() public {
        DearOracle dear = new DearOracle();
        Terms memory t = someTerms(address(token), address(dear));
        t.startDay = START + 20;
        IDealEscrow deal = open(t);
        for (uint256 gas_ = 60_000; gas_ < 250_000; gas_ += 1_500) {
            (bool done, bytes memory answer) = address(deal).call{gas: gas_}(abi.encodeCall(deal.mark, ()));
            if (done) return assertOpen(deal);
            assertTrue(bytes4(answer) != IDealEscrow.StaleIndex.selector, "a starved read is not a failed one");
        }
        assertTrue(false, "it never went through");
    }

    function test_views_whenTheOracleFails_sayUnreadable() public {
        oracle.breakDay(START + 13, Fault.Reverts);
        vm.expectRevert(abi.encodeWithSelector(IDealEscrow.IndexUnreadable.selector));
        escrow.exposure(Side.Seller);
        vm.expectRevert(abi.encodeWithSelector(IDealEscrow.IndexUnreadable.selector));
        escrow.requirement(Side.Buyer);
        assertEq(escrow.withdrawable(Side.Seller), 0, "nothing while unreadable");
    }

    function isUnreadableWithout(uint32 day) private {
        assertEq(escrow.exposure(Side.Seller), 280, "as long as it reads");
        oracle.breakDay(day, Fault.Reverts);
        vm.expectRevert(abi.encodeWithSelector(IDealEscrow.IndexUnreadable.selector));
        escrow.exposure(Side.Seller);
        oracle.breakDay(day, Fault.None);
    }
}
