// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Cause, Phase, Side} from "src/interfaces/IDealEscrow.sol";
import {Files} from "../support/Files.sol";
import {Fixings} from "../support/Fixings.sol";
import {ProvenIndex} from "../support/ProvenIndex.sol";

/// @notice 8,065 headers in a row, 23 December 2023 to 15 February 2024, lived through as it would have been: every retarget and every
/// day's tip brought as soon as its twenty headers were there, every day fixed by the window's end, and a deal of seven weeks on it.
/// Skipped where the headers are not there (writeCases.ts says so).
contract ProvenWindowTest is ProvenIndex, Fixings {
    Files private constant files = Files(address(vm));
    string private constant WINDOW_OF_HEADERS = ".build/relay/window.bin";
    uint256 private constant COUNT = 8065;
    uint32 private constant LAST_DAY = 19_767; // 14 February 2024
    uint256 private constant LAST_RETARGET = 828_576;

    uint32 private constant START_DAY = 19_718; // 27 December 2023
    uint256 private constant PERIODS = 7;
    int256 private constant FIXED = 7 * 1_750_000_000_000;

    /// @dev Where the search for the next tip goes on.
    uint256 private searched = ANCHOR_HEIGHT + 1;
    uint256 private nextRetarget = 824_544;
    int256 private sellers = 1_000_000;

    function test_everyDayOfEightWeeks_isProven_andADealLivesOnIt() public {
        if (!files.isFile(WINDOW_OF_HEADERS)) files.skip(true, "no headers in a row");
        shelve(files.readFileBinary(WINDOW_OF_HEADERS));
        loadFixings();
        deployIndex();
        for (uint32 day = FIRST_DAY; day <= LAST_DAY; ++day) {
            liveThrough(day);
            if (day == START_DAY - 1) openDeal(START_DAY, uint16(PERIODS));
            if (day >= START_DAY) keepDeal(day);
        }
        assertFixings(oracle, FIRST_DAY, LAST_DAY);
        assertEnded();
    }

    /// @dev The day's end, its tip two hours and twenty headers later, and the end of the tip's window.
    function liveThrough(uint32 day) private {
        uint256 tip = tipOf(day);
        if (nextRetarget <= tip && nextRetarget <= LAST_RETARGET) {
            relayRetarget(nextRetarget);
            nextRetarget += 2016;
        }
        proveTip(tip, day);
        waitForFinality();
        assertEq(oracle.fix(type(uint32).max), day, "fixed");
        assertTrue(block.timestamp <= uint256(day) * DAY + 36 hours, "within a heartbeat of the day before");
    }

    /// @dev Height of the first header from which on twenty in a row are dated two hours or more after the day's end.
    function tipOf(uint256 day) private returns (uint256 height) {
        uint256 row;
        for (height = searched; row < CLAIM; ++height) {
            row = timeOf(height) >= (day + 1) * DAY + 2 hours ? row + 1 : 0;
        }
        height -= CLAIM;
        assertEq(height / 2016, (height + CLAIM - 1) / 2016, "no retarget among them");
        searched = height;
    }

    /// @dev The escrow can always be marked, and settles each week for what the days of the week were worth.
    function keepDeal(uint32 day) private {
        bool isWeekOver = (day - START_DAY) % 7 == 6;
        if (isWeekOver) {
            int256 sum;
            for (uint256 i; i < 7; ++i) sum += int256(fixing(0, day - i));
            sellers -= ((sum - FIXED) * 1e11) / 1e18;
        }
        assertEq(escrow.settle(), isWeekOver ? 1 : 0, "periods settled");
        escrow.mark();
        assertAccounts(uint256(sellers), uint256(2_000_000 - sellers));
    }

    function assertEnded() private {
        (Phase phase, Cause cause) = escrow.phase();
        assertEq(uint256(phase), uint256(Phase.Closed), "closed");
        assertEq(uint256(cause), uint256(Cause.Matured), "matured");
        vm.prank(seller);
        escrow.withdraw(Side.Seller, uint256(sellers), seller);
        vm.prank(buyer);
        escrow.withdraw(Side.Buyer, uint256(2_000_000 - sellers), buyer);
        assertEq(token.balanceOf(address(escrow)), 0, "nothing is left");
    }

    function _place(uint256 height) internal pure override returns (uint256) {
        require(height >= ANCHOR_HEIGHT && height < ANCHOR_HEIGHT + COUNT, "outside the window");
        return height - ANCHOR_HEIGHT;
    }
}
