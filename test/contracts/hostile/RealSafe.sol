// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "../support/Test.sol";

/// @notice What these tests ask of a Safe.
interface ISafe {
    function getThreshold() external view returns (uint256);
    function domainSeparator() external view returns (bytes32);
    function nonce() external view returns (uint256);
    function getTransactionHash(
        address to,
        uint256 value,
        bytes calldata data,
        uint8 operation,
        uint256 safeTxGas,
        uint256 baseGas,
        uint256 gasPrice,
        address gasToken,
        address refundReceiver,
        uint256 nonce
    ) external view returns (bytes32);
    function execTransaction(
        address to,
        uint256 value,
        bytes calldata data,
        uint8 operation,
        uint256 safeTxGas,
        uint256 baseGas,
        uint256 gasPrice,
        address gasToken,
        address payable refundReceiver,
        bytes calldata signatures
    ) external payable returns (bool);
    function setup(
        address[] calldata owners,
        uint256 threshold,
        address to,
        bytes calldata data,
        address fallbackHandler,
        address paymentToken,
        uint256 payment,
        address payable paymentReceiver
    ) external;
    function swapOwner(address previous, address old, address next) external;
}

interface ISafeProxyFactory {
    function createProxyWithNonce(address singleton, bytes calldata initializer, uint256 saltNonce) external returns (address);
}

/// @notice A Safe as it is published: its own proxy, code and fallback handler, from the artifacts of its package.
abstract contract RealSafe is Test {
    string private constant ARTIFACTS = "node_modules/@safe-global/safe-smart-account/build/artifacts/contracts/";
    bytes32 private constant SAFE_MESSAGE = keccak256("SafeMessage(bytes message)");
    uint8 private constant CALL = 0;
    uint8 private constant DELEGATECALL = 1;

    /// @dev Keys of owners, whose addresses ascend: a Safe wants its signatures in that order.
    uint256[3] internal ownerKeys;
    address private signMessageLib;

    function aSafeOfTwoOfThree() internal returns (ISafe) {
        address singleton = published("Safe.sol/Safe.json");
        address proxies = published("proxies/SafeProxyFactory.sol/SafeProxyFactory.json");
        address handler = published("handler/CompatibilityFallbackHandler.sol/CompatibilityFallbackHandler.json");
        signMessageLib = published("libraries/SignMessageLib.sol/SignMessageLib.json");
        ownerKeys = [uint256(11), 12, 13];
        sortKeys();
        address[] memory owners = new address[](3);
        for (uint256 i; i < 3; ++i) owners[i] = vm.addr(ownerKeys[i]);
        bytes memory setup = abi.encodeCall(ISafe.setup, (owners, 2, address(0), "", handler, address(0), 0, payable(0)));
        return ISafe(ISafeProxyFactory(proxies).createProxyWithNonce(singleton, setup, 7));
    }

    /// @dev Signatures of the `first` and `second` owner, in ascending order of their addresses, over what a Safe makes of `digest`.
    function safeSignature(ISafe safe, bytes32 digest, uint256 first, uint256 second) internal view returns (bytes memory) {
        bytes32 structHash = keccak256(abi.encode(SAFE_MESSAGE, keccak256(abi.encode(digest))));
        bytes32 message = keccak256(abi.encodePacked(hex"1901", safe.domainSeparator(), structHash));
        return bytes.concat(signedBy(ownerKeys[first], message), signedBy(ownerKeys[second], message));
    }

    /// @dev The first two owners have the Safe act.
    function execute(ISafe safe, address to, bytes memory data) internal {
        execute(safe, to, data, CALL);
    }

    /// @dev They write the digest down on chain: from then on an empty signature stands for it.
    function approveOnChain(ISafe safe, bytes32 digest) internal {
        execute(safe, signMessageLib, abi.encodeWithSignature("signMessage(bytes)", abi.encode(digest)), DELEGATECALL);
    }

    function execute(ISafe safe, address to, bytes memory data, uint8 operation) private {
        bytes32 hash = safe.getTransactionHash(to, 0, data, operation, 0, 0, 0, address(0), address(0), safe.nonce());
        bytes memory signed = bytes.concat(signedBy(ownerKeys[0], hash), signedBy(ownerKeys[1], hash));
        bool done = safe.execTransaction(to, 0, data, operation, 0, 0, 0, address(0), payable(0), signed);
        assertTrue(done, "the Safe acted");
    }

    function signedBy(uint256 key, bytes32 hash) private pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, hash);
        return abi.encodePacked(r, s, v);
    }

    function sortKeys() private {
        for (uint256 i; i < 3; ++i) {
            for (uint256 j; j + 1 < 3; ++j) {
                if (vm.addr(ownerKeys[j]) < vm.addr(ownerKeys[j + 1])) continue;
                (ownerKeys[j], ownerKeys[j + 1]) = (ownerKeys[j + 1], ownerKeys[j]);
            }
        }
    }

    function published(string memory artifact) private returns (address made) {
        bytes memory creation = vm.getCode(string.concat(ARTIFACTS, artifact));
        assembly ("memory-safe") {
            made := create(0, add(creation, 0x20), mload(creation))
        }
        assertTrue(made.code.length > 0, artifact);
    }
}
