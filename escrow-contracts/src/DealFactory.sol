// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

import {DealEscrow} from "./DealEscrow.sol";
import {IDealFactory, Permit, Terms} from "./interfaces/IDealFactory.sol";
import {EnforcedTermsCode} from "./libraries/EnforcedTermsCode.sol";
import {OpenChecks} from "./libraries/OpenChecks.sol";

/// @title Opens deals
/// @dev Read `IDealFactory` for what each function promises and `OpenChecks` for the bounds of the terms.
contract DealFactory is IDealFactory, EIP712, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    bytes32 private constant TERMS_TYPEHASH = keccak256(
        "Terms(address seller,address buyer,address token,uint8 decimals,address oracle,bytes32 series,uint64 hashrate,"
        "uint128 fixedRate,uint128 floor,uint128 cap,uint32 startDay,uint16 periodDays,uint16 periods,uint96 sellerMargin,"
        "uint96 buyerMargin,uint16 maintenanceBps,uint96 sellerPenalty,uint96 buyerPenalty,uint8 marking,"
        "uint96 minimumTransfer,uint32 cureSeconds,uint32 takeoverSeconds,uint16 fallbackDays,int128 premium,"
        "address broker,uint96 brokerFee,uint40 openBy,bytes32 documentHash,uint256 salt)"
    );

    /// @notice The code that every deal's escrow runs.
    DealEscrow public immutable IMPLEMENTATION;

    /// @inheritdoc IDealFactory
    mapping(bytes32 digest => bool) public isCancelled;

    constructor() EIP712("Hashdesk", "1") {
        IMPLEMENTATION = new DealEscrow();
    }

    /// @inheritdoc IDealFactory
    function open(
        Terms calldata terms,
        bytes calldata sellerSignature,
        bytes calldata buyerSignature,
        Permit calldata seller,
        Permit calldata buyer
    ) external nonReentrant returns (address escrow) {
        // Checks
        bytes32 id = _digest(terms);
        bytes memory enforced = EnforcedTermsCode.encode(terms);
        if (block.timestamp > terms.openBy) revert OpeningExpired(terms.openBy);
        if (isCancelled[id]) revert TermsCancelled(id);
        escrow = _predict(enforced, id);
        if (escrow.code.length > 0) revert AlreadyOpened(escrow);
        OpenChecks.check(terms, enforced);
        _requireSigned(terms.seller, id, sellerSignature);
        _requireSigned(terms.buyer, id, buyerSignature);

        // Effects
        Clones.cloneDeterministicWithImmutableArgs(address(IMPLEMENTATION), enforced, id);
        emit Opened(escrow, id, terms.seller, terms.buyer, terms);

        // Interactions
        _lock(terms, escrow, seller, buyer);
    }

    /// @inheritdoc IDealFactory
    function cancel(Terms calldata terms) external {
        // Checks
        if (msg.sender != terms.seller && msg.sender != terms.buyer) revert NotAParty(msg.sender);
        address escrow = escrowOf(terms);
        if (escrow.code.length > 0) revert AlreadyOpened(escrow);

        // Effects
        bytes32 id = _digest(terms);
        isCancelled[id] = true;
        emit Cancelled(id, msg.sender);
    }

    /// @inheritdoc IDealFactory
    function digest(Terms calldata terms) external view returns (bytes32) {
        return _digest(terms);
    }

    /// @inheritdoc IDealFactory
    function escrowOf(Terms calldata terms) public view returns (address) {
        return _predict(EnforcedTermsCode.encode(terms), _digest(terms));
    }

    /// @dev Pulls both sides' collateral into the escrow and opens its book: margin, half of the broker's fee each (the odd unit by the
    /// buyer), and the premium, which is credited to the one who receives it.
    function _lock(Terms calldata terms, address escrow, Permit calldata seller, Permit calldata buyer) private {
        uint256 bySeller = terms.premium < 0 ? uint256(-int256(terms.premium)) : 0;
        uint256 byBuyer = terms.premium > 0 ? uint256(int256(terms.premium)) : 0;
        uint256 sellerFee = terms.brokerFee / 2;
        _permit(terms.token, terms.seller, seller);
        _permit(terms.token, terms.buyer, buyer);
        _pullExactly(terms.token, terms.seller, escrow, terms.sellerMargin + sellerFee + bySeller);
        _pullExactly(terms.token, terms.buyer, escrow, terms.buyerMargin + (terms.brokerFee - sellerFee) + byBuyer);
        DealEscrow(escrow).initialise(terms.sellerMargin + byBuyer, terms.buyerMargin + bySeller, terms.broker, terms.brokerFee);
    }

    /// @dev A permit that fails is ignored: somebody may have sent it ahead of us, and then the allowance is there.
    function _permit(address token, address owner, Permit calldata p) private {
        if (p.deadline == 0) return;
        bytes memory message = abi.encodeCall(IERC20Permit.permit, (owner, address(this), p.value, p.deadline, p.v, p.r, p.s));
        assembly ("memory-safe") {
            pop(call(gas(), token, 0, add(message, 0x20), mload(message), 0, 0))
        }
    }

    /// @dev Takes `amount` from `party` and insists that exactly that arrives. What was in the escrow's account before stays out of it.
    function _pullExactly(address token, address party, address escrow, uint256 amount) private {
        if (amount == 0) return;
        uint256 before = IERC20(token).balanceOf(escrow);
        IERC20(token).safeTransferFrom(party, escrow, amount);
        uint256 received = IERC20(token).balanceOf(escrow) - before;
        if (received != amount) revert WrongAmountReceived(amount, received);
    }

    /// @dev ECDSA recovers the account, or its code says yes. Both, because an account with delegated code may do either.
    function _requireSigned(address account, bytes32 id, bytes calldata signature) private view {
        (address recovered, ECDSA.RecoverError failed, ) = ECDSA.tryRecoverCalldata(id, signature);
        if (failed == ECDSA.RecoverError.NoError && recovered == account) return;
        if (!SignatureChecker.isValidERC1271SignatureNow(account, id, signature)) revert BadSignature(account);
    }

    function _predict(bytes memory enforced, bytes32 id) private view returns (address) {
        return Clones.predictDeterministicAddressWithImmutableArgs(address(IMPLEMENTATION), enforced, id);
    }

    function _digest(Terms calldata terms) private view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(TERMS_TYPEHASH, terms)));
    }
}
