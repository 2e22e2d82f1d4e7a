// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Cause, IDealEscrow, Phase, Side} from "src/interfaces/IDealEscrow.sol";
import {Terms} from "src/interfaces/IDealFactory.sol";
import {HostileTest} from "./HostileTest.sol";
import {LeanOracle} from "./HostileOracles.sol";

/// @notice Every act at every level of gas, on an oracle whose words are warm: it leaves the world as it does with plenty, or as it was.
contract StarvedActsTest is HostileTest {
    LeanOracle private lean;
    IDealEscrow private escrow;

    function setUp() public override {
        super.setUp();
        lean = new LeanOracle(START);
        Terms memory t = aDeal();
        t.oracle = address(lean);
        escrow = open(t);
        approve(thief, address(escrow), WEALTH);
    }

    function test_hostile_starvedSettlement_settlesWholePeriodsOrNothing() public {
        fixLean(14, 110);
        uint256[3] memory seen;
        for (uint256 gas_ = 30_000; gas_ < 160_000; gas_ += 500) {
            uint256 before = vm.snapshotState();
            warm();
            vm.prank(thief);
            (bool done, ) = address(escrow).call{gas: gas_}(abi.encodeCall(IDealEscrow.settle, ()));
            uint256 periods = escrow.periodsSettled();
            assertTrue(done == (periods > 0), "it never says that nothing is due");
            assertBook(escrow, 1000 - 70 * periods, 800 + 70 * periods, 1800);
            ++seen[periods];
            vm.revertToState(before);
        }
        assertTrue(seen[0] > 0 && seen[1] > 0 && seen[2] > 0, "none, half and all were seen");
        assertPurses(escrow, WEALTH - 1000, WEALTH - 800, WEALTH);
    }

    /// @dev A week due and an index that has risen since: 70 to settle, 21 x 50 to call for.
    function test_hostile_starvedMark_callsRightOrNotAtAll() public {
        fixLean(7, 110);
        fixLean(1, 150);
        sweep(thief, abi.encodeCall(IDealEscrow.mark, ()));
        escrow.mark();
        assertCalled(escrow, Side.Seller, 1050 + 70, 0, block.timestamp + CURE);
        assertBook(escrow, 930, 870, 1800);
    }

    /// @dev A week due that hits the seller hard, with an index that promises to make up for it: settled, 720; unsettled, 1,000.
    function test_hostile_starvedMark_forgesNoCall_norForgetsOne() public {
        fixLean(7, 100);
        fixLean(6, 150);
        fixLean(1, 80); // 6 x 50 - 20 = 280 to pay; then 14 x 20 in his favour
        sweep(thief, abi.encodeCall(IDealEscrow.mark, ()));
        escrow.mark();
        assertCalled(escrow, Side.Seller, 280, 0, block.timestamp + CURE);
        assertBook(escrow, 720, 1080, 1800);
    }

    function test_hostile_starvedWithdrawal_paysAllOrNothing() public {
        fixLean(7, 110);
        sweep(buyer, abi.encodeCall(IDealEscrow.withdraw, (Side.Buyer, 70, buyer)));
        take(escrow, Side.Buyer, 70, buyer);
        assertBook(escrow, 930, 800, 1730);
        assertPurses(escrow, WEALTH - 1000, WEALTH - 730, WEALTH);
    }

    function test_hostile_starvedTopUp_creditsAllOrNothing() public {
        fixLean(1, 120);
        escrow.mark();
        sweep(thief, abi.encodeCall(IDealEscrow.topUp, (Side.Seller, 560)));
        vm.prank(thief);
        escrow.topUp(Side.Seller, 560);
        assertOpen(escrow);
        assertBook(escrow, 1560, 800, 2360);
        assertPurses(escrow, WEALTH - 1000, WEALTH - 800, WEALTH - 560);
    }

    /// @dev Three weeks due and unsettled: each is read, or nobody is closed out.
    function test_hostile_starvedCloseOut_netsEveryFixedDay() public {
        fixLean(1, 120);
        escrow.mark();
        fixLean(20, 105);
        sweep(thief, abi.encodeCall(IDealEscrow.closeOut, ()));
        escrow.closeOut();
        assertClosed(escrow, Cause.ClosedOut);
        assertBook(escrow, 1000 - 20 - 27 * 5 - 30, 800 + 20 + 27 * 5 + 30, 1800);
        assertPurses(escrow, WEALTH - 1000, WEALTH - 800, WEALTH);
    }

    function test_hostile_starvedUnwind_paysTheFullValueOrNothing() public {
        fixLean(17, 105);
        vm.warp(block.timestamp + 6 * DAY);
        sweep(seller, abi.encodeCall(IDealEscrow.unwind, ()));
        vm.prank(seller);
        escrow.unwind();
        assertClosed(escrow, Cause.Unwound);
        assertBook(escrow, 1000 - 140, 800 + 140, 1800);
        assertPurses(escrow, WEALTH - 1000, WEALTH - 800, WEALTH);
    }

    /// @dev Eleven days at 105 are fixed and unsettled when somebody steps in: each is read, or nobody does.
    function test_hostile_starvedTakeOver_netsEveryFixedDay() public {
        aWindow();
        fixLean(3, 105);
        sweep(thief, abi.encodeCall(IDealEscrow.takeOver, (1000)));
        vm.prank(thief);
        escrow.takeOver(1000);
        // 20 + 27 x 5 = 155 are owed; of the penalty of 30 the taker has earned 3/20.
        assertBook(escrow, 1000 + 155 + 4, 800 + 26, 2800);
        assertEq(escrow.claimable(seller), 1000 - 155 - 30, "left to the defaulter");
        sweep(seller, abi.encodeCall(IDealEscrow.withdrawClaim, (seller)));
    }

    function test_hostile_starvedDefault_opensTheWindowOrNothing() public {
        aWindowedDefault();
        sweep(thief, abi.encodeCall(IDealEscrow.closeOut, ()));
    }

    function aWindow() private {
        aWindowedDefault();
        escrow.closeOut();
        assertDefaulted(escrow, Side.Seller, block.timestamp, block.timestamp + 10 * DAY);
    }

    function aWindowedDefault() private {
        Terms memory t = aDeal();
        (t.oracle, t.takeoverSeconds) = (address(lean), uint32(10 * DAY));
        escrow = open(t);
        approve(thief, address(escrow), WEALTH);
        fixLean(1, 120);
        escrow.mark();
        fixLean(8, 105);
    }

    function test_hostile_starvedTermination_paysAllOrNothing() public {
        vm.prank(seller);
        escrow.proposeTermination(-100);
        sweep(buyer, abi.encodeCall(IDealEscrow.acceptTermination, (-100)));
        vm.prank(buyer);
        escrow.acceptTermination(-100);
        assertBook(escrow, 900, 900, 1800);
        assertPurses(escrow, WEALTH - 1000, WEALTH - 800, WEALTH);
    }

    /// @dev Looks closely where failing turns into going through, and roughly elsewhere.
    function sweep(address by, bytes memory act) private {
        bytes32 asItWas = world();
        bytes32 withPlenty = worldAfter(by, act, 10_000_000);
        assertTrue(withPlenty != asItWas, "with plenty of gas it acts");
        uint256 fails = 25_000;
        uint256 works = 1_000_000;
        while (works - fails > 1) {
            uint256 middle = (fails + works) / 2;
            if (worldAfter(by, act, middle) == withPlenty) works = middle;
            else fails = middle;
        }
        for (uint256 gas_ = 25_000; gas_ < works + 60_000; gas_ += 611) {
            bytes32 after_ = worldAfter(by, act, gas_);
            assertTrue(after_ == asItWas || after_ == withPlenty, "all or nothing");
        }
        for (uint256 gas_ = works - 200; gas_ < works + 200; gas_ += 7) {
            bytes32 after_ = worldAfter(by, act, gas_);
            assertTrue(after_ == asItWas || after_ == withPlenty, "all or nothing, at the edge");
        }
    }

    function worldAfter(address by, bytes memory act, uint256 gas_) private returns (bytes32 after_) {
        uint256 before = vm.snapshotState();
        warm();
        vm.prank(by);
        (bool done, ) = address(escrow).call{gas: gas_}(act);
        after_ = world();
        assertTrue(done || escrow.periodsSettled() == 0, "what fails has done nothing");
        vm.revertToState(before);
    }

    function world() private view returns (bytes32) {
        (Phase phase, Cause cause) = escrow.phase();
        (Side side, uint256 due, uint40 cureBy) = escrow.marginCall();
        uint256[6] memory money = [
            escrow.account(Side.Seller),
            escrow.account(Side.Buyer),
            token.balanceOf(address(escrow)),
            token.balanceOf(seller),
            token.balanceOf(buyer),
            token.balanceOf(thief)
        ];
        uint256 claim = escrow.claimable(seller);
        assertTrue(money[0] + money[1] + claim == money[2], "the book and the claim are the money");
        (uint40 from, , ) = escrow.takeoverWindow();
        bytes32 owned = keccak256(abi.encode(claim, from, escrow.ownerOf(Side.Seller)));
        return keccak256(abi.encode(phase, cause, side, due, cureBy, money, escrow.periodsSettled(), escrow.shortfall(), owned));
    }

    function warm() private view {
        lean.latest("BME14");
        for (uint32 day = START - 1; day < START + 28; ++day) {
            try lean.cumulative("BME14", day) {} catch {}
        }
    }

    function fixLean(uint256 days_, uint256 value) private {
        uint32 day;
        for (uint256 i; i < days_; ++i) day = lean.fix(value);
        vm.warp((uint256(day) + 1) * DAY + 600);
    }
}
