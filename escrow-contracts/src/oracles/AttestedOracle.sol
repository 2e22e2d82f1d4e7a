// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";

import {IAttestedOracle, PendingFixing, Report} from "../interfaces/IAttestedOracle.sol";
import {IIndexOracle} from "../interfaces/IIndexOracle.sol";
import {Reports, ReportsIn, ReportsStored} from "../libraries/Reports.sol";

/// @title Fixings attested by k of n reporters
/// @dev One storage word per series and day (value, cumulative, a bit that says it is there) and one per series (its next day), so that
/// `cumulative` and `latest` each read one or two words whatever the length of the series. Reports are stored only for days that have
/// to wait. Nothing here moves by itself: whether a day has waited long enough follows from three clocks that are kept with its reports.
/// Compiled through the IR, a call looks for its function in the order of the selectors. Nothing that was added stands before what
/// escrows read: that was asked of the names.
contract AttestedOracle is IAttestedOracle, EIP712, Multicall {
    using Reports for ReportsIn;
    using Reports for ReportsStored;
    using Reports for uint256[];

    uint256 private constant DAY = 86_400;
    uint256 private constant MAX_HEARTBEAT = 36 hours;
    uint256 private constant LONGEST_HOLD = 48 hours;
    uint256 private constant LARGE_MOVE_WAIT = 72 hours;
    uint256 private constant ONE_HUNDRED_PERCENT = 10_000;
    uint256 private constant MAX_VALUE = 2 ** 120 - 1;
    uint256 private constant MAX_REPORTERS = 32;

    bytes32 private constant FIXING_TYPEHASH = keccak256("Fixing(bytes32 series,uint32 day,uint256 value)");
    bytes32 private constant OVERRIDE_TYPEHASH = keccak256("Override(bytes32 series,uint32 day)");

    /// @dev At the largest value every day, 135 bits hold 89 years of them.
    uint256 private constant CUMULATIVE_BITS = 135;
    uint256 private constant CUMULATIVE_MASK = 2 ** CUMULATIVE_BITS - 1;
    uint256 private constant PRESENT = 1 << 255;

    uint32 public immutable override firstDay;
    uint256 public immutable override threshold;
    uint256 private immutable HEARTBEAT;
    uint256 private immutable FINALITY_DELAY;
    address private immutable GUARDIAN;
    uint256 private immutable MAX_DAILY_MOVE_BPS;
    uint256 private immutable REPORTERS;

    address[] private _reporters;
    /// @dev Place in the list, counted from 1; 0 for everybody else.
    mapping(address reporter => uint256 place) private _placeOf;
    /// @dev The day that becomes final next; 0 before the first has.
    mapping(bytes32 series => uint256 day) private _next;
    /// @dev bit 255: present; 135 … 254: value; 0 … 134: cumulative.
    mapping(bytes32 series => mapping(uint256 day => uint256 word)) private _fixings;
    mapping(bytes32 series => mapping(uint256 day => ReportsStored reports)) private _pending;

    constructor(
        address[] memory reporters_,
        uint256 threshold_,
        uint32 firstDay_,
        uint256 heartbeat_,
        uint256 finalityDelay_,
        address guardian_,
        uint16 maxDailyMoveBps_
    ) EIP712("Hashdesk AttestedOracle", "1") {
        if (reporters_.length > MAX_REPORTERS) revert BadReporters();
        if (threshold_ == 0 || threshold_ > reporters_.length) revert BadThreshold(threshold_, reporters_.length);
        if (heartbeat_ == 0 || heartbeat_ > MAX_HEARTBEAT) revert BadHeartbeat(heartbeat_);
        if (finalityDelay_ != 0 && DAY + finalityDelay_ >= heartbeat_) revert BadFinalityDelay(finalityDelay_, heartbeat_);
        if (finalityDelay_ == 0 && guardian_ != address(0)) revert GuardianWithoutDelay();
        if (firstDay_ == 0) revert BadFirstDay();
        for (uint256 i = 0; i < reporters_.length; ++i) {
            if (reporters_[i] == address(0) || _placeOf[reporters_[i]] != 0) revert BadReporters();
            _placeOf[reporters_[i]] = i + 1;
        }
        _reporters = reporters_;
        REPORTERS = reporters_.length;
        threshold = threshold_;
        firstDay = firstDay_;
        HEARTBEAT = heartbeat_;
        FINALITY_DELAY = finalityDelay_;
        GUARDIAN = guardian_;
        MAX_DAILY_MOVE_BPS = maxDailyMoveBps_;
    }

    /// @inheritdoc IAttestedOracle
    function publish(bytes32 series, uint32 day, Report[] calldata reports_) external {
        // Checks
        uint32 next = _requireNotFinal(series, day);
        if (block.timestamp < (uint256(day) + 1) * DAY) revert DayNotOver(day);

        // Effects: first what has waited. Two days at most, so that the cost of a publication does not depend on how many do.
        for (uint256 i = 0; i < 2 && next <= day && _fixIfDue(series, next); ++i) ++next;
        if (day < next) return; // It became final as it stood: what is brought now comes too late.
        ReportsIn memory reports = _load(series, day);
        if (_isShut(reports)) revert ReportsClosed(series, day);
        _takeIn(series, day, reports, reports_);
        uint256[] memory ascending = reports.sorted();
        if (day == next && _isDue(series, day, reports, ascending)) _fix(series, day, ascending);
        else _pending[series][day].store(reports);
    }

    /// @inheritdoc IAttestedOracle
    function finaliseThrough(bytes32 series, uint32 day) external {
        for (uint32 next = _requireNotFinal(series, day); next <= day; ++next) {
            ReportsIn memory reports = _load(series, next);
            if (reports.metAt == 0) revert TooFewReports(series, next, reports.count, threshold);
            uint256[] memory ascending = reports.sorted();
            uint256 from = _finalFrom(series, next, reports, ascending);
            if (block.timestamp < from) revert StillWaiting(series, next, from);
            _fix(series, next, ascending);
        }
    }

    /// @inheritdoc IAttestedOracle
    function withhold(bytes32 series, uint32 day) external {
        // Checks
        if (msg.sender != GUARDIAN) revert NotTheGuardian(msg.sender);
        _requireNotFinal(series, day);
        ReportsIn memory reports = _load(series, day);
        if (reports.metAt == 0) revert TooFewReports(series, day, reports.count, threshold);
        if (reports.heldUntil != 0) revert WithheldBefore(series, day);
        uint256 until = Math.min(block.timestamp, reports.metAt + FINALITY_DELAY) + LONGEST_HOLD;
        if (block.timestamp >= Math.min(reports.changedAt + FINALITY_DELAY, until)) revert TooLateToWithhold(series, day);

        // Effects
        _pending[series][day].heldUntil = uint40(until);
        emit Withheld(series, day, reports.sorted().median(), until);
    }

    /// @inheritdoc IAttestedOracle
    function overrideHold(bytes32 series, uint32 day, bytes[] calldata signatures) external {
        // Checks
        uint32 next = _requireNotFinal(series, day);
        ReportsStored storage pending_ = _pending[series][day];
        if (pending_.isOverridden || block.timestamp >= pending_.heldUntil) revert NotWithheld(series, day);
        uint256 needed = overridesNeeded();
        if (signatures.length < needed) revert TooFewSignatures(signatures.length, needed);
        _requireDistinctReporters(overridingDigest(series, day), signatures);

        // Effects
        pending_.isOverridden = true;
        emit Overridden(series, day, signatures.length);
        if (day == next) _fixIfDue(series, day);
    }

    /// @inheritdoc IIndexOracle
    function cumulative(bytes32 series, uint32 day) external view returns (uint256 sum) {
        // Asked before the day's own word: it is one word for all days, so that a batch pays once for finding nothing, although what a
        // call that reverts has read is cold again for the next.
        if (day < _next[series]) {
            uint256 word = _fixings[series][day];
            if (word != 0) return word & CUMULATIVE_MASK;
        }
        if (uint256(day) + 1 != firstDay) revert NotFixed(series, day);
    }

    /// @inheritdoc IIndexOracle
    function latest(bytes32 series) external view returns (uint32 day, uint256 value) {
        uint256 next = _next[series];
        if (next == 0) revert NotFixed(series, firstDay);
        day = uint32(next - 1);
        value = _value(_fixings[series][day]);
    }

    /// @inheritdoc IIndexOracle
    function heartbeat(bytes32) external view returns (uint256) {
        return HEARTBEAT;
    }

    /// @inheritdoc IAttestedOracle
    function valueOf(bytes32 series, uint32 day) external view returns (uint256) {
        uint256 word = _fixings[series][day];
        if (word == 0) revert NotFixed(series, day);
        return _value(word);
    }

    /// @inheritdoc IAttestedOracle
    function standing(bytes32 series, uint32 day) external view returns (PendingFixing memory answer) {
        _requireNotFinal(series, day);
        ReportsIn memory reports = _load(series, day);
        (answer.reports, answer.takesReports) = (reports.count, !_isShut(reports));
        if (reports.count == 0) return answer;
        uint256[] memory ascending = reports.sorted();
        answer.value = ascending.median();
        if (reports.metAt == 0) return answer;
        answer.metAt = reports.metAt;
        answer.changedAt = reports.changedAt;
        answer.heldUntil = reports.isOverridden ? 0 : reports.heldUntil;
        answer.waitsForMove = _waitsForMove(series, day, ascending);
        answer.finalFrom = _finalFrom(series, day, reports, ascending);
    }

    /// @inheritdoc IAttestedOracle
    function reportedBy(bytes32 series, uint32 day, address reporter) external view returns (bool isIn, uint256 value) {
        uint256 place = _placeOf[reporter];
        if (place == 0) return (false, 0);
        ReportsStored storage reports = _pending[series][day];
        return ((reports.given >> (place - 1)) & 1 == 1, reports.values[place - 1]);
    }

    /// @inheritdoc IAttestedOracle
    function digest(bytes32 series, uint32 day, uint256 value) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(FIXING_TYPEHASH, series, day, value)));
    }

    /// @inheritdoc IAttestedOracle
    function overridingDigest(bytes32 series, uint32 day) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(OVERRIDE_TYPEHASH, series, day)));
    }

    /// @inheritdoc IAttestedOracle
    function overridesNeeded() public view returns (uint256) {
        return Math.max(1, REPORTERS - 1);
    }

    /// @inheritdoc IAttestedOracle
    function setup() external view returns (uint256 finalityDelay, address guardian, uint256 maxDailyMoveBps) {
        return (FINALITY_DELAY, GUARDIAN, MAX_DAILY_MOVE_BPS);
    }

    /// @inheritdoc IAttestedOracle
    function reporters() external view returns (address[] memory) {
        return _reporters;
    }

    /// @dev Adds the values that are brought, each signed by a reporter, and starts the clocks that this starts.
    function _takeIn(bytes32 series, uint32 day, ReportsIn memory reports, Report[] calldata brought) private {
        uint256 stood = reports.metAt == 0 ? 0 : reports.sorted().median();
        bool isNew;
        for (uint256 i = 0; i < brought.length; ++i) {
            if (_takeInOne(series, day, reports, brought[i], i)) isNew = true;
        }
        if (!isNew) revert NothingNew(series, day);
        if (reports.count < threshold) return;
        if (reports.metAt == 0) reports.metAt = reports.changedAt = block.timestamp;
        else if (reports.sorted().median() != stood) reports.changedAt = block.timestamp;
    }

    /// @dev A reporter's first value stands; a second, different one is told to everybody and does not count.
    function _takeInOne(
        bytes32 series,
        uint32 day,
        ReportsIn memory reports,
        Report calldata brought,
        uint256 index
    ) private returns (bool isNew) {
        uint256 value = brought.value;
        if (value > MAX_VALUE) revert ValueTooLarge(value);
        (address signer, uint256 i) = _reporterOf(digest(series, day, value), brought.signature, index);
        if (!reports.isIn(i)) {
            reports.add(i, value);
            emit Reported(series, day, signer, value);
            return true;
        }
        if (reports.values[i] == value) return false;
        emit Equivocated(series, day, signer, reports.values[i], value);
        return true;
    }

    function _fixIfDue(bytes32 series, uint32 next) private returns (bool isFixed) {
        ReportsIn memory reports = _load(series, next);
        if (reports.metAt == 0) return false;
        uint256[] memory ascending = reports.sorted();
        isFixed = _isDue(series, next, reports, ascending);
        if (isFixed) _fix(series, next, ascending);
    }

    /// @dev `day` is the next, and its reports have waited.
    function _fix(bytes32 series, uint32 day, uint256[] memory ascending) private {
        uint256 value = ascending.median();
        uint256 sum = value;
        if (day != firstDay) sum += _fixings[series][day - 1] & CUMULATIVE_MASK;
        assert(sum <= CUMULATIVE_MASK);
        _fixings[series][day] = PRESENT | (value << CUMULATIVE_BITS) | sum;
        _next[series] = uint256(day) + 1;
        emit Fixed(series, day, value, sum, ascending.length);
    }

    function _isDue(bytes32 series, uint32 day, ReportsIn memory reports, uint256[] memory ascending) private view returns (bool) {
        return reports.metAt != 0 && block.timestamp >= _finalFrom(series, day, reports, ascending);
    }

    /// @dev The three clocks of a day whose threshold is met: its value has stood for the delay, nobody withholds it, and a large move
    /// was there to be seen for 72 hours more. The second and third count from when the threshold was met, not from the last change or from
    /// when the day before became final: whatever happens to other days, and however often the value changes, they run out.
    function _finalFrom(
        bytes32 series,
        uint32 day,
        ReportsIn memory reports,
        uint256[] memory ascending
    ) private view returns (uint256 from) {
        from = reports.changedAt + FINALITY_DELAY;
        if (!reports.isOverridden) from = Math.max(from, reports.heldUntil);
        if (_waitsForMove(series, day, ascending)) from = Math.max(from, reports.metAt + FINALITY_DELAY + LARGE_MOVE_WAIT);
    }

    /// @dev A day that waits for the one before takes no more reports once it has waited longer than it could have to by itself. Otherwise
    /// late changes would start its clock anew when its turn comes, every day's after that of the day before, and the series falls behind.
    function _isShut(ReportsIn memory reports) private view returns (bool) {
        if (reports.metAt == 0) return false;
        uint256 until = Math.max(reports.changedAt + FINALITY_DELAY, reports.heldUntil);
        if (MAX_DAILY_MOVE_BPS != 0) until = Math.max(until, reports.metAt + FINALITY_DELAY + LARGE_MOVE_WAIT);
        return block.timestamp >= until;
    }

    /// @dev Whether the median is a large move that not all reporters have signed: each of them beyond the limit, on the same side.
    /// On the first day, and until the day before is final, no move is known.
    function _waitsForMove(bytes32 series, uint32 day, uint256[] memory ascending) private view returns (bool) {
        if (MAX_DAILY_MOVE_BPS == 0) return false;
        uint256 word = _fixings[series][day - 1];
        if (word == 0) return false;
        uint256 before = _value(word);
        if (!_isLarge(before, ascending.median())) return false;
        if (ascending.length < REPORTERS) return true;
        (uint256 lowest, uint256 highest) = (ascending[0], ascending[ascending.length - 1]);
        return !_isLarge(before, lowest) || !_isLarge(before, highest) || (lowest > before) != (highest > before);
    }

    function _isLarge(uint256 before, uint256 value) private view returns (bool) {
        uint256 move = value > before ? value - before : before - value;
        return move * ONE_HUNDRED_PERCENT > before * MAX_DAILY_MOVE_BPS;
    }

    function _requireDistinctReporters(bytes32 signed, bytes[] calldata signatures) private view {
        uint256 seen;
        for (uint256 index = 0; index < signatures.length; ++index) {
            (address signer, uint256 i) = _reporterOf(signed, signatures[index], index);
            if ((seen >> i) & 1 == 1) revert SignedTwice(signer);
            seen |= 1 << i;
        }
    }

    /// @dev Who signed, and its place among the reporters, counted from 0.
    function _reporterOf(bytes32 signed, bytes calldata signature, uint256 index) private view returns (address signer, uint256 i) {
        (signer, , ) = ECDSA.tryRecoverCalldata(signed, signature);
        uint256 place = _placeOf[signer];
        if (place == 0) revert NotAReporter(index, signer);
        i = place - 1;
    }

    /// @dev The day that becomes final next, if that is `day` or one before it.
    function _requireNotFinal(bytes32 series, uint32 day) private view returns (uint32 next) {
        next = _next[series] == 0 ? firstDay : uint32(_next[series]);
        if (day < firstDay) revert BeforeFirstDay(day, firstDay);
        if (day < next) revert AlreadyFixed(series, day, _value(_fixings[series][day]));
    }

    function _load(bytes32 series, uint32 day) private view returns (ReportsIn memory) {
        return _pending[series][day].load(REPORTERS);
    }

    function _value(uint256 word) private pure returns (uint256) {
        return (word & ~PRESENT) >> CUMULATIVE_BITS;
    }
}
