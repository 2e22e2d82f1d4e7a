// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Terms} from "src/interfaces/IDealFactory.sol";
import {DealTest} from "../support/DealTest.sol";
import {Shipped} from "../support/Shipped.sol";

/// @notice What both sides sign, computed here a second time from the text of the design.
contract DigestTest is DealTest {
    string private constant TYPE = string.concat(
        "Terms(address seller,address buyer,address token,uint8 decimals,address oracle,bytes32 series,uint64 hashrate,",
        "uint128 fixedRate,uint128 floor,uint128 cap,uint32 startDay,uint16 periodDays,uint16 periods,",
        "uint96 sellerMargin,uint96 buyerMargin,uint16 maintenanceBps,uint96 sellerPenalty,uint96 buyerPenalty,",
        "uint8 marking,uint96 minimumTransfer,uint32 cureSeconds,uint32 takeoverSeconds,uint16 fallbackDays,",
        "int128 premium,address broker,uint96 brokerFee,uint40 openBy,bytes32 documentHash,uint256 salt)"
    );

    function test_digest_isTypedDataOverThe29FieldsInTheirOrder() public {
        Terms memory t = everyFieldDifferent();
        bytes32 structHash = keccak256(
            bytes.concat(
                abi.encode(keccak256(bytes(TYPE)), t.seller, t.buyer, t.token, t.decimals, t.oracle, t.series),
                abi.encode(t.hashrate, t.fixedRate, t.floor, t.cap, t.startDay, t.periodDays, t.periods),
                abi.encode(t.sellerMargin, t.buyerMargin, t.maintenanceBps, t.sellerPenalty, t.buyerPenalty),
                abi.encode(t.marking, t.minimumTransfer, t.cureSeconds, t.takeoverSeconds, t.fallbackDays),
                abi.encode(t.premium, t.broker, t.brokerFee, t.openBy, t.documentHash, t.salt)
            )
        );
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Hashdesk"),
                keccak256("1"),
                block.chainid,
                address(factory)
            )
        );
        bytes32 expected = keccak256(abi.encodePacked(hex"1901", domain, structHash));
        assertEq(factory.digest(t), expected, "digest");
    }

    function test_digest_changesWithEveryField() public {
        Terms memory t = everyFieldDifferent();
        bytes32 whole = factory.digest(t);
        bytes memory encoded = abi.encode(t);
        assertEq(encoded.length, 29 * 32, "29 fields");
        for (uint256 field; field < 29; ++field) {
            bytes memory changed = bytes.concat(encoded);
            changed[field * 32 + 31] ^= 0x01;
            assertTrue(factory.digest(abi.decode(changed, (Terms))) != whole, "a field does not matter");
        }
    }

    function test_digest_differsBetweenFactories() public {
        Terms memory t = aDeal();
        assertTrue(factory.digest(t) != Shipped.dealFactory().digest(t), "bound to one factory");
    }

    function test_escrowOf_followsTheDigest() public {
        Terms memory t = aDeal();
        address one = factory.escrowOf(t);
        t.documentHash = keccak256("another confirmation");
        assertTrue(factory.escrowOf(t) != one, "terms that only matter at open move the address too");
    }

    function everyFieldDifferent() private returns (Terms memory t) {
        t = aDeal();
        (t.hashrate, t.fixedRate, t.floor, t.cap) = (2, 3, 4, 5);
        (t.startDay, t.periodDays, t.periods) = (6, 7, 8);
        (t.sellerMargin, t.buyerMargin, t.maintenanceBps) = (9, 10, 11);
        (t.sellerPenalty, t.buyerPenalty, t.marking, t.minimumTransfer) = (12, 13, 1, 14);
        (t.cureSeconds, t.takeoverSeconds, t.fallbackDays, t.premium) = (15, 16, 17, -18);
        (t.broker, t.brokerFee, t.openBy) = (address(19), 20, 21);
    }
}
