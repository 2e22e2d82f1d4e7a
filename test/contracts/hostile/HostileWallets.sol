// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @notice A party that acts the moment money reaches it. It signs whatever it is shown.
contract Ambusher {
    address private target;
    bytes private data;
    uint256 public tried;
    uint256 public went;

    function ambush(address target_, bytes calldata data_) external {
        (target, data, tried, went) = (target_, data_, 0, 0);
    }

    function act(address where, bytes calldata what) external {
        (bool done, bytes memory why) = where.call(what);
        if (!done) {
            assembly {
                revert(add(why, 32), mload(why))
            }
        }
    }

    function approve(address token, address spender, uint256 amount) external {
        (bool done, ) = token.call(abi.encodeWithSignature("approve(address,uint256)", spender, amount));
        require(done, "approval");
    }

    function tokensReceived(address, uint256) external {
        if (target == address(0)) return;
        address callee = target;
        target = address(0);
        ++tried;
        (bool done, ) = callee.call(data);
        if (done) ++went;
    }

    function isValidSignature(bytes32, bytes calldata) external pure returns (bytes4) {
        return this.isValidSignature.selector;
    }
}

/// @notice How an ERC-1271 signer can answer.
enum Answer {
    Yes,
    No,
    Nothing,
    YesWithDirtyBits,
    YesFollowedByMuch,
    RevertsWithMuch,
    BurnsGas,
    OnlyShort,
    YesUnlessReal
}

/// @notice A smart account that answers the way the test wants, and changes its mind when the test wants.
contract MoodyWallet {
    Answer private answer;

    function become(Answer answer_) external {
        answer = answer_;
    }

    function isValidSignature(bytes32, bytes calldata) external view returns (bytes4) {
        Answer now_ = answer;
        if (now_ == Answer.No) return 0xffffffff;
        if (now_ == Answer.BurnsGas) {
            assembly {
                invalid()
            }
        }
        bytes32 yes = bytes32(this.isValidSignature.selector);
        if (now_ == Answer.YesWithDirtyBits) yes |= bytes32(uint256(1));
        // A simulation is sent by nobody in particular; the real one by somebody.
        if (now_ == Answer.YesUnlessReal && tx.origin != address(0)) yes = 0;
        assembly {
            mstore(0, yes)
            switch now_
            case 2 {
                return(0, 0)
            }
            case 4 {
                return(0, 1000000)
            }
            case 5 {
                revert(0, 1000000)
            }
            case 7 {
                return(0, 31)
            }
            default {
                return(0, 32)
            }
        }
    }
}

/// @notice Code for many ERC-7702 accounts: by ERC-1271 one guardian signs for all of them.
contract GuardedAccount {
    address private immutable GUARDIAN;

    constructor(address guardian) {
        GUARDIAN = guardian;
    }

    function isValidSignature(bytes32 digest, bytes calldata signature) external view returns (bytes4) {
        (address signer, , ) = ECDSA.tryRecoverCalldata(digest, signature);
        return signer == GUARDIAN ? this.isValidSignature.selector : bytes4(0xffffffff);
    }
}
