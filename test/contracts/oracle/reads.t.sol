// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAttestedOracle} from "src/interfaces/IAttestedOracle.sol";
import {IIndexOracle} from "src/interfaces/IIndexOracle.sol";
import {FixtureHeaders} from "../support/FixtureHeaders.sol";
import {ProvenIndex} from "../support/ProvenIndex.sol";
import {Reporting} from "../support/Reporting.sol";
import {Shipped} from "../support/Shipped.sol";

/// @notice An escrow believes a read that fails of an oracle that had 30,000 gas. Ours need a third of that at most when nothing of them was
/// touched before.
contract ReadsTest is FixtureHeaders, ProvenIndex, Reporting {
    uint256 private constant A_THIRD = 10_000;

    function test_reads_ofTheProvenIndex_takeAThirdOfTheirAllowance() public {
        deployIndex();
        relayRetarget(824_544);
        waitForFinality();
        relayRetarget(826_560);
        waitForFinality();
        uint32 last = oracle.fix(type(uint32).max);
        assertCheap(oracle, "BME14", last);
        assertCheap(oracle, "BME168", last - 15); // in the epoch before
    }

    function test_reads_ofTheAttestedIndex_takeAThirdOfTheirAllowance() public {
        vm.warp(OPENING);
        IAttestedOracle attested = Shipped.attestedOracle(reporters(3), 2, START - 2, 36 hours, 0, address(0), 0);
        for (uint32 day = START - 2; day < START; ++day) {
            attested.publish("BME14", day, reports(attested, "BME14", day, values(100, 100)));
        }
        assertCheap(attested, "BME14", START - 1);
    }

    function assertCheap(IIndexOracle read, bytes32 series, uint32 day) private {
        bytes[3] memory questions = [
            abi.encodeCall(IIndexOracle.cumulative, (series, day)),
            abi.encodeCall(IIndexOracle.latest, (series)),
            abi.encodeCall(IIndexOracle.heartbeat, (series))
        ];
        for (uint256 i; i < questions.length; ++i) {
            vm.cool(address(read));
            (bool answered, bytes memory answer) = address(read).staticcall{gas: A_THIRD}(questions[i]);
            assertTrue(answered && answer.length >= 32, "answers within a third");
        }
    }
}
