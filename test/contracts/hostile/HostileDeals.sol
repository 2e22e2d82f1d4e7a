// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What may stand in a batch in the place of a deal.
contract Reverting {
    fallback() external {
        revert("no");
    }
}

/// @notice Burns all that it is given.
contract Burning {
    fallback() external {
        assembly {
            invalid()
        }
    }
}

/// @notice Answers, or throws, with as much as its gas can buy.
contract Shouting {
    bool private immutable THROWING;

    constructor(bool throwing) {
        THROWING = throwing;
    }

    fallback() external {
        bool throwing = THROWING;
        assembly {
            // Memory costs 3 a word and the square of the words by 512.
            let size := 0
            for {
                let room := sub(gas(), 3000)
            } 1 {} {
                let next := add(size, 32768)
                let words_ := div(next, 32)
                if gt(add(mul(3, words_), div(mul(words_, words_), 512)), room) {
                    break
                }
                size := next
            }
            if throwing {
                revert(0, size)
            }
            return(0, size)
        }
    }
}

/// @notice Calls the batch again, with itself in it.
contract Recursive {
    fallback() external {
        address[] memory deals = new address[](2);
        (deals[0], deals[1]) = (address(this), address(this));
        (bool done, ) = msg.sender.call(abi.encodeWithSignature("settleMany(address[])", deals));
        require(done, "no");
    }
}

/// @notice Was a contract.
contract Gone {
    constructor() {
        selfdestruct(payable(msg.sender));
    }
}
