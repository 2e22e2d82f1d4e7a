// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBmeOracle} from "src/interfaces/IBmeOracle.sol";
import {IDifficultyRelay} from "src/interfaces/IDifficultyRelay.sol";
import {IDealEscrow, Side} from "src/interfaces/IDealEscrow.sol";
import {TestToken} from "src/development/TestToken.sol";
import {IDealFactory, Terms} from "src/interfaces/IDealFactory.sol";
import {DealBuilder} from "./DealBuilder.sol";
import {Headers} from "./Headers.sol";
import {Shipped} from "./Shipped.sol";

/// @notice A relay as it would be deployed, twenty headers and three and a half hours, anchored at the epoch of 23 December 2023; the
/// fixings on it; and a deal on them: 1 PH/s in wrapped bitcoin, weekly at 0.00000175 BTC per TH/s per day, a hundredth of a bitcoin
/// of margin each.
abstract contract ProvenIndex is DealBuilder, Headers {
    uint256 internal constant CLAIM = 20;
    uint256 internal constant WINDOW = 3.5 hours;
    uint256 internal constant ANCHOR_HEIGHT = 822_528;
    uint32 internal constant FIRST_DAY = 19_714; // 23 December 2023

    IDifficultyRelay internal relay;
    IBmeOracle internal oracle;
    TestToken internal token;
    IDealEscrow internal escrow;

    function deployIndex() internal {
        vm.warp(timeOf(ANCHOR_HEIGHT));
        relay = Shipped.difficultyRelay(ANCHOR_HEIGHT, headers(ANCHOR_HEIGHT, 1), MAINNET, CLAIM, WINDOW);
        oracle = Shipped.bmeOracle(relay, epochs397To407(), FIRST_DAY, 36 hours);
    }

    /// @dev As soon as the headers are there.
    function relayRetarget(uint256 height) internal {
        waitFor(latestOf(height, CLAIM));
        relay.retarget(height / 2016, headers(height - CLAIM, CLAIM), headers(height, CLAIM));
    }

    /// @dev As soon as the headers are there; `height` is the first of them.
    function proveTip(uint256 height, uint32 day) internal {
        waitFor(latestOf(height, CLAIM));
        relay.proveTip(height / 2016, day, headers(height, CLAIM));
    }

    function openDeal(uint32 startDay, uint16 periods) internal {
        token = new TestToken("Wrapped bitcoin", "WBTC", 8);
        IDealFactory factory = Shipped.dealFactory();
        Terms memory t = someTerms(address(token), address(oracle));
        (t.decimals, t.hashrate, t.fixedRate) = (8, 1000, 1_750_000_000_000);
        (t.startDay, t.periodDays, t.periods) = (startDay, 7, periods);
        (t.sellerMargin, t.buyerMargin) = (1_000_000, 1_000_000);
        (t.sellerPenalty, t.buyerPenalty) = (100_000, 100_000);
        for (uint256 i; i < 2; ++i) {
            address owner = i == 0 ? seller : buyer;
            token.mint(owner, 1_000_000);
            vm.prank(owner);
            token.approve(address(factory), 1_000_000);
        }
        (bytes memory s, bytes memory b) = signatures(factory, t);
        escrow = IDealEscrow(factory.open(t, s, b, noPermit(), noPermit()));
    }

    function assertAccounts(uint256 sellers, uint256 buyers) internal view {
        assertEq(escrow.account(Side.Seller), sellers, "seller's account");
        assertEq(escrow.account(Side.Buyer), buyers, "buyer's account");
    }

    function waitFor(uint256 time) internal {
        if (time > block.timestamp) vm.warp(time);
    }

    function waitForFinality() internal {
        vm.warp(block.timestamp + WINDOW + 1);
    }

    function epochs397To407() internal pure returns (uint32[11] memory) {
        return
            [
                uint32(0x17056102),
                0x17055f5b,
                0x17050f7b,
                0x170532ae,
                0x1704ed7f,
                0x1704e90f,
                0x17049ca9,
                0x17048194,
                0x17045a12,
                0x17042450,
                0x17042e95
            ];
    }
}
