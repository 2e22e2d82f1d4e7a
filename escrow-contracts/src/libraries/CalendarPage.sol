// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @notice One page of a calendar in one storage word: which of its 192 days are final, and which segment, a row of days with the same
/// value, each of them belongs to.
/// @dev Layout, from the lowest bit:
///   0 .. 191  bit i: a segment starts on the page's i-th day
/// 192 .. 223  last final day, of those on this page   (uint32)
/// 224 .. 255  start of the segment that was under way when the page began (uint32)
/// Days are day numbers; page p has the days 192 p to 192 p + 191. Day 0 stands for none.
type CalendarPage is uint256;

using CalendarPages for CalendarPage global;

library CalendarPages {
    uint256 internal constant DAYS = 192;

    uint256 private constant LAST_FINAL = 192;
    uint256 private constant UNDER_WAY = 224;
    uint256 private constant MASK = type(uint32).max;

    /// @notice First day of the segment that `day`, a day of this page, belongs to; 0 if it is not final.
    function segmentOf(CalendarPage page, uint256 day) internal pure returns (uint256) {
        uint256 word = CalendarPage.unwrap(page);
        if (day > ((word >> LAST_FINAL) & MASK)) return 0;
        // The index is at most 191, and at most the day.
        unchecked {
            uint256 index = day % DAYS;
            uint256 startsUpToDay = word & ((2 << index) - 1);
            return startsUpToDay == 0 ? word >> UNDER_WAY : day - index + Math.log2(startsUpToDay);
        }
    }

    /// @notice The page with its days up to and including `to` final, in the segment that starts on `start`.
    /// @dev `start` lies on this page or before it, and not before the segment of the days that were final already.
    function withFinal(CalendarPage page, uint256 start, uint256 to) internal pure returns (CalendarPage) {
        uint256 word = CalendarPage.unwrap(page);
        if (start >= to - (to % DAYS)) word |= 1 << (start % DAYS);
        else word |= start << UNDER_WAY;
        return CalendarPage.wrap((word & ~(MASK << LAST_FINAL)) | (to << LAST_FINAL));
    }
}
