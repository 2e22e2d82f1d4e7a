// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAttestedOracle} from "src/interfaces/IAttestedOracle.sol";
import {IBmeOracle} from "src/interfaces/IBmeOracle.sol";
import {IDealFactory} from "src/interfaces/IDealFactory.sol";
import {IDifficultyRelay} from "src/interfaces/IDifficultyRelay.sol";
import {IKeeper} from "src/interfaces/IKeeper.sol";

/// @notice The cheat codes that find compiled contracts.
interface Artifacts {
    function envOr(string calldata name, string calldata otherwise) external view returns (string memory);
    function getCode(string calldata artifact) external view returns (bytes memory creationCode);
    function isFile(string calldata path) external view returns (bool);
    function readFile(string calldata path) external view returns (string memory);
    function split(string calldata text, string calldata separator) external pure returns (string[] memory);
    function trim(string calldata text) external pure returns (string memory);
}

/// @notice Puts contracts on chain as they are shipped: the very bytes that `npm run build` has made and the desk deploys. A build of
/// other sources than those that are there is refused.
/// @dev With CONTRACTS=source it is what forge makes of the sources itself, for coverage and for trying out small changes. With
/// MUTANT=folder/ it is what lies there, made from sources that were changed on purpose: `npm run test:mutations`.
library Shipped {
    Artifacts private constant ARTIFACTS = Artifacts(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);
    string internal constant BUILDS = ".build/contracts/";

    error NotBuilt();
    error BuiltFromOtherSources(string path);

    function dealFactory() internal returns (IDealFactory) {
        return IDealFactory(deploy("DealFactory", ""));
    }

    function keeper() internal returns (IKeeper) {
        return IKeeper(deploy("Keeper", ""));
    }

    function difficultyRelay(
        uint256 height,
        bytes memory firstHeader,
        uint256 easiestTarget,
        uint256 headersRequired,
        uint256 finalityWindow
    ) internal returns (IDifficultyRelay) {
        bytes memory args = abi.encode(height, firstHeader, easiestTarget, headersRequired, finalityWindow);
        return IDifficultyRelay(deploy("DifficultyRelay", args));
    }

    function bmeOracle(
        IDifficultyRelay relay,
        uint32[11] memory earlierBits,
        uint32 firstDay,
        uint256 heartbeat
    ) internal returns (IBmeOracle) {
        return IBmeOracle(deploy("BmeOracle", abi.encode(relay, earlierBits, firstDay, heartbeat)));
    }

    /// @param delay 0 for no delay; `guardian` 0 for none; `limit` 0 for moves of any size.
    function attestedOracle(
        address[] memory reporters,
        uint256 threshold,
        uint32 firstDay,
        uint256 heartbeat,
        uint256 delay,
        address guardian,
        uint16 limit
    ) internal returns (IAttestedOracle) {
        bytes memory args = abi.encode(reporters, threshold, firstDay, heartbeat, delay, guardian, limit);
        return IAttestedOracle(deploy("AttestedOracle", args));
    }

    /// @param args The constructor's, ABI-encoded. What the constructor reverts with is passed on.
    function deploy(string memory name, bytes memory args) internal returns (address made) {
        bytes memory creation = bytes.concat(creationCode(name), args);
        assembly ("memory-safe") {
            made := create(0, add(creation, 0x20), mload(creation))
            if iszero(made) {
                let answer := mload(0x40)
                returndatacopy(answer, 0, returndatasize())
                revert(answer, returndatasize())
            }
        }
    }

    function creationCode(string memory name) internal view returns (bytes memory) {
        if (isFromSource()) return ARTIFACTS.getCode(string.concat(name, ".sol:", name));
        string memory mutant = ARTIFACTS.envOr("MUTANT", string(""));
        if (bytes(mutant).length > 0) return ARTIFACTS.getCode(string.concat(mutant, name, ".json"));
        string memory current = string.concat(BUILDS, "current");
        if (!ARTIFACTS.isFile(current)) revert NotBuilt();
        string memory build = string.concat(BUILDS, ARTIFACTS.trim(ARTIFACTS.readFile(current)), "/");
        requireMadeFromTheSourcesAsTheyAre(build);
        return ARTIFACTS.getCode(string.concat(build, name, ".json"));
    }

    function isFromSource() internal view returns (bool) {
        return keccak256(bytes(ARTIFACTS.envOr("CONTRACTS", "shipped"))) == keccak256("source");
    }

    /// @param build The build's folder: it keeps what it was made from.
    function requireMadeFromTheSourcesAsTheyAre(string memory build) internal view {
        string[] memory paths = ARTIFACTS.split(ARTIFACTS.readFile(string.concat(build, "sources.txt")), "\n");
        for (uint256 i; i < paths.length; ++i) {
            bool isThere = ARTIFACTS.isFile(paths[i]);
            if (!isThere || _hashOf(paths[i]) != _hashOf(string.concat(build, "sources/", paths[i]))) {
                revert BuiltFromOtherSources(paths[i]);
            }
        }
    }

    function _hashOf(string memory path) private view returns (bytes32) {
        return keccak256(bytes(ARTIFACTS.readFile(path)));
    }
}
