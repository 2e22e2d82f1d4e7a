// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {TestToken} from "src/development/TestToken.sol";
import {IAttestedOracle} from "src/interfaces/IAttestedOracle.sol";
import {Cause, IDealEscrow, Phase, Side} from "src/interfaces/IDealEscrow.sol";
import {IDealFactory, Terms} from "src/interfaces/IDealFactory.sol";
import {DealBuilder} from "../support/DealBuilder.sol";
import {Reporting} from "../support/Reporting.sol";
import {Shipped} from "../support/Shipped.sol";

/// @notice The golden run of the escrow semantics, on Bitcoin's difficulty of May 2021: 1,000 TH/s over 84 days from 17 May at
/// 0.00000502 BTC, weekly, margin 0.105 each. A retarget of -16 % on 30 May lifts the index by 19 %; the seller is called, does not
/// answer, and the buyer is paid.
contract GoldenRunTest is DealBuilder, Reporting {
    uint32 private constant MAY_1 = 18_748;
    uint32 private constant MAY_13 = 18_760;
    uint32 private constant MAY_17 = 18_764;
    uint32 private constant MAY_23 = 18_770;
    uint32 private constant MAY_30 = 18_777;
    uint32 private constant MAY_31 = 18_778;

    IAttestedOracle private oracle;
    TestToken private token;
    IDealEscrow private escrow;

    function setUp() public {
        vm.warp(endOf(MAY_1));
        oracle = Shipped.attestedOracle(reporters(3), 2, MAY_1, 36 hours, 0, address(0), 0);
        token = new TestToken("Wrapped bitcoin", "WBTC", 8);
        IDealFactory factory = Shipped.dealFactory();
        publishThrough(MAY_13);
        token.mint(seller, 10_500_000);
        token.mint(buyer, 10_500_000);
        vm.prank(seller);
        token.approve(address(factory), 10_500_000);
        vm.prank(buyer);
        token.approve(address(factory), 10_500_000);
        Terms memory t = golden();
        (bytes memory s, bytes memory b) = signatures(factory, t);
        escrow = IDealEscrow(factory.open(t, s, b, noPermit(), noPermit()));
    }

    function test_goldenRun_endsToTheUnit() public {
        assertEq(token.balanceOf(seller) + token.balanceOf(buyer), 0, "both sides locked everything");
        publishThrough(MAY_23);
        assertEq(escrow.settle(), 1, "the first week");
        assertHeld(10_500_134, 10_499_866); // -134
        publishThrough(MAY_30);
        assertEq(valueOn(MAY_30), 5_973_496_626_645, "0.000005973496626645");
        assertEq(escrow.settle(), 1, "the second week");
        assertHeld(10_404_900, 10_595_100); // +95,234

        assertEq(escrow.exposure(Side.Seller), 6_674_476, "exposure");
        assertEq(escrow.requirement(Side.Seller), 14_549_476, "requirement");
        assertEq(escrow.requirement(Side.Buyer), 7_875_000, "the buyer's requirement");
        escrow.mark();
        uint256 deadline = block.timestamp + 1 days;
        (Side side, uint256 due, uint40 cureBy) = escrow.marginCall();
        assertEq(uint256(side), uint256(Side.Seller), "the seller is called");
        assertEq(due, 6_769_576, "due");
        assertEq(cureBy, deadline, "24 hours");

        publishThrough(MAY_31);
        vm.warp(deadline + 1);
        escrow.closeOut(); // 6,674,476 + 2,100,000 of penalty = 8,774,476
        assertHeld(1_630_424, 19_369_576);
        assertEq(escrow.shortfall(), 0, "nothing is missing");
        (Phase phase, Cause cause) = escrow.phase();
        assertEq(uint256(phase), uint256(Phase.Closed), "closed");
        assertEq(uint256(cause), uint256(Cause.ClosedOut), "closed out");

        vm.prank(seller);
        escrow.withdraw(Side.Seller, 1_630_424, seller);
        vm.prank(buyer);
        escrow.withdraw(Side.Buyer, 19_369_576, buyer);
        assertEq(token.balanceOf(seller), 1_630_424, "the seller's wallet");
        assertEq(token.balanceOf(buyer), 19_369_576, "the buyer's wallet");
        assertEq(token.balanceOf(address(escrow)), 0, "nothing is left: 21,000,000 in, 21,000,000 out");
    }

    /// @dev Marked every day, as an engine would: nobody is called before the retarget.
    function test_goldenRun_markedDaily_callsOnThe30thAndNotBefore() public {
        for (uint32 day = MAY_13 + 1; day < MAY_30; ++day) {
            publishThrough(day);
            escrow.mark();
            (Phase phase, ) = escrow.phase();
            assertEq(uint256(phase), uint256(Phase.Open), "open");
        }
        publishThrough(MAY_30);
        escrow.mark();
        (, uint256 due, ) = escrow.marginCall();
        assertEq(due, 6_769_576, "due");
        assertHeld(10_404_900, 10_595_100);
    }

    function test_goldenRun_whenTheCallIsMet_goesOn() public {
        publishThrough(MAY_30);
        escrow.mark();
        token.mint(seller, 6_769_576);
        vm.prank(seller);
        token.approve(address(escrow), 6_769_576);
        vm.prank(seller);
        escrow.topUp(Side.Seller, 6_769_576);
        assertHeld(17_174_476, 10_595_100);
        (Phase phase, ) = escrow.phase();
        assertEq(uint256(phase), uint256(Phase.Open), "open");
    }

    function golden() private returns (Terms memory t) {
        t = someTerms(address(token), address(oracle));
        (t.decimals, t.hashrate, t.fixedRate) = (8, 1000, 5_020_000_000_000);
        (t.startDay, t.periodDays, t.periods) = (MAY_17, 7, 12);
        (t.sellerMargin, t.buyerMargin) = (10_500_000, 10_500_000);
        (t.sellerPenalty, t.buyerPenalty) = (2_100_000, 2_100_000);
        (t.maintenanceBps, t.cureSeconds) = (7500, 86_400);
        t.openBy = uint40(block.timestamp);
    }

    /// @dev Publishes every day up to `day`, each ten minutes after its end, signed by all three reporters.
    function publishThrough(uint32 day) private {
        uint32 next = MAY_1;
        try oracle.latest("BME14") returns (uint32 last, uint256) {
            next = last + 1;
        } catch {}
        for (; next <= day; ++next) {
            vm.warp(endOf(next) + 600);
            uint256 v = valueOn(next);
            oracle.publish("BME14", next, reports(oracle, "BME14", next, values(v, v, v)));
        }
    }

    /// @dev BME14 of a day is that of the epoch in force at its end. First headers: 683,424 on 13 May 2021 08:58:58 UTC,
    /// 685,440 on 30 May 01:18:41. nBits 0x170da863 before, 0x170b3ce9 and 0x170d5f7b from then on.
    function valueOn(uint32 day) private pure returns (uint256) {
        if (day < MAY_13) return bme14(0x170da863);
        return day < MAY_30 ? bme14(0x170b3ce9) : bme14(0x170d5f7b);
    }

    /// @dev floor(1e18 x 1e12 x 86,400 x subsidySat x target / (1e8 x 2^32 x 65535 x 2^208)), target = mantissa x 2^160 (exponent
    /// 0x17), subsidy 6.25 BTC: the powers of two leave 2^80 below.
    function bme14(uint32 bits) private pure returns (uint256) {
        assertEq(uint256(bits >> 24), 0x17, "exponent");
        uint256 mantissa = bits & 0xffffff;
        return (1e30 * 86_400 * 625_000_000 * mantissa) / (uint256(1e8) * 65_535 * 2 ** 80);
    }

    function assertHeld(uint256 sellers, uint256 buyers) private view {
        assertEq(escrow.account(Side.Seller), sellers, "seller's account");
        assertEq(escrow.account(Side.Buyer), buyers, "buyer's account");
        assertEq(token.balanceOf(address(escrow)), sellers + buyers, "held");
    }
}
