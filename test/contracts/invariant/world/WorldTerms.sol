// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Terms} from "src/interfaces/IDealFactory.sol";
import {DealBuilder} from "../../support/DealBuilder.sol";
import {Fixings} from "../../support/Fixings.sol";

/// @notice How big the numbers of a world are. `Real` is the desk's: thousandths of a bitcoin, at the index as it was.
enum Scale {
    Small,
    Real,
    Any,
    HashrateEdge,
    IndexEdge,
    AccountEdge
}

/// @notice Everything that is bought and sold.
enum Instrument {
    Swap,
    Forward,
    Capped,
    Floored,
    Collar,
    Call,
    Put
}

/// @notice What the deals of one world have in common: a token, an index, and a day on which they are made.
struct Climate {
    Scale scale;
    uint8 decimals;
    uint32 today;
    uint128 rate;
    address token;
    address oracle;
}

/// @notice Draws worlds and the deals in them. Every deal is struck where the index stands, so that neither side owes anything yet.
abstract contract WorldTerms is DealBuilder, Fixings {
    uint256 internal constant SCALES = 6;
    uint256 internal constant INSTRUMENTS = 7;
    address internal constant BROKER = address(0xB40CE4);

    function drawClimate(uint256 seed) internal view returns (Climate memory c) {
        c.scale = Scale(seed % SCALES);
        uint256 random = draw(seed, 1);
        c.today = uint32(between(random, 15_000, 25_000));
        c.decimals = uint8(seed % 19);
        if (c.scale == Scale.Small) (c.decimals, c.rate) = (18, uint128(between(random >> 32, 4, 200)));
        else if (c.scale == Scale.Real) _real(c, random);
        else if (c.scale == Scale.HashrateEdge) c.rate = uint128(between(random >> 32, 1, 1000));
        else if (c.scale == Scale.IndexEdge) (c.decimals, c.rate) = (0, uint128(MAX_INDEX - between(random >> 32, 0, 2 ** 119)));
        else c.rate = uint128(between(random >> 32, 1e6, 2 ** between(random >> 96, 40, 90)));
    }

    /// @dev A day of Bitcoin's history and the fixing of the day before.
    function _real(Climate memory c, uint256 random) private view {
        c.decimals = 8;
        c.today = uint32(between(random, fixingsFrom() + 61, fixingsThrough() - 60));
        c.rate = uint128(fixing(0, c.today - 1));
    }

    function drawTerms(Climate memory c, Instrument instrument, uint256 seed) internal returns (Terms memory t) {
        t = someTerms(c.token, c.oracle);
        (t.decimals, t.fixedRate) = (c.decimals, c.rate);
        t.marking = draw(seed, 0) % 10 < 7 ? 1 : 0;
        _schedule(t, instrument, c.today, draw(seed, 1));
        t.hashrate = _hashrate(c.scale, t.decimals, c.rate, draw(seed, 2));
        _range(t, instrument, draw(seed, 3));
        _clocks(t, draw(seed, 4));
        _margins(t, c.scale, draw(seed, 5));
        _smallMoney(t, draw(seed, 6));
        t.openBy = uint40(block.timestamp);
        t.salt = draw(seed, 7);
    }

    /// @dev Usually weeks or months; at times as many periods as there can be, or as many days.
    function _schedule(Terms memory t, Instrument instrument, uint32 today, uint256 random) private pure {
        t.startDay = today + uint32(random % 4);
        (uint256 days_, uint256 periods) = (between(random >> 8, 1, 14), between(random >> 32, 2, 12));
        uint256 length = (random >> 64) % 20;
        if (length == 0) (days_, periods) = (1, 366);
        if (length == 1) (days_, periods) = (10, 366);
        if (instrument == Instrument.Forward) (days_, periods) = (length == 2 ? 3660 : between(random >> 8, 5, 90), 1);
        (t.periodDays, t.periods) = (uint16(days_), uint16(periods));
    }

    function _hashrate(Scale scale, uint8 decimals, uint256 rate, uint256 random) private pure returns (uint64) {
        if (scale == Scale.HashrateEdge) return type(uint64).max;
        if (scale == Scale.Small) return uint64(between(random, 1, 3));
        if (scale == Scale.Real) return uint64(between(random, 100, 100_000));
        if (scale == Scale.IndexEdge) return uint64(between(random, 1, 100));
        uint256 perDay = between(random >> 8, 1, 2 ** between(random, 8, 60));
        uint256 hashrate = (perDay * 1e18) / (rate * 10 ** decimals) + 1;
        return hashrate < type(uint64).max ? uint64(hashrate) : type(uint64).max;
    }

    /// @dev A range-collateralised deal without a cap must hold margins for every index there is: that takes the smallest contract.
    function _range(Terms memory t, Instrument instrument, uint256 random) private pure {
        uint256 away = (uint256(t.fixedRate) * between(random, 1, 900)) / 1000;
        uint256 above = t.fixedRate + away;
        bool isBounded = t.marking == 0 && uint256(t.hashrate) * 10 ** t.decimals > 1000;
        t.cap = isBounded ? _index(2 * uint256(t.fixedRate)) : NO_CAP;
        if (instrument == Instrument.Capped || instrument == Instrument.Collar) t.cap = _index(above);
        if (instrument == Instrument.Floored || instrument == Instrument.Collar) t.floor = uint128(t.fixedRate - away);
        if (instrument == Instrument.Call) t.floor = t.fixedRate;
        if (instrument == Instrument.Put) t.cap = t.fixedRate;
    }

    function _clocks(Terms memory t, uint256 random) private pure {
        uint32[6] memory cures = [uint32(3600), uint32(DAY), uint32(2 * DAY), uint32(2 * DAY), uint32(7 * DAY), uint32(30 * DAY)];
        uint32[6] memory windows = [uint32(0), 1, uint32(2 * DAY), uint32(3 * DAY), uint32(5 * DAY), uint32(30 * DAY)];
        uint16[4] memory levels = [uint16(0), 5000, 7500, 10_000];
        uint16[4] memory fallbacks = [uint16(2), 3, 5, 14];
        t.cureSeconds = cures[random % 6];
        t.takeoverSeconds = windows[(random >> 8) % 6];
        t.maintenanceBps = levels[(random >> 16) % 4];
        t.fallbackDays = fallbacks[(random >> 24) % 4];
    }

    /// @dev From next to nothing to the whole fixed leg, apart on the two sides, one of them at times 0; or all that an account can hold.
    function _margins(Terms memory t, Scale scale, uint256 random) private pure {
        (uint256 sellers, uint256 buyers) = (bound(t, true), bound(t, false));
        if (t.marking == 1) {
            uint256 size = amountOf(t, uint256(t.periods) * t.periodDays * t.fixedRate);
            (sellers, buyers) = (_share(size, random >> 8), _share(size, random >> 64));
            if (random % 16 == 0) sellers = 0;
            if (random % 16 == 1) buyers = 0;
        }
        if (scale == Scale.AccountEdge) {
            if (random % 2 == 0) sellers = MAX_ACCOUNTS - buyers;
            else buyers = MAX_ACCOUNTS - sellers;
        }
        (t.sellerMargin, t.buyerMargin) = (uint96(sellers), uint96(buyers));
        (t.sellerPenalty, t.buyerPenalty) = (_part(sellers, random >> 128), _part(buyers, random >> 160));
    }

    function _smallMoney(Terms memory t, uint256 random) private pure {
        (uint256 sellers, uint256 buyers) = (t.sellerMargin, t.buyerMargin);
        uint256 smaller =
            sellers == 0 || buyers == 0
                ? sellers + buyers
                : sellers < buyers
                    ? sellers
                    : buyers;
        t.minimumTransfer = random % 3 == 0 ? _part(smaller, random >> 8) : 0;
        uint256 room = MAX_ACCOUNTS - sellers - buyers;
        uint256 premium = between(random >> 32, 0, room < smaller ? room : smaller);
        uint256 sign = (random >> 16) % 4;
        if (sign < 2) t.premium = sign == 0 ? int128(int256(premium)) : -int128(int256(premium));
        if ((random >> 24) % 2 == 0) (t.broker, t.brokerFee) = (BROKER, uint96(between(random >> 64, 0, 1000)));
    }

    // ------------------------------------------------------------------ arithmetic

    /// @dev The most that a side of a range-collateralised deal can lose over its life.
    function bound(Terms memory t, bool ofSeller) internal pure returns (uint256) {
        (uint256 from, uint256 to) = ofSeller ? (t.fixedRate, _index(t.cap)) : (t.floor, t.fixedRate);
        return to > from ? amountOf(t, uint256(t.periods) * t.periodDays * (to - from)) : 0;
    }

    function amountOf(Terms memory t, uint256 payoff) internal pure returns (uint256) {
        return (payoff * (uint256(t.hashrate) * 10 ** t.decimals)) / 1e18;
    }

    function _index(uint256 value) private pure returns (uint128) {
        return uint128(value < MAX_INDEX ? value : MAX_INDEX);
    }

    function _share(uint256 size, uint256 random) private pure returns (uint256) {
        uint16[6] memory perMille = [uint16(1), 5, 20, 50, 100, 400];
        return (size * perMille[random % 6]) / 1000 + 1;
    }

    function _part(uint256 whole, uint256 random) private pure returns (uint96) {
        uint256[4] memory parts = [0, whole, whole / 5, between(random >> 8, 0, whole)];
        return uint96(parts[random % 4]);
    }
}
