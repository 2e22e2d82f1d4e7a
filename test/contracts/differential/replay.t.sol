// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";

import {TestToken} from "src/development/TestToken.sol";
import {Cause, IDealEscrow, Phase, Side} from "src/interfaces/IDealEscrow.sol";
import {IDealFactory, Permit, Terms} from "src/interfaces/IDealFactory.sol";
import {Shipped} from "../support/Shipped.sol";
import {Test} from "../support/Test.sol";
import {Vm} from "../support/Vm.sol";
import {Reading, RecordedOracle} from "./RecordedOracle.sol";

interface Files {
    function readFileBinary(string calldata path) external view returns (bytes memory);
    function isFile(string calldata path) external view returns (bool);
}

/// @notice How a deal is opened: when, on which terms, and what the index says then. `refusal` is the selector it is refused with, or 0.
struct Opening {
    uint256 time;
    uint256 refusal;
    uint256 sellerLocks;
    uint256 buyerLocks;
    Terms terms;
    Reading reading;
}

/// @notice Everything an escrow shows; the largest number for a view that reverts because the index cannot be read.
struct Shown {
    uint256 phase;
    uint256 cause;
    uint256[2] account;
    uint256 periodsSettled;
    uint256 callSide;
    uint256 due;
    uint256 cureBy;
    uint256 unpaid;
    uint256 shortfall;
    uint256[2] requirement;
    uint256[2] exposure;
    uint256[2] withdrawable;
    uint256[4] wallet;
    address[2] owner;
    uint256[4] claimable;
    uint256[3] window;
    uint256[5] quote;
}

/// @notice One act, what the domain says comes of it, and how everything stands afterwards.
struct Act {
    uint256 kind;
    uint256 time;
    address by;
    Side side;
    int256 amount;
    uint256 refusal;
    uint256 settled;
    bytes32 events;
    Reading reading;
    Shown afterwards;
}

/// @notice Replays the random deals that `npm run test:cases` has lived through in the domain, on the contracts: every act, every
/// refusal, every event, every view and every balance must come out the same, to the unit.
/// @dev Forge runs contracts side by side: each replays its share of the files.
abstract contract Replay is Test {
    uint256 internal constant SHARES = 4;
    Files private constant files = Files(address(vm));
    string private constant FOLDER = ".build/differential/";
    uint256 private constant DEALS_PER_FILE = 100;
    uint256 private constant SELLER_KEY = 0x5E11E4;
    uint256 private constant BUYER_KEY = 0xB0B;
    uint256 private constant WORD = 32;
    uint256 private constant OPENING = 39 * WORD;
    uint256 private constant SHOWN = 34 * WORD;
    uint256 private constant ACT = 48 * WORD;

    address private immutable SELLER = vm.addr(SELLER_KEY);
    address private immutable BUYER = vm.addr(BUYER_KEY);
    /// @dev Who signed as seller and as buyer, and two others who may come to own a side.
    address[4] private PEOPLE = [SELLER, BUYER, address(0x57AA), address(0x7A4E)];
    string[4] private NAMES = ["seller", "buyer", "stranger", "taker"];

    IDealFactory private factory;
    RecordedOracle private oracle;
    TestToken[19] private tokens;

    uint256 private seed;
    uint256 private deal;
    uint256 private act;
    string private doing;

    IDealEscrow private escrow;
    TestToken private token;
    uint256[4] private walletsBefore;

    function setUp() public {
        factory = Shipped.dealFactory();
        oracle = new RecordedOracle();
        for (uint8 decimals; decimals < 19; ++decimals) {
            tokens[decimals] = _aToken(decimals);
        }
    }

    function share() internal pure virtual returns (uint256);

    function test_domainAndContractsAgree_onEveryRandomDeal() public {
        string memory count = string.concat(FOLDER, "count.bin");
        if (!files.isFile(count)) revert("no random deals: `npm run test:cases` writes them");
        (uint256 parts, uint256 deals) = abi.decode(files.readFileBinary(count), (uint256, uint256));
        assertTrue(deals > 0, "no random deals");
        vm.recordLogs();
        for (uint256 part = share(); part < parts; part += SHARES) {
            bool isLast = part + 1 == parts;
            assertEq(this.replayPart(part), isLast ? deals - part * DEALS_PER_FILE : DEALS_PER_FILE, "every deal is replayed");
        }
    }

    /// @dev A call of its own, so that its memory is given back.
    function replayPart(uint256 part) external returns (uint256) {
        return this.replay(files.readFileBinary(string.concat(FOLDER, "deals-", Strings.toString(part), ".bin")));
    }

    function replay(bytes calldata tape) external returns (uint256 deals) {
        (seed, deals) = abi.decode(tape[:64], (uint256, uint256));
        uint256 position = 64;
        for (uint256 i; i < deals; ++i) {
            position = _replayDeal(tape, position);
        }
        assertEq(position, tape.length, "the tape ends with the last deal");
    }

    // ------------------------------------------------------------------ one deal

    function _replayDeal(bytes calldata tape, uint256 position) private returns (uint256) {
        deal = _word(tape, position);
        (act, doing) = (0, "open");
        uint256 sums = _word(tape, position + 2 * WORD) * WORD;
        oracle.begin(_word(tape, position + WORD));
        position += 3 * WORD;
        vm.etch(oracle.SUMS(), tape[position:position + sums]);
        position += sums;
        uint256 refusal = _open(abi.decode(tape[position:position + OPENING], (Opening)));
        position += OPENING;
        if (refusal != 0) return position;
        _compare(abi.decode(tape[position:position + SHOWN], (Shown)));
        position += SHOWN;
        uint256 acts = _word(tape, position);
        position += WORD;
        for (uint256 i; i < acts; ++i) {
            act = i + 1;
            _act(abi.decode(tape[position:position + ACT], (Act)));
            position += ACT;
        }
        return position;
    }

    function _open(Opening memory o) private returns (uint256 refusal) {
        Terms memory t = o.terms;
        token = tokens[t.decimals > 18 ? 18 : t.decimals];
        (t.token, t.oracle) = (address(token), address(oracle));
        vm.warp(o.time);
        oracle.say(o.reading);
        for (uint256 i; i < PEOPLE.length; ++i) walletsBefore[i] = token.balanceOf(PEOPLE[i]);
        uint256 brokerBefore = token.balanceOf(t.broker);
        token.mint(SELLER, o.sellerLocks);
        token.mint(BUYER, o.buyerLocks);
        bytes memory answer;
        (refusal, answer) = _send(address(factory), _openingCall(t));
        _same("refusal", refusal, o.refusal);
        if (refusal != 0) return refusal;
        escrow = IDealEscrow(abi.decode(answer, (address)));
        _same("broker's fee", token.balanceOf(t.broker) - brokerBefore, t.brokerFee);
        vm.getRecordedLogs();
    }

    function _openingCall(Terms memory t) private view returns (bytes memory) {
        Permit memory none;
        bytes32 digest = factory.digest(t);
        bytes memory sellers = _signature(SELLER_KEY, digest);
        return abi.encodeCall(factory.open, (t, sellers, _signature(BUYER_KEY, digest), none, none));
    }

    function _act(Act memory a) private {
        bytes memory call_;
        (doing, call_) = _callOf(a);
        vm.warp(a.time);
        oracle.say(a.reading);
        if (a.kind == 2 || a.kind == 9) _handOver(a.by, uint256(a.amount));
        vm.prank(a.by);
        (uint256 refusal, bytes memory answer) = _send(address(escrow), call_);
        _same("refusal", refusal, a.refusal);
        if (a.kind == 0) _same("periods settled by this call", abi.decode(answer, (uint256)), a.settled);
        bytes32 events = _eventsHash();
        // What a reverted call has logged is recorded all the same.
        if (refusal == 0) _same("events (hash)", uint256(events), uint256(a.events));
        _compare(a.afterwards);
    }

    function _callOf(Act memory a) private pure returns (string memory, bytes memory) {
        IDealEscrow e;
        uint256 amount = uint256(a.amount);
        if (a.kind == 0) return ("settle", abi.encodeCall(e.settle, ()));
        if (a.kind == 1) return ("mark", abi.encodeCall(e.mark, ()));
        if (a.kind == 2) return ("topUp", abi.encodeCall(e.topUp, (a.side, amount)));
        if (a.kind == 3) return ("withdraw", abi.encodeCall(e.withdraw, (a.side, amount, a.by)));
        if (a.kind == 4) return ("closeOut", abi.encodeCall(e.closeOut, ()));
        if (a.kind == 5) return ("proposeTermination", abi.encodeCall(e.proposeTermination, (a.amount)));
        if (a.kind == 6) return ("acceptTermination", abi.encodeCall(e.acceptTermination, (a.amount)));
        if (a.kind == 7) return ("withdrawProposal", abi.encodeCall(e.withdrawProposal, ()));
        if (a.kind == 8) return ("unwind", abi.encodeCall(e.unwind, ()));
        if (a.kind == 9) return ("takeOver", abi.encodeCall(e.takeOver, (amount)));
        return ("withdrawClaim", abi.encodeCall(e.withdrawClaim, (a.by)));
    }

    function _handOver(address payer, uint256 amount) private {
        token.mint(payer, amount);
        vm.prank(payer);
        token.approve(address(escrow), amount);
    }

    /// @return refusal The selector of the error, 0 if it went through; the largest number for a revert without one.
    function _send(address to, bytes memory call_) private returns (uint256 refusal, bytes memory answer) {
        bool ok;
        (ok, answer) = to.call(call_);
        if (!ok) refusal = answer.length < 4 ? type(uint256).max : uint256(bytes32(bytes4(answer)));
    }

    // ------------------------------------------------------------------ comparing

    function _compare(Shown memory s) private view {
        (Phase phase, Cause cause) = escrow.phase();
        _same("phase", uint256(phase), s.phase);
        _same("cause", uint256(cause), s.cause);
        _same("periodsSettled", escrow.periodsSettled(), s.periodsSettled);
        (Side callSide, uint256 due, uint40 cureBy) = escrow.marginCall();
        _same("callSide", uint256(callSide), s.callSide);
        _same("due", due, s.due);
        _same("cureBy", cureBy, s.cureBy);
        _same("unpaid", escrow.unpaid(), s.unpaid);
        _same("shortfall", escrow.shortfall(), s.shortfall);
        uint256 claims = s.claimable[0] + s.claimable[1] + s.claimable[2] + s.claimable[3];
        _same("token balance of the escrow", token.balanceOf(address(escrow)), s.account[0] + s.account[1] + claims);
        _compareSide("seller", Side.Seller, s);
        _compareSide("buyer", Side.Buyer, s);
        for (uint256 i; i < PEOPLE.length; ++i) {
            _same("claimable", NAMES[i], escrow.claimable(PEOPLE[i]), s.claimable[i]);
            _same("wallet", NAMES[i], token.balanceOf(PEOPLE[i]) - walletsBefore[i], s.wallet[i]);
        }
        _compareWindow(s);
    }

    function _compareWindow(Shown memory s) private view {
        (uint40 from, uint40 until, Side defaulter) = escrow.takeoverWindow();
        _same("start of the window", from, s.window[0]);
        _same("end of the window", until, s.window[1]);
        _same("defaulter", uint256(defaulter), s.window[2]);
        (bool ok, bytes memory answer) = address(escrow).staticcall(abi.encodeCall(escrow.takeoverQuote, ()));
        _same("refusal of a quote", ok ? 0 : uint256(bytes32(bytes4(answer))), s.quote[0]);
        if (!ok) return;
        uint256[4] memory quote = abi.decode(answer, (uint256[4]));
        for (uint256 i; i < 4; ++i) _same("quote", quote[i], s.quote[i + 1]);
    }

    function _compareSide(string memory name, Side side, Shown memory s) private view {
        uint256 i = uint256(side);
        _same("account", name, escrow.account(side), s.account[i]);
        _same("requirement", name, _readable(abi.encodeCall(escrow.requirement, (side))), s.requirement[i]);
        _same("exposure", name, _readable(abi.encodeCall(escrow.exposure, (side))), s.exposure[i]);
        _same("withdrawable", name, escrow.withdrawable(side), s.withdrawable[i]);
        _same("owner", name, uint160(escrow.ownerOf(side)), uint160(s.owner[i]));
    }

    /// @dev What a view answers; the largest number if it says that the index cannot be read. Any other revert is a failure.
    function _readable(bytes memory view_) private view returns (uint256) {
        (bool ok, bytes memory answer) = address(escrow).staticcall(view_);
        if (ok) return abi.decode(answer, (uint256));
        if (bytes4(answer) != IDealEscrow.IndexUnreadable.selector)
            _differs("error of a view", uint256(bytes32(bytes4(answer))), 0);
        return type(uint256).max;
    }

    /// @dev All topics and data that the escrow logged, one after the other.
    function _eventsHash() private returns (bytes32) {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        bytes memory all;
        for (uint256 i; i < logs.length; ++i) {
            if (logs[i].emitter == address(escrow)) all = bytes.concat(all, abi.encodePacked(logs[i].topics), logs[i].data);
        }
        return keccak256(all);
    }

    function _same(string memory field, string memory side, uint256 actual, uint256 expected) private view {
        if (actual != expected) _differs(string.concat(side, "'s ", field), actual, expected);
    }

    function _same(string memory field, uint256 actual, uint256 expected) private view {
        if (actual != expected) _differs(field, actual, expected);
    }

    function _differs(string memory field, uint256 actual, uint256 expected) private view {
        string memory where = string.concat(
            "seed ",
            Strings.toString(seed),
            ", deal ",
            Strings.toString(deal),
            ", act ",
            Strings.toString(act)
        );
        string memory says = string.concat(_shown(expected), ", the contract says ", _shown(actual));
        revert(string.concat(where, " (", doing, "): ", field, ": the domain says ", says));
    }

    function _shown(uint256 number) private pure returns (string memory) {
        return number < 2 ** 40 ? Strings.toString(number) : Strings.toHexString(number);
    }

    // ------------------------------------------------------------------ small things

    function _word(bytes calldata tape, uint256 position) private pure returns (uint256) {
        return uint256(bytes32(tape[position:position + WORD]));
    }

    function _signature(uint256 key, bytes32 digest) private pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    function _aToken(uint8 decimals) private returns (TestToken made) {
        made = new TestToken("Test money", "TEST", decimals);
        vm.prank(SELLER);
        made.approve(address(factory), type(uint256).max);
        vm.prank(BUYER);
        made.approve(address(factory), type(uint256).max);
    }
}

contract FirstReplay is Replay {
    function share() internal pure override returns (uint256) {
        return 0;
    }
}

contract SecondReplay is Replay {
    function share() internal pure override returns (uint256) {
        return 1;
    }
}

contract ThirdReplay is Replay {
    function share() internal pure override returns (uint256) {
        return 2;
    }
}

contract FourthReplay is Replay {
    function share() internal pure override returns (uint256) {
        return 3;
    }
}
