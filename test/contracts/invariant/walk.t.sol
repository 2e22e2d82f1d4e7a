// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Terms} from "src/interfaces/IDealFactory.sol";
import {DealHandler} from "./DealHandler.sol";
import {DealInvariants} from "./DealInvariants.sol";

/// @notice The handler's world walked from fixed seeds: thousands of steps that are the same every time, in which every act must go
/// through somewhere. This is what shows that the invariants are not about nothing.
contract WalkTest is DealInvariants {
    string[15] private acts = [
        "settle",
        "mature",
        "call",
        "lift",
        "topUp",
        "closeOut",
        "openWindow",
        "takeOver",
        "withdrawClaim",
        "withdraw",
        "propose",
        "accept",
        "withdrawProposal",
        "unwind",
        "drain"
    ];
    mapping(string act => uint256) private went;

    function test_walk_throughManyDeals_everyActGoesThroughAndTheBookHolds() public {
        for (uint256 i; i < 32; ++i) {
            super.setUp();
            DealHandler handler = new DealHandler(open(theDeal(i)), token, oracle);
            walk(handler, i);
            handler.drain();
            ++went["drain"];
            assertInvariants(handler);
            for (uint256 a; a + 1 < acts.length; ++a) went[acts[a]] += handler.done(acts[a]);
        }
        for (uint256 a; a < acts.length; ++a) assertTrue(went[acts[a]] > 0, acts[a]);
    }

    function theDeal(uint256 i) private returns (Terms memory t) {
        if (i % 5 == 4) return aRangeDeal();
        t = aDeal();
        if (i % 2 == 0) t.takeoverSeconds = uint32(3 * DAY);
    }

    function walk(DealHandler handler, uint256 seed) private {
        for (uint256 step; step < 90; ++step) {
            uint256 random = draw(seed, step);
            uint256 act = random % 50;
            random = random >> 16;
            if (act < 10) handler.fix(random);
            else if (act < 11) handler.wait(random);
            else if (act < 12) handler.settle();
            else if (act < 23) handler.mark();
            else if (act < 25) handler.topUp(random);
            else if (act < 28) handler.withdraw(random);
            else if (act < 29) handler.closeOut();
            else if (act < 30) handler.withdrawOfOthers(random);
            else if (act < 31) handler.propose(random);
            else if (act < 32) handler.accept(random);
            else if (act < 33) handler.withdrawProposal(random);
            else if (act < 35) handler.unwind(random);
            else if (act < 36) handler.trespass();
            else if (act < 37) handler.breakOracle(random);
            else if (act < 39) handler.healOracle();
            else if (act < 40) handler.donate(random);
            else if (act < 42) handler.closeOut();
            else if (act < 45) handler.takeOver(random);
            else handler.withdrawClaim(random);
            assertInvariants(handler);
        }
    }
}
