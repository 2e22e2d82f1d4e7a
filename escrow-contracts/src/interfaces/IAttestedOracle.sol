// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IIndexOracle} from "./IIndexOracle.sol";

/// @notice One reporter's signed value for one day.
struct Report {
    uint256 value;
    bytes signature;
}

/// @notice A day that is not final: what was reported on it, and what it waits for.
/// @param reports How many reporters' values are in.
/// @param value Their median, 0 while there are none.
/// @param metAt When the threshold was first met; 0, like all other moments here, while it is not.
/// @param changedAt Since when the median is what it is.
/// @param heldUntil Until when the guardian withholds the day; 0 if it never did, or was overridden.
/// @param waitsForMove Whether it waits as a large move. Known once the day before is final.
/// @param takesReports Whether more values can come in.
/// @param finalFrom From when on anyone can make it final, if the day before is.
struct PendingFixing {
    uint256 reports;
    uint256 value;
    uint256 metAt;
    uint256 changedAt;
    uint256 heldUntil;
    bool waitsForMove;
    bool takesReports;
    uint256 finalFrom;
}

/// @title Fixings attested by k of n reporters
/// @notice A fixed set of n reporters, 32 at most, signs daily values off chain; anyone may bring the signatures, in any order and any
/// number of transactions. Once k = `threshold` reporters' values are in, the day's value is the median of all that are in (of an even
/// number: the floor of the mean of the middle two). It becomes final, for ever, when
///
/// 1. it has stood unchanged for the finality delay. More signatures may come in until then; one that changes the median begins the delay
///    anew, and each reporter can do that once. So nobody changes a value unseen, and nobody puts it off for ever;
/// 2. and the guardian does not withhold it. It may do so once for each day, while the delay runs, for 48 hours at most and never beyond
///    48 hours after the first delay. n - 1 reporters (one, of a single) lift that at once;
/// 3. and, where it differs from the day before by more than the limit, 72 hours more have gone by since the threshold was met and
///    the delay with it, or all n have signed such a move, each beyond the limit and on the same side. On the first day there is no limit;
/// 4. and the day before is final. Days have no gaps, and none is final before it is over.
///
/// Each clock counts from the day's own reports. Days wait side by side, so that what holds up one does not add to the next.
/// With a delay of 0 and no limit a publication that brings k signatures is final in the same transaction.
///
/// Who can do what, at most, if keys are stolen or sold:
///
/// - *Reporters who are fewer than half of those in*: nothing. The median is between honest values. They can put off a day by one delay each.
/// - *Exactly half of those in* (one of two): move the value half as far as they lie. With k = 2 that is one reporter, until a
///   third value is in: a delay is there for that; without one k should be 3 or more.
/// - *k reporters*: any value within the limit after the delay, any other 72 hours later, and as much again the next day: with 4,000 bps
///   the index doubles in three days (2.7 times) or loses 64 % in two. The others may answer within the delay, and win it if they are more:
///   with k more than half of n they are not. k is the number of reporters that must not be bought.
/// - *n - k + 1 reporters*: by silence, stop the index. Deals then unwind after their `fallbackDays`. A final value they cannot change.
/// - *n - 1 reporters*: also lift what the guardian withholds.
/// - *All n*: also let a large move through after the delay alone.
/// - *The guardian*: put off each day by 48 hours at most, and with it the index. It cannot set, change, hasten or drop a value. A halving
///   signed by all waits for it like any day; one that waits its 72 hours does not, as these run meanwhile.
/// - *Anybody else*: bring signatures, and make final what has waited.
///
/// If n - 1 honest reporters (at least k) have brought their values by time t, the day can be made final by t + 72 hours + two delays, with
/// whatever the guardian and the last reporter do, and as soon as the days before it are; without a large move by t + two delays if
/// they override, t + 48 hours + two delays if they sleep.
///
/// Choosing the numbers. The heartbeat is at most 36 hours after the end of the last final day, 12 after the end of the next: collecting
/// signatures and the delay have to fit in these. Six hours of delay leave six for the signatures; 24 hours plus the delay must be less
/// than the heartbeat. A day that is withheld or moves too far leaves the series stale meanwhile: no marks, no margin calls, no withdrawals
/// from marked deals. And it counts as missing: deals should have `fallbackDays` of 4 or more (6 + 6 + 72 hours are 84, one late signature
/// makes it 90), or a halving lets a side unwind. A limit of 4,000 bps makes halvings wait and nothing else: since June 2011 only the four
/// of them moved BME further, and the next furthest was 38.8 % on 3 July 2021, when difficulty fell by 27.9 %.
interface IAttestedOracle is IIndexOracle {
    // ------------------------------------------------------------------ refusals of a deployment

    error BadReporters();
    error BadThreshold(uint256 threshold, uint256 reporters);
    error BadHeartbeat(uint256 heartbeat);
    /// @notice With this delay every day would be stale before its successor is final.
    error BadFinalityDelay(uint256 finalityDelay, uint256 heartbeat);
    /// @notice A guardian can act only while a delay runs.
    error GuardianWithoutDelay();
    error BadFirstDay();

    // ------------------------------------------------------------------ refusals of reports

    /// @notice The day is final already, with this value.
    error AlreadyFixed(bytes32 series, uint32 day, uint256 value);
    error BeforeFirstDay(uint32 day, uint32 firstDay);
    /// @notice The day is not over yet.
    error DayNotOver(uint32 day);
    /// @notice Signature number `index` is not a reporter's over what it should be.
    error NotAReporter(uint256 index, address signer);
    /// @notice Values are at most 2^120 - 1.
    error ValueTooLarge(uint256 value);
    /// @notice Every value that was brought is in already.
    error NothingNew(bytes32 series, uint32 day);
    /// @notice The day has waited as long as it could have to; it only waits for the day before.
    error ReportsClosed(bytes32 series, uint32 day);

    // ------------------------------------------------------------------ refusals of finality

    /// @notice `day` has too few reports to begin waiting.
    error TooFewReports(bytes32 series, uint32 day, uint256 reports, uint256 threshold);
    /// @notice `day` can be made final from `finalFrom` on.
    error StillWaiting(bytes32 series, uint32 day, uint256 finalFrom);

    // ------------------------------------------------------------------ refusals of withholding and overriding

    error NotTheGuardian(address caller);
    error WithheldBefore(bytes32 series, uint32 day);
    /// @notice The day's delay is over, or 48 hours have gone by since the first was.
    error TooLateToWithhold(bytes32 series, uint32 day);
    error NotWithheld(bytes32 series, uint32 day);
    error TooFewSignatures(uint256 signatures, uint256 needed);
    /// @notice Two signatures of the same reporter.
    error SignedTwice(address reporter);

    /// @notice A reporter's value is in.
    event Reported(bytes32 indexed series, uint32 indexed day, address indexed reporter, uint256 value);
    /// @notice A reporter signed two values for one day. The first to come in counts; both signatures were verified.
    event Equivocated(bytes32 indexed series, uint32 indexed day, address indexed reporter, uint256 first, uint256 second);
    /// @notice The guardian withholds `day`, whose value would have been `value`.
    event Withheld(bytes32 indexed series, uint32 indexed day, uint256 value, uint256 until);
    /// @notice So many reporters lifted that.
    event Overridden(bytes32 indexed series, uint32 indexed day, uint256 signatures);
    /// @notice `day` is final. `cumulative`: sum of all daily values up to and including it.
    event Fixed(bytes32 indexed series, uint32 indexed day, uint256 value, uint256 cumulative, uint256 reports);

    /// @notice Brings signed values for one day, and makes final what has waited, this day and one before it included. Anyone may call.
    /// @dev Values that are in already are passed over, so that two publishers with the same signatures do not disturb each other. A reporter's
    /// second, different value does not count: it is told by `Equivocated`, as long as the day is not final. If the day itself has
    /// waited out its delay, it becomes final as it stands and what is brought is not taken in: a value cannot change after its time because nobody
    /// called `finaliseThrough` in time.
    ///
    /// Requirements:
    /// - The day is over and not final. Days before it may be missing: it waits for them.
    /// - Each value is signed by a reporter, and one at least is new.
    /// - The day does not only wait for the one before it.
    function publish(bytes32 series, uint32 day, Report[] calldata reports) external;

    /// @notice Makes `day` final, and every day before it. Anyone may call.
    /// @dev All or nothing. The refusal names the first day that is not ready, and from when it is.
    function finaliseThrough(bytes32 series, uint32 day) external;

    /// @notice Puts off a day whose value looks wrong, so that more signatures can come in. Only the guardian may call.
    /// @dev The end is 48 hours from now, but no later than 48 hours after the first delay ends. It cannot be moved by the guardian.
    ///
    /// Requirements:
    /// - The threshold is met, the delay runs, and the day was not withheld before.
    function withhold(bytes32 series, uint32 day) external;

    /// @notice Lifts what the guardian withholds, for good; the day becomes final at once if nothing else holds it up. Anyone may call.
    /// @param signatures Of `overridesNeeded` reporters at least, over `overridingDigest`.
    function overrideHold(bytes32 series, uint32 day, bytes[] calldata signatures) external;

    /// @notice What a reporter signs for one value: the EIP-712 digest of Fixing(bytes32 series,uint32 day,uint256 value),
    /// domain "Hashdesk AttestedOracle" version "1".
    function digest(bytes32 series, uint32 day, uint256 value) external view returns (bytes32);

    /// @notice What a reporter signs to lift a withholding: the EIP-712 digest of Override(bytes32 series,uint32 day), same domain.
    /// @dev It says nothing about the value, which keeps its own clocks.
    function overridingDigest(bytes32 series, uint32 day) external view returns (bytes32);

    /// @notice The final value of one day. Reverts `NotFixed`.
    function valueOf(bytes32 series, uint32 day) external view returns (uint256);

    /// @notice What is known of a day that is not final. Reverts `AlreadyFixed` once it is.
    function standing(bytes32 series, uint32 day) external view returns (PendingFixing memory);

    /// @notice The value of `reporter` that was kept for a day: days that are final in the transaction that reports them keep none.
    function reportedBy(bytes32 series, uint32 day, address reporter) external view returns (bool isIn, uint256 value);

    function firstDay() external view returns (uint32);
    function threshold() external view returns (uint256);
    function reporters() external view returns (address[] memory);
    /// @notice How many reporters override the guardian: all but one, and at least one.
    function overridesNeeded() external view returns (uint256);
    /// @notice What makes values wait, immutable like all else here.
    /// @return finalityDelay Seconds for which a value stands unchanged before it is final.
    /// @return guardian Who may withhold; 0: nobody.
    /// @return maxDailyMoveBps How far a day's value may be from the day before without waiting, in bps of that; 0: as far as it likes.
    function setup() external view returns (uint256 finalityDelay, address guardian, uint256 maxDailyMoveBps);
}
