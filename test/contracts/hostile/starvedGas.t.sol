// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDealEscrow, Side} from "src/interfaces/IDealEscrow.sol";
import {Terms} from "src/interfaces/IDealFactory.sol";
import {HostileTest} from "./HostileTest.sol";
import {LeanOracle} from "./HostileOracles.sol";

/// @notice The thief chooses how much gas an act gets, and warms what it reads beforehand. Whatever he chooses, the act does what it
/// does with plenty, or nothing.
contract StarvedGasTest is HostileTest {
    LeanOracle private lean;
    IDealEscrow private escrow;

    /// @dev Two weeks due. The first costs nobody anything. In the second the seller loses 6 x 30 - 40 = 140, and its last fixing of 60
    /// promises him 280 a week to come: on the mark he owes nothing, and only settling shows the 140.
    function setUp() public override {
        super.setUp();
        lean = new LeanOracle(START);
        Terms memory t = aDeal();
        t.oracle = address(lean);
        escrow = open(t);
        add(escrow, seller, Side.Seller, 500);
        for (uint256 day; day < 14; ++day)
            lean.fix(
                day < 7
                    ? 100
                    : day < 13
                        ? 130
                        : 60
            );
        vm.warp((uint256(START) + 14) * DAY + 600);
    }

    function test_hostile_starvedWithdrawal_neverHidesALossThatIsDue() public {
        bytes memory act = abi.encodeCall(IDealEscrow.withdraw, (Side.Seller, 361, seller));
        assertTrue(neverGoesThrough(seller, act), "500 less 140: one more than may leave");
        act = abi.encodeCall(IDealEscrow.withdraw, (Side.Seller, 360, seller));
        assertTrue(!neverGoesThrough(seller, act), "what may leave leaves, with enough gas");
    }

    /// @dev Unsettled, the buyer looks short: 2 x 280 - 140 = 420 owed on the mark, against 800. Settled he has 940 and owes 560.
    function test_hostile_starvedMark_neverValuesABookThatStoppedForGas() public {
        bytes memory act = abi.encodeCall(IDealEscrow.mark, ());
        assertTrue(!neverGoesThrough(thief, act), "it marks with enough gas");
    }

    /// @dev Tries `act` at every level of gas. What it may never do, whatever it then says: look at the latest fixing, to value
    /// the deal, before the settlement has come to its own end, the first day that is not fixed.
    function neverGoesThrough(address by, bytes memory act) private returns (bool never) {
        bytes32 theLatest = lean.slotOfLatest();
        bytes32 theEnd = lean.slotOfSum(START + 20);
        never = true;
        for (uint256 gas_ = 45_000; gas_ < 130_000; gas_ += 250) {
            uint256 before = vm.snapshotState();
            lean.latest("BME14");
            escrow.account(Side.Seller);
            vm.record();
            vm.prank(by);
            (bool done, ) = address(escrow).call{gas: gas_}(act);
            (bytes32[] memory reads, ) = vm.accesses(address(lean));
            assertTrue(!contains(reads, theLatest) || contains(reads, theEnd), "valued before all that was due was settled");
            if (done) assertEq(escrow.periodsSettled(), 2, "settled what was due");
            never = never && !done;
            vm.revertToState(before);
        }
        assertBook(escrow, 1500, 800, 2300);
        assertPurses(escrow, WEALTH - 1500, WEALTH - 800, WEALTH);
    }

    function contains(bytes32[] memory slots, bytes32 slot) private pure returns (bool) {
        for (uint256 i; i < slots.length; ++i) if (slots[i] == slot) return true;
        return false;
    }
}
