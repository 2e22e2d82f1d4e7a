// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAttestedOracle, Report} from "src/interfaces/IAttestedOracle.sol";
import {IIndexOracle} from "src/interfaces/IIndexOracle.sol";
import {Attesting} from "../support/Attesting.sol";
import {Shipped} from "../support/Shipped.sol";

/// @notice Four reporters, of whom two must sign; what they sign is final at once.
contract PublishTest is Attesting {
    function setUp() public {
        deploy(4, 2, 0, address(0), 0);
    }

    function test_publish_ofTwoReports_fixesTheFlooredMean() public {
        vm.expectEmit(true, true, true, true, address(oracle));
        emit IAttestedOracle.Fixed(SERIES, FIRST, 15, 15, 2);
        publish(FIRST, values(10, 21));
        assertFixed(FIRST, 15, 15);
    }

    function test_publish_ofThreeReports_fixesTheMiddleOneInAnyOrder() public {
        publish(FIRST, values(30, 10, 20));
        assertFixed(FIRST, 20, 20);
        vm.warp(endOf(FIRST + 1));
        publish(FIRST + 1, values(7, 1_000_000, 7));
        assertFixed(FIRST + 1, 7, 27);
        vm.warp(endOf(FIRST + 2));
        publish(FIRST + 2, values(0, 0, 9));
        assertFixed(FIRST + 2, 0, 27);
    }

    function test_publish_ofFourReports_fixesTheMeanOfTheMiddleTwo() public {
        uint256[] memory v = new uint256[](4);
        (v[0], v[1], v[2], v[3]) = (100, 1, 4, 7);
        publish(FIRST, v);
        assertFixed(FIRST, 5, 5); // (4 + 7) / 2
    }

    function test_publish_byReportersOutOfOrder_countsThemAll() public {
        Report[] memory out = new Report[](3);
        out[0] = report(oracle, 3, SERIES, FIRST, 3);
        out[1] = report(oracle, 0, SERIES, FIRST, 1);
        out[2] = report(oracle, 2, SERIES, FIRST, 2);
        oracle.publish(SERIES, FIRST, out);
        assertFixed(FIRST, 2, 2);
    }

    function test_publish_ofTheLargestValue_addsUp() public {
        uint256 most = 2 ** 120 - 1;
        publish(FIRST, values(most, most));
        vm.warp(endOf(FIRST + 1));
        publish(FIRST + 1, values(most, most));
        assertFixed(FIRST + 1, most, 2 * most);
    }

    function test_publish_beforeTheDayIsOver_isRefused() public {
        vm.warp(endOf(FIRST) - 1);
        refused(FIRST, values(1, 1), abi.encodeWithSelector(IAttestedOracle.DayNotOver.selector, FIRST));
    }

    function test_publish_ofAFinalDay_isRefused() public {
        publish(FIRST, values(5, 5));
        refused(FIRST, values(6, 6), already(FIRST, 5));
        refused(FIRST, values(5, 5), already(FIRST, 5));
        finaliseRefused(FIRST, already(FIRST, 5));
    }

    function test_publish_ofADayAhead_waitsForTheDaysBefore() public {
        vm.warp(endOf(FIRST + 9));
        publish(FIRST + 1, values(1, 1));
        assertPending(FIRST);
        publish(FIRST, values(2, 2)); // and does not touch days after its own
        assertFixed(FIRST, 2, 2);
        finalise(FIRST + 1);
        assertFixed(FIRST + 1, 1, 3);
    }

    function test_publish_ofADayBeforeTheFirst_isRefused() public {
        refused(FIRST - 1, values(1, 1), abi.encodeWithSelector(IAttestedOracle.BeforeFirstDay.selector, FIRST - 1, FIRST));
    }

    function test_publish_withTooFewReports_keepsThemUntilThereAreEnough() public {
        vm.expectEmit(true, true, true, true, address(oracle));
        emit IAttestedOracle.Reported(SERIES, FIRST, reporter(3), 10);
        bring(FIRST, 3, 10);
        notFixed(FIRST);
        finaliseRefused(FIRST, tooFew(FIRST, 1, 2));
        bring(FIRST, 1, 21);
        assertFixed(FIRST, 15, 15);
    }

    function test_publish_ofNothingNew_isRefused() public {
        Report[] memory none = new Report[](0);
        vm.expectRevert(nothingNew(FIRST));
        oracle.publish(SERIES, FIRST, none);
        bring(FIRST, 0, 1);
        bringRefused(FIRST, 0, 1, nothingNew(FIRST));
    }

    function test_publish_withAStrangersSignature_isRefused() public {
        Report[] memory out = reports(oracle, SERIES, FIRST, values(1, 2));
        out[1] = report(oracle, 9, SERIES, FIRST, 2);
        vm.expectRevert(abi.encodeWithSelector(IAttestedOracle.NotAReporter.selector, 1, reporter(9)));
        oracle.publish(SERIES, FIRST, out);
    }

    function test_publish_withASignatureOverSomethingElse_isRefused() public {
        IAttestedOracle another = Shipped.attestedOracle(reporters(4), 2, FIRST, 36 hours, 0, address(0), 0);
        refusedWith(report(oracle, 1, SERIES, FIRST + 1, 2));
        refusedWith(report(oracle, 1, "BME28", FIRST, 2));
        refusedWith(report(another, 1, SERIES, FIRST, 2));
        Report memory changed = report(oracle, 1, SERIES, FIRST, 2);
        changed.value = 3;
        refusedWith(changed);
        changed.signature = "";
        refusedWith(changed);
        changed.signature = new bytes(65);
        refusedWith(changed);
    }

    function test_publish_withTheSameReporterTwice_countsItOnce() public {
        Report[] memory brought = new Report[](3);
        brought[0] = report(oracle, 0, SERIES, FIRST, 1);
        brought[1] = report(oracle, 0, SERIES, FIRST, 1);
        brought[2] = report(oracle, 0, SERIES, FIRST, 9);
        vm.expectEmit(true, true, true, true, address(oracle));
        emit IAttestedOracle.Equivocated(SERIES, FIRST, reporter(0), 1, 9);
        oracle.publish(SERIES, FIRST, brought);
        notFixed(FIRST);
        bring(FIRST, 1, 3);
        assertFixed(FIRST, 2, 2);
    }

    function test_publish_ofTooLargeAValue_isRefused() public {
        uint256 over = 2 ** 120;
        bytes memory tooLarge = abi.encodeWithSelector(IAttestedOracle.ValueTooLarge.selector, over);
        refused(FIRST, values(1, over), tooLarge);
    }

    function test_publish_ofAnotherSeries_doesNotMatterToThisOne() public {
        oracle.publish("BME28", FIRST, reports(oracle, "BME28", FIRST, values(8, 8)));
        vm.expectRevert(abi.encodeWithSelector(IIndexOracle.NotFixed.selector, SERIES, FIRST));
        oracle.latest(SERIES);
        publish(FIRST, values(1, 1));
        assertFixed(FIRST, 1, 1);
        assertEq(oracle.valueOf("BME28", FIRST), 8, "the other series");
    }

    function test_reads_beforeTheFirstFixing() public {
        assertEq(oracle.cumulative(SERIES, FIRST - 1), 0, "the day before the first");
        notFixed(FIRST);
        notFixed(FIRST - 2);
        vm.expectRevert(abi.encodeWithSelector(IIndexOracle.NotFixed.selector, SERIES, FIRST));
        oracle.valueOf(SERIES, FIRST);
    }

    function test_reads_afterTheFirstFixing() public {
        publish(FIRST, values(4, 6));
        assertEq(oracle.cumulative(SERIES, FIRST - 1), 0, "the day before the first");
        notFixed(FIRST - 2);
        notFixed(FIRST + 1);
        assertEq(oracle.heartbeat(SERIES), 36 hours, "heartbeat");
        assertEq(uint256(oracle.firstDay()), FIRST, "first day");
        assertEq(oracle.threshold(), 2, "threshold");
        assertEq(oracle.reporters().length, 4, "reporters");
        assertEq(oracle.overridesNeeded(), 3, "all but one");
        (uint256 delay, address guardian, uint256 limit) = oracle.setup();
        assertEq(delay + limit, 0, "no delay and no limit");
        assertEq(guardian, address(0), "no guardian");
        vm.expectRevert(already(FIRST, 5));
        oracle.standing(SERIES, FIRST);
        (bool isIn, ) = oracle.reportedBy(SERIES, FIRST, reporter(0));
        assertTrue(!isIn, "what is final at once keeps no reports");
    }

    /// @dev Typed data of one fixing, computed here a second time.
    function test_digest_isTypedDataOfTheFixing() public view {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Hashdesk AttestedOracle"),
                keccak256("1"),
                block.chainid,
                address(oracle)
            )
        );
        bytes32 fixing = keccak256(
            abi.encode(keccak256("Fixing(bytes32 series,uint32 day,uint256 value)"), SERIES, FIRST, uint256(7))
        );
        bytes32 expected = keccak256(abi.encodePacked(hex"1901", domain, fixing));
        assertEq(oracle.digest(SERIES, FIRST, 7), expected, "digest");
    }

    function test_constructor_withABadThreshold_isRefused() public {
        address[] memory four = reporters(4);
        vm.expectRevert(abi.encodeWithSelector(IAttestedOracle.BadThreshold.selector, 0, 4));
        build(four, 0, FIRST, 36 hours, 0, address(0));
        vm.expectRevert(abi.encodeWithSelector(IAttestedOracle.BadThreshold.selector, 5, 4));
        build(four, 5, FIRST, 36 hours, 0, address(0));
    }

    function test_constructor_withABadReporter_isRefused() public {
        address[] memory four = reporters(4);
        four[2] = address(0);
        vm.expectRevert(abi.encodeWithSelector(IAttestedOracle.BadReporters.selector));
        build(four, 2, FIRST, 36 hours, 0, address(0));
        four[2] = four[0];
        vm.expectRevert(abi.encodeWithSelector(IAttestedOracle.BadReporters.selector));
        build(four, 2, FIRST, 36 hours, 0, address(0));
    }

    function test_constructor_withNoHeartbeatOrALongOne_isRefused() public {
        address[] memory four = reporters(4);
        vm.expectRevert(abi.encodeWithSelector(IAttestedOracle.BadHeartbeat.selector, 0));
        build(four, 2, FIRST, 0, 0, address(0));
        build(four, 2, FIRST, 1, 0, address(0));
        vm.expectRevert(abi.encodeWithSelector(IAttestedOracle.BadHeartbeat.selector, 36 hours + 1));
        build(four, 2, FIRST, 36 hours + 1, 0, address(0));
    }

    function test_constructor_withDayZeroAsTheFirst_isRefused() public {
        address[] memory four = reporters(4);
        vm.expectRevert(abi.encodeWithSelector(IAttestedOracle.BadFirstDay.selector)); // it has no day before
        build(four, 2, 0, 36 hours, 0, address(0));
    }

    function test_constructor_withADelayThatDoesNotFitTheHeartbeat_isRefused() public {
        address[] memory four = reporters(4);
        vm.expectRevert(abi.encodeWithSelector(IAttestedOracle.BadFinalityDelay.selector, 12 hours, 36 hours));
        build(four, 2, FIRST, 36 hours, 12 hours, GUARDIAN);
        build(four, 2, FIRST, 36 hours, 12 hours - 1, GUARDIAN);
        vm.expectRevert(abi.encodeWithSelector(IAttestedOracle.BadFinalityDelay.selector, 1, 24 hours + 1));
        build(four, 2, FIRST, 24 hours + 1, 1, GUARDIAN);
    }

    function test_constructor_withAGuardianWhoCouldNeverAct_isRefused() public {
        address[] memory four = reporters(4);
        vm.expectRevert(abi.encodeWithSelector(IAttestedOracle.GuardianWithoutDelay.selector));
        build(four, 2, FIRST, 36 hours, 0, GUARDIAN);
    }

    /// @dev Each says its own number, the last one first: they are kept until the first one's is in.
    function test_publish_by32Reporters_keepsThemAll() public {
        deploy(32, 32, 0, address(0), 0);
        for (uint256 i = 32; i > 0; --i) bring(FIRST, i - 1, 99 + i);
        assertFixed(FIRST, 115, 115); // (115 + 116) / 2
    }

    function test_constructor_with33Reporters_isRefused() public {
        address[] memory many = reporters(33);
        vm.expectRevert(abi.encodeWithSelector(IAttestedOracle.BadReporters.selector));
        build(many, 2, FIRST, 36 hours, 0, address(0));
    }

    function build(
        address[] memory who,
        uint256 threshold,
        uint32 first,
        uint256 heartbeat,
        uint256 delay,
        address guardian
    ) private {
        Shipped.attestedOracle(who, threshold, first, heartbeat, delay, guardian, 0);
    }

    function publish(uint32 day, uint256[] memory v) private {
        oracle.publish(SERIES, day, reports(oracle, SERIES, day, v));
    }

    function refused(uint32 day, uint256[] memory v, bytes memory because) private {
        Report[] memory out = reports(oracle, SERIES, day, v);
        vm.expectRevert(because);
        oracle.publish(SERIES, day, out);
    }

    function refusedWith(Report memory second) private {
        Report[] memory out = new Report[](2);
        out[0] = report(oracle, 0, SERIES, FIRST, 2);
        out[1] = second;
        vm.expectPartialRevert(IAttestedOracle.NotAReporter.selector);
        oracle.publish(SERIES, FIRST, out);
    }

    function notFixed(uint32 day) private {
        vm.expectRevert(abi.encodeWithSelector(IIndexOracle.NotFixed.selector, SERIES, day));
        oracle.cumulative(SERIES, day);
    }

    function assertFixed(uint32 day, uint256 value, uint256 sum) private view {
        (uint32 last, uint256 latest) = oracle.latest(SERIES);
        assertEq(uint256(last), day, "latest day");
        assertEq(latest, value, "latest value");
        assertEq(oracle.valueOf(SERIES, day), value, "value");
        assertEq(oracle.cumulative(SERIES, day), sum, "cumulative");
    }
}
