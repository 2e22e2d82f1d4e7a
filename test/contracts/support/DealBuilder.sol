// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDealFactory, Permit, Terms} from "src/interfaces/IDealFactory.sol";
import {Test} from "./Test.sol";

/// @notice Valid whole terms, of which a test changes only what matters to it, and the two signatures they need.
abstract contract DealBuilder is Test {
    uint256 internal constant DAY = 86_400;
    uint256 internal constant HEARTBEAT = 36 * 3600;
    /// @dev Today, and the usual first day of accrual; the deal is opened ten minutes into it.
    uint32 internal constant START = 20_000;
    uint256 internal constant OPENING = uint256(START) * DAY + 600;
    uint256 internal constant CURE = 2 * DAY;
    uint128 internal constant NO_CAP = type(uint128).max;
    uint256 internal constant MAX_INDEX = 2 ** 120 - 1;
    uint256 internal constant MAX_ACCOUNTS = 2 ** 96 - 1;

    uint256 internal constant SELLER_KEY = 0x5E11E4;
    uint256 internal constant BUYER_KEY = 0xB0B;
    address internal immutable seller = vm.addr(SELLER_KEY);
    address internal immutable buyer = vm.addr(BUYER_KEY);
    address internal constant stranger = address(0x57AA);

    uint256 private salts;

    /// @dev Four weeks from START at 100 a day for 1 TH/s; margins 1,000 and 800, of which 75 % must remain (750 and 600);
    /// penalties 30 and 20; two days to meet a call.
    function someTerms(address token, address oracle) internal returns (Terms memory t) {
        t.seller = seller;
        t.buyer = buyer;
        t.token = token;
        t.decimals = 18;
        t.oracle = oracle;
        t.series = "BME14";
        t.hashrate = 1;
        t.fixedRate = 100;
        t.cap = NO_CAP;
        t.startDay = START;
        t.periodDays = 7;
        t.periods = 4;
        t.sellerMargin = 1000;
        t.buyerMargin = 800;
        t.maintenanceBps = 7500;
        t.sellerPenalty = 30;
        t.buyerPenalty = 20;
        t.marking = 1;
        t.cureSeconds = uint32(CURE);
        t.fallbackDays = 5;
        t.openBy = uint40(OPENING + 40 * DAY);
        t.documentHash = keccak256("confirmation");
        t.salt = ++salts;
    }

    function signatures(IDealFactory factory, Terms memory t) internal view returns (bytes memory s, bytes memory b) {
        bytes32 digest = factory.digest(t);
        s = signature(SELLER_KEY, digest);
        b = signature(BUYER_KEY, digest);
    }

    function signature(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    function noPermit() internal pure returns (Permit memory none) {}
}
