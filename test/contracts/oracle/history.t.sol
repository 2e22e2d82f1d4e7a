// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBmeOracle} from "src/interfaces/IBmeOracle.sol";
import {IDifficultyRelay} from "src/interfaces/IDifficultyRelay.sol";
import {Files} from "../support/Files.sol";
import {Fixings} from "../support/Fixings.sol";
import {HeaderMiner} from "../support/HeaderMiner.sol";
import {Shipped} from "../support/Shipped.sol";

/// @notice Every retarget from 2009 to January 2025, relayed in sequence with one header on each side, and the fixings of all days
/// between them beside the domain's. Skipped where the history is not there (writeCases.ts says so).
contract HistoryTest is HeaderMiner, Fixings {
    Files private constant files = Files(address(vm));
    string private constant RETARGETS = ".build/relay/retargets.bin";
    uint256 private constant COUNT = 436;
    uint256 private constant WINDOW = 1 hours;

    bytes private retargets;
    IDifficultyRelay private relay;

    function test_everyRetargetOfBitcoinsHistory_isRelayedInSequence() public {
        load();
        deploy(0);
        for (uint256 number = 1; number <= COUNT; ++number) relayed(number);
        assertEq(relay.newestFinal(), COUNT, "height 878,976");
        assertEq(relay.epoch(COUNT).bits, 0x17028c61, "difficulty 110.4e12 of 12 January 2025");
    }

    function test_everyDaySince2009_isFixedAsTheDomainSays() public {
        load();
        deploy(11);
        uint32[11] memory earlier;
        for (uint256 i; i < 11; ++i) earlier[i] = 0x1d00ffff; // the first eleven epochs
        IBmeOracle oracle = Shipped.bmeOracle(relay, earlier, fixingsFrom(), 36 hours);
        for (uint256 number = 12; number <= COUNT; ++number) {
            relayed(number);
            // As if somebody looked in about once a quarter.
            if (number % 7 == 0 || number == COUNT) oracle.fix(type(uint32).max);
        }
        assertEq(oracle.fixable(), fixingsThrough(), "the day before the last retarget");
        assertFixings(oracle, fixingsFrom(), fixingsThrough());
    }

    function deploy(uint256 number) private {
        vm.warp(2_000_000_000);
        relay = Shipped.difficultyRelay(number * 2016, header(number + 1, 0), type(uint224).max, 1, WINDOW);
    }

    /// @dev All of history is past: every retarget is final an hour after it was brought.
    function relayed(uint256 number) private {
        relay.retarget(number, header(number, 1), header(number, 2));
        vm.warp(block.timestamp + WINDOW + 1);
    }

    /// @dev Of the retarget to epoch `number`: 0 is the first header of the epoch before, 1 its last, 2 the first of the epoch.
    function header(uint256 number, uint256 which) private view returns (bytes memory part) {
        part = new bytes(80);
        uint256 from = ((number - 1) * 3 + which) * 80;
        for (uint256 i; i < 80; ++i) part[i] = retargets[from + i];
    }

    function load() private {
        if (!files.isFile(RETARGETS)) files.skip(true, "no history of retargets");
        retargets = files.readFileBinary(RETARGETS);
        assertEq(retargets.length, COUNT * 3 * 80, "three headers for each retarget");
        loadFixings();
    }
}
