// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {TestToken} from "src/development/TestToken.sol";
import {Cause, IDealEscrow, Phase, Side} from "src/interfaces/IDealEscrow.sol";
import {Fault, ScriptedOracle} from "../support/ScriptedOracle.sol";
import {Test} from "../support/Test.sol";

/// @notice Acts on one deal the way a random world would: any caller, any time, any index, an oracle that breaks and heals. After each
/// act it checks what that act may have changed; it counts what went through, so that a run that only bounces is noticed.
contract DealHandler is Test {
    uint256 private constant DAY = 86_400;
    address private constant STRANGER = address(0x57AA);

    address private constant FIRST_TAKER = address(0x7A4E1);
    address private constant SECOND_TAKER = address(0x7A4E2);

    IDealEscrow public immutable escrow;
    TestToken private immutable token;
    ScriptedOracle private immutable oracle;

    uint256 public paidIn;
    uint256 public paidOut;
    uint256 public donated;
    Cause public closedFor;
    uint256[2] public leftAtClose;
    mapping(string act => uint256) public done;
    /// @dev Everybody who may own a side, or be left something by a takeover.
    address[4] private people;

    constructor(IDealEscrow escrow_, TestToken token_, ScriptedOracle oracle_) {
        (escrow, token, oracle) = (escrow_, token_, oracle_);
        paidIn = token_.balanceOf(address(escrow_));
        people = [escrow_.ownerOf(Side.Seller), escrow_.ownerOf(Side.Buyer), FIRST_TAKER, SECOND_TAKER];
    }

    /// @dev What both accounts and all claims hold together changes by `money` and by nothing else; a closed book stays as it is.
    modifier moving(string memory act) {
        uint256 before = _sum();
        (uint256 inBefore, uint256 outBefore) = (paidIn, paidOut);
        _;
        assertEq(_sum() + (paidOut - outBefore), before + (paidIn - inBefore), act);
        (Phase phase, Cause cause) = escrow.phase();
        if (phase == Phase.Closed && closedFor == Cause.None) {
            closedFor = cause;
            leftAtClose = [escrow.account(Side.Seller), escrow.account(Side.Buyer)];
            if (cause == Cause.Matured) _went("mature");
        }
    }

    // ------------------------------------------------------------------ the world

    function fix(uint256 random) external {
        _fix(random, random % 8 == 0 ? 3 : 1);
    }

    function fixAWeek(uint256 random) external {
        _fix(random, 7);
    }

    function _fix(uint256 random, uint256 days_) private {
        for (uint256 i; i < days_; ++i) {
            uint256 roll = draw(random, i);
            uint256 value = between(roll >> 8, 94, 108);
            if (roll % 20 < 5) value = between(roll >> 8, 70, 130);
            if (roll % 20 == 5) value = between(roll >> 8, 0, 2000);
            uint32 day = oracle.fix(value);
            uint256 soon = (uint256(day) + 1) * DAY + 600;
            if (soon > block.timestamp) vm.warp(soon);
        }
    }

    function wait(uint256 random) external {
        vm.warp(block.timestamp + (random % 10 == 0 ? between(random, DAY, 9 * DAY) : between(random, 1, DAY)));
    }

    function breakOracle(uint256 random) external {
        Fault fault = Fault(random % 6);
        if ((random >> 8) % 4 == 0) oracle.breakLatest(fault);
        else if ((random >> 8) % 4 == 1) oracle.breakCumulative(fault);
        else if ((random >> 8) % 4 == 2) oracle.breakHeartbeat(fault);
        else oracle.breakAll(Fault.None);
    }

    function healOracle() external {
        oracle.breakAll(Fault.None);
    }

    function donate(uint256 amount) external {
        amount = amount % 1000;
        token.mint(address(escrow), amount);
        donated += amount;
    }

    // ------------------------------------------------------------------ anyone

    function settle() external moving("settle") {
        vm.prank(STRANGER);
        uint256 periods = escrow.settle();
        if (periods > 0) _went("settle");
    }

    function mark() external moving("mark") {
        uint256 settled = escrow.periodsSettled();
        uint256 sellers = escrow.account(Side.Seller);
        (Phase before, ) = escrow.phase();
        vm.prank(STRANGER);
        try escrow.mark() {
            (Phase now_, ) = escrow.phase();
            if (before == Phase.Open && now_ == Phase.Called) _went("call");
            if (before == Phase.Called && now_ == Phase.Open) _went("lift");
        } catch {}
        if (settled == escrow.periodsSettled()) assertEq(escrow.account(Side.Seller), sellers, "marking moves nothing");
    }

    function topUp(uint256 random) external moving("topUp") {
        Side side = _side(random);
        uint256 amount = between(random >> 16, 1, (random >> 8) % 16 == 0 ? 2000 : 200);
        uint256 other = escrow.account(_other(side));
        token.mint(STRANGER, amount);
        vm.prank(STRANGER);
        token.approve(address(escrow), amount);
        vm.prank(STRANGER);
        try escrow.topUp(side, amount) {
            paidIn += amount;
            assertTrue(escrow.account(_other(side)) >= other, "a top-up takes from nobody");
            _went("topUp");
        } catch {}
    }

    function closeOut() external moving("closeOut") {
        vm.prank(STRANGER);
        try escrow.closeOut() {
            (Phase now_, ) = escrow.phase();
            _went(now_ == Phase.Defaulted ? "openWindow" : "closeOut");
        } catch {}
    }

    /// @dev Whoever is not the honouring party gets in for what was quoted; nobody else's money or claim shrinks.
    function takeOver(uint256 random) external moving("takeOver") {
        address who = people[random % 4];
        uint256 deposit;
        try escrow.takeoverQuote() returns (uint256 quoted, uint256, uint256, uint256) {
            deposit = quoted;
        } catch {
            return;
        }
        (, , Side side) = escrow.takeoverWindow();
        (uint256 others, uint256 claims) = (escrow.account(_other(side)), claimed());
        bool isHonouring = who == escrow.ownerOf(_other(side));
        token.mint(who, deposit);
        vm.prank(who);
        token.approve(address(escrow), deposit);
        vm.prank(who);
        try escrow.takeOver(deposit) {
            assertTrue(!isHonouring, "the honouring party took over");
            paidIn += deposit;
            assertTrue(escrow.account(_other(side)) >= others && claimed() >= claims, "a takeover takes from nobody");
            assertEq(escrow.ownerOf(side), who, "the taker owns the side");
            _went("takeOver");
        } catch {
            assertTrue(isHonouring, "a quoted takeover was refused");
        }
    }

    function withdrawClaim(uint256 random) external moving("withdrawClaim") {
        address who = people[random % 4];
        uint256 amount = escrow.claimable(who);
        vm.prank(who);
        try escrow.withdrawClaim(who) {
            assertTrue(amount > 0 && escrow.claimable(who) == 0, "all of it, once");
            paidOut += amount;
            _went("withdrawClaim");
        } catch {
            assertEq(amount, 0, "a claim was refused");
        }
    }

    // ------------------------------------------------------------------ owners, and those who are not

    function withdraw(uint256 random) external moving("withdraw") {
        Side side = _side(random);
        uint256 amount = escrow.withdrawable(side);
        if ((random >> 8) % 3 != 0) amount = between(random >> 16, 1, amount + 1);
        uint256 other = escrow.account(_other(side));
        uint256 settled = escrow.periodsSettled();
        address owner = escrow.ownerOf(side);
        vm.prank(owner);
        try escrow.withdraw(side, amount, owner) {
            paidOut += amount;
            if (settled == escrow.periodsSettled()) assertEq(escrow.account(_other(side)), other, "only one's own");
            if (closedFor != Cause.None) leftAtClose[uint256(side)] -= amount;
            _went("withdraw");
        } catch {}
    }

    function withdrawOfOthers(uint256 random) external moving("withdrawOfOthers") {
        Side side = _side(random);
        address thief = (random >> 8) % 2 == 0 ? STRANGER : people[(random >> 9) % 4];
        if (thief == escrow.ownerOf(side)) thief = escrow.ownerOf(_other(side));
        uint256 amount = between(random >> 16, 0, escrow.account(side) + 1);
        vm.prank(thief);
        try escrow.withdraw(side, amount, thief) {
            revert("withdrew what is another's");
        } catch {}
    }

    function propose(uint256 random) external moving("propose") {
        vm.prank(escrow.ownerOf(_side(random)));
        try escrow.proposeTermination(int256(between(random >> 8, 0, 40)) - 20) {
            _went("propose");
        } catch {}
    }

    /// @dev Tries every payment that `propose` may have offered: somebody who accepts whatever is on the table.
    function accept(uint256 random) external moving("accept") {
        if (random % 4 != 0) return; // or no deal would grow old
        address owner = escrow.ownerOf(_side(random >> 8));
        for (int256 payment = -20; payment <= 20; ++payment) {
            vm.prank(owner);
            try escrow.acceptTermination(payment) {
                _went("accept");
                return;
            } catch {}
        }
    }

    function withdrawProposal(uint256 random) external moving("withdrawProposal") {
        vm.prank(escrow.ownerOf(_side(random)));
        try escrow.withdrawProposal() {
            _went("withdrawProposal");
        } catch {}
    }

    function unwind(uint256 random) external moving("unwind") {
        vm.prank(escrow.ownerOf(_side(random)));
        try escrow.unwind() {
            _went("unwind");
        } catch {}
    }

    /// @dev A stranger at the doors that belong to owners.
    function trespass() external moving("trespass") {
        vm.prank(STRANGER);
        try escrow.unwind() {
            revert("a stranger unwound");
        } catch {}
        vm.prank(STRANGER);
        try escrow.proposeTermination(0) {
            revert("a stranger proposed");
        } catch {}
        vm.prank(STRANGER);
        try escrow.acceptTermination(0) {
            revert("a stranger accepted");
        } catch {}
    }

    // ------------------------------------------------------------------ the end

    /// @notice Whatever state the deal is in, with the oracle as it is: lets time pass, ends it and takes everything out.
    function drain() external moving("drain") {
        vm.warp(block.timestamp + 200 * DAY);
        escrow.settle();
        vm.warp(block.timestamp + escrow.terms().cureSeconds + 1); // what falls short only now has its own clock
        try escrow.closeOut() {} catch {}
        vm.warp(block.timestamp + escrow.terms().takeoverSeconds + 1); // nobody comes
        try escrow.closeOut() {} catch {}
        vm.prank(escrow.ownerOf(Side.Buyer));
        try escrow.unwind() {} catch {}
        (Phase phase, ) = escrow.phase();
        assertTrue(phase == Phase.Closed, "no door by time alone");
        for (uint8 s; s < 2; ++s) {
            uint256 amount = escrow.account(Side(s));
            if (amount == 0) continue;
            vm.prank(escrow.ownerOf(Side(s)));
            escrow.withdraw(Side(s), amount, STRANGER);
            paidOut += amount;
            if (closedFor != Cause.None) leftAtClose[s] -= amount;
        }
        for (uint256 i; i < people.length; ++i) {
            uint256 amount = escrow.claimable(people[i]);
            if (amount == 0) continue;
            vm.prank(people[i]);
            escrow.withdrawClaim(STRANGER);
            paidOut += amount;
        }
        assertEq(_sum(), 0, "drained");
        assertEq(token.balanceOf(address(escrow)), donated, "only donations are left");
    }

    function _went(string memory act) private {
        ++done[act];
    }

    function _sum() private view returns (uint256) {
        return escrow.account(Side.Seller) + escrow.account(Side.Buyer) + claimed();
    }

    /// @notice What takeovers have left to former owners, and they have not taken.
    function claimed() public view returns (uint256 sum) {
        for (uint256 i; i < people.length; ++i) sum += escrow.claimable(people[i]);
    }

    function _side(uint256 random) private pure returns (Side) {
        return random % 2 == 0 ? Side.Seller : Side.Buyer;
    }

    function _other(Side side) private pure returns (Side) {
        return side == Side.Seller ? Side.Buyer : Side.Seller;
    }
}
