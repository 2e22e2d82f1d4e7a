// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";

import {IDealFactory} from "src/interfaces/IDealFactory.sol";
import {IKeeper} from "src/interfaces/IKeeper.sol";
import {Shipped} from "../../support/Shipped.sol";
import {NeverStuck} from "./NeverStuck.sol";
import {World} from "./World.sol";

interface Environment {
    function envOr(string calldata name, uint256 otherwise) external view returns (uint256);
}

/// @notice Many worlds walked from seeds in a row, the same every time: every scale of numbers with every number of decimals, every
/// instrument. A walk fails when acts bounce too often, when a turn or a state is hardly reached, or when money is stuck.
///
///     WORLD_SEED=1000 WORLDS=300 npx forge test --match-path '*world.t.sol'      other worlds, and more of them
abstract contract WorldWalk is NeverStuck {
    uint256 private constant STEPS = 140;
    uint256 private constant WORLDS = 19;
    Environment private constant environment = Environment(address(vm));

    /// @dev What people do, and of a hundred tries how many must go through: about half of what does. The others are refused for a
    /// reason: no period is due yet (settle), nothing is free (withdraw), the index is stale or dead (mark, closeOut), the deal is over
    /// or in default (topUp, propose), the offer has died (accept, withdrawProposal), the honouring party tries (takeOver).
    struct Act {
        string name;
        uint256 leastPercent;
    }

    IDealFactory private factory;
    IKeeper private keeper;
    mapping(string act => uint256) private tried;
    mapping(string act => uint256) private went;
    Act[] private acts;
    string[8] private turns = ["openWindow", "called", "cured", "fallShort", "matured", "terminated", "closedOut", "unwound"];

    function setUp() public {
        factory = Shipped.dealFactory();
        keeper = Shipped.keeper();
        acts.push(Act("settle", 8));
        acts.push(Act("mark", 60));
        acts.push(Act("topUp", 40));
        acts.push(Act("closeOut", 30));
        acts.push(Act("takeOver", 30));
        acts.push(Act("withdraw", 25));
        acts.push(Act("withdrawClaim", 80));
        acts.push(Act("propose", 60));
        acts.push(Act("accept", 5));
        acts.push(Act("withdrawProposal", 25));
        acts.push(Act("unwind", 40));
        acts.push(Act("batch", 100));
    }

    function firstSeed() internal pure virtual returns (uint256);

    function test_worlds_ofEveryKindOfDeal_holdAndAreNeverStuck() public {
        uint256 first = firstSeed() + environment.envOr("WORLD_SEED", 0);
        uint256 worlds = environment.envOr("WORLDS", WORLDS);
        for (uint256 i; i < worlds; ++i) _live(first + i);
        for (uint256 a; a < acts.length; ++a) _assertGoesThrough(acts[a]);
        for (uint256 a; a < turns.length; ++a) assertTrue(went[turns[a]] > 2, string.concat("hardly ever happened: ", turns[a]));
        _assertWaysOut();
    }

    function _assertGoesThrough(Act memory act) private view {
        string memory says = string.concat(Strings.toString(went[act.name]), " of ", Strings.toString(tried[act.name]));
        bool isEnough = went[act.name] > 0 && went[act.name] * 100 >= tried[act.name] * act.leastPercent;
        assertTrue(isEnough, string.concat(act.name, " went through too seldom: ", says));
    }

    /// @dev Every state with every fate of the index, for each owner.
    function _assertWaysOut() private view {
        for (uint256 state; state < STATES; ++state) {
            string memory which = string.concat("too few ways out shown from state ", Strings.toString(state));
            for (uint256 fate; fate < FATES; ++fate) assertTrue(shown[state][fate] > 3, which);
        }
    }

    /// @dev One world from its beginning; afterwards the chain is as empty as before, and what happened is added up.
    function _live(uint256 seed) internal {
        uint256 emptiness = vm.snapshotState();
        World world = new World(seed, factory, keeper);
        _walk(world, seed);
        uint256[FATES][STATES] memory waysOut = shown;
        (uint256[] memory tries, uint256[] memory through, uint256[] memory turned) = _tallies(world);
        vm.revertToStateAndDelete(emptiness);
        shown = waysOut;
        for (uint256 a; a < acts.length; ++a) tried[acts[a].name] += tries[a];
        for (uint256 a; a < acts.length; ++a) went[acts[a].name] += through[a];
        for (uint256 a; a < turns.length; ++a) went[turns[a]] += turned[a];
    }

    function _walk(World world, uint256 seed) private {
        for (uint256 i; i < STEPS; ++i) {
            world.step(draw(seed, i));
            if (i % 4 == 0) world.assertWorld();
            if (i % 12 == 11) _looks(world, draw(seed, i) >> 128);
            else if (i % 4 == 3) _looksAtDefaults(world);
        }
        world.assertWorld();
    }

    /// @dev From one of the deals that are not closed, or any.
    function _looks(World world, uint256 random) private {
        uint256 d = random % world.dealCount();
        for (uint256 i; i < world.dealCount() && stateOf(world, d) == 4; ++i) d = (d + 1) % world.dealCount();
        if (stateOf(world, d) != 4 || random % 4 == 0) assertNeverStuck(world, d);
    }

    function _looksAtDefaults(World world) private {
        for (uint256 d; d < world.dealCount(); ++d) {
            uint256 state = stateOf(world, d);
            if (state == 2 || state == 3) assertNeverStuck(world, d);
        }
    }

    function _tallies(
        World world
    ) private view returns (uint256[] memory tries, uint256[] memory through, uint256[] memory turned) {
        tries = new uint256[](acts.length);
        through = new uint256[](acts.length);
        turned = new uint256[](turns.length);
        for (uint256 a; a < acts.length; ++a) tries[a] = world.tried(acts[a].name);
        for (uint256 a; a < acts.length; ++a) through[a] = world.went(acts[a].name);
        for (uint256 a; a < turns.length; ++a) turned[a] = world.went(turns[a]);
    }
}

/// @notice Worlds from any seed.
contract AnyWorldTest is WorldWalk {
    function firstSeed() internal pure override returns (uint256) {
        return 58;
    }

    /// forge-config: default.fuzz.runs = 8
    function testFuzz_anyWorld_holdsAndIsNeverStuck(uint64 seed) public {
        _live(seed);
    }
}

contract FirstWorldsTest is WorldWalk {
    function firstSeed() internal pure override returns (uint256) {
        return 1;
    }
}

contract SecondWorldsTest is WorldWalk {
    function firstSeed() internal pure override returns (uint256) {
        return 20;
    }
}

contract ThirdWorldsTest is WorldWalk {
    function firstSeed() internal pure override returns (uint256) {
        return 39;
    }
}
