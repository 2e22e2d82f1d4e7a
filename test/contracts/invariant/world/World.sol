// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {TestToken} from "src/development/TestToken.sol";
import {Cause, EnforcedTerms, IDealEscrow, Phase, Side} from "src/interfaces/IDealEscrow.sol";
import {IDealFactory} from "src/interfaces/IDealFactory.sol";
import {IKeeper} from "src/interfaces/IKeeper.sol";
import {Fault, ScriptedOracle} from "../../support/ScriptedOracle.sol";
import {Offer, Seen} from "./WorldBook.sol";
import {Instrument, Scale} from "./WorldTerms.sol";
import {WorldReckoning} from "./WorldReckoning.sol";

/// @notice A few deals of every kind and what people, clocks and the index do to them. Of each act it says beforehand, from what the
/// escrow shows, whether it must go through or be refused, and afterwards what it may have changed.
contract World is WorldReckoning {
    uint256 private constant DEALS = 3;

    IKeeper private immutable keeper;
    uint256 private immutable seed;

    /// @notice How often an act was tried in good faith, and how often it went through.
    mapping(string act => uint256) public tried;
    mapping(string act => uint256) public went;
    /// @dev The index at its last fixing but one: a spike of one day comes back to it.
    uint256 private before;

    constructor(uint256 seed_, IDealFactory factory_, IKeeper keeper_) {
        (seed, factory, keeper) = (seed_, factory_, keeper_);
        loadFixings();
        climate = drawClimate(seed_);
        vm.warp(uint256(climate.today) * DAY + (draw(seed_, 2) % DAY));
        token = new TestToken("Test money", "TEST", climate.decimals);
        oracle = new ScriptedOracle(climate.today, climate.rate, HEARTBEAT);
        (climate.token, climate.oracle, before) = (address(token), address(oracle), climate.rate);
        for (uint256 i; i < DEALS; ++i) {
            Instrument instrument = Instrument((seed_ * DEALS + i) % INSTRUMENTS);
            openDeal(drawTerms(climate, instrument, draw(seed_, 10 + i)));
        }
    }

    /// @notice Something happens: time passes, the index moves, or somebody acts on one of the deals or on all.
    function step(uint256 random) external {
        uint256 d = _attended(random % DEALS, random >> 4);
        uint256 roll = (random >> 8) % 100;
        random = random >> 16;
        if (roll < 20) _fixings(d, random);
        else if (roll < 30) _momentOf(d, random);
        else if (roll < 32) vm.warp(block.timestamp + between(random, 1, DAY));
        else if (roll < 34) _trouble(random);
        else if (roll < 39) _heal();
        else if (roll < 43) _batch(random);
        else if (roll < 85) _sensible(d, random);
        else _anything(d, random);
    }

    /// @dev Usually the deal that needs somebody most: one in its window, before one that is called, before any that is not over.
    function _attended(uint256 d, uint256 random) private view returns (uint256) {
        if (random % 4 == 0) return d;
        uint256 most = _urgency(d);
        for (uint256 i; i < DEALS; ++i) {
            uint256 urgency = _urgency(i);
            if (urgency > most) (d, most) = (i, urgency);
        }
        return d;
    }

    function _urgency(uint256 d) private view returns (uint256) {
        (Phase phase, ) = deals[d].escrow.phase();
        if (phase == Phase.Defaulted) return 3;
        if (phase == Phase.Called) return 2;
        return phase == Phase.Open ? 1 : 0;
    }

    // ------------------------------------------------------------------ time and the index

    /// @dev Usually a day; at times as many as bring a long deal on. Missed days are made up for first.
    function _fixings(uint256 d, uint256 random) private {
        EnforcedTerms memory t = deals[d].escrow.terms();
        uint256 length = uint256(t.periods) * t.periodDays;
        uint256 days_ = random % 4 == 0 ? between(random >> 8, 1, length / 12 + 2) : 1;
        uint256 today = block.timestamp / DAY;
        if (today > latestDay() + 1 && (random >> 16) % 4 != 0) days_ += today - latestDay() - 1;
        for (uint256 i; i < days_; ++i) fixNext(draw(random, i));
    }

    function fixNext(uint256 random) public {
        uint256 value = _next(random);
        (, before) = oracle.lastFixed();
        uint256 soon = (uint256(oracle.fix(value)) + 1) * DAY + 600;
        if (soon > block.timestamp) vm.warp(soon);
    }

    /// @dev History as it was, or a calm, a lively or a mad index about the rate.
    function _next(uint256 random) private view returns (uint256) {
        uint256 day = latestDay() + 1;
        if (climate.scale == Scale.Real && day <= fixingsThrough()) return fixing(0, day);
        uint256 rate = climate.rate;
        uint256 mood = seed % 4;
        uint256 roll = (random >> 8) % 100;
        if (mood == 0) return (rate * between(random >> 16, 970, 1030)) / 1000;
        if (mood < 3 || roll < 70) return (rate * between(random >> 16, 750, 1300)) / 1000 + ((random >> 128) % 2);
        if (roll < 80) return before;
        if (roll < 85) return rate / 2;
        if (roll < 90) return rate * between(random >> 16, 2, 1000);
        if (roll < 95) return 0;
        return roll < 98 ? MAX_INDEX : 2 ** 130;
    }

    /// @dev A moment at which something is permitted for the last time or for the first.
    function _momentOf(uint256 d, uint256 random) private {
        Seen memory s = seen(d);
        EnforcedTerms memory t = deals[d].escrow.terms();
        uint256 moment = s.cureBy + (random % 2);
        uint256 kind = (random >> 8) % 16;
        if (kind == 0) moment = (latestDay() + 2 + t.fallbackDays) * DAY - (random % 2);
        if (kind == 1) moment = (latestDay() + 1) * DAY + HEARTBEAT + (random % 2);
        if (kind == 2) moment = deals[d].offers[random % 2].madeAt + DAY + (random % 2);
        if (moment > block.timestamp) vm.warp(moment);
    }

    function _trouble(uint256 random) private {
        Fault fault = Fault(1 + (random % 5));
        uint256 kind = (random >> 8) % 8;
        if (kind < 2) oracle.breakLatest(fault);
        else if (kind < 4) oracle.breakCumulative(fault);
        else if (kind < 5) oracle.breakHeartbeat(fault);
        else if (kind < 6) oracle.breakAll(fault);
        else if (kind < 7 && (random >> 16) % 4 == 0) oracle.breakDay(uint32(latestDay() + ((random >> 24) % 4)), Fault.Reverts);
    }

    function _heal() private {
        oracle.breakAll(Fault.None);
    }

    // ------------------------------------------------------------------ who does what

    function _sensible(uint256 d, uint256 random) private {
        Seen memory s = seen(d);
        uint256 roll = (random >> 8) % 100;
        random = random >> 16;
        if (isLive(s) && _isOffered(d, s) && roll < 30) return roll < 12 ? withdrawProposal(d, random) : accept(d, random);
        if (s.claims > 0 && roll < 25) return withdrawClaim(d, random);
        if (s.phase == Phase.Closed) return roll < 60 ? withdraw(d, random) : withdrawClaim(d, random);
        if (s.phase == Phase.Defaulted)
            return
                roll < 85
                    ? takeOver(d, random)
                    : roll < 92
                        ? unwind(d, random)
                        : closeOut(d);
        if (isInDefault(s)) return roll < 90 ? closeOut(d) : unwind(d, random);
        if (s.phase == Phase.Called) {
            if (roll < 45) return topUp(d, random);
            return
                roll < 75
                    ? mark(d)
                    : roll < 85
                        ? settle(d)
                        : _momentOf(d, random);
        }
        if (roll < 60) return mark(d);
        if (roll < 70) return settle(d);
        if (roll < 80) return withdraw(d, random);
        return roll < 92 ? propose(d, random) : unwind(d, random);
    }

    function _isOffered(uint256 d, Seen memory s) private view returns (bool) {
        for (uint256 side; side < 2; ++side) {
            Offer storage offer = deals[d].offers[side];
            if (offer.made && offer.settled == s.settled && block.timestamp <= offer.madeAt + DAY) return true;
        }
        return false;
    }

    function _anything(uint256 d, uint256 random) private {
        uint256 act = (random >> 8) % 14;
        random = random >> 16;
        if (act == 0) settle(d);
        else if (act == 1) mark(d);
        else if (act == 2) topUp(d, random);
        else if (act == 3) withdraw(d, random);
        else if (act == 4) closeOut(d);
        else if (act == 5) takeOver(d, random);
        else if (act == 6) withdrawClaim(d, random);
        else if (act == 7) propose(d, random);
        else if (act == 8) accept(d, random);
        else if (act == 9) withdrawProposal(d, random);
        else if (act == 10) unwind(d, random);
        else if (act == 11) donate(d, random);
        else if (act == 12) trespass(d, random);
        else accept(d, random);
    }

    // ------------------------------------------------------------------ anyone's acts

    function settle(uint256 d) private {
        Seen memory s = seen(d);
        vm.prank(stranger);
        uint256 periods = deals[d].escrow.settle();
        _count("settle", periods > 0);
        assertEq(deals[d].escrow.periodsSettled(), s.settled + periods, "as many as it says");
        _afterwards(d, s, "settle");
    }

    function mark(uint256 d) private {
        Seen memory s = seen(d);
        vm.prank(stranger);
        try deals[d].escrow.mark() {
            _count("mark", true);
        } catch {
            _count("mark", false);
            assertTrue(!isFresh(d) || !_isValued(d), "a fresh index that reads was not marked at");
        }
        _afterwards(d, s, "mark");
    }

    function _isValued(uint256 d) private view returns (bool ok) {
        (ok, ) = valueOf(d);
    }

    /// @dev The demand, a part of it, or anything, to either side.
    function topUp(uint256 d, uint256 random) private {
        Seen memory s = seen(d);
        uint256 side = s.phase == Phase.Called && random % 4 != 0 ? uint256(s.called) : (random >> 2) % 2;
        uint256 room = MAX_ACCOUNTS - s.account[0] - s.account[1];
        uint256 amount = s.due > 0 && (random >> 8) % 2 == 0 ? s.due : between(random >> 16, 1, s.due + s.account[side] + 1);
        _provide(stranger, deals[d].escrow, amount);
        bool isDue = isLive(s) && !isInDefault(s) && amount <= room;
        vm.prank(stranger);
        try deals[d].escrow.topUp(Side(side), amount) {
            assertTrue(isDue, "topped up out of turn");
            deals[d].paidIn += amount;
        } catch {
            assertTrue(!isDue, "a top-up was refused");
        }
        _count("topUp", isDue);
        _afterwards(d, s, "topUp");
    }

    function closeOut(uint256 d) private {
        Seen memory s = seen(d);
        (bool ok, int256 v) = s.settled < deals[d].escrow.terms().periods ? valueOf(d) : (true, int256(0));
        bool hadToGoThrough = isInDefault(s) && ok && (s.settled == deals[d].escrow.terms().periods || isFresh(d));
        vm.prank(stranger);
        try deals[d].escrow.closeOut() {
            assertTrue(isInDefault(s) || s.phase == Phase.Defaulted, "closed out without a default");
            Seen memory now_ = seen(d);
            _count("closeOut", true);
            if (now_.phase == Phase.Defaulted) ++went["openWindow"];
            if (now_.phase == Phase.Closed) _assertPenalty(d, s, now_, v);
        } catch {
            assertTrue(!hadToGoThrough, "a default was not closed out");
            if (isInDefault(s)) _count("closeOut", false);
        }
        _afterwards(d, s, "closeOut");
    }

    /// @dev The honouring party's promise: it gets what it is owed and the penalty, as far as the defaulter's account reaches.
    function _assertPenalty(uint256 d, Seen memory s, Seen memory now_, int256 v) private view {
        EnforcedTerms memory t = deals[d].escrow.terms();
        (uint256 x, uint256 h) = (uint256(s.called), 1 - uint256(s.called));
        int256 owed = (s.called == Side.Seller ? v : -v) + int256(s.unpaid);
        int256 due = owed + int256(uint256(s.called == Side.Seller ? t.sellerPenalty : t.buyerPenalty));
        uint256 payer = due > 0 ? x : h;
        uint256 paid = uint256(due > 0 ? due : -due);
        if (paid > s.account[payer]) paid = s.account[payer];
        assertEq(now_.account[payer], s.account[payer] - paid, "what the close-out took");
        assertEq(now_.account[1 - payer], s.account[1 - payer] + paid, "what the close-out paid");
        uint256 missing = owed > int256(s.account[x]) ? uint256(owed) - s.account[x] : 0;
        assertEq(deals[d].escrow.shortfall(), missing, "what was missing");
    }

    /// @dev Whoever is not the honouring party gets in for what was quoted, and for no unit less.
    function takeOver(uint256 d, uint256 random) private {
        IDealEscrow escrow = deals[d].escrow;
        Seen memory s = seen(d);
        try escrow.takeoverQuote() returns (uint256 deposit, uint256, uint256, uint256) {
            address who = people[random % 4];
            address honouring = s.owner[1 - uint256(s.called)];
            if (who == honouring && (random >> 8) % 4 != 0) who = people[(random + 1) % 4];
            bool isHonouring = who == honouring;
            _provide(who, escrow, deposit);
            if (deposit > 0) _assertRefused(escrow, who, abi.encodeCall(escrow.takeOver, (deposit - 1)));
            vm.prank(who);
            try escrow.takeOver(deposit) {
                deals[d].paidIn += deposit;
                delete deals[d].offers;
                _assertTakenOver(d, s, who);
                assertTrue(!isHonouring, "the honouring party took over");
            } catch {
                assertTrue(isHonouring, "a quoted takeover was refused");
            }
            _count("takeOver", !isHonouring);
        } catch {
            _provide(stranger, escrow, 1);
            _assertRefused(escrow, stranger, abi.encodeCall(escrow.takeOver, (type(uint256).max)));
        }
        _afterwards(d, s, "takeOver");
    }

    /// @dev The honouring party's cash and mark are at least what it is owed, as far as there is something, and half of the penalty there.
    function _assertTakenOver(uint256 d, Seen memory s, address who) private view {
        Seen memory now_ = seen(d);
        (bool ok, int256 v) = valueOf(d);
        (uint256 x, uint256 h) = (uint256(s.called), 1 - uint256(s.called));
        assertTrue(ok && now_.phase == Phase.Open && now_.owner[x] == who, "the taker has the side");
        assertTrue(now_.claims >= s.claims, "a claim shrank");
        int256 owed = s.called == Side.Seller ? v : -v;
        int256 kept = int256(s.account[x]) - int256(s.unpaid) - owed;
        EnforcedTerms memory t = deals[d].escrow.terms();
        uint256 penalty = s.called == Side.Seller ? t.sellerPenalty : t.buyerPenalty;
        if (kept < int256(penalty)) penalty = kept > 0 ? uint256(kept) : 0;
        int256 most = owed + int256(s.unpaid);
        if (most > int256(s.account[x])) most = int256(s.account[x]);
        int256 got = int256(now_.account[h]) - int256(s.account[h]) + owed;
        assertTrue(got >= most + int256((penalty + 1) / 2), "the honouring party is worse off");
    }

    function donate(uint256 d, uint256 random) private {
        Seen memory s = seen(d);
        uint256 amount = random % 1000;
        token.mint(address(deals[d].escrow), amount);
        deals[d].donated += amount;
        _afterwards(d, s, "donate");
    }

    // ------------------------------------------------------------------ owners' acts

    /// @dev What `withdrawable` says goes through, and a unit more does not.
    function withdraw(uint256 d, uint256 random) private {
        IDealEscrow escrow = deals[d].escrow;
        Seen memory s = seen(d);
        uint8 side = uint8(random % 2);
        uint256 most = escrow.withdrawable(Side(side));
        if (most == 0 && escrow.withdrawable(Side(1 - side)) > 0) (side, most) = (1 - side, escrow.withdrawable(Side(1 - side)));
        address owner = s.owner[side];
        bool isSettled = s.phase != Phase.Open || most > 0 || escrow.terms().marking == 0;
        if (isSettled) _assertRefused(escrow, owner, abi.encodeCall(escrow.withdraw, (Side(side), most + 1, owner)));
        _count("withdraw", most > 0);
        if (most == 0) return;
        uint256 amount = (random >> 8) % 2 == 0 ? most : between(random >> 16, 1, most);
        vm.prank(owner);
        escrow.withdraw(Side(side), amount, owner);
        deals[d].paidOut += amount;
        if (deals[d].closedFor != Cause.None) deals[d].leftAtClose[side] -= amount;
        assertEq(escrow.account(Side(side)), s.account[side] - amount, "exactly that");
        assertEq(escrow.account(Side(1 - side)), s.account[1 - side], "only one's own");
        _afterwards(d, s, "withdraw");
    }

    function withdrawClaim(uint256 d, uint256 random) private {
        IDealEscrow escrow = deals[d].escrow;
        Seen memory s = seen(d);
        address who = people[random % 4];
        for (uint256 i; i < 4 && escrow.claimable(who) == 0; ++i) who = people[i];
        uint256 amount = escrow.claimable(who);
        vm.prank(who);
        try escrow.withdrawClaim(who) {
            assertTrue(amount > 0 && escrow.claimable(who) == 0, "all of it, once");
            deals[d].paidOut += amount;
        } catch {
            assertEq(amount, 0, "a claim was refused");
        }
        if (s.claims > 0) _count("withdrawClaim", amount > 0);
        _afterwards(d, s, "withdrawClaim");
    }

    function propose(uint256 d, uint256 random) private {
        Seen memory s = seen(d);
        uint256 side = random % 2;
        uint256 most = (random >> 8) % 8 == 0 ? MAX_ACCOUNTS : s.account[1 - side] / 2;
        int256 payment = int256(between(random >> 16, 0, (random >> 12) % 2 == 0 ? 0 : most));
        if (side == 1) payment = -payment;
        vm.prank(s.owner[side]);
        try deals[d].escrow.proposeTermination(payment) {
            assertTrue(isLive(s), "proposed in a deal that is not live");
            deals[d].offers[side] = Offer(true, payment, s.settled, block.timestamp);
        } catch {
            assertTrue(!isLive(s), "a proposal was refused");
        }
        _count("propose", isLive(s));
        _afterwards(d, s, "propose");
    }

    /// @dev An offer stands for a day, until the next settlement, and only for who can be paid.
    function accept(uint256 d, uint256 random) private {
        Seen memory s = seen(d);
        uint256 side = random % 2;
        if (!deals[d].offers[1 - side].made) side = 1 - side;
        Offer memory offer = deals[d].offers[1 - side];
        if (offer.made && isLive(s) && (random >> 8) % 3 == 0) return;
        uint256 amount = uint256(offer.payment < 0 ? -offer.payment : offer.payment);
        bool stands = offer.made && offer.settled == s.settled && block.timestamp <= offer.madeAt + DAY && isLive(s);
        stands = stands && amount <= s.account[offer.payment > 0 ? 1 : 0];
        vm.prank(s.owner[side]);
        try deals[d].escrow.acceptTermination(offer.payment) {
            assertTrue(stands, "accepted what is not on the table");
        } catch {
            assertTrue(!stands, "an offer that stands was refused");
        }
        if (offer.made) _count("accept", stands);
        _afterwards(d, s, "accept");
    }

    function withdrawProposal(uint256 d, uint256 random) private {
        Seen memory s = seen(d);
        uint256 side = deals[d].offers[0].made ? 0 : random % 2;
        Offer memory offer = deals[d].offers[side];
        bool stands = offer.made && isLive(s) && offer.settled == s.settled;
        vm.prank(s.owner[side]);
        try deals[d].escrow.withdrawProposal() {
            assertTrue(stands, "took back what is not there");
            delete deals[d].offers[side];
        } catch {
            assertTrue(!stands, "an offer could not be taken back");
        }
        if (offer.made) _count("withdrawProposal", stands);
        _afterwards(d, s, "withdrawProposal");
    }

    function unwind(uint256 d, uint256 random) private {
        Seen memory s = seen(d);
        (bool ok, int256 v) = valueOf(d);
        vm.prank(s.owner[random % 2]);
        try deals[d].escrow.unwind() {
            _count("unwind", true);
            Seen memory now_ = seen(d);
            if (ok) _assertUnwound(s, now_, v + (s.called == Side.Seller ? int256(s.unpaid) : -int256(s.unpaid)));
        } catch {
            if (block.timestamp / DAY > latestDay() + 2 + deals[d].escrow.terms().fallbackDays) _count("unwind", false);
        }
        _afterwards(d, s, "unwind");
    }

    function _assertUnwound(Seen memory s, Seen memory now_, int256 owed) private pure {
        uint256 payer = owed > 0 ? 0 : 1;
        uint256 paid = uint256(owed > 0 ? owed : -owed);
        if (paid > s.account[payer]) paid = s.account[payer];
        assertEq(now_.account[payer], s.account[payer] - paid, "what the unwind took");
        assertEq(now_.account[1 - payer], s.account[1 - payer] + paid, "what the unwind paid");
    }

    /// @dev A stranger, or the other side's owner, at the doors that belong to an owner.
    function trespass(uint256 d, uint256 random) private {
        IDealEscrow escrow = deals[d].escrow;
        Seen memory s = seen(d);
        Side side = Side(random % 2);
        address thief = s.owner[1 - uint256(side)];
        _assertRefused(escrow, thief, abi.encodeCall(escrow.withdraw, (side, 1, thief)));
        _assertRefused(escrow, stranger, abi.encodeCall(escrow.withdraw, (side, 1, stranger)));
        _assertRefused(escrow, stranger, abi.encodeCall(escrow.withdrawClaim, (stranger)));
        _assertRefused(escrow, stranger, abi.encodeCall(escrow.unwind, ()));
        _assertRefused(escrow, stranger, abi.encodeCall(escrow.proposeTermination, (0)));
        _assertRefused(escrow, stranger, abi.encodeCall(escrow.acceptTermination, (0)));
        _assertRefused(escrow, stranger, abi.encodeCall(escrow.withdrawProposal, ()));
        _afterwards(d, s, "trespass");
    }

    // ------------------------------------------------------------------ all deals at once

    /// @dev Through the keeper, or one by one in the other order: the same comes of it to the unit.
    function _batch(uint256 random) private {
        uint8 act = uint8(random % 3);
        Seen[] memory all = new Seen[](DEALS);
        for (uint256 d; d < DEALS; ++d) all[d] = seen(d);
        uint256 snapshot = vm.snapshotState();
        for (uint256 d = DEALS; d > 0; --d) {
            (bool ok, ) = address(deals[d - 1].escrow).call(abi.encodeWithSelector(_selector(act)));
            ok;
        }
        bytes32 apart = _books();
        vm.revertToStateAndDelete(snapshot);
        address[] memory escrows = new address[](DEALS);
        for (uint256 d; d < DEALS; ++d) escrows[d] = address(deals[d].escrow);
        if (act == 0) keeper.settleMany(escrows);
        else if (act == 1) keeper.markMany(escrows);
        else keeper.closeOutMany(escrows);
        assertEq(_books(), apart, "together and one by one in the other order");
        for (uint256 d; d < DEALS; ++d) _afterwards(d, all[d], "batch");
        _count("batch", true);
    }

    function _selector(uint8 act) private pure returns (bytes4) {
        if (act == 0) return IDealEscrow.settle.selector;
        return act == 1 ? IDealEscrow.mark.selector : IDealEscrow.closeOut.selector;
    }

    function _books() private view returns (bytes32 hash) {
        for (uint256 d; d < DEALS; ++d) hash = keccak256(abi.encode(hash, seen(d), deals[d].escrow.shortfall()));
    }

    // ------------------------------------------------------------------ afterwards

    /// @dev What an act may change, and what has come about.
    function _afterwards(uint256 d, Seen memory s, string memory act) private {
        Seen memory now_ = seen(d);
        bool hasSettled = now_.settled > s.settled;
        bool isOver = now_.phase == Phase.Closed;
        if (!hasSettled && !isOver && s.phase == now_.phase) {
            bytes32 name = keccak256(bytes(act));
            bool isMoving = name == keccak256("topUp") || name == keccak256("withdraw");
            if (!isMoving) {
                assertEq(now_.account[0], s.account[0], string.concat(act, " moved the seller's account"));
                assertEq(now_.account[1], s.account[1], string.concat(act, " moved the buyer's account"));
            } else if (name == keccak256("topUp")) {
                assertTrue(now_.account[0] >= s.account[0] && now_.account[1] >= s.account[1], "a top-up took");
            }
            // A demand is frozen.
            if (s.phase == Phase.Called && now_.called == s.called && now_.cureBy == s.cureBy) {
                assertTrue(now_.due <= s.due, "a demand grew");
            }
        }
        _notice(d, s, now_);
    }

    function _notice(uint256 d, Seen memory s, Seen memory now_) private {
        if (now_.phase != s.phase) {
            if (now_.phase == Phase.Called) ++went["called"];
            if (s.phase == Phase.Called && now_.phase == Phase.Open) ++went["cured"];
        }
        if (now_.unpaid > s.unpaid) ++went["fallShort"];
        if (now_.phase == Phase.Closed && deals[d].closedFor == Cause.None) {
            deals[d].closedFor = now_.cause;
            deals[d].leftAtClose = now_.account;
            string[5] memory causes = ["", "matured", "terminated", "closedOut", "unwound"];
            ++went[causes[uint256(now_.cause)]];
        }
    }

    function _count(string memory act, bool through) private {
        ++tried[act];
        if (through) ++went[act];
    }

    function _provide(address payer, IDealEscrow escrow, uint256 amount) private {
        token.mint(payer, amount);
        vm.prank(payer);
        token.approve(address(escrow), amount);
    }

    function _assertRefused(IDealEscrow escrow, address by, bytes memory call_) private {
        vm.prank(by);
        (bool ok, ) = address(escrow).call(call_);
        assertTrue(!ok, "went through what is refused");
    }
}
