// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Cause, IDealEscrow, Side} from "src/interfaces/IDealEscrow.sol";
import {Terms} from "src/interfaces/IDealFactory.sol";
import {Fault} from "../support/ScriptedOracle.sol";
import {ActingOracle, FarOracle, SpendingOracle, VastOracle} from "./HostileOracles.sol";
import {HostileTest} from "./HostileTest.sol";

/// @notice An oracle in the hands of a thief, who may do anything but change a value that is final. (Reverts, short answers, burnt gas,
/// falling sums, in every phase: `oracleFailures.t.sol`, `unwind.t.sol`, `whyTheseRules.t.sol`.)
contract HostileOraclesTest is HostileTest {
    IDealEscrow private escrow;

    function setUp() public override {
        super.setUp();
        escrow = open(aDeal());
    }

    // ------------------------------------------------------------------ reading is all it takes part in

    /// @dev The oracle is the seller, and acts when it is asked: a question is a static call, in which nothing can be done.
    function test_hostile_anOracleThatActsWhenItIsAsked_isAskedStatically() public {
        ActingOracle acting = new ActingOracle();
        endow(address(acting));
        Terms memory t = aDeal();
        (t.seller, t.oracle) = (address(acting), address(acting));
        IDealEscrow deal = open(t);
        approve(address(acting), address(deal), 1000);
        vm.warp(uint256(START + 7) * DAY + 600);
        bytes[5] memory acts = [
            abi.encodeCall(IDealEscrow.settle, ()),
            abi.encodeCall(IDealEscrow.topUp, (Side.Seller, 1)),
            abi.encodeCall(IDealEscrow.proposeTermination, (0)),
            abi.encodeCall(IDealEscrow.withdraw, (Side.Seller, 1, address(acting))),
            abi.encodeCall(IDealEscrow.unwind, ())
        ];
        for (uint256 i; i < 3; ++i) {
            uint256 before = vm.snapshotState();
            assertTrue(acting.act(address(deal), acts[i]), "goes through from outside");
            vm.revertToState(before);
        }
        for (uint256 i; i < acts.length; ++i) {
            uint256 before = vm.snapshotState();
            acting.arm(address(deal), acts[i], false);
            assertEq(deal.settle(), 1, "settles at what it answers");
            deal.mark();
            acting.arm(address(deal), acts[i], true);
            assertEq(deal.settle(), 0, "insisting is failing");
            vm.expectRevert(abi.encodeWithSelector(IDealEscrow.StaleIndex.selector));
            deal.mark();
            assertOpen(deal);
            assertBook(deal, 1000, 800, 1800);
            assertEq(token.balanceOf(address(acting)), WEALTH - 1000, "the oracle's purse");
            assertEq(token.balanceOf(buyer), WEALTH - 1600, "the buyer's purse");
            vm.revertToState(before);
        }
    }

    // ------------------------------------------------------------------ gas

    /// @dev A read gets 30,000 gas, not more and not less, whatever its caller has: one that needs more is dead for everybody.
    function test_hostile_aReadOf30000Gas_isDead_whateverTheCallerGives_aCheaperOneLives() public {
        SpendingOracle spending = new SpendingOracle();
        IDealEscrow deal = openOn(address(spending));
        vm.warp(uint256(START + 14) * DAY + 600);
        uint256 before = vm.snapshotState();
        spending.spend(26_000);
        assertEq(deal.settle(), 2, "a read within its allowance");
        assertBook(deal, 1400 - 140, 800 + 140, 2200);
        vm.revertToState(before);
        spending.spend(30_000);
        assertEq(deal.settle(), 0, "a read beyond it");
        assertEq(deal.settle{gas: 30_000_000}(), 0, "however much there is");
        assertBook(deal, 1400, 800, 2200);
        assertItsPurses();
    }

    /// @dev It would answer each caller by the gas that he brings. It is given the same by all of them.
    function test_hostile_anOracleThatLooksAtItsGas_seesTheSameWhoeverAsks() public {
        SpendingOracle spending = new SpendingOracle();
        IDealEscrow deal = openOn(address(spending));
        spending.tellGas();
        vm.warp(uint256(START + 7) * DAY + 600);
        uint256 sellers;
        for (uint256 gas_ = 120_000; gas_ < 150_000; gas_ += 1_111) {
            uint256 before = vm.snapshotState();
            assertEq(deal.settle{gas: gas_}(), 1, "periods");
            if (sellers == 0) sellers = deal.account(Side.Seller);
            assertBook(deal, sellers, 2200 - sellers, 2200);
            vm.revertToState(before);
        }
        assertItsPurses();
    }

    /// @dev The most periods on the dearest oracle, none of them settled, and the feed stops: the unwind reads each once. Who finds that
    /// too dear settles first, a few at a time; then it reads next to nothing. 16,777,216 is what some chains grant a transaction.
    function test_hostile_theDearestUnwind_isBounded_andSettlingMakesItCheap() public {
        SpendingOracle spending = new SpendingOracle();
        Terms memory t = aDeal();
        (t.oracle, t.periodDays, t.periods, t.fixedRate) = (address(spending), 1, 366, 110);
        IDealEscrow deal = open(t);
        vm.warp(uint256(START + 365) * DAY + 600);
        spending.stop();
        spending.spend(26_000);
        vm.warp(block.timestamp + 7 * DAY);
        uint256 before = vm.snapshotState();
        assertTrue(gasOfUnwinding(deal) < 16_777_216, "366 reads");
        assertBook(deal, 1000, 800, 1800);
        vm.revertToState(before);
        while (deal.settle{gas: 2_000_000}() > 0) {}
        assertTrue(gasOfUnwinding(deal) < 200_000, "a handful");
        assertClosed(deal, Cause.Unwound);
        assertBook(deal, 1000, 800, 1800);
        assertEq(token.balanceOf(seller), WEALTH - 2000, "the seller's purse");
        assertEq(token.balanceOf(buyer), WEALTH - 1600, "the buyer's purse");
    }

    /// @dev Ten megabytes cost more to make than a read may spend: there is nothing to copy, and nothing to pay for.
    function test_hostile_anOracleThatAnswersTenMegabytes_isADeadOne() public {
        vm.etch(address(oracle), address(new VastOracle()).code);
        vm.warp(uint256(START + 7) * DAY + 600);
        uint256 before = gasleft();
        assertEq(escrow.settle(), 0, "periods");
        assertTrue(before - gasleft() < 80_000, "and costs its allowance");
        vm.warp(uint256(START + 7 + 5) * DAY - 1);
        vm.prank(buyer);
        vm.expectRevert();
        escrow.unwind();
        vm.warp(uint256(START + 7 + 5) * DAY);
        vm.prank(buyer);
        escrow.unwind();
        assertClosed(escrow, Cause.Unwound);
        assertBook(escrow, 1000, 800, 1800);
        assertPurses(escrow, WEALTH - 1000, WEALTH - 800, WEALTH);
    }

    // ------------------------------------------------------------------ answers

    /// @dev A heartbeat that changes can make the index look stale, or fresh; it moves nobody's money and shuts no last door.
    function test_hostile_aHeartbeatThatChanges_stopsActsAndMovesNothing() public {
        fix(10, 110);
        oracle.setHeartbeat(0);
        vm.expectRevert(abi.encodeWithSelector(IDealEscrow.StaleIndex.selector));
        escrow.mark();
        assertEq(escrow.settle(), 1, "settling needs none");
        assertBook(escrow, 930, 870, 1800);
        oracle.setHeartbeat(type(uint256).max);
        vm.warp(block.timestamp + 30 * DAY);
        escrow.mark(); // 210 owed, 930 held: 280 to restore
        assertCalled(escrow, Side.Seller, 280, 0, block.timestamp + CURE);
        vm.prank(seller);
        escrow.unwind();
        assertBook(escrow, 720, 1080, 1800);
        assertPurses(escrow, WEALTH - 1000, WEALTH - 800, WEALTH);
    }

    /// @dev It claims to know the whole deal, years ahead, but has no sums: nothing is settled, valued or called on the claim.
    function test_hostile_aLatestDayInTheFuture_withoutItsSums_movesNothing() public {
        fix(7, 110);
        uint32[3] memory days_ = [START + 27, START + 4000, type(uint32).max];
        for (uint256 i; i < 3; ++i) {
            uint256 before = vm.snapshotState();
            oracle.setLatest(days_[i], type(uint256).max);
            oracle.breakDay(START + 13, Fault.Reverts);
            escrow.settle();
            assertBook(escrow, 930, 870, 1800);
            vm.expectRevert(abi.encodeWithSelector(IDealEscrow.IndexUnreadable.selector));
            escrow.mark();
            assertEq(escrow.withdrawable(Side.Buyer), 0, "withdrawable");
            vm.warp(uint256(START + 13 + 1 + 5) * DAY);
            vm.prank(seller);
            escrow.unwind();
            assertClosed(escrow, Cause.Unwound);
            assertBook(escrow, 930, 870, 1800);
            vm.revertToState(before);
        }
        assertPurses(escrow, WEALTH - 1000, WEALTH - 800, WEALTH);
    }

    /// @dev A day that no calendar has counts as no answer.
    function test_hostile_aLatestDayBeyondTheCalendar_isNoAnswer() public {
        vm.warp(uint256(START + 1) * DAY + 600);
        vm.etch(address(oracle), address(new FarOracle(type(uint32).max)).code);
        vm.expectRevert(abi.encodeWithSelector(IDealEscrow.IndexUnreadable.selector));
        escrow.mark();
        vm.etch(address(oracle), address(new FarOracle(uint256(type(uint32).max) + 1)).code);
        vm.expectRevert(abi.encodeWithSelector(IDealEscrow.StaleIndex.selector));
        escrow.mark();
        assertBook(escrow, 1000, 800, 1800);
        assertPurses(escrow, WEALTH - 1000, WEALTH - 800, WEALTH);
    }

    /// @dev The latest day goes back: stale is all that it can make of a deal.
    function test_hostile_aLatestDayThatGoesBack_isStale() public {
        fix(10, 110);
        oracle.setLatest(START - 1, 100_000);
        vm.expectRevert(abi.encodeWithSelector(IDealEscrow.StaleIndex.selector));
        escrow.mark();
        takeRefused(escrow, Side.Buyer, 1);
        assertBook(escrow, 1000, 800, 1800);
        assertPurses(escrow, WEALTH - 1000, WEALTH - 800, WEALTH);
    }

    /// @dev The largest value there is: demanded without overflow, and paid as far as the account reaches.
    function test_hostile_aValueBeyondAllBounds_costsNoMoreThanTheAccount() public {
        fix(100);
        oracle.setLatest(START, type(uint256).max);
        escrow.mark();
        assertCalled(escrow, Side.Seller, 27 * (MAX_INDEX - 100), 0, block.timestamp + CURE);
        vm.warp(deadlineOf(escrow) + 1);
        oracle.setHeartbeat(30 * DAY);
        escrow.closeOut();
        assertBook(escrow, 0, 1800, 1800);
        assertPurses(escrow, WEALTH - 1000, WEALTH - 800, WEALTH);
    }

    /// @dev A range-collateralised deal is not at its mercy even so: nothing beyond the range, and the rest comes out.
    function test_hostile_anyOracleWhatever_takesNoMoreThanTheRange() public {
        IDealEscrow range = open(aRangeDeal());
        fix(type(uint128).max);
        fix(27, 0);
        range.settle();
        // The first week saturates into the cap, 7 x 20; three weeks at the floor, 21 x 10.
        assertBook(range, 560 - 140 + 210, 280 + 140 - 210, 840);
        takeAll(range, Side.Seller);
        takeAll(range, Side.Buyer);
        assertBook(range, 0, 0, 0);
        inTheWorld -= 1800; // in the other deal
        assertPurses(range, WEALTH - 1000 + 70, WEALTH - 800 - 70, WEALTH);
    }

    function gasOfUnwinding(IDealEscrow deal) private returns (uint256) {
        uint256 before = gasleft();
        vm.prank(buyer);
        deal.unwind();
        return before - gasleft();
    }

    function assertItsPurses() private view {
        assertEq(token.balanceOf(seller), WEALTH - 2400, "the seller's purse");
        assertEq(token.balanceOf(buyer), WEALTH - 1600, "the buyer's purse");
        assertEq(token.balanceOf(thief), WEALTH, "the thief's purse");
    }

    function openOn(address where) private returns (IDealEscrow) {
        Terms memory t = aDeal();
        (t.oracle, t.sellerMargin) = (where, 1400);
        return open(t);
    }
}
