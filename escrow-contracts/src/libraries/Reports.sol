// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The reports on one day of one series, as they are stored: one word, then two values to a word.
/// @param given Bit i: the i-th reporter's value is in.
/// @param count How many are in.
/// @param metAt When the threshold was first met; 0: it is not.
/// @param changedAt Since when the median is what it is; 0: the threshold is not met.
/// @param heldUntil Until when the guardian withholds the day; 0: it never did.
/// @param isOverridden Whether its withholding was overridden.
struct ReportsStored {
    uint32 given;
    uint8 count;
    uint40 metAt;
    uint40 changedAt;
    uint40 heldUntil;
    bool isOverridden;
    uint120[32] values;
}

/// @notice The same in memory, with a place for each reporter's value.
struct ReportsIn {
    uint256 given;
    uint256 count;
    uint256 metAt;
    uint256 changedAt;
    uint256 heldUntil;
    bool isOverridden;
    uint256[] values;
}

/// @notice Keeping reports, and what is in their middle.
library Reports {
    /// @notice What is stored, with places for `reporters` values.
    function load(ReportsStored storage stored, uint256 reporters) internal view returns (ReportsIn memory reports) {
        reports = ReportsIn(
            stored.given,
            stored.count,
            stored.metAt,
            stored.changedAt,
            stored.heldUntil,
            stored.isOverridden,
            new uint256[](reporters)
        );
        if (reports.given == 0) return reports;
        for (uint256 i = 0; i < reporters; ++i) {
            if (isIn(reports, i)) reports.values[i] = stored.values[i];
        }
    }

    /// @notice Stores what changed. A value that is in stays what it is: only those that came in now are written.
    function store(ReportsStored storage stored, ReportsIn memory reports) internal {
        uint256 fresh = reports.given & ~uint256(stored.given);
        for (uint256 i = 0; fresh >> i != 0; ++i) {
            if ((fresh >> i) & 1 == 1) stored.values[i] = uint120(reports.values[i]);
        }
        stored.given = uint32(reports.given);
        stored.count = uint8(reports.count);
        stored.metAt = uint40(reports.metAt);
        stored.changedAt = uint40(reports.changedAt);
    }

    /// @notice Whether the `i`-th reporter's value is in.
    function isIn(ReportsIn memory reports, uint256 i) internal pure returns (bool) {
        return (reports.given >> i) & 1 == 1;
    }

    /// @notice Takes in the value of the `i`-th reporter, of whom there is none.
    function add(ReportsIn memory reports, uint256 i, uint256 value) internal pure {
        reports.given |= 1 << i;
        reports.values[i] = value;
        ++reports.count;
    }

    /// @notice The values that are in, in ascending order.
    function sorted(ReportsIn memory reports) internal pure returns (uint256[] memory values) {
        values = new uint256[](reports.count);
        uint256 length;
        for (uint256 i = 0; i < reports.values.length; ++i) {
            if (!isIn(reports, i)) continue;
            uint256 value = reports.values[i];
            uint256 place = length;
            ++length;
            for (; place > 0 && values[place - 1] > value; --place) {
                values[place] = values[place - 1];
            }
            values[place] = value;
        }
    }

    /// @notice The median: of an even number the floor of the mean of the middle two. There is at least one.
    function median(uint256[] memory ascending) internal pure returns (uint256) {
        uint256 middle = ascending.length / 2;
        return ascending.length % 2 == 1 ? ascending[middle] : (ascending[middle - 1] + ascending[middle]) / 2;
    }
}
