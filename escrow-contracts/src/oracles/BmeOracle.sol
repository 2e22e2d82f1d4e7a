// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IBmeOracle} from "../interfaces/IBmeOracle.sol";
import {IDifficultyRelay, TIP_MARGIN} from "../interfaces/IDifficultyRelay.sol";
import {IIndexOracle} from "../interfaces/IIndexOracle.sol";
import {CalendarPage, CalendarPages} from "../libraries/CalendarPage.sol";
import {MiningEarnings} from "../libraries/MiningEarnings.sol";

/// @title Bitcoin mining earnings, fixed daily from proven difficulty
/// @dev All days of an epoch have the same value, so what is stored is a *segment* for each epoch and series: its first day, the sum
/// before it, the value. A calendar, shared by all series, says to which segment a day belongs and whether it is final. A sum is so read from two
/// words: the calendar's page and the segment. Making a day final writes the page and the head, whatever the number of days.
contract BmeOracle is IBmeOracle {
    using SafeCast for uint256;

    /// @dev How far the calendar is final.
    struct Head {
        uint32 lastDay;
        /// The epoch in force from `segmentStart` on.
        uint32 epoch;
        /// May lie one day ahead of `lastDay`, while nothing is final yet about the epoch's first day.
        uint32 segmentStart;
    }

    struct Segment {
        uint128 sumBefore;
        uint120 value;
        bool exists;
    }

    uint256 private constant DAY = 86_400;
    uint256 private constant MAX_HEARTBEAT = 36 hours;
    uint256 private constant SERIES = 5;
    uint256 private constant LONGEST_AVERAGE = 12;

    IDifficultyRelay public immutable override relay;
    uint32 public immutable override firstDay;
    uint256 private immutable HEARTBEAT;

    Head private _head;
    mapping(uint256 page => CalendarPage) private _calendar;
    mapping(bytes32 series => mapping(uint256 start => Segment)) private _segments;
    /// @dev Sum of the BME14 of all known epochs before this one: an average is one subtraction.
    mapping(uint256 epoch => uint256 sum) private _sumBefore;

    /// @param earlierBits The compact targets of the eleven epochs before the relay's anchor, oldest first.
    constructor(IDifficultyRelay relay_, uint32[LONGEST_AVERAGE - 1] memory earlierBits, uint32 firstDay_, uint256 heartbeat_) {
        uint256 anchor = relay_.anchor();
        if (anchor < earlierBits.length) revert TooFewEpochs(anchor, earlierBits.length);
        uint256 earliest = relay_.epoch(anchor).firstTime / DAY;
        if (firstDay_ == 0 || firstDay_ < earliest) revert FirstDayTooEarly(firstDay_, earliest);
        if (heartbeat_ == 0 || heartbeat_ > MAX_HEARTBEAT) revert BadHeartbeat(heartbeat_);

        relay = relay_;
        firstDay = firstDay_;
        HEARTBEAT = heartbeat_;
        uint256 first = anchor - earlierBits.length;
        for (uint256 i = 0; i < earlierBits.length; ++i) {
            _add(first + i, earlierBits[i]);
        }
        Head memory head = Head({lastDay: firstDay_ - 1, epoch: (anchor - 1).toUint32(), segmentStart: firstDay_});
        _begin(head, relay_.epoch(anchor).bits);
        _head = head;
    }

    /// @inheritdoc IBmeOracle
    function fix(uint32 upTo) external returns (uint32 lastDay) {
        Head memory head = _head;
        lastDay = head.lastDay;
        while (head.lastDay < upTo) {
            (uint256 known, uint32 nextBits) = _known(head.epoch);
            if (known > head.lastDay) _fixThrough(head, Math.min(known, upTo));
            if (nextBits == 0 || known > head.lastDay) break;
            _begin(head, nextBits);
        }
        if (head.lastDay == lastDay) revert NothingToFix(lastDay);
        _head = head;
        return head.lastDay;
    }

    /// @inheritdoc IBmeOracle
    function fixable() external view returns (uint32 day) {
        Head memory head = _head;
        day = head.lastDay;
        for (uint256 epoch = head.epoch; ; ++epoch) {
            (uint256 known, uint32 nextBits) = _known(epoch);
            if (known > day) day = known.toUint32();
            if (nextBits == 0) return day;
        }
    }

    /// @inheritdoc IIndexOracle
    function cumulative(bytes32 series, uint32 day) external view returns (uint256) {
        if (uint256(day) + 1 == firstDay) return 0;
        (uint256 start, Segment memory segment) = _segmentOf(series, day);
        // A segment starts on or before its days; 128 bits and 120 times 32 stay far below 256.
        unchecked {
            return segment.sumBefore + (day + 1 - start) * segment.value;
        }
    }

    /// @inheritdoc IIndexOracle
    function latest(bytes32 series) external view returns (uint32 day, uint256 value) {
        day = _head.lastDay;
        if (day < firstDay) revert NotFixed(series, firstDay);
        value = valueOf(series, day);
    }

    /// @inheritdoc IIndexOracle
    function heartbeat(bytes32) external view returns (uint256) {
        return HEARTBEAT;
    }

    /// @inheritdoc IBmeOracle
    function valueOf(bytes32 series, uint32 day) public view returns (uint256) {
        (, Segment memory segment) = _segmentOf(series, day);
        return segment.value;
    }

    /// @dev The segment that a final day belongs to. Two words are read.
    function _segmentOf(bytes32 series, uint32 day) private view returns (uint256 start, Segment memory segment) {
        start = _calendar[day / CalendarPages.DAYS].segmentOf(day);
        if (start == 0) revert NotFixed(series, day);
        segment = _segments[series][start];
        if (!segment.exists) revert NotFixed(series, day);
    }

    /// @dev The last day that the relay finally knows `epoch` to have been in force at the end of, 0 if there is none; and the bits of
    /// the epoch after it, 0 while none is final.
    function _known(uint256 epoch) private view returns (uint256 day, uint32 nextBits) {
        uint32 until;
        uint32 nextTime;
        (until, nextTime, nextBits) = relay.lifeOf(epoch);
        // In force from the day of its first header on, at that day's end: the epoch before it was so on the day before.
        uint256 end = nextBits != 0 ? nextTime : Math.saturatingSub(until, TIP_MARGIN);
        day = Math.saturatingSub(end / DAY, 1);
    }

    /// @dev Makes the days after the last final one final through `to`, in the segment under way.
    function _fixThrough(Head memory head, uint256 to) private {
        uint256 from = uint256(head.lastDay) + 1;
        for (uint256 page = from / CalendarPages.DAYS; page <= to / CalendarPages.DAYS; ++page) {
            uint256 lastOfPage = (page + 1) * CalendarPages.DAYS - 1;
            _calendar[page] = _calendar[page].withFinal(head.segmentStart, Math.min(to, lastOfPage));
        }
        head.lastDay = to.toUint32();
        emit Fixed(head.epoch, from.toUint32(), head.lastDay);
    }

    /// @dev Begins the segment of the next epoch on the day after the last final one. If nothing of the segment under way became
    /// final, because two epochs began on one day or before the first, it takes its place.
    function _begin(Head memory head, uint32 bits) private {
        uint256 epoch = uint256(head.epoch) + 1;
        uint256 start = uint256(head.lastDay) + 1;
        _add(epoch, bits);
        (bytes32[SERIES] memory names, uint256[SERIES] memory counts) = _averages();
        for (uint256 i = 0; i < SERIES; ++i) {
            Segment memory segment = _segments[names[i]][head.segmentStart];
            uint256 sum = segment.sumBefore + (start - head.segmentStart) * segment.value;
            uint256 value = (_sumBefore[epoch + 1] - _sumBefore[epoch + 1 - counts[i]]) / counts[i];
            _segments[names[i]][start] = Segment(sum.toUint128(), value.toUint120(), true);
            emit Valued(epoch, names[i], start.toUint32(), value);
        }
        (head.epoch, head.segmentStart) = (epoch.toUint32(), start.toUint32());
    }

    function _add(uint256 epoch, uint32 bits) private {
        _sumBefore[epoch + 1] = _sumBefore[epoch] + MiningEarnings.bme14(epoch, bits);
    }

    /// @dev Each series and how many epochs it averages.
    function _averages() private pure returns (bytes32[SERIES] memory names, uint256[SERIES] memory counts) {
        names = [bytes32("BME14"), "BME28", "BME56", "BME84", "BME168"];
        counts = [uint256(1), 2, 4, 6, LONGEST_AVERAGE];
    }
}
