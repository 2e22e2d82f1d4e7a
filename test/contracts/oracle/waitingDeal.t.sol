// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {TestToken} from "src/development/TestToken.sol";
import {Cause, IDealEscrow, Phase, Side} from "src/interfaces/IDealEscrow.sol";
import {IDealFactory, Terms} from "src/interfaces/IDealFactory.sol";
import {Attesting} from "../support/Attesting.sol";
import {DealBuilder} from "../support/DealBuilder.sol";
import {Shipped} from "../support/Shipped.sol";

/// @notice A marked deal through a halving, on an oracle with six hours of delay and a limit of 4,000 bps: four of five reporters sign six
/// hours after the day's end, the fifth in the last second, with a value of its own. Nothing can take longer.
contract WaitingDealTest is Attesting, DealBuilder {
    /// @dev The day of the halving; the deal accrues from the day before, 100 a day for seven days of one period each.
    uint32 private constant HALVING = FIRST + 3;

    TestToken private token;
    IDealEscrow private escrow;

    function setUp() public {
        deploy(5, 3, DELAY, GUARDIAN, 4000);
        token = new TestToken("Plain", "PLN", 18);
        fixAt(FIRST, 100);
    }

    function test_aHalving_withFourDaysOfFallback_isWaitedForAndSettled() public {
        open(4);
        uint256 from = halve();
        assertEq(from, endOf(HALVING) + 90 hours - 1, "less than four days");
        vm.warp(from - 1);
        vm.expectRevert(abi.encodeWithSelector(IDealEscrow.TooEarlyToUnwind.selector, endOf(HALVING) + 96 hours));
        vm.prank(buyer);
        escrow.unwind();
        vm.expectRevert(abi.encodeWithSelector(IDealEscrow.StaleIndex.selector)); // nobody is called on what is not final
        escrow.mark();
        assertEq(escrow.periodsSettled(), 1, "and the day waits");
        vm.warp(from);
        finalise(HALVING);
        assertEq(escrow.settle(), 1, "it is paid");
        assertEq(escrow.account(Side.Seller), 1000 + 48, "100 - 52");
        assertEq(escrow.account(Side.Buyer), 800 - 48, "by the buyer");
    }

    /// @dev Why `fallbackDays` should be four: with three the buyer walks away before the halving counts.
    function test_aHalving_withThreeDaysOfFallback_letsASideUnwind() public {
        open(3);
        halve();
        vm.warp(endOf(HALVING) + 72 hours);
        vm.prank(buyer);
        escrow.unwind();
        (Phase phase, Cause cause) = escrow.phase();
        assertEq(uint256(phase), uint256(Phase.Closed), "closed");
        assertEq(uint256(cause), uint256(Cause.Unwound), "without fault");
        assertEq(escrow.account(Side.Buyer), 800, "valued at the 100 of the day before");
    }

    /// @dev When the halving can be made final.
    function halve() private returns (uint256 from) {
        fixAt(HALVING - 1, 100);
        assertEq(escrow.settle(), 1, "a day at 100 costs nobody anything");
        vm.warp(endOf(HALVING) + 6 hours);
        bring(HALVING, 0, values(50, 51, 52));
        bring(HALVING, 3, 53);
        vm.warp(finalFrom(HALVING) - 1);
        bring(HALVING, 4, 100);
        return finalFrom(HALVING);
    }

    function fixAt(uint32 day, uint256 value) private {
        for (uint32 next = nextDay(); next <= day; ++next) {
            vm.warp(endOf(next));
            bring(next, 0, values(value, value, value));
            vm.warp(block.timestamp + DELAY);
            finalise(next);
        }
    }

    function open(uint16 fallbackDays) private {
        IDealFactory factory = Shipped.dealFactory();
        token.mint(seller, 1000);
        token.mint(buyer, 800);
        vm.prank(seller);
        token.approve(address(factory), 1000);
        vm.prank(buyer);
        token.approve(address(factory), 800);
        Terms memory t = someTerms(address(token), address(oracle));
        (t.startDay, t.periodDays, t.periods, t.fallbackDays) = (HALVING - 1, 1, 7, fallbackDays);
        t.openBy = uint40(block.timestamp);
        (bytes memory s, bytes memory b) = signatures(factory, t);
        escrow = IDealEscrow(factory.open(t, s, b, noPermit(), noPermit()));
    }
}
