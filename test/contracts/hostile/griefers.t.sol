// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Cause, IDealEscrow, Phase, Side} from "src/interfaces/IDealEscrow.sol";
import {Terms} from "src/interfaces/IDealFactory.sol";
import {HostileTest, IHostileMoney} from "./HostileTest.sol";

/// @notice A stranger who does what anybody may do, as often and as badly timed as he can. He can give money away and spend gas; he
/// cannot take, freeze, hurry or delay.
contract GriefersTest is HostileTest {
    // ------------------------------------------------------------------ one unit at a time

    /// @dev Two units to each side after every fixing of a life that ends well. Each side ends with what the quiet life gives it, and
    /// the gifts.
    function test_hostile_aUnitForBothAtEveryMoment_isAGift() public {
        IDealEscrow escrow = open(aDeal());
        for (uint256 day; day < 28; ++day) {
            give(escrow, Side.Seller);
            fix(day % 7 < 3 ? 108 : 97);
            give(escrow, Side.Buyer);
            escrow.mark();
            assertPhase(escrow, day < 27 ? Phase.Open : Phase.Closed, day < 27 ? Cause.None : Cause.Matured);
        }
        // Each week 3 x 8 - 4 x 3 = 12 from the seller.
        assertBook(escrow, 1000 - 48 + 28, 800 + 48 + 28, 1856);
        takeAll(escrow, Side.Seller);
        takeAll(escrow, Side.Buyer);
        assertPurses(escrow, WEALTH - 48 + 28, WEALTH + 48 + 28, WEALTH - 56);
    }

    /// @dev He gives the called side a unit every hour. The demand shrinks by what he gives; the clock runs on, and out.
    function test_hostile_aUnitAnHourForTheCalledSide_neverMovesTheDeadline() public {
        IDealEscrow escrow = open(aDeal());
        fix(111);
        fix(150); // 11 + 27 x 50
        escrow.mark();
        uint256 deadline = deadlineOf(escrow);
        assertCalled(escrow, Side.Seller, 1361, 0, deadline);
        uint256 from = block.timestamp;
        for (uint256 hour; hour < 48; ++hour) {
            vm.warp(from + hour * 3600);
            give(escrow, Side.Seller);
            escrow.settle();
            assertCalled(escrow, Side.Seller, 1361 - hour - 1, 0, deadline);
        }
        vm.warp(deadline);
        give(escrow, Side.Buyer);
        fix(2, 150);
        vm.warp(deadline + 1);
        escrow.closeOut(); // 1,361 of 1,048; the penalty finds nothing
        assertClosed(escrow, Cause.ClosedOut);
        assertEq(escrow.shortfall(), 1361 - 1048, "shortfall");
        assertBook(escrow, 0, 1849, 1849);
        assertPurses(escrow, WEALTH - 1000, WEALTH - 800, WEALTH - 49);
    }

    /// @dev He meets the demand of one who meant to default. That is paid for by him; the deal goes on as if the side had paid.
    function test_hostile_meetingAnothersCall_isAGiftToo() public {
        IDealEscrow escrow = open(aDeal());
        fix(120); // 560 in all
        escrow.mark();
        add(escrow, thief, Side.Seller, 560);
        assertOpen(escrow);
        vm.prank(thief);
        vm.expectRevert(abi.encodeWithSelector(IDealEscrow.NotOwner.selector, Side.Seller, thief));
        escrow.withdraw(Side.Seller, 560, thief);
        assertBook(escrow, 1560, 800, 2360);
        assertPurses(escrow, WEALTH - 1000, WEALTH - 800, WEALTH - 560);
    }

    /// @dev Both sides are short by the same, and by the rule the seller is called. A unit for him makes it the buyer's turn: who is
    /// short by no less than before, is asked for just that, and after whom the seller is asked. Nobody is asked for too much.
    function test_hostile_aUnitThatChangesWhoIsCalled_asksNobodyForMoreThanHeIsShortOf() public {
        Terms memory t = aDeal();
        (t.maintenanceBps, t.sellerMargin, t.buyerMargin) = (10_000, 1000, 1000);
        IDealEscrow escrow = open(t);
        fix(7, 110);
        escrow.settle(); // 930, 1,070
        fix(6, 100);
        fix(93); // a week at 99 on the whole: 7 to the seller; then the mark has the buyer owe 14 x 7 = 98
        escrow.settle(); // 937, 1,063: short of 63 and of 35
        uint256 before = vm.snapshotState();
        escrow.mark();
        assertCalled(escrow, Side.Seller, 63, 0, block.timestamp + CURE);
        vm.revertToState(before);
        add(escrow, thief, Side.Seller, 28);
        escrow.mark(); // both short of 35: the seller
        assertCalled(escrow, Side.Seller, 35, 0, block.timestamp + CURE);
        vm.revertToState(before);
        add(escrow, thief, Side.Seller, 29);
        escrow.mark();
        assertCalled(escrow, Side.Buyer, 35, 0, block.timestamp + CURE);
        add(escrow, buyer, Side.Buyer, 35);
        escrow.mark();
        assertCalled(escrow, Side.Seller, 34, 0, block.timestamp + CURE);
        assertBook(escrow, 966, 1098, 2064);
        assertPurses(escrow, WEALTH - 1000, WEALTH - 1035, WEALTH - 29);
    }

    /// @dev The smallest transfer is a rule of the two: who lifts a side to just below it spares it the call, at his own cost.
    function test_hostile_aUnitBelowTheMinimumTransfer_sparesTheCall_andIsPaidForByWhoGivesIt() public {
        Terms memory t = aDeal();
        (t.maintenanceBps, t.minimumTransfer) = (10_000, 28);
        IDealEscrow escrow = open(t);
        fix(101); // 28 owed
        uint256 before = vm.snapshotState();
        escrow.mark();
        assertCalled(escrow, Side.Seller, 28, 0, block.timestamp + CURE);
        vm.revertToState(before);
        give(escrow, Side.Seller);
        escrow.mark();
        assertOpen(escrow);
        assertBook(escrow, 1001, 800, 1801);
        assertPurses(escrow, WEALTH - 1000, WEALTH - 800, WEALTH - 1);
    }

    /// @dev Accounts end at 2^96 - 1 together. With a token of absurd supply somebody may fill one side's to the brim, and the other can
    /// add nothing more. Nothing else stops: the deal settles, closes and pays out to the unit, his gift included.
    function test_hostile_anAccountFilledToTheBrim_blocksTopUpsAndNothingElse() public {
        IDealEscrow escrow = open(aDeal());
        uint256 gift = MAX_ACCOUNTS - 1800;
        IHostileMoney(address(token)).mint(thief, gift);
        inTheWorld += gift;
        add(escrow, thief, Side.Buyer, gift - 1);
        add(escrow, thief, Side.Buyer, 1);
        bytes memory full = abi.encodeWithSelector(IDealEscrow.BalanceTooLarge.selector);
        addRefused(escrow, seller, Side.Seller, 1, full);
        fix(120);
        escrow.mark();
        assertCalled(escrow, Side.Seller, 560, 0, block.timestamp + CURE);
        addRefused(escrow, seller, Side.Seller, 1, full);
        vm.prank(buyer); // who may make room, and take the gift
        escrow.withdraw(Side.Buyer, gift, buyer);
        add(escrow, seller, Side.Seller, 560);
        assertOpen(escrow);
        assertBook(escrow, 1560, 800, 2360);
        assertPurses(escrow, WEALTH - 1560, WEALTH - 800 + gift, WEALTH);
    }

    /// @dev The same, and the other side makes no room: the call cannot be met, and costs what a call not met costs. Stated, not fixed.
    function test_hostile_anAccountKeptFull_defaultsTheOther_forThePriceOfAllTheMoneyThereIs() public {
        IDealEscrow escrow = open(aDeal());
        uint256 gift = MAX_ACCOUNTS - 1800;
        IHostileMoney(address(token)).mint(buyer, gift);
        inTheWorld += gift;
        add(escrow, buyer, Side.Buyer, gift);
        fix(120);
        escrow.mark();
        fix(3, 120);
        escrow.closeOut();
        assertBook(escrow, 1000 - 560 - 30, MAX_ACCOUNTS - 410, MAX_ACCOUNTS);
        takeAll(escrow, Side.Buyer);
        takeAll(escrow, Side.Seller);
        assertBook(escrow, 0, 0, 0);
        assertPurses(escrow, WEALTH - 590, WEALTH + gift + 590, WEALTH);
    }

    // ------------------------------------------------------------------ at every block

    /// @dev Marking every twelve seconds for an hour around each fixing changes nothing that one mark would not have changed.
    function test_hostile_markingEveryBlock_changesNothingThatOneMarkWouldNot() public {
        IDealEscrow escrow = open(aDeal());
        uint256[4] memory path = [uint256(104), 111, 150, 130];
        for (uint256 day; day < path.length; ++day) {
            fix(path[day]);
            uint256 before = vm.snapshotState();
            escrow.mark();
            bytes32 once = stateOf(escrow);
            vm.revertToState(before);
            uint256 from = block.timestamp;
            escrow.mark();
            for (uint256 block_ = 1; block_ < 300; ++block_) {
                vm.warp(from + 12 * block_);
                escrow.mark();
                escrow.settle();
            }
            assertEq(stateOf(escrow), once, "the state after one mark");
            assertBook(escrow, 1000, 800, 1800);
        }
        assertCalled(escrow, Side.Seller, dueOf(escrow), 0, deadlineOf(escrow));
        assertPurses(escrow, WEALTH - 1000, WEALTH - 800, WEALTH);
    }

    /// @dev Settled after every fixing by a meddler, or in one go at the end by who needs it: the same to the unit.
    function test_hostile_settlingOnePeriodAtATime_againstInOneGo_isTheSame() public {
        IDealEscrow meddled = open(aDeal());
        IDealEscrow left = open(aDeal());
        uint256[4] memory weeks_ = [uint256(120), 80, 135, 99];
        for (uint256 week; week < 4; ++week) {
            for (uint256 day; day < 7; ++day) {
                fix(weeks_[week]);
                vm.prank(thief);
                meddled.settle();
            }
        }
        vm.prank(thief);
        assertEq(left.settle(), 4, "periods");
        // -140 + 140 - 245 + 7
        assertBook(meddled, 762, 1038, 1800);
        assertBook(left, 762, 1038, 1800);
        assertClosed(meddled, Cause.Matured);
        assertClosed(left, Cause.Matured);
        assertEq(token.balanceOf(thief), WEALTH, "the thief's purse");
    }

    /// @dev A settlement comes up short, and the meddler settles a unit at a time by topping up for the payer: nothing is lost between.
    function test_hostile_payingAShortSettlementUnitByUnit_losesNothingBetween() public {
        Terms memory t = aDeal();
        t.buyerMargin = 600;
        IDealEscrow escrow = open(t);
        fix(7, 0); // 700 of 600
        escrow.settle();
        uint256 deadline = deadlineOf(escrow);
        for (uint256 unit; unit < 99; ++unit) {
            give(escrow, Side.Buyer);
            assertCalled(escrow, Side.Buyer, 99 - unit, 99 - unit, deadline);
            assertAccounts(escrow, 1600 + unit + 1, 0);
        }
        give(escrow, Side.Buyer);
        assertOpen(escrow);
        assertBook(escrow, 1700, 0, 1700);
        assertPurses(escrow, WEALTH - 1000, WEALTH - 600, WEALTH - 100);
    }

    // ------------------------------------------------------------------ dust

    /// @dev Dust before the opening and in every phase: no account ever has it, and it is what is left in the end.
    function test_hostile_dustInEveryPhase_isInNobodysAccount() public {
        Terms memory t = aDeal();
        IDealEscrow escrow = IDealEscrow(factory.escrowOf(t));
        dust(escrow);
        open(t);
        dust(escrow);
        fix(120);
        escrow.mark();
        dust(escrow);
        assertCalled(escrow, Side.Seller, 560, 0, block.timestamp + CURE);
        assertBook(escrow, 1000, 800, 1803);
        fix(3, 120);
        dust(escrow); // in default
        escrow.closeOut();
        dust(escrow);
        assertBook(escrow, 410, 1390, 1805);
        takeRefused(escrow, Side.Seller, 411);
        takeAll(escrow, Side.Seller);
        dust(escrow);
        takeAll(escrow, Side.Buyer);
        assertBook(escrow, 0, 0, 6);
        assertPurses(escrow, WEALTH - 590, WEALTH + 590, WEALTH - 6);
    }

    function give(IDealEscrow escrow, Side side) private {
        add(escrow, thief, side, 1);
    }

    function dust(IDealEscrow escrow) private {
        vm.prank(thief);
        token.transfer(address(escrow), 1);
    }

    function dueOf(IDealEscrow escrow) private view returns (uint256 due) {
        (, due, ) = escrow.marginCall();
    }

    function stateOf(IDealEscrow escrow) private view returns (bytes32) {
        (Phase phase, Cause cause) = escrow.phase();
        (Side side, uint256 due, uint40 cureBy) = escrow.marginCall();
        uint256 sellers = escrow.account(Side.Seller);
        return keccak256(abi.encode(phase, cause, side, due, cureBy, sellers, escrow.account(Side.Buyer), escrow.unpaid()));
    }
}
