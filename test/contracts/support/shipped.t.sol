// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Shipped} from "./Shipped.sol";
import {Test} from "./Test.sol";

/// @notice That the tests of the contracts never pass on yesterday's code. Beside this file lie two builds, as far as the check reads them.
contract ShippedTest is Test {
    string private constant BUILDS = "test/contracts/support/builds/";

    function test_theBuild_isOfTheSourcesThatAreThere() public {
        assertTrue(Shipped.deploy("Keeper", "").code.length > 0, "deployed");
    }

    function test_aBuildOfAnotherSource_isRefused() public {
        _refused("ofAnotherSource/", "foundry.toml");
    }

    function test_aBuildOfASourceThatIsNoMore_isRefused() public {
        _refused("ofASourceThatIsNoMore/", "escrow-contracts/src/Yesterday.sol");
    }

    function _refused(string memory build, string memory path) private {
        vm.expectRevert(abi.encodeWithSelector(Shipped.BuiltFromOtherSources.selector, path));
        this.requireMadeFromTheSources(string.concat(BUILDS, build));
    }

    /// @dev A call of its own, so that its revert can be expected.
    function requireMadeFromTheSources(string calldata build) external view {
        Shipped.requireMadeFromTheSourcesAsTheyAre(build);
    }
}
