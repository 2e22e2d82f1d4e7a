// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";

import {IAttestedOracle, Report} from "../interfaces/IAttestedOracle.sol";
import {IIndexOracle} from "../interfaces/IIndexOracle.sol";

/// @title Fixings attested by k of n reporters
/// @dev One storage word per series and day (value, cumulative, a bit that says it is there) and one per series (its last day), so that
/// `cumulative` and `latest` each read one or two words whatever the length of the series.
contract AttestedOracle is IAttestedOracle, EIP712, Multicall {
    uint256 private constant DAY = 86_400;
    uint256 private constant MAX_HEARTBEAT = 36 hours;
    uint256 private constant MAX_VALUE = 2 ** 120 - 1;
    uint256 private constant MAX_REPORTERS = 32;

    bytes32 private constant FIXING_TYPEHASH = keccak256("Fixing(bytes32 series,uint32 day,uint256 value)");

    /// @dev At the largest value every day, 135 bits hold 89 years of them.
    uint256 private constant CUMULATIVE_BITS = 135;
    uint256 private constant CUMULATIVE_MASK = 2 ** CUMULATIVE_BITS - 1;
    uint256 private constant PRESENT = 1 << 255;

    uint32 public immutable override firstDay;
    uint256 public immutable override threshold;
    uint256 private immutable HEARTBEAT;

    address[] private _reporters;
    /// @dev Place in the list, counted from 1; 0 for everybody else.
    mapping(address reporter => uint256 place) private _placeOf;
    /// @dev The day that is published next; 0 before the first publication.
    mapping(bytes32 series => uint256 day) private _next;
    /// @dev bit 255: present; 135 … 254: value; 0 … 134: cumulative.
    mapping(bytes32 series => mapping(uint256 day => uint256 word)) private _fixings;

    constructor(
        address[] memory reporters_,
        uint256 threshold_,
        uint32 firstDay_,
        uint256 heartbeat_
    ) EIP712("Hashdesk AttestedOracle", "1") {
        if (reporters_.length > MAX_REPORTERS) revert BadReporters();
        if (threshold_ == 0 || threshold_ > reporters_.length) revert BadThreshold(threshold_, reporters_.length);
        if (heartbeat_ == 0 || heartbeat_ > MAX_HEARTBEAT) revert BadHeartbeat(heartbeat_);
        if (firstDay_ == 0) revert BadFirstDay();
        for (uint256 i = 0; i < reporters_.length; ++i) {
            if (reporters_[i] == address(0) || _placeOf[reporters_[i]] != 0) revert BadReporters();
            _placeOf[reporters_[i]] = i + 1;
        }
        _reporters = reporters_;
        threshold = threshold_;
        firstDay = firstDay_;
        HEARTBEAT = heartbeat_;
    }

    /// @inheritdoc IAttestedOracle
    function publish(bytes32 series, uint32 day, Report[] calldata reports_) external {
        // Checks
        uint256 word = _fixings[series][day];
        if (word != 0) revert AlreadyFixed(series, day, _value(word));
        uint32 next = _nextDay(series);
        if (day != next) revert NotNextDay(series, day, next);
        if (block.timestamp < (uint256(day) + 1) * DAY) revert DayNotOver(day);
        if (reports_.length < threshold) revert TooFewReports(reports_.length, threshold);
        uint256 value = _median(_checked(series, day, reports_));

        // Effects
        uint256 sum = _cumulativeBefore(series, day) + value;
        assert(sum <= CUMULATIVE_MASK);
        _fixings[series][day] = PRESENT | (value << CUMULATIVE_BITS) | sum;
        _next[series] = uint256(day) + 1;
        emit Fixed(series, day, value, sum, reports_.length);
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
    function digest(bytes32 series, uint32 day, uint256 value) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(FIXING_TYPEHASH, series, day, value)));
    }

    /// @inheritdoc IAttestedOracle
    function reporters() external view returns (address[] memory) {
        return _reporters;
    }

    /// @dev The reported values, in ascending order, each signed by another reporter.
    function _checked(bytes32 series, uint32 day, Report[] calldata reports_) private view returns (uint256[] memory values) {
        values = new uint256[](reports_.length);
        uint256 seen;
        for (uint256 i = 0; i < reports_.length; ++i) {
            uint256 value = reports_[i].value;
            if (value > MAX_VALUE) revert ValueTooLarge(value);
            (address signer, , ) = ECDSA.tryRecoverCalldata(digest(series, day, value), reports_[i].signature);
            uint256 place = _placeOf[signer];
            if (place == 0) revert NotAReporter(i, signer);
            if ((seen >> place) & 1 == 1) revert SignedTwice(signer);
            seen |= 1 << place;
            _insert(values, i, value);
        }
    }

    /// @dev Puts `value` in its place among the first `length` of `sorted`.
    function _insert(uint256[] memory sorted, uint256 length, uint256 value) private pure {
        uint256 i = length;
        for (; i > 0 && sorted[i - 1] > value; --i) {
            sorted[i] = sorted[i - 1];
        }
        sorted[i] = value;
    }

    function _median(uint256[] memory sorted) private pure returns (uint256) {
        uint256 middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    function _nextDay(bytes32 series) private view returns (uint32) {
        uint256 next = _next[series];
        return next == 0 ? firstDay : uint32(next);
    }

    function _cumulativeBefore(bytes32 series, uint32 day) private view returns (uint256) {
        return day == firstDay ? 0 : _fixings[series][day - 1] & CUMULATIVE_MASK;
    }

    function _value(uint256 word) private pure returns (uint256) {
        return (word & ~PRESENT) >> CUMULATIVE_BITS;
    }
}
