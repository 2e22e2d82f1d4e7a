// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IIndexOracle} from "src/interfaces/IIndexOracle.sol";

/// @notice As cheap to read as an oracle can be, and one whose reads leave traces: `latest` alone reads the first storage word, and
/// each sum lies in a word of its own.
contract LeanOracle is IIndexOracle {
    uint256 private latestWord;
    mapping(uint32 day => uint256) private sums;

    /// @dev 100 every day before `today`, as far back as a deal that starts then looks.
    constructor(uint32 today) {
        sums[today - 1] = 1_000_000;
        latestWord = (uint256(today - 1) << 128) | 100;
    }

    function fix(uint256 value) external returns (uint32 day) {
        day = uint32(latestWord >> 128) + 1;
        sums[day] = sums[day - 1] + value;
        latestWord = (uint256(day) << 128) | value;
    }

    function slotOfLatest() external pure returns (bytes32 slot) {
        assembly {
            slot := latestWord.slot
        }
    }

    function slotOfSum(uint32 day) external pure returns (bytes32) {
        uint256 base;
        assembly {
            base := sums.slot
        }
        return keccak256(abi.encode(day, base));
    }

    function cumulative(bytes32 series, uint32 day) external view returns (uint256 sum) {
        sum = sums[day];
        if (sum == 0) revert NotFixed(series, day);
    }

    function latest(bytes32) external view returns (uint32 day, uint256 value) {
        uint256 word = latestWord;
        return (uint32(word >> 128), uint128(word));
    }

    function heartbeat(bytes32) external pure returns (uint256) {
        return 36 hours;
    }
}

/// @notice An oracle that is a party to the deal and acts when it is asked; whether or not it can, it answers 100 a day.
contract ActingOracle {
    address private target;
    bytes private data;
    bool private isStubborn;

    /// @param stubborn Reverts unless it may act: then its reads fail.
    function arm(address target_, bytes calldata data_, bool stubborn) external {
        (target, data, isStubborn) = (target_, data_, stubborn);
    }

    function act(address where, bytes calldata what) external returns (bool done) {
        (done, ) = where.call(what);
    }

    function isValidSignature(bytes32, bytes calldata) external pure returns (bytes4) {
        return this.isValidSignature.selector;
    }

    /// @dev Not views, whatever the escrow believes.
    function cumulative(bytes32, uint32 day) external returns (uint256) {
        _try();
        require(day < block.timestamp / 1 days, "not fixed");
        return uint256(day) * 100;
    }

    function latest(bytes32) external returns (uint32, uint256) {
        _try();
        return (uint32(block.timestamp / 1 days - 1), 100);
    }

    function heartbeat(bytes32) external returns (uint256) {
        _try();
        return 36 hours;
    }

    function _try() private {
        if (target == address(0)) return;
        (bool done, ) = target.call{gas: 20_000}(data);
        require(!isStubborn || done, "not let");
    }
}

/// @notice Spends what the test wants, to the gas, before it answers 110 a day; or says how much it was given instead.
contract SpendingOracle {
    uint256 private spends;
    bool private tellsItsGas;
    uint256 private stoppedAt;

    function spend(uint256 gas_) external {
        spends = gas_;
    }

    function tellGas() external {
        tellsItsGas = true;
    }

    /// @notice Today is the last day of which it will ever speak.
    function stop() external {
        stoppedAt = block.timestamp / 1 days;
    }

    function cumulative(bytes32, uint32 day) external view returns (uint256 sum) {
        uint256 given = gasleft();
        while (given - gasleft() < spends) {}
        require(day < _today(), "not fixed");
        sum = uint256(day) * 110;
        if (tellsItsGas && day % 7 != 0) sum += given % 1000;
    }

    function latest(bytes32) external view returns (uint32, uint256) {
        return (uint32(_today() - 1), 110);
    }

    function heartbeat(bytes32) external pure returns (uint256) {
        return 36 hours;
    }

    function _today() private view returns (uint256) {
        return stoppedAt > 0 ? stoppedAt : block.timestamp / 1 days;
    }
}

/// @notice Answers ten megabytes; what it has to say is in front.
contract VastOracle {
    fallback() external {
        assembly {
            mstore(0, 1000)
            return(0, 10000000)
        }
    }
}

/// @notice Names as its latest day whatever number it was made with, and knows no sums.
contract FarOracle {
    uint256 private immutable DAY_NUMBER;

    constructor(uint256 dayNumber) {
        DAY_NUMBER = dayNumber;
    }

    function latest(bytes32) external view returns (uint256, uint256) {
        return (DAY_NUMBER, 100);
    }
}
