// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The terms of one deal, as both sides sign them (EIP-712, domain "Hashdesk" version "1" of the factory).
/// @dev hashrate in TH/s; fixedRate, floor, cap in 1e-18 quote units per TH/s per day (no cap = type max); days are UTC day numbers;
/// margins, penalties, premium, fee and minimumTransfer in base units of `token`.
struct Terms {
    address seller;
    address buyer;
    address token;
    uint8 decimals;
    address oracle;
    bytes32 series;
    uint64 hashrate;
    uint128 fixedRate;
    uint128 floor;
    uint128 cap;
    uint32 startDay;
    uint16 periodDays;
    uint16 periods;
    uint96 sellerMargin;
    uint96 buyerMargin;
    uint16 maintenanceBps;
    uint96 sellerPenalty;
    uint96 buyerPenalty;
    uint8 marking;
    uint96 minimumTransfer;
    uint32 cureSeconds;
    uint32 takeoverSeconds;
    uint16 fallbackDays;
    int128 premium;
    address broker;
    uint96 brokerFee;
    uint40 openBy;
    bytes32 documentHash;
    uint256 salt;
}

/// @notice An ERC-2612 permit for the factory. `deadline` 0: none. One that fails is ignored; only the pull decides.
struct Permit {
    uint256 value;
    uint256 deadline;
    uint8 v;
    bytes32 r;
    bytes32 s;
}

/// @title Opens deals
/// @notice Turns terms that both sides signed into an escrow with both collaterals in it, in one transaction, or does nothing.
/// It has no owner and keeps no money. Each side approves this contract (or sends a permit for it) for what it locks: its margin,
/// its half of the broker's fee, and the premium if it pays one. An approval can only ever be used with terms its owner signed.
interface IDealFactory {
    /// @notice `openBy` has passed: the signatures are dead.
    error OpeningExpired(uint40 openBy);
    /// @notice One of the sides cancelled these terms.
    error TermsCancelled(bytes32 digest);
    /// @notice A deal with these terms is open already, or was.
    error AlreadyOpened(address escrow);
    /// @notice The signature does not bind `account` to these terms.
    error BadSignature(address account);
    /// @notice Only a side of the terms may do this.
    error NotAParty(address caller);
    /// @notice Seller and buyer are the same, or one of them is zero.
    error BadParties(address seller, address buyer);
    /// @notice There is no contract at this address.
    error NoCode(address where);
    /// @notice The token states other decimals than the terms, or more than 18.
    error BadDecimals(uint8 signed);
    error BadHashrate();
    /// @notice Period length, number of periods, total length or start day is out of bounds.
    error BadSchedule();
    /// @notice The first accrual day is over.
    error StartPassed(uint32 startDay);
    /// @notice floor above cap, or floor or fixed rate above 2^120 - 1.
    error BadRates();
    /// @notice A penalty above the margin it would be paid from.
    error PenaltyAboveMargin();
    error BadMaintenance(uint16 bps);
    error BadMarking(uint8 marking);
    error BadPremium(int128 premium);
    /// @notice A fee without a broker to receive it.
    error FeeWithoutBroker();
    /// @notice The fallback must exceed two days and the oracle's heartbeat.
    error BadFallback(uint16 fallbackDays);
    /// @notice The series cannot be read, or is stale.
    error IndexNotFresh();
    /// @notice The margin does not cover what the deal can cost this side (0 seller, 1 buyer).
    error MarginTooSmall(uint8 side, uint256 needed);
    error BadCure(uint32 cureSeconds);
    error BadTakeover(uint32 takeoverSeconds);
    error BadMinimumTransfer(uint96 minimumTransfer);
    /// @notice The two accounts together would exceed what the ledger can hold.
    error BalanceTooLarge();
    /// @notice The token delivered another amount than was asked for.
    error WrongAmountReceived(uint256 expected, uint256 received);

    /// @notice A deal opened: both sides' collateral is in `escrow`.
    event Opened(address indexed escrow, bytes32 indexed digest, address indexed seller, address buyer, Terms terms);
    /// @notice A side took its consent back before the opening.
    event Cancelled(bytes32 indexed digest, address indexed by);

    /// @notice Opens the deal: checks terms and signatures, creates the escrow at its predicted address, pulls both sides' collateral
    /// and pays the broker. Anyone may send it. Both sides are locked or neither.
    ///
    /// Requirements:
    /// - Both signatures are valid for `digest(terms)`: ECDSA recovers the account, or its code says yes by ERC-1271.
    /// - Neither side has cancelled, `openBy` has not passed, and these terms have not been opened before.
    /// - The terms are within the bounds of the open checks, and the index is fresh.
    /// - Each side's allowance for this factory, after its permit, covers what it locks, and exactly that arrives.
    ///
    /// @return escrow The deal's own escrow.
    function open(
        Terms calldata terms,
        bytes calldata sellerSignature,
        bytes calldata buyerSignature,
        Permit calldata seller,
        Permit calldata buyer
    ) external returns (address escrow);

    /// @notice Takes the caller's consent back for good. Only a side of the terms, before they are opened.
    function cancel(Terms calldata terms) external;

    /// @notice What both sides sign: the EIP-712 digest of `terms`.
    function digest(Terms calldata terms) external view returns (bytes32);

    /// @notice Where the escrow of `terms` stands, or would.
    function escrowOf(Terms calldata terms) external view returns (address);

    function isCancelled(bytes32 digest) external view returns (bool);
}
