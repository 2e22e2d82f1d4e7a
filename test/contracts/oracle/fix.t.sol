// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBmeOracle} from "src/interfaces/IBmeOracle.sol";
import {IDifficultyRelay} from "src/interfaces/IDifficultyRelay.sol";
import {IIndexOracle} from "src/interfaces/IIndexOracle.sol";
import {ScriptedRelay} from "../support/ScriptedRelay.sol";
import {Shipped} from "../support/Shipped.sol";
import {Test} from "../support/Test.sol";
import {Vm} from "../support/Vm.sol";

/// @notice Six retargets of 2019 as they were, from epoch 284 (height 572,544, 21 April 2019) on. See fix.tree.
contract FixTest is Test {
    uint256 private constant DAY = 86_400;
    uint32 private constant FIRST = 18_007; // 21 April 2019, on which epoch 284 began
    uint256 private constant BEGAN = 1_555_811_668;
    uint256 private constant HEARTBEAT = 36 hours;
    uint32 private constant ALL = type(uint32).max;

    uint32 private constant BITS_284 = 0x172c4e11;
    uint32 private constant BITS_285 = 0x1729ff38;
    uint256 private constant VALUE_284 = 39_580_652_517_445;
    uint256 private constant VALUE_285 = 37_518_758_772_942;

    ScriptedRelay private relay;
    IBmeOracle private oracle;

    function setUp() public {
        relay = new ScriptedRelay(284, BITS_284, BEGAN);
        oracle = Shipped.bmeOracle(IDifficultyRelay(address(relay)), earlierBits(), FIRST, HEARTBEAT);
    }

    // ------------------------------------------------------------------ values

    /// @dev The check values that the desk publishes for these heights.
    function test_fix_throughSixRetargets_givesThePublishedValues() public {
        lifeThrough2019();
        assertEq(oracle.fix(ALL), 18_099, "the last day shown: 22 July 2019");
        assertEq(oracle.valueOf("BME14", 18_007), 39_580_652_517_445, "572,544");
        assertEq(oracle.valueOf("BME14", 18_020), 37_518_758_772_942, "574,560");
        assertEq(oracle.valueOf("BME28", 18_020), 38_549_705_645_193, "574,560, two epochs");
        assertEq(oracle.valueOf("BME14", 18_074), 31_690_760_357_169, "582,624");
        assertEq(oracle.valueOf("BME84", 18_074), 35_656_926_488_361, "582,624, six epochs");
        assertEq(oracle.valueOf("BME14", 18_086), 27_741_908_787_978, "584,640");
        assertEq(oracle.valueOf("BME28", 18_086), 29_716_334_572_573, "584,640, two epochs");
        assertEq(oracle.valueOf("BME56", 18_086), 31_769_769_832_057, "584,640, four epochs");
        assertEq(oracle.valueOf("BME84", 18_086), 33_683_802_533_449, "584,640, six epochs");
        assertEq(oracle.valueOf("BME168", 18_086), 37_063_829_504_965, "584,640, twelve epochs");
        // Before the first retarget, the averages reach back behind the anchor.
        assertEq(oracle.valueOf("BME28", FIRST), 39_456_849_196_028, "572,544, two epochs");
        assertEq(oracle.valueOf("BME168", FIRST), 42_080_866_409_663, "572,544, twelve epochs");
    }

    function test_fix_addsUpDayByDay() public {
        lifeThrough2019();
        oracle.fix(ALL);
        // 13 days of epoch 284 (21 April to 3 May), then 14 of epoch 285.
        assertEq(oracle.cumulative("BME14", 18_019), 13 * VALUE_284, "3 May");
        assertEq(oracle.cumulative("BME14", 18_020), 13 * VALUE_284 + VALUE_285, "4 May");
        assertEq(oracle.cumulative("BME14", 18_033), 13 * VALUE_284 + 14 * VALUE_285, "17 May");
    }

    function test_fix_acrossAHalving_takesItFromTheNextRetargetOn() public {
        // Height 210,000 lies in epoch 104; difficulty 1 pays 50 BTC x 86,400 x 1e12 / 2^32 in it, and half of that from epoch 105 on.
        relay = new ScriptedRelay(104, 0x1d00ffff, BEGAN);
        relay.begin(0x1d00ffff, BEGAN + 14 days);
        relay.survive(BEGAN + 20 days);
        oracle = Shipped.bmeOracle(IDifficultyRelay(address(relay)), earlierBits(), FIRST, HEARTBEAT);
        oracle.fix(ALL);
        assertEq(oracle.valueOf("BME14", FIRST + 13), 1_005_828_380_584_716_796_875_000_000, "epoch 104");
        assertEq(oracle.valueOf("BME14", FIRST + 14), 502_914_190_292_358_398_437_500_000, "epoch 105");
        assertEq(oracle.valueOf("BME28", FIRST + 14), 754_371_285_438_537_597_656_250_000, "the mean of both");
    }

    /// @dev Heights 1,050,000 and 1,470,000 lie 1,680 and 336 blocks into their epochs: half of what their last but one epoch paid from
    /// the next on. The sixth halving falls on an epoch's first block, 1,260,000 = 625 x 2,016, and counts from it.
    function test_fix_atEveryHalving_takesItFromTheFirstEpochThatBeginsAtOrAfterIt() public {
        paysAtDifficultyOne(520, 4);
        paysAtDifficultyOne(521, 5);
        paysAtDifficultyOne(624, 5);
        paysAtDifficultyOne(625, 6);
        paysAtDifficultyOne(729, 6);
        paysAtDifficultyOne(730, 7);
    }

    function test_fix_tells() public {
        relay.begin(BITS_285, 18_020 * DAY + 100);
        relay.survive(18_023 * DAY + 2 hours);
        vm.expectEmit(true, true, true, true, address(oracle));
        emit IBmeOracle.Fixed(284, FIRST, 18_019);
        vm.expectEmit(true, true, true, true, address(oracle));
        emit IBmeOracle.Valued(285, "BME14", 18_020, VALUE_285);
        vm.expectEmit(true, true, true, true, address(oracle));
        emit IBmeOracle.Valued(285, "BME28", 18_020, 38_549_705_645_193);
        vm.expectEmit(true, true, true, true, address(oracle));
        emit IBmeOracle.Fixed(285, 18_020, 18_022);
        oracle.fix(ALL);
    }

    /// @dev Asked up to the last day of an epoch; and through a day on which two epochs began.
    function test_fix_tellsOfNoDaysThatAreNone() public {
        relay.begin(BITS_285, (FIRST + 3) * DAY + 1 hours);
        relay.begin(0x1729fb45, (FIRST + 3) * DAY + 20 hours);
        relay.survive((FIRST + 5) * DAY + 2 hours);
        vm.recordLogs();
        oracle.fix(FIRST + 2);
        oracle.fix(ALL);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        uint256 told;
        for (uint256 i; i < logs.length; ++i) {
            if (logs[i].topics[0] != IBmeOracle.Fixed.selector) continue;
            (uint256 from, uint256 to) = (uint256(logs[i].topics[2]), abi.decode(logs[i].data, (uint32)));
            assertTrue(from <= to, "one day at least");
            told += to + 1 - from;
        }
        assertEq(told, 5, "each day once");
    }

    // ------------------------------------------------------------------ which day

    function test_fix_ofAnEpochThatBeganInTheLastSecondOfADay_isThatDaysOwn() public {
        relay.begin(BITS_285, (FIRST + 3) * DAY - 1);
        relay.survive((FIRST + 3) * DAY + 2 hours);
        assertEq(oracle.fix(ALL), FIRST + 2, "through that day");
        assertEq(oracle.valueOf("BME14", FIRST + 1), VALUE_284, "the day before");
        assertEq(oracle.valueOf("BME14", FIRST + 2), VALUE_285, "the day itself");
    }

    function test_fix_ofAnEpochThatBeganExactlyAtADaysEnd_belongsToTheNextDay() public {
        relay.begin(BITS_285, (FIRST + 3) * DAY);
        assertEq(oracle.fix(ALL), FIRST + 2, "a later retarget alone fixes the days before it");
        assertEq(oracle.valueOf("BME14", FIRST + 2), VALUE_284, "the day that ended then");
        relay.survive((FIRST + 4) * DAY + 2 hours);
        oracle.fix(ALL);
        assertEq(oracle.valueOf("BME14", FIRST + 3), VALUE_285, "the next");
    }

    function test_fix_ofADay_needsATipTwoHoursPastItsEnd() public {
        relay.survive((FIRST + 1) * DAY + 2 hours - 1);
        nothingToFix(FIRST - 1);
        relay.survive((FIRST + 1) * DAY + 2 hours);
        assertEq(oracle.fixable(), FIRST, "what could be fixed");
        assertEq(oracle.fix(ALL), FIRST, "what was");
        (uint32 day, ) = oracle.latest("BME14");
        assertEq(day, FIRST, "the first day is a day like any other");
        assertEq(oracle.fixable(), FIRST, "nothing more");
        nothingToFix(FIRST);
    }

    function test_fix_ofTwoEpochsThatBeganOnOneDay_takesTheLater() public {
        relay.begin(BITS_285, (FIRST + 3) * DAY + 1 hours);
        relay.begin(0x1729fb45, (FIRST + 3) * DAY + 20 hours);
        relay.survive((FIRST + 5) * DAY + 2 hours);
        assertEq(oracle.fix(ALL), FIRST + 4, "fixed");
        assertEq(oracle.cumulative("BME14", FIRST + 2), 3 * VALUE_284, "until the day before");
        assertEq(oracle.valueOf("BME14", FIRST + 3), 37_504_977_099_528, "epoch 286");
        assertEq(oracle.valueOf("BME56", FIRST + 3), 38_484_358_566_131, "which averages both");
        assertEq(oracle.cumulative("BME14", FIRST + 4), 3 * VALUE_284 + 2 * 37_504_977_099_528, "and adds up");
    }

    function test_fix_ofASeriesThatBeginsAfterLaterEpochsDid_startsWithTheLastOfThem() public {
        oracle = Shipped.bmeOracle(IDifficultyRelay(address(relay)), earlierBits(), FIRST + 30, HEARTBEAT);
        relay.begin(BITS_285, 1_556_958_733);
        relay.begin(0x1729fb45, 1_558_168_296);
        nothingToFix(FIRST + 29);
        relay.survive((FIRST + 31) * DAY + 2 hours);
        oracle.fix(ALL);
        assertEq(oracle.cumulative("BME14", FIRST + 29), 0, "the day before the first");
        assertEq(oracle.cumulative("BME14", FIRST + 30), 37_504_977_099_528, "epoch 286");
        assertEq(oracle.cumulative("BME168", FIRST + 30), 41_472_148_570_397, "with all that came before it");
    }

    // ------------------------------------------------------------------ how far

    function test_fix_inSteps_isTheSameAsInOne() public {
        lifeThrough2019();
        IBmeOracle other = Shipped.bmeOracle(IDifficultyRelay(address(relay)), earlierBits(), FIRST, HEARTBEAT);
        oracle.fix(ALL);
        for (uint32 day = FIRST; day <= 18_099; day += 5) {
            assertEq(other.fix(day), day, "as far as asked");
        }
        assertEq(other.fix(ALL), 18_099, "and the rest");
        for (uint32 day = FIRST; day <= 18_099; ++day) {
            assertEq(other.cumulative("BME14", day), oracle.cumulative("BME14", day), "BME14");
            assertEq(other.cumulative("BME168", day), oracle.cumulative("BME168", day), "BME168");
        }
    }

    function test_fix_upToADayThatIsFixed_isRefused() public {
        relay.survive((FIRST + 4) * DAY + 2 hours);
        oracle.fix(FIRST + 2);
        vm.expectRevert(abi.encodeWithSelector(IBmeOracle.NothingToFix.selector, FIRST + 2));
        oracle.fix(FIRST + 2);
        assertEq(oracle.fixable(), FIRST + 3, "there is more");
    }

    /// @dev The calendar keeps 192 days to a word, the 95th from 18,048 on: the epoch of day 18,007 is still in force then.
    function test_fix_intoTheNextWordOfTheCalendar_goesThatFarAndNoFurther() public {
        for (uint32 day = 18_049; day < 18_055; day += 2) {
            relay.survive((uint256(day) + 1) * DAY + 2 hours);
            assertEq(oracle.fix(ALL), day, "fixed");
            assertEq(oracle.cumulative("BME14", day), uint256(day - 18_006) * VALUE_284, "sum");
            notFixed("BME14", day + 1);
        }
    }

    function test_fix_byAnybody_isTheSame() public {
        relay.survive((FIRST + 1) * DAY + 2 hours);
        vm.prank(address(0x57AA));
        assertEq(oracle.fix(ALL), FIRST, "fixed");
    }

    function test_fix_neverChangesADayThatIsFinal() public {
        relay.survive((FIRST + 4) * DAY + 2 hours);
        oracle.fix(ALL);
        uint256 sum = oracle.cumulative("BME14", FIRST + 3);
        // No relay says so: the epoch after began before a day for which it had been finally known to go on.
        relay.begin(BITS_285, (FIRST + 1) * DAY);
        relay.survive((FIRST + 6) * DAY + 2 hours);
        oracle.fix(ALL);
        assertEq(oracle.cumulative("BME14", FIRST + 3), sum, "as it was");
        assertEq(oracle.valueOf("BME14", FIRST + 4), VALUE_285, "the next day has the new value");
    }

    // ------------------------------------------------------------------ reads

    function test_cumulative_isZeroOnTheDayBeforeTheFirst_andNotFixedElsewhere() public {
        relay.survive((FIRST + 3) * DAY + 2 hours);
        notFixed("BME14", FIRST);
        oracle.fix(ALL);
        assertEq(oracle.cumulative("BME14", FIRST - 1), 0, "the day before the first");
        notFixed("BME14", FIRST - 2);
        notFixed("BME14", 0);
        notFixed("BME14", FIRST + 3);
        notFixed("BME14", type(uint32).max);
        notFixed("BME15", FIRST);
        notFixed(0, FIRST);
    }

    function test_valueOf_aDayThatIsNotFinal_isRefused() public {
        relay.survive((FIRST + 3) * DAY + 2 hours);
        oracle.fix(ALL);
        assertEq(oracle.valueOf("BME14", FIRST + 2), VALUE_284, "final");
        vm.expectRevert(abi.encodeWithSelector(IIndexOracle.NotFixed.selector, bytes32("BME14"), FIRST + 3));
        oracle.valueOf("BME14", FIRST + 3);
        vm.expectRevert(abi.encodeWithSelector(IIndexOracle.NotFixed.selector, bytes32("BME14"), FIRST - 1));
        oracle.valueOf("BME14", FIRST - 1);
    }

    function test_latest_isTheLastFinalDay_alsoWhereTheNextEpochHasBegun() public {
        vm.expectRevert(abi.encodeWithSelector(IIndexOracle.NotFixed.selector, bytes32("BME14"), FIRST));
        oracle.latest("BME14");
        relay.begin(BITS_285, 1_556_958_733);
        oracle.fix(ALL);
        (uint32 day, uint256 value) = oracle.latest("BME14");
        assertEq(day, 18_019, "3 May: nothing is known yet of the end of the day of the retarget");
        assertEq(value, VALUE_284, "its value");
        vm.expectRevert(abi.encodeWithSelector(IIndexOracle.NotFixed.selector, bytes32("BME15"), 18_019));
        oracle.latest("BME15");
    }

    function test_heartbeat_isWhatItWasDeployedWith() public view {
        assertEq(oracle.heartbeat("BME14"), HEARTBEAT, "36 hours");
    }

    function test_cumulative_readsTwoWords_whateverTheDay() public {
        lifeThrough2019();
        oracle.fix(ALL);
        uint32[4] memory days_ = [FIRST, 18_020, 18_048, 18_099];
        for (uint256 i; i < days_.length; ++i) {
            vm.record();
            oracle.cumulative("BME84", days_[i]);
            (bytes32[] memory reads, ) = vm.accesses(address(oracle));
            assertEq(reads.length, 2, "the page and the segment");
        }
    }

    // ------------------------------------------------------------------ deployment

    function test_deployment_onARelayAnchoredBeforeEpoch11_isRefused() public {
        relay = new ScriptedRelay(10, BITS_284, BEGAN);
        vm.expectRevert(abi.encodeWithSelector(IBmeOracle.TooFewEpochs.selector, 10, 11));
        Shipped.bmeOracle(IDifficultyRelay(address(relay)), earlierBits(), FIRST, HEARTBEAT);
        relay = new ScriptedRelay(11, BITS_284, BEGAN);
        Shipped.bmeOracle(IDifficultyRelay(address(relay)), earlierBits(), FIRST, HEARTBEAT);
    }

    function test_deployment_withAFirstDayBeforeTheAnchors_isRefused() public {
        vm.expectRevert(abi.encodeWithSelector(IBmeOracle.FirstDayTooEarly.selector, FIRST - 1, FIRST));
        Shipped.bmeOracle(IDifficultyRelay(address(relay)), earlierBits(), FIRST - 1, HEARTBEAT);
        relay = new ScriptedRelay(284, BITS_284, 0);
        vm.expectRevert(abi.encodeWithSelector(IBmeOracle.FirstDayTooEarly.selector, 0, 0));
        Shipped.bmeOracle(IDifficultyRelay(address(relay)), earlierBits(), 0, HEARTBEAT);
    }

    function test_deployment_withAHeartbeatOfNothing_orBeyond36Hours_isRefused() public {
        vm.expectRevert(abi.encodeWithSelector(IBmeOracle.BadHeartbeat.selector, 0));
        Shipped.bmeOracle(IDifficultyRelay(address(relay)), earlierBits(), FIRST, 0);
        vm.expectRevert(abi.encodeWithSelector(IBmeOracle.BadHeartbeat.selector, 36 hours + 1));
        Shipped.bmeOracle(IDifficultyRelay(address(relay)), earlierBits(), FIRST, 36 hours + 1);
    }

    // ------------------------------------------------------------------ small things

    /// @dev 50 BTC halved `halvings` times x 86,400 x 1e12 / 2^32, from the first day of an epoch on.
    function paysAtDifficultyOne(uint256 epoch, uint256 halvings) private {
        relay = new ScriptedRelay(epoch, 0x1d00ffff, BEGAN);
        relay.survive((FIRST + 1) * DAY + 2 hours);
        oracle = Shipped.bmeOracle(IDifficultyRelay(address(relay)), earlierBits(), FIRST, HEARTBEAT);
        oracle.fix(ALL);
        assertEq(oracle.valueOf("BME14", FIRST), uint256(1_005_828_380_584_716_796_875_000_000) >> halvings, "subsidy");
    }

    function lifeThrough2019() private {
        relay.begin(0x1729ff38, 1_556_958_733);
        relay.begin(0x1729fb45, 1_558_168_296);
        relay.begin(0x1725bb76, 1_559_256_184);
        relay.begin(0x1725fd03, 1_560_474_230);
        relay.begin(0x1723792c, 1_561_604_370);
        relay.begin(0x171f0d9b, 1_562_663_868);
        relay.survive(18_100 * DAY + 2 hours);
    }

    /// @dev Epochs 273 to 283.
    function earlierBits() private pure returns (uint32[11] memory) {
        return
            [
                uint32(0x172a4e2f),
                0x1731d97c,
                0x17371ef4,
                0x173218a5,
                0x172fd633,
                0x17306835,
                0x172e6f88,
                0x172e5b50,
                0x172e6117,
                0x172c1f6c,
                0x172c071d
            ];
    }

    function nothingToFix(uint32 lastDay) private {
        vm.expectRevert(abi.encodeWithSelector(IBmeOracle.NothingToFix.selector, lastDay));
        oracle.fix(ALL);
    }

    function notFixed(bytes32 series, uint32 day) private {
        vm.expectRevert(abi.encodeWithSelector(IIndexOracle.NotFixed.selector, series, day));
        oracle.cumulative(series, day);
    }
}
