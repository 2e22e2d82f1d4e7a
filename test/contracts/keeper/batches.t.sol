// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Cause, IDealEscrow, Phase, Side} from "src/interfaces/IDealEscrow.sol";
import {Terms} from "src/interfaces/IDealFactory.sol";
import {IKeeper} from "src/interfaces/IKeeper.sol";
import {DealTest} from "../support/DealTest.sol";
import {Shipped} from "../support/Shipped.sol";
import {Vm} from "../support/Vm.sol";

/// @notice A deal that burns whatever it is given, whatever is asked of it.
contract GasBurner {
    fallback() external {
        assembly {
            invalid()
        }
    }
}

/// @notice A deal that answers with all the bytes it can afford, and reverts with as many.
contract Chatterbox {
    bool private immutable failing;

    constructor(bool failing_) {
        failing = failing_;
    }

    fallback() external {
        bool fails = failing;
        assembly {
            switch fails
            case 0 {
                return(0, 200000)
            }
            default {
                revert(0, 200000)
            }
        }
    }
}

/// @notice Many deals in one transaction, some of them bad.
contract BatchesTest is DealTest {
    IKeeper private keeper;
    IDealEscrow[] private good;

    function setUp() public override {
        super.setUp();
        keeper = Shipped.keeper();
        for (uint256 i; i < 3; ++i) good.push(open(aDeal()));
    }

    function test_settleMany_settlesEach() public {
        fix(7, 110);
        vm.prank(stranger);
        keeper.settleMany(batch(address(0), address(0)));
        for (uint256 i; i < 3; ++i) assertAccounts(good[i], 930, 870);
    }

    function test_markMany_marksEach() public {
        fix(120);
        keeper.markMany(batch(address(0), address(0)));
        for (uint256 i; i < 3; ++i) assertCalled(good[i], Side.Seller, 560, 0, block.timestamp + CURE);
    }

    function test_closeOutMany_closesEach() public {
        fix(120);
        keeper.markMany(batch(address(0), address(0)));
        fix(3, 120);
        keeper.closeOutMany(batch(address(0), address(0)));
        for (uint256 i; i < 3; ++i) assertClosed(good[i], Cause.ClosedOut);
        assertAccounts(good[0], 1000 - 590, 800 + 590);
    }

    /// @dev The same call twice: the first opens the windows and closes out the rest, the second closes out what nobody took over.
    function test_closeOutMany_opensWindowsFirst() public {
        Terms memory t = aDeal();
        t.takeoverSeconds = uint32(2 * DAY);
        IDealEscrow windowed = open(t);
        fix(120);
        keeper.markMany(batch(address(windowed), address(0)));
        fix(3, 120);
        keeper.closeOutMany(batch(address(windowed), address(0)));
        assertDefaulted(windowed, Side.Seller, block.timestamp, block.timestamp + 2 * DAY);
        for (uint256 i; i < 3; ++i) assertClosed(good[i], Cause.ClosedOut);
        fix(3, 120);
        vm.recordLogs();
        keeper.closeOutMany(batch(address(windowed), address(0)));
        assertClosed(windowed, Cause.ClosedOut);
        assertAccounts(windowed, 1000 - 590, 800 + 590);
        assertEq(skipped(address(windowed)), 0, "not reported");
    }

    function test_settleMany_withADealThatBurnsItsGas_settlesTheOthers() public {
        fix(7, 110);
        GasBurner burner = new GasBurner();
        address[] memory deals = batch(address(burner), address(burner));
        vm.recordLogs();
        keeper.settleMany{gas: 1_500_000}(deals);
        assertEq(skipped(address(burner)), 2, "reported");
        for (uint256 i; i < 3; ++i) assertAccounts(good[i], 930, 870);
    }

    /// @dev Of what a call may take at most, a 64th would be left: too little to report it, and all the others would be undone.
    function test_settleMany_withLittleGasAndADealThatBurnsIt_keepsEnoughToReportIt() public {
        GasBurner burner = new GasBurner();
        address[] memory deals = new address[](1);
        deals[0] = address(burner);
        vm.recordLogs();
        keeper.settleMany{gas: 60_000}(deals);
        assertEq(skipped(address(burner)), 1, "reported");
    }

    function test_settleMany_withADealThatAnswersMuch_settlesTheOthers() public {
        fix(7, 110);
        Chatterbox talker = new Chatterbox(false);
        Chatterbox failing = new Chatterbox(true);
        vm.recordLogs();
        keeper.settleMany{gas: 3_000_000}(batch(address(talker), address(failing)));
        assertEq(skipped(address(failing)), 1, "reported");
        for (uint256 i; i < 3; ++i) assertAccounts(good[i], 930, 870);
    }

    /// @dev Every tenth entry is bad, and burns whatever it is given, reverts with as much as it can, or is not there. A block's gas is enough.
    function test_settleMany_ofAHundred_tenOfThemBad_settlesNinetyAndReportsTen() public {
        address[3] memory bad = [address(new GasBurner()), address(new Chatterbox(true)), stranger];
        address[] memory deals = new address[](100);
        for (uint256 i; i < 100; ++i) deals[i] = i % 10 == 3 ? bad[i % 3] : address(open(aDeal()));
        fix(7, 110);
        vm.recordLogs();
        keeper.settleMany{gas: 30_000_000}(deals);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        uint256 reported;
        for (uint256 i; i < 3; ++i) reported += countSkipped(logs, bad[i]);
        assertEq(reported, 10, "each bad entry is reported");
        for (uint256 i; i < 100; ++i) {
            if (i % 10 != 3) assertAccounts(IDealEscrow(deals[i]), 930, 870);
        }
    }

    function test_settleMany_withAnAddressWithoutCode_reportsIt() public {
        fix(7, 110);
        vm.recordLogs();
        keeper.settleMany(batch(stranger, address(token)));
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(countSkipped(logs, stranger) + countSkipped(logs, address(token)), 2, "reported");
        for (uint256 i; i < 3; ++i) assertAccounts(good[i], 930, 870);
    }

    function test_closeOutMany_withDealsNotInDefault_reportsThemAndClosesTheOther() public {
        vm.prank(seller);
        good[0].proposeTermination(0);
        vm.prank(buyer);
        good[0].acceptTermination(0);
        fix(120);
        good[2].mark();
        fix(3, 120);
        vm.recordLogs();
        keeper.closeOutMany(batch(address(0), address(0)));
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(countSkipped(logs, address(good[0])) + countSkipped(logs, address(good[1])), 2, "reported");
        assertEq(countSkipped(logs, address(good[2])), 0, "acted on");
        assertClosed(good[0], Cause.Terminated);
        assertPhase(good[1], Phase.Open, Cause.None);
        assertClosed(good[2], Cause.ClosedOut);
    }

    function test_markMany_whenStale_reportsEach() public {
        fix(120);
        vm.warp(block.timestamp + 3 * DAY);
        vm.recordLogs();
        keeper.markMany(batch(address(0), address(0)));
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i; i < 3; ++i) assertEq(countSkipped(logs, address(good[i])), 1, "reported");
    }

    function test_settleMany_ofTheSameDealTwice_settlesItOnce() public {
        fix(7, 110);
        address[] memory twice = new address[](2);
        (twice[0], twice[1]) = (address(good[0]), address(good[0]));
        keeper.settleMany(twice);
        assertAccounts(good[0], 930, 870);
        keeper.settleMany(new address[](0));
    }

    /// @dev The good deals with the bad ones before and between them; address zero: none.
    function batch(address first, address second) private view returns (address[] memory deals) {
        uint256 bad = (first == address(0) ? 0 : 1) + (second == address(0) ? 0 : 1);
        deals = new address[](3 + bad);
        uint256 next;
        if (first != address(0)) deals[next++] = first;
        deals[next++] = address(good[0]);
        if (second != address(0)) deals[next++] = second;
        deals[next++] = address(good[1]);
        deals[next] = address(good[2]);
    }

    function skipped(address deal) private returns (uint256) {
        return countSkipped(vm.getRecordedLogs(), deal);
    }

    function countSkipped(Vm.Log[] memory logs, address deal) private view returns (uint256 count) {
        for (uint256 i; i < logs.length; ++i) {
            if (logs[i].emitter != address(keeper) || logs[i].topics[0] != IKeeper.Skipped.selector) continue;
            if (abi.decode(logs[i].data, (address)) == deal) ++count;
        }
    }
}
