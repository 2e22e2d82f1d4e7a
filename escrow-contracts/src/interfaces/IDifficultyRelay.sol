// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @dev Miners may date a header up to two hours ahead. A tip proof for a day keeps that far from the day's end, so that its headers
/// cannot have been mined before the day was over.
uint256 constant TIP_MARGIN = 2 hours;

/// @notice A difficulty epoch as it was relayed: 2 016 blocks of the same target. One storage word.
/// @param bits The compact target of all its headers.
/// @param firstTime The timestamp of its first header.
/// @param lastTime The timestamp of the last header of the epoch before it; 0 for the anchor.
/// @param since When this branch came to stand, by this chain's clock; 0 for the anchor.
/// @param shown How many headers were shown from the first one on; 0 for the anchor.
/// @param fingerprint The lowest 104 bits of its first header's hash: enough to tell branches apart. The event has all of it.
struct Epoch {
    uint32 bits;
    uint32 firstTime;
    uint32 lastTime;
    uint40 since;
    uint16 shown;
    uint104 fingerprint;
}

/// @title Bitcoin's difficulty, proven
/// @notice Knows the difficulty epochs of one Bitcoin chain from an anchor on, and until when the newest is known to have lasted.
/// Anyone may bring the proofs; nobody is trusted beyond the anchor, which is fixed at deployment. Epochs are counted from 0 at the
/// first block of the chain: epoch n begins at height 2 016 n.
///
/// Two kinds of claims are made here, each by a run of raw 80-byte headers, linked, all with one target, each with its proof of work:
///
/// - a *retarget*: epoch n began at time t with these bits. Shown by the last headers of epoch n - 1 and the first of epoch n;
/// - a *tip*: epoch n was still in force at time u. Shown by headers with the epoch's bits that are all dated u or later.
///
/// Not the whole chain is shown, so a claim can be forged by whoever mines its headers for nothing. Therefore a claim first *stands*,
/// and is *final* only when it has stood for longer than `finalityWindow`. Until then a claim that contradicts it takes its place if
/// more work is shown for it, and that one's window begins. What takes nobody's place is refused, and only one claim of each kind stands
/// at a time: whoever is refused may come back with more headers. Two retargets to the same epoch contradict each other. A tip at u
/// contradicts a retarget whose last old header is dated before u, or its first new one not after u: a header is always dated later
/// than the median of the eleven before it.
/// A retarget builds on a final epoch only, and nothing undoes what is final.
///
/// What cheating costs. Real headers do for the last ones of the old epoch, wherever they lie in it, after its last final tip: heights
/// are not in headers. The headers of the new epoch are mined by the cheat, at the difficulty of the lie, and are worth nothing as blocks; so are those of a
/// tip, but for at most five that a true chain may date past its own retarget. At a difficulty of 121e12 one header takes 5.2e23
/// hashes. Twenty take all of Bitcoin's miners (870 EH/s) 200 minutes, or forgo 62.5 BTC of subsidy: 5.3 million USD at 84,524.
/// That is the price if nobody answers. If one honest relayer does, the cheat must show more than all of Bitcoin mines from the
/// date of the lie to the end of the window: with a window of three and a half hours another 21 headers, 128 BTC in all, more than half
/// of all miners throughout, and again for every later answer. The window must be long enough for Bitcoin to mine
/// `headersRequired` headers in it. Deals should not let a wrong index move more than that price.
///
/// What an honest miner's clock moves. A header's timestamp lies between the median of the eleven before it (an hour ago, roughly)
/// and two hours from now. The finder of an epoch's first or last block may so shift its duration by -1 to +2 hours in 14 days: 0.6 % of
/// difficulty, for all of Bitcoin and not only here. A retarget within that distance of midnight can be dated to either day: one
/// day's fixing is then of the one epoch or the other.
///
/// What happens if a forgery does become final: true headers no longer fit, nothing more is relayed, the index falls silent, and
/// deals unwind at the last known fixings.
interface IDifficultyRelay {
    // ------------------------------------------------------------------ refusals of a run of headers; `index` counts from 0 in its bytes

    /// @notice Not a whole number of 80-byte headers.
    error NotHeaders(uint256 length);
    error TooFewHeaders(uint256 count, uint256 required);
    /// @notice More than an epoch has.
    error TooManyHeaders(uint256 count);
    /// @notice The header does not name the one before it as its predecessor.
    error WrongLink(uint256 index);
    /// @notice The target changes inside an epoch.
    error WrongBits(uint256 index, uint256 bits, uint256 expected);
    /// @notice The header's hash is above its target: it was never mined, or a bit of it was flipped.
    error NoProofOfWork(uint256 index);
    /// @notice The header is dated before the time that is to be shown.
    error TooEarly(uint256 index, uint256 time, uint256 notBefore);
    /// @notice The header is dated later than this chain's clock: wait, two hours at most.
    error FromTheFuture(uint256 index, uint256 time);

    // ------------------------------------------------------------------ refusals of a claim

    /// @notice The first header of the new epoch has other bits than consensus prescribes.
    error WrongRetarget(uint256 bits, uint256 expected);
    /// @notice The retarget changes nothing, so work cannot tell the new epoch's headers from an old epoch that goes on: real ones would
    /// do for a forgery, anywhere in the epoch. A true retarget hits the same target about once in a thousand years.
    error UnchangedBits(uint256 bits);
    /// @notice Epochs are relayed one by one: `next` is missing.
    error SkippedEpoch(uint256 number, uint256 next);
    /// @notice The epoch before stands, but is not final yet: it will be after `finalAfter`.
    error NotFinalYet(uint256 number, uint256 finalAfter);
    /// @notice The claim contradicts what is final.
    error StaleBranch(uint256 number);
    /// @notice No more work is shown than for what stands, in hashes that it takes on average.
    error Outweighed(uint256 work, uint256 standing);
    /// @notice The epoch is known already to have been in force at that time or later.
    error NothingNew(uint256 number, uint256 until);
    error UnknownEpoch(uint256 number);

    // ------------------------------------------------------------------ refusals of a deployment

    error NotAnEpoch(uint256 height);
    error NotATarget(uint256 bits);
    error BadFinalityWindow(uint256 window);

    /// @notice Epoch `number` stands on this branch, with more headers than before if it did already.
    /// @param firstHash The hash of its first header, as people write it: leading zeros first.
    event Retargeted(
        uint256 indexed number,
        bytes32 indexed firstHash,
        uint256 height,
        uint32 bits,
        uint32 firstTime,
        uint256 shown
    );
    /// @notice The branch of epoch `number` that stood was outweighed.
    event Displaced(uint256 indexed number, uint104 fingerprint);
    /// @notice Epoch `number` stands as still in force at `until`.
    event Survived(uint256 indexed number, uint256 until, uint256 shown);
    /// @notice That epoch `number` was in force at `until` stood, and was outweighed.
    event SurvivalDisplaced(uint256 indexed number, uint256 until);

    /// @notice Relays the beginning of epoch `number`. Anyone may call.
    /// @dev More headers of the new epoch show more work. Bringing more for the branch that stands adds to its work and leaves its
    /// window as it is, so that nobody can put off its finality with honest headers.
    ///
    /// Requirements:
    /// - The epoch before is final, and this one is not.
    /// - Both runs hold, `opening` continues `ending`, and its bits are what consensus makes of the old epoch's first timestamp, as it was
    ///   relayed, and the last of `ending`; they differ from the old ones, except at the easiest target there is.
    /// - It contradicts nothing final about the old epoch, and its first header is dated after that one's.
    /// - More work is shown from the first header on than for each standing claim that it contradicts.
    ///
    /// @param number The epoch that begins.
    /// @param ending The last headers of the epoch before: at least `headersRequired`.
    /// @param opening The first headers of the epoch: at least `headersRequired`, at most 2 016.
    function retarget(uint256 number, bytes calldata ending, bytes calldata opening) external;

    /// @notice Shows that epoch `number` outlived UTC day `day`: a run of its headers, all dated two hours after the day's end or later.
    /// Anyone may call.
    /// @dev The time shown is always such a mark, so that for each day there is one claim: the window of the newest day's cannot be
    /// begun anew by honest headers.
    ///
    /// Requirements:
    /// - The epoch stands, and no later one is final.
    /// - The run holds, with at least `headersRequired` headers.
    /// - It says something new: a later time, or the same with more work (which leaves the window as it is).
    /// - More work is shown than for a standing retarget that it contradicts.
    function proveTip(uint256 number, uint32 day, bytes calldata headers) external;

    /// @notice Answers a retarget that stands but did not happen: headers with the bits of the epoch before, all dated later than the last
    /// header that it alleges of that epoch, or not before the first that it alleges of epoch `number`, whichever is earlier; and
    /// more work than was shown for it. Anyone may call.
    function dispute(uint256 number, bytes calldata headers) external;

    /// @notice A relayed epoch, final or standing. Reverts `UnknownEpoch`.
    function epoch(uint256 number) external view returns (Epoch memory);

    /// @notice The newest epoch, final or standing.
    function newest() external view returns (uint256 number);

    /// @notice The newest final epoch.
    function newestFinal() external view returns (uint256 number);

    /// @notice What is final about how long epoch `number` lasted. Reverts `UnknownEpoch` if it is not final itself.
    /// @return until It was in force at this time; 0 if nothing was shown beyond its first header.
    /// @return nextTime The first timestamp of the epoch after it; 0 while none is final.
    /// @return nextBits The compact target of the epoch after it; 0 while none is final.
    function lifeOf(uint256 number) external view returns (uint32 until, uint32 nextTime, uint32 nextBits);

    /// @notice The epoch that is trusted as it was given at deployment.
    function anchor() external view returns (uint256 number);

    /// @notice Headers that a claim shows at least. Below six, the rule of the median does not hold: for replaying history only.
    function headersRequired() external view returns (uint256);

    /// @notice Seconds for which a claim stands before it is final.
    function finalityWindow() external view returns (uint256);

    /// @notice The easiest target of the chain: 2^224 - 1 for mainnet.
    function easiestTarget() external view returns (uint256);
}
