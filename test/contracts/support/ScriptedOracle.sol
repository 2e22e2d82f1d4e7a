// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IIndexOracle} from "src/interfaces/IIndexOracle.sol";

/// @notice How a read can go wrong.
enum Fault {
    None,
    Reverts,
    ReturnsShort,
    BurnsGas,
    RevertsWithMuch,
    ReturnsMuch
}

/// @notice An oracle that says what the test tells it to, and fails the way the test tells it to. `ReturnsMuch` answers correctly
/// and appends 64 kB that begin with ones: an escrow that copies only what it asked for reads it like any other.
contract ScriptedOracle is IIndexOracle {
    uint32 public firstDay;
    uint32 private lastDay;
    uint256 private lastValue;
    uint256 private beat;
    Fault private latestFault;
    Fault private cumulativeFault;
    Fault private heartbeatFault;
    mapping(uint32 day => uint256) private sums;
    mapping(uint32 day => Fault) private dayFaults;

    /// @dev `value` is final for the 60 days before `today`, the first of them `today - 60`.
    constructor(uint32 today, uint256 value, uint256 heartbeatSeconds) {
        firstDay = today > 60 ? today - 60 : 0;
        for (uint32 day = firstDay; day < today; ++day) {
            sums[day] = (day == firstDay ? 0 : sums[day - 1]) + value;
        }
        lastDay = today - 1;
        lastValue = value;
        beat = heartbeatSeconds;
    }

    // ------------------------------------------------------------------ the script

    function fix(uint256 value) external returns (uint32 day) {
        day = ++lastDay;
        unchecked {
            sums[day] = sums[day - 1] + value;
        }
        lastValue = value;
    }

    /// @notice The next `days_` days all say `value`.
    function fixDays(uint256 days_, uint256 value) external {
        uint32 day = lastDay;
        uint256 sum = sums[day];
        for (uint256 i; i < days_; ++i) {
            unchecked {
                sum += value;
            }
            sums[++day] = sum;
        }
        (lastDay, lastValue) = (day, value);
    }

    /// @notice The last final day and its value, whatever `latest` pretends.
    function lastFixed() external view returns (uint32 day, uint256 value) {
        return (lastDay, lastValue);
    }

    function setSum(uint32 day, uint256 sum) external {
        sums[day] = sum;
    }

    function setLatest(uint32 day, uint256 value) external {
        lastDay = day;
        lastValue = value;
    }

    function setHeartbeat(uint256 heartbeatSeconds) external {
        beat = heartbeatSeconds;
    }

    function breakLatest(Fault fault) external {
        latestFault = fault;
    }

    function breakCumulative(Fault fault) external {
        cumulativeFault = fault;
    }

    function breakHeartbeat(Fault fault) external {
        heartbeatFault = fault;
    }

    function breakDay(uint32 day, Fault fault) external {
        dayFaults[day] = fault;
    }

    function breakAll(Fault fault) external {
        latestFault = fault;
        cumulativeFault = fault;
        heartbeatFault = fault;
    }

    // ------------------------------------------------------------------ the oracle

    function cumulative(bytes32 series, uint32 day) external view returns (uint256 sum) {
        Fault fault = cumulativeFault == Fault.None ? dayFaults[day] : cumulativeFault;
        sum = sums[day];
        if (fault != Fault.ReturnsMuch) _fail(fault, sum, 0, 31);
        if (day != firstDay - 1 && (day < firstDay || day > lastDay)) revert NotFixed(series, day);
        _fail(fault, sum, 0, 31);
    }

    function latest(bytes32) external view returns (uint32 day, uint256 value) {
        _fail(latestFault, lastDay, lastValue, 63);
        return (lastDay, lastValue);
    }

    function heartbeat(bytes32) external view returns (uint256) {
        _fail(heartbeatFault, beat, 0, 31);
        return beat;
    }

    function _fail(Fault fault, uint256 word0, uint256 word1, uint256 short) private pure {
        if (fault == Fault.None) return;
        if (fault == Fault.Reverts) revert("scripted");
        if (fault == Fault.BurnsGas) {
            assembly {
                invalid()
            }
        }
        assembly {
            mstore(0, word0)
            mstore(32, word1)
            mstore(64, not(0))
            switch fault
            case 2 {
                return(0, short)
            }
            case 4 {
                revert(0, 65536)
            }
            default {
                return(0, 65536)
            }
        }
    }
}
