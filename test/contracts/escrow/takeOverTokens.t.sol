// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDealEscrow, Side} from "src/interfaces/IDealEscrow.sol";
import {Terms} from "src/interfaces/IDealFactory.sol";
import {CallingToken, FeeToken, OddToken} from "../support/OddTokens.sol";
import {WindowTest} from "../support/WindowTest.sol";

/// @notice Takeovers and claims with a token that is not what it seems.
contract TakeOverTokensTest is WindowTest {
    IDealEscrow private escrow;

    function test_takeOver_withATokenThatTakesAFee_isRefused() public {
        FeeToken money = new FeeToken();
        aWindowIn(money);
        money.charge();
        vm.prank(taker);
        vm.expectRevert(abi.encodeWithSelector(IDealEscrow.WrongAmountReceived.selector, 100, 99));
        escrow.takeOver(100);
        assertOwners(escrow, seller, buyer);
    }

    /// @dev While the deposit is on its way, nobody can close the deal out, take over as well, or draw on the claim to come.
    function test_takeOver_whenTheTokenCallsBack_nothingElseGoesThrough() public {
        CallingToken money = new CallingToken();
        aWindowIn(money);
        bytes[4] memory calls = [
            abi.encodeCall(IDealEscrow.closeOut, ()),
            abi.encodeCall(IDealEscrow.takeOver, (1000)),
            abi.encodeCall(IDealEscrow.withdrawClaim, (taker)),
            abi.encodeCall(IDealEscrow.unwind, ())
        ];
        for (uint256 i; i < calls.length; ++i) {
            uint256 before = vm.snapshotState();
            money.arm(address(escrow), calls[i]);
            vm.prank(taker);
            escrow.takeOver(100);
            assertTrue(money.called() && !money.wentThrough(), "called back in vain");
            assertOwners(escrow, taker, buyer);
            assertAccounts(escrow, 150, 130);
            vm.revertToState(before);
        }
    }

    function test_withdrawClaim_whenTheTokenCallsBack_paysOnce() public {
        CallingToken money = new CallingToken();
        aWindowIn(money);
        vm.prank(taker);
        escrow.takeOver(100);
        // The receiver asks again in the middle: it is the token that calls, so the claim of the token is what it would get.
        money.arm(address(escrow), abi.encodeCall(IDealEscrow.withdrawClaim, (seller)));
        vm.prank(seller);
        escrow.withdrawClaim(seller);
        assertTrue(money.called() && !money.wentThrough(), "called back in vain");
        assertEq(money.balanceOf(address(escrow)), 280, "20 were paid, once");
        assertEq(escrow.claimable(seller), 0, "nothing is left");
    }

    /// @dev The seller is in default and owes 50; the taker has 100 and has approved them.
    function aWindowIn(OddToken money) private {
        Terms memory t = aWindowedDeal();
        t.token = address(money);
        address[3] memory holders = [seller, buyer, taker];
        for (uint256 i; i < holders.length; ++i) money.mint(holders[i], 100);
        vm.prank(seller);
        money.approve(address(factory), 100);
        vm.prank(buyer);
        money.approve(address(factory), 100);
        escrow = open(t);
        vm.prank(taker);
        money.approve(address(escrow), 100);
        fix(106);
        escrow.mark();
        fix(105);
        escrow.closeOut();
    }
}
