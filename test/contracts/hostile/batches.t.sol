// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Cause, IDealEscrow, Side} from "src/interfaces/IDealEscrow.sol";
import {IKeeper} from "src/interfaces/IKeeper.sol";
import {Terms} from "src/interfaces/IDealFactory.sol";
import {Fault, ScriptedOracle} from "../support/ScriptedOracle.sol";
import {Shipped} from "../support/Shipped.sol";
import {Vm} from "../support/Vm.sol";
import {Burning, Gone, Recursive, Reverting, Shouting} from "./HostileDeals.sol";
import {HostileTest} from "./HostileTest.sol";

/// @notice A batch of honest deals with whatever a thief can smuggle in between.
contract HostileBatchesTest is HostileTest {
    uint256 private constant HONEST = 4;

    IKeeper private keeper;
    IDealEscrow[] private honest;

    function setUp() public override {
        super.setUp();
        keeper = Shipped.keeper();
        for (uint256 i; i < HONEST; ++i) honest.push(open(aDeal()));
    }

    /// @dev One of each, among the honest ones: all of those settle, all of these are reported or have done nothing.
    function test_hostile_aBatchWithEveryKindOfBadEntry_actsOnTheGoodOnes() public {
        address[8] memory bad = [
            address(new Reverting()),
            address(new Burning()),
            address(new Shouting(true)),
            address(new Shouting(false)),
            address(new Recursive()),
            address(new Gone()),
            thief,
            address(0)
        ];
        address[] memory deals = new address[](bad.length + HONEST);
        for (uint256 i; i < bad.length; ++i) deals[i] = bad[i];
        for (uint256 i; i < HONEST; ++i) deals[bad.length + i] = address(honest[i]);
        fix(7, 110);
        vm.recordLogs();
        vm.prank(thief);
        keeper.settleMany{gas: 10_000_000}(deals);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i; i < bad.length; ++i) {
            // One answers, if with much; one runs out of patience with itself, but not of gas for a report.
            if (i != 3 && i != 4) assertTrue(isSkipped(logs, bad[i]), "reported");
        }
        assertHonest(930, 870);
    }

    /// @dev Delegated accounts have code, too; a call to one runs it, and learns nothing.
    function test_hostile_aDelegatedAccountInABatch_isAnEntryLikeAnyOther() public {
        vm.setEvmVersion("prague");
        vm.etch(thief, abi.encodePacked(hex"ef0100", address(new Reverting())));
        address[] memory deals = new address[](2);
        (deals[0], deals[1]) = (thief, address(honest[0]));
        fix(7, 110);
        vm.recordLogs();
        keeper.settleMany(deals);
        assertTrue(isSkipped(vm.getRecordedLogs(), thief), "reported");
        assertBook(honest[0], 930, 870, 1800);
    }

    function test_hostile_theSameDealFiftyTimes_isActedOnOnce() public {
        address[] memory deals = new address[](50);
        for (uint256 i; i < 50; ++i) deals[i] = address(honest[0]);
        fix(7, 110);
        keeper.settleMany(deals);
        assertBook(honest[0], 930, 870, 1800);
        fix(150);
        keeper.markMany(deals);
        assertCalled(honest[0], Side.Seller, 50 * 21 + 70, 0, block.timestamp + CURE);
        fix(3, 150);
        keeper.closeOutMany(deals);
        assertClosed(honest[0], Cause.ClosedOut);
        assertBook(honest[0], 0, 1800, 1800); // 21 x 50 and the penalty, of 930
        assertEq(honest[0].shortfall(), 1050 - 930, "shortfall");
        assertEq(token.balanceOf(seller), WEALTH - 1000 * HONEST, "the seller's purse");
        assertEq(token.balanceOf(buyer), WEALTH - 800 * HONEST, "the buyer's purse");
    }

    /// @dev A deal on an oracle that fails in every way there is: the others settle, mark and close in the same transaction.
    function test_hostile_aDealOnAHostileOracle_stopsNobodyElse() public {
        for (uint8 fault = 1; fault <= uint8(Fault.ReturnsMuch); ++fault) {
            uint256 before = vm.snapshotState();
            ScriptedOracle bad = new ScriptedOracle(START, 100, HEARTBEAT);
            Terms memory t = aDeal();
            t.oracle = address(bad);
            address[] memory deals = new address[](3);
            (deals[0], deals[1], deals[2]) = (address(honest[0]), address(open(t)), address(honest[1]));
            bad.breakAll(Fault(fault));
            fix(7, 110);
            keeper.settleMany{gas: 1_000_000}(deals);
            keeper.markMany{gas: 1_000_000}(deals);
            assertBook(honest[0], 930, 870, 1800);
            assertBook(honest[1], 930, 870, 1800);
            assertBook(IDealEscrow(deals[1]), 1000, 800, 1800);
            vm.revertToState(before);
        }
    }

    /// @dev Whatever gas the sender gives the batch: an entry is settled as it would be alone, or not at all; the keeper's 63/64 forge
    /// nothing. Two weeks are due to each, so that one may also be settled by half.
    function test_hostile_aBatchAtEveryLevelOfGas_settlesRightOrNotAtAll() public {
        fix(14, 110);
        address[] memory deals = new address[](HONEST);
        for (uint256 i; i < HONEST; ++i) deals[i] = address(honest[i]);
        uint256[3] memory seen;
        for (uint256 gas_ = 30_000; gas_ < 700_000; gas_ += 10_000) {
            uint256 before = vm.snapshotState();
            (bool done, ) = address(keeper).call{gas: gas_}(abi.encodeCall(IKeeper.settleMany, (deals)));
            for (uint256 i; i < HONEST; ++i) {
                uint256 periods = honest[i].periodsSettled();
                assertTrue(done || periods == 0, "a failed batch has done nothing");
                assertBook(honest[i], 1000 - 70 * periods, 800 + 70 * periods, 1800);
                ++seen[periods];
            }
            vm.revertToState(before);
        }
        assertTrue(seen[0] > 0 && seen[1] > 0 && seen[2] > 0, "none, half and all were seen");
    }

    /// @dev The same for marks: a batch never opens a call that a mark alone would not open, nor another one.
    function test_hostile_aBatchOfMarksAtEveryLevelOfGas_callsRightOrNotAtAll() public {
        fix(14, 100);
        fix(130);
        address[] memory deals = new address[](HONEST);
        for (uint256 i; i < HONEST; ++i) deals[i] = address(honest[i]);
        uint256 called;
        uint256 left;
        for (uint256 gas_ = 30_000; gas_ < 900_000; gas_ += 15_000) {
            uint256 before = vm.snapshotState();
            (bool done, ) = address(keeper).call{gas: gas_}(abi.encodeCall(IKeeper.markMany, (deals)));
            for (uint256 i; i < HONEST; ++i) {
                (, uint256 due, ) = honest[i].marginCall();
                assertTrue(due == 0 || (done && due == 14 * 30), "the right call or none");
                assertBook(honest[i], 1000, 800, 1800);
                if (due == 0) ++left;
                else ++called;
            }
            vm.revertToState(before);
        }
        assertTrue(called > 0 && left > 0, "both were seen");
    }

    function assertHonest(uint256 sellers, uint256 buyers) private view {
        for (uint256 i; i < HONEST; ++i) assertBook(honest[i], sellers, buyers, 1800);
        assertEq(token.balanceOf(seller), WEALTH - 1000 * HONEST, "the seller's purse");
        assertEq(token.balanceOf(buyer), WEALTH - 800 * HONEST, "the buyer's purse");
        assertEq(token.balanceOf(thief) + token.balanceOf(address(keeper)), WEALTH, "nothing for thief or keeper");
    }

    function isSkipped(Vm.Log[] memory logs, address deal) private view returns (bool) {
        for (uint256 i; i < logs.length; ++i) {
            if (logs[i].emitter != address(keeper) || logs[i].topics[0] != IKeeper.Skipped.selector) continue;
            if (abi.decode(logs[i].data, (address)) == deal) return true;
        }
        return false;
    }
}
