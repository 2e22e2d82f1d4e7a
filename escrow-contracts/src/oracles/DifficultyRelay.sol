// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {Epoch, IDifficultyRelay, TIP_MARGIN} from "../interfaces/IDifficultyRelay.sol";
import {BitcoinHeaders, Run} from "../libraries/BitcoinHeaders.sol";
import {CompactTarget} from "../libraries/CompactTarget.sol";

/// @title Bitcoin's difficulty, proven
/// @dev An epoch takes one storage word, how long it is known to have lasted another. Whether a claim is final is not stored: it follows
/// from when it came to stand. At most the newest epoch stands without being final, so its number and its two words are all there is to undo.
contract DifficultyRelay is IDifficultyRelay {
    using BitcoinHeaders for bytes;
    using SafeCast for uint256;

    /// @dev Until when an epoch is known to have lasted: finally, and by the tip that stands (`since` 0: none does).
    struct Survival {
        uint32 finalUntil;
        uint32 until;
        uint40 since;
        uint16 shown;
    }

    uint256 private constant BLOCKS_PER_EPOCH = 2016;
    uint256 private constant DAY = 86_400;
    /// @dev With a longer one, the window of a day's tip might not be over when the next day's takes its place.
    uint256 private constant MAX_FINALITY_WINDOW = 20 hours;

    uint256 public immutable override anchor;
    uint256 public immutable override headersRequired;
    uint256 public immutable override finalityWindow;
    uint256 public immutable override easiestTarget;
    uint256 private immutable EASIEST_BITS;

    uint256 public override newest;
    mapping(uint256 number => Epoch) private _epochs;
    mapping(uint256 number => Survival) private _survivals;

    /// @param height Height of the anchor epoch's first block: a multiple of 2 016. This and that the header is Bitcoin's is trusted.
    /// @param firstHeader The 80 bytes of that block's header. Its proof of work is checked, against its own target.
    constructor(
        uint256 height,
        bytes memory firstHeader,
        uint256 easiestTarget_,
        uint256 headersRequired_,
        uint256 finalityWindow_
    ) {
        if (height % BLOCKS_PER_EPOCH != 0) revert NotAnEpoch(height);
        if (headersRequired_ == 0) revert TooFewHeaders(0, 1);
        if (headersRequired_ > BLOCKS_PER_EPOCH) revert TooManyHeaders(headersRequired_);
        if (finalityWindow_ == 0 || finalityWindow_ > MAX_FINALITY_WINDOW) revert BadFinalityWindow(finalityWindow_);
        if (firstHeader.count() != 1) revert NotHeaders(firstHeader.length);
        uint256 bits = firstHeader.firstBits();
        if (CompactTarget.targetOf(bits) > easiestTarget_) revert NotATarget(bits);
        Run memory first = firstHeader.verified(0, bits, 0);

        easiestTarget = easiestTarget_;
        EASIEST_BITS = CompactTarget.bitsOf(easiestTarget_);
        headersRequired = headersRequired_;
        finalityWindow = finalityWindow_;
        anchor = newest = height / BLOCKS_PER_EPOCH;
        _epochs[newest] = Epoch(bits.toUint32(), first.firstTime.toUint32(), 0, 0, 0, _fingerprint(first.firstHash));
        emit Retargeted(newest, first.firstHash, height, bits.toUint32(), first.firstTime.toUint32(), 0);
    }

    /// @inheritdoc IDifficultyRelay
    function retarget(uint256 number, bytes calldata ending, bytes calldata opening) external {
        // Checks
        bool stands = _requireNextOrStanding(number);
        (Epoch memory branch, bytes32 firstHash) = _provenBranch(_epochs[number - 1], ending, opening);
        bool contradictsTip = _requireNotStale(number, branch);
        if (contradictsTip) _requireMore(_work(branch), _work(_survivals[number - 1].shown, _epochs[number - 1].bits));
        if (stands) _requireMore(_work(branch), _work(_epochs[number]));

        // Effects
        if (contradictsTip) _displaceTip(number - 1);
        if (!stands) newest = number;
        else if (branch.fingerprint == _epochs[number].fingerprint) branch.since = _epochs[number].since;
        else _displaceBranch(number);
        _epochs[number] = branch;
        emit Retargeted(number, firstHash, number * BLOCKS_PER_EPOCH, branch.bits, branch.firstTime, branch.shown);
    }

    /// @inheritdoc IDifficultyRelay
    function proveTip(uint256 number, uint32 day, bytes calldata headers) external {
        _survive(number, (uint256(day) + 1) * DAY + TIP_MARGIN, headers);
    }

    /// @inheritdoc IDifficultyRelay
    function dispute(uint256 number, bytes calldata headers) external {
        if (number > newest || number < anchor) revert UnknownEpoch(number);
        if (number < newest || _isFinal(_epochs[number].since)) revert StaleBranch(number);
        // The earliest time at which the epoch before cannot have been in force if this one is what it claims to be.
        uint256 until = Math.min(uint256(_epochs[number].lastTime) + 1, _epochs[number].firstTime);
        _survive(number - 1, until, headers);
    }

    /// @inheritdoc IDifficultyRelay
    function epoch(uint256 number) public view returns (Epoch memory) {
        if (number > newest || number < anchor) revert UnknownEpoch(number);
        return _epochs[number];
    }

    /// @inheritdoc IDifficultyRelay
    function newestFinal() public view returns (uint256) {
        return _isFinal(_epochs[newest].since) ? newest : newest - 1;
    }

    /// @inheritdoc IDifficultyRelay
    function lifeOf(uint256 number) external view returns (uint32 until, uint32 nextTime, uint32 nextBits) {
        uint256 last = newestFinal();
        if (number > last || number < anchor) revert UnknownEpoch(number);
        until = _lifeSoFar(number).finalUntil;
        if (number < last) (nextTime, nextBits) = (_epochs[number + 1].firstTime, _epochs[number + 1].bits);
    }

    /// @dev Records that epoch `number` was in force at `until`, and displaces a standing retarget that this contradicts.
    function _survive(uint256 number, uint256 until, bytes memory headers) private {
        // Checks
        uint256 bits = epoch(number).bits;
        if (number < newestFinal()) revert StaleBranch(number);
        Survival memory life = _lifeSoFar(number);
        uint256 shown = _verified(headers, 0, bits, until).count;
        if (until <= life.finalUntil || until < life.until) revert NothingNew(number, Math.max(life.finalUntil, life.until));
        if (until == life.until) _requireMore(_work(shown, bits), _work(life.shown, bits));
        bool contradictsRetarget = number < newest && _contradicts(_epochs[number + 1], until);
        if (contradictsRetarget) _requireMore(_work(shown, bits), _work(_epochs[number + 1]));

        // Effects
        if (contradictsRetarget) {
            _displaceBranch(number + 1);
            newest = number;
        }
        uint256 since = until == life.until ? life.since : block.timestamp;
        _survivals[number] = Survival(life.finalUntil, until.toUint32(), since.toUint40(), shown.toUint16());
        emit Survived(number, until, shown);
    }

    /// @dev Whether a branch of epoch `number` stands already; reverts if none can.
    function _requireNextOrStanding(uint256 number) private view returns (bool stands) {
        uint256 last = newest;
        if (number > last + 1) revert SkippedEpoch(number, last + 1);
        uint256 since = _epochs[last].since;
        if (number == last + 1) {
            if (!_isFinal(since)) revert NotFinalYet(last, since + finalityWindow);
            return false;
        }
        if (number < last || _isFinal(since)) revert StaleBranch(number);
        return true;
    }

    /// @dev The epoch that `opening` begins after the `old` one, whose last headers are `ending`; and the hash of its first header.
    function _provenBranch(
        Epoch storage old,
        bytes memory ending,
        bytes memory opening
    ) private view returns (Epoch memory branch, bytes32 firstHash) {
        uint256 oldBits = old.bits;
        Run memory last = _verified(ending, 0, oldBits, 0);
        _requireCount(opening);
        uint256 bits = CompactTarget.retargeted(oldBits, old.firstTime, last.lastTime, easiestTarget);
        if (opening.firstBits() != bits) revert WrongRetarget(opening.firstBits(), bits);
        if (bits == oldBits && bits != EASIEST_BITS) revert UnchangedBits(bits);
        Run memory first = _verified(opening, last.lastDigest, bits, 0);
        firstHash = first.firstHash;
        branch = Epoch({
            bits: bits.toUint32(),
            firstTime: first.firstTime.toUint32(),
            lastTime: last.lastTime.toUint32(),
            since: block.timestamp.toUint40(),
            shown: first.count.toUint16(),
            fingerprint: _fingerprint(firstHash)
        });
    }

    /// @dev Whether a branch of epoch `number` contradicts the tip that stands; reverts if it contradicts what is final.
    function _requireNotStale(uint256 number, Epoch memory branch) private view returns (bool contradictsTip) {
        Survival memory life = _lifeSoFar(number - 1);
        bool isStale = branch.firstTime <= _epochs[number - 1].firstTime || _contradicts(branch, life.finalUntil);
        if (isStale) revert StaleBranch(number);
        return _contradicts(branch, life.until);
    }

    /// @dev Whether the epoch before `branch` cannot have been in force at `until`. A header is dated later than the median of the eleven
    /// before it: after a tip, its own epoch's last header is dated no earlier than the tip's time, and the next one's first later.
    function _contradicts(Epoch memory branch, uint256 until) private pure returns (bool) {
        return branch.lastTime < until || branch.firstTime <= until;
    }

    function _verified(
        bytes memory headers,
        bytes32 predecessor,
        uint256 bits,
        uint256 notBefore
    ) private view returns (Run memory) {
        _requireCount(headers);
        return headers.verified(predecessor, bits, notBefore);
    }

    function _requireCount(bytes memory headers) private view {
        uint256 count = headers.count();
        if (count < headersRequired) revert TooFewHeaders(count, headersRequired);
        if (count > BLOCKS_PER_EPOCH) revert TooManyHeaders(count);
    }

    /// @dev With equal work, what stands goes on standing.
    function _requireMore(uint256 work, uint256 standing) private pure {
        if (work <= standing) revert Outweighed(work, standing);
    }

    function _work(Epoch memory branch) private pure returns (uint256) {
        return _work(branch.shown, branch.bits);
    }

    function _work(uint256 shown, uint256 bits) private pure returns (uint256) {
        return shown * CompactTarget.workOf(CompactTarget.targetOf(bits));
    }

    /// @dev What is known of an epoch's life now: a tip that has stood for long enough is final, and stands no more.
    function _lifeSoFar(uint256 number) private view returns (Survival memory life) {
        life = _survivals[number];
        if (life.since != 0 && _isFinal(life.since)) return Survival(life.until, 0, 0, 0);
    }

    /// @dev The last moment of the window still belongs to those who contradict.
    function _isFinal(uint256 since) private view returns (bool) {
        return block.timestamp > since + finalityWindow;
    }

    /// @dev Forgets the tip of epoch `number` that stood.
    function _displaceTip(uint256 number) private {
        Survival memory life = _lifeSoFar(number);
        emit SurvivalDisplaced(number, life.until);
        _survivals[number] = Survival(life.finalUntil, 0, 0, 0);
    }

    /// @dev Forgets the branch of epoch `number` that stood, and what was shown of its life.
    function _displaceBranch(uint256 number) private {
        emit Displaced(number, _epochs[number].fingerprint);
        delete _epochs[number];
        delete _survivals[number];
    }

    function _fingerprint(bytes32 hash) private pure returns (uint104) {
        return uint104(uint256(hash));
    }
}
