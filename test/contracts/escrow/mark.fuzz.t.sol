// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDealEscrow, Phase, Side} from "src/interfaces/IDealEscrow.sol";
import {Terms} from "src/interfaces/IDealFactory.sol";
import {DealTest} from "../support/DealTest.sol";
import {PlainReckoning} from "../support/PlainReckoning.sol";

/// @notice What the views say beforehand is what the acts then do, on random deals and fixings.
contract MarkFuzzTest is DealTest {
    using PlainReckoning for Terms;

    uint256[] private fixings;

    function testFuzz_views_foretellTheActs(uint256 seed) public {
        Terms memory t = aRandomDeal(seed);
        IDealEscrow escrow = open(t);
        uint256 length = uint256(t.periodDays) * t.periods;
        for (uint256 i; i + 1 < length; ++i) {
            uint256 v = between(draw(seed, 100 + i), 80, 125);
            fixings.push(v);
            fix(v);
            escrow.settle();
            if (!isOpen(escrow)) return; // a short settlement: other tests
            assertReckoned(t, escrow, v);
            markAsForetold(t, escrow);
            if (!isOpen(escrow)) liftByTopUp(escrow);
            withdrawAsForetold(escrow, draw(seed, 10_000 + i) % 2 == 0 ? Side.Seller : Side.Buyer);
        }
    }

    function assertReckoned(Terms memory t, IDealEscrow escrow, uint256 v) private view {
        int256 owed = t.value(fixings, escrow.periodsSettled(), v);
        uint256 ofSeller = owed > 0 ? uint256(owed) : 0;
        uint256 ofBuyer = owed < 0 ? uint256(-owed) : 0;
        assertEq(escrow.exposure(Side.Seller), ofSeller, "seller's exposure");
        assertEq(escrow.exposure(Side.Buyer), ofBuyer, "buyer's exposure");
        uint256 sellerKeeps = (uint256(t.sellerMargin) * t.maintenanceBps + 9_999) / 10_000;
        uint256 buyerKeeps = (uint256(t.buyerMargin) * t.maintenanceBps + 9_999) / 10_000;
        assertEq(escrow.requirement(Side.Seller), sellerKeeps + ofSeller, "seller's requirement");
        assertEq(escrow.requirement(Side.Buyer), buyerKeeps + ofBuyer, "buyer's requirement");
        uint256 restored = t.sellerMargin + ofSeller;
        uint256 held = escrow.account(Side.Seller);
        assertEq(escrow.withdrawable(Side.Seller), held > restored ? held - restored : 0, "seller's withdrawable");
    }

    function markAsForetold(Terms memory t, IDealEscrow escrow) private {
        uint256 ofSeller = demand(t, escrow, Side.Seller, t.sellerMargin);
        uint256 ofBuyer = demand(t, escrow, Side.Buyer, t.buyerMargin);
        escrow.mark();
        if (ofSeller == 0 && ofBuyer == 0) {
            assertOpen(escrow);
        } else if (ofSeller >= ofBuyer) {
            assertCalled(escrow, Side.Seller, ofSeller, 0, block.timestamp + CURE);
        } else {
            assertCalled(escrow, Side.Buyer, ofBuyer, 0, block.timestamp + CURE);
        }
    }

    function demand(Terms memory t, IDealEscrow escrow, Side side, uint256 margin) private view returns (uint256) {
        uint256 held = escrow.account(side);
        if (held >= escrow.requirement(side)) return 0;
        uint256 missing = margin + escrow.exposure(side) - held;
        return missing >= t.minimumTransfer ? missing : 0;
    }

    function liftByTopUp(IDealEscrow escrow) private {
        (Side side, uint256 due, ) = escrow.marginCall();
        assertEq(escrow.withdrawable(side), 0, "called");
        topUp(escrow, stranger, side, due);
        assertOpen(escrow);
        assertTrue(escrow.account(side) >= escrow.requirement(side), "restored");
        assertEq(escrow.withdrawable(side), 0, "restored, and not a unit more");
    }

    function withdrawAsForetold(IDealEscrow escrow, Side side) private {
        uint256 free = escrow.withdrawable(side);
        bytes memory more = abi.encodeWithSelector(IDealEscrow.AboveWithdrawable.selector, free + 1, free);
        if (isOpen(escrow)) withdrawRefused(escrow, side, free + 1, more);
        if (free > 0) withdraw(escrow, side, free);
    }

    function isOpen(IDealEscrow escrow) private view returns (bool) {
        (Phase phase, ) = escrow.phase();
        return phase == Phase.Open;
    }

    function aRandomDeal(uint256 seed) private returns (Terms memory t) {
        t = aDeal();
        t.periodDays = uint16(between(draw(seed, 1), 1, 8));
        t.periods = uint16(between(draw(seed, 2), 1, 8));
        t.hashrate = uint64(between(draw(seed, 3), 1, 9));
        t.floor = draw(seed, 4) % 2 == 0 ? 0 : uint128(between(draw(seed, 5), 70, 100));
        t.cap = draw(seed, 6) % 2 == 0 ? NO_CAP : uint128(between(draw(seed, 7), 100, 130));
        t.sellerMargin = uint96(between(draw(seed, 8), 500, 5000));
        t.buyerMargin = uint96(between(draw(seed, 9), 500, 5000));
        t.maintenanceBps = uint16(between(draw(seed, 10), 0, 10_000));
        t.minimumTransfer = uint96(between(draw(seed, 11), 0, 100));
    }
}
