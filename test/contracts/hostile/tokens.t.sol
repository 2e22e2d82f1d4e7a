// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {TestToken} from "src/development/TestToken.sol";
import {Cause, IDealEscrow, Phase, Side} from "src/interfaces/IDealEscrow.sol";
import {IDealFactory, Terms} from "src/interfaces/IDealFactory.sol";
import {HostileTest} from "./HostileTest.sol";
import {Whim, WhimsicalToken} from "./HostileTokens.sol";
import {SilentToken} from "../support/OddTokens.sol";

/// @notice The issuer of the deal's token turns against it: before the opening, in mid-life, and at the end.
contract TokensTest is HostileTest {
    WhimsicalToken private money;
    IDealEscrow private escrow;

    function setUp() public override {
        super.setUp();
        money = new WhimsicalToken();
        play(address(money));
        escrow = open(aDeal());
    }

    // ------------------------------------------------------------------ answers

    /// @dev Whatever is wrong with the way it moves money, an opening with it locks neither side.
    function test_hostile_openingWithATokenThatIsWrong_locksNeither() public {
        uint8[6] memory whims = [
            uint8(Whim.Paused),
            uint8(Whim.BurnsGas),
            uint8(Whim.ChargesTheReceiver),
            uint8(Whim.MovesNothing),
            uint8(Whim.MovesNothingAndSaysNo),
            uint8(Whim.UnderstatesBalances)
        ];
        Terms memory t = aDeal();
        for (uint256 i; i < whims.length; ++i) {
            money.become(Whim(whims[i]));
            (bytes memory s, bytes memory b) = signatures(factory, t);
            (bool done, ) = address(factory).call{gas: 5_000_000}(abi.encodeCall(factory.open, (t, s, b, noPermit(), noPermit())));
            assertTrue(!done, "refused");
            money.become(Whim.None);
            assertEq(factory.escrowOf(t).code.length, 0, "no escrow");
            assertPurses(escrow, WEALTH - 1000, WEALTH - 800, WEALTH);
        }
        assertOpen(open(t));
    }

    /// @dev It says yes and moves nothing: the rescue is not credited.
    function test_hostile_aTokenThatSaysYesAndMovesNothing_creditsNothing() public {
        money.become(Whim.MovesNothing);
        addRefused(escrow, thief, Side.Seller, 100, wrongAmount(100, 0));
        assertBook(escrow, 1000, 800, 1800);
        assertPurses(escrow, WEALTH - 1000, WEALTH - 800, WEALTH);
    }

    function test_hostile_aTokenThatStartsSayingNo_movesNothingAndForgetsNothing() public {
        add(escrow, seller, Side.Seller, 100);
        money.become(Whim.MovesNothingAndSaysNo);
        addRefused(escrow, thief, Side.Seller, 100, "");
        takeRefused(escrow, Side.Seller, 50);
        assertBook(escrow, 1100, 800, 1900);
        money.become(Whim.None);
        take(escrow, Side.Seller, 50, seller);
        assertBook(escrow, 1050, 800, 1850);
        assertPurses(escrow, WEALTH - 1050, WEALTH - 800, WEALTH);
    }

    /// @dev A token of the old kind, that answers nothing, through a whole life with a call.
    function test_hostile_aTokenThatAnswersNothing_toppedUpAndPaidOutToTheUnit() public {
        play(address(new SilentToken()));
        IDealEscrow deal = open(aDeal());
        fix(7, 200);
        deal.mark();
        add(deal, thief, Side.Seller, 2100 + 700);
        fix(21, 100);
        deal.settle();
        takeAll(deal, Side.Seller);
        takeAll(deal, Side.Buyer);
        assertBook(deal, 0, 0, 0);
        assertPurses(deal, WEALTH + 2800 - 700, WEALTH + 700, WEALTH - 2800);
    }

    /// @dev A million bytes of an answer: nobody copies them. Who calls pays for what the token burns; it is the deal of its two sides.
    function test_hostile_aTokenThatAnswersAMillionBytes_isReadForItsFirstWord() public {
        money.become(Whim.AnswersMuch);
        Terms memory t = aDeal();
        IDealEscrow deal = open(t);
        add(deal, thief, Side.Seller, 100);
        take(deal, Side.Seller, 100, seller);
        assertBook(deal, 1000, 800, 1800);
        assertPurses2(WEALTH - 2000 + 100, WEALTH - 1600, WEALTH - 100, 3600);
    }

    function test_hostile_aTokenThatBurnsAllGas_failsWithTheActAndChangesNothing() public {
        add(escrow, seller, Side.Seller, 100);
        money.become(Whim.BurnsGas);
        vm.prank(seller);
        (bool done, ) = address(escrow).call{gas: 1_000_000}(abi.encodeCall(IDealEscrow.withdraw, (Side.Seller, 100, seller)));
        assertTrue(!done, "refused");
        fix(7, 110);
        assertEq(escrow.settle(), 1, "settling asks no token");
        money.become(Whim.None);
        assertBook(escrow, 1030, 870, 1900);
        assertPurses(escrow, WEALTH - 1100, WEALTH - 800, WEALTH);
    }

    // ------------------------------------------------------------------ fees

    /// @dev A fee that the receiver bears, switched on in mid-life: no rescue is credited with what did not arrive, and who withdraws
    /// bears it alone.
    function test_hostile_aFeeOnTheReceiverInMidLife_isBorneByTheReceiver() public {
        add(escrow, seller, Side.Seller, 100);
        money.become(Whim.ChargesTheReceiver);
        addRefused(escrow, thief, Side.Seller, 100, wrongAmount(100, 99));
        take(escrow, Side.Seller, 100, seller);
        inTheWorld -= 1;
        assertBook(escrow, 1000, 800, 1800);
        assertPurses(escrow, WEALTH - 1000 - 1, WEALTH - 800, WEALTH);
    }

    /// @dev A fee that the sender bears on top is the escrow's to pay, out of what it holds for both: the last to withdraw misses it, a
    /// unit a withdrawal. Nobody gains it but who takes the fee, and nothing is frozen. Choose another token.
    function test_hostile_aFeeOnTheSenderInMidLife_isMissingForWhoComesLast() public {
        fix(28, 100);
        escrow.settle();
        money.become(Whim.ChargesTheSender);
        take(escrow, Side.Seller, 600, seller);
        take(escrow, Side.Seller, 400, seller);
        inTheWorld -= 2;
        assertBook(escrow, 0, 800, 798);
        takeRefused(escrow, Side.Buyer, 798);
        take(escrow, Side.Buyer, 797, buyer);
        inTheWorld -= 1;
        assertBook(escrow, 0, 3, 0);
        assertPurses(escrow, WEALTH, WEALTH - 3, WEALTH);
    }

    // ------------------------------------------------------------------ rebases

    /// @dev What the token gives on top belongs to no account: it stays behind when both have taken what is theirs.
    function test_hostile_aRebaseUpwards_isCreditedToNobody() public {
        money.rebase(110);
        inTheWorld = (inTheWorld * 110) / 100;
        assertBook(escrow, 1000, 800, 1980);
        addRefused(escrow, thief, Side.Seller, 1, ""); // one unit is no whole share of it: nothing arrives
        fix(28, 100);
        escrow.settle();
        takeAll(escrow, Side.Seller);
        takeAll(escrow, Side.Buyer);
        assertAccounts(escrow, 0, 0);
        // Shares round down: 909 + 727 of the escrow's 1,800 left; the 164 left over show as 180.
        assertEq(money.balanceOf(address(escrow)), 180, "stays for ever");
    }

    /// @dev What it takes away is missing, and the book does not pretend otherwise for the first who comes: the last one waits.
    function test_hostile_aRebaseDownwards_leavesTheLastOneShort_andInventsNothing() public {
        fix(28, 100);
        escrow.settle();
        money.rebase(50);
        inTheWorld /= 2;
        assertBook(escrow, 1000, 800, 900);
        take(escrow, Side.Buyer, 800, buyer);
        takeRefused(escrow, Side.Seller, 101);
        take(escrow, Side.Seller, 100, seller);
        assertBook(escrow, 900, 0, 0);
        assertPurses(escrow, (WEALTH - 1000) / 2 + 100, (WEALTH - 800) / 2 + 800, WEALTH / 2);
        money.rebase(100);
        assertAccounts(escrow, 900, 0);
    }

    // ------------------------------------------------------------------ stops

    /// @dev A pause eats cure time, as downtime of the chain does. It costs the called side its chance, not anybody its money.
    function test_hostile_aPauseThroughACurePeriod_costsThePenaltyAndFreezesNothingForGood() public {
        fix(7, 100);
        fix(150); // 21 days at 50 more: 1,050
        escrow.mark();
        money.become(Whim.Paused);
        addRefused(escrow, seller, Side.Seller, 1050, "");
        fix(3, 100); // the index is back: nothing is owed but 50, and the penalty
        escrow.closeOut();
        assertClosed(escrow, Cause.ClosedOut);
        takeRefused(escrow, Side.Buyer, 1);
        money.become(Whim.None);
        takeAll(escrow, Side.Seller);
        takeAll(escrow, Side.Buyer);
        assertBook(escrow, 0, 0, 0);
        assertPurses(escrow, WEALTH - 50 - 30, WEALTH + 50 + 30, WEALTH);
    }

    function test_hostile_aPauseThatEndsInTime_costsNothing() public {
        fix(7, 100);
        fix(150);
        escrow.mark();
        money.become(Whim.Paused);
        addRefused(escrow, seller, Side.Seller, 1050, "");
        vm.warp(deadlineOf(escrow));
        money.become(Whim.None);
        add(escrow, seller, Side.Seller, 1050);
        assertOpen(escrow);
        assertBook(escrow, 2050, 800, 2850);
        assertPurses(escrow, WEALTH - 2050, WEALTH - 800, WEALTH);
    }

    /// @dev Money goes where its owner says: a side that may no longer receive names somebody who may, and anyone may rescue it.
    function test_hostile_aSideOnTheBlacklist_isRescuedByOthersAndPaidElsewhere() public {
        money.blacklist(seller);
        fix(7, 100);
        fix(150);
        escrow.mark();
        addRefused(escrow, seller, Side.Seller, 1050, "");
        add(escrow, thief, Side.Seller, 1050);
        assertOpen(escrow);
        fix(20, 100);
        escrow.settle();
        takeRefused(escrow, Side.Seller, 2000);
        take(escrow, Side.Seller, 2000, address(0xF12E4D));
        takeAll(escrow, Side.Buyer);
        assertBook(escrow, 0, 0, 0);
        assertEq(token.balanceOf(address(0xF12E4D)), 2000, "paid to a friend");
        inTheWorld -= 2000;
        assertPurses(escrow, WEALTH - 1000, WEALTH + 50, WEALTH - 1050);
    }

    /// @dev The escrow itself on the blacklist: the deal lives on in the book, and the money is frozen as long as the issuer says.
    function test_hostile_theEscrowOnTheBlacklist_isFrozenUntilForgivenAndKeepsItsBook() public {
        money.blacklist(address(escrow));
        fix(28, 110);
        assertEq(escrow.settle(), 4, "the book goes on");
        takeRefused(escrow, Side.Seller, 1);
        takeRefused(escrow, Side.Buyer, 1);
        assertBook(escrow, 720, 1080, 1800);
        money.forgive(address(escrow));
        takeAll(escrow, Side.Seller);
        takeAll(escrow, Side.Buyer);
        assertBook(escrow, 0, 0, 0);
        assertPurses(escrow, WEALTH - 280, WEALTH + 280, WEALTH);
    }

    // ------------------------------------------------------------------ lies

    /// @dev Decimals are signed: what the token says later rescales nothing.
    function test_hostile_decimalsThatChangeInMidLife_rescaleNothing() public {
        money.become(Whim.OtherDecimals);
        fix(7, 110);
        escrow.settle();
        assertBook(escrow, 930, 870, 1800);
        fix(110);
        assertEq(escrow.exposure(Side.Seller), 210, "exposure");
        openRefused(aDeal(), abi.encodeWithSelector(IDealFactory.BadDecimals.selector, 18));
        assertPurses(escrow, WEALTH - 1000, WEALTH - 800, WEALTH);
    }

    /// @dev 256 + 18 is not 18.
    function test_hostile_decimalsThatDoNotFitAByte_openNothing() public {
        money.become(Whim.WideDecimals);
        Terms memory t = aDeal();
        (bytes memory s, bytes memory b) = signatures(factory, t);
        vm.expectRevert();
        factory.open(t, s, b, noPermit(), noPermit());
        assertPurses(escrow, WEALTH - 1000, WEALTH - 800, WEALTH);
    }

    /// @dev A token that overstates what is there fools nobody's account: only differences are believed, and the book none at all.
    function test_hostile_balancesThatAreOverstated_creditOnlyWhatArrives() public {
        money.become(Whim.OverstatesBalances);
        add(escrow, thief, Side.Seller, 100);
        money.become(Whim.None);
        assertBook(escrow, 1100, 800, 1900);
        money.become(Whim.UnderstatesBalances);
        addRefused(escrow, thief, Side.Seller, 100, wrongAmount(100, 50));
        money.become(Whim.None);
        assertBook(escrow, 1100, 800, 1900);
        assertPurses(escrow, WEALTH - 1000, WEALTH - 800, WEALTH - 100);
    }

    /// @dev What a token does to its own deals reaches no deal in another token.
    function test_hostile_whateverATokenDoes_theDealsInAnotherTokenNeverNotice() public {
        TestToken sound = new TestToken("Sound", "SND", 18);
        play(address(sound));
        IDealEscrow deal = open(aDeal());
        for (uint8 whim; whim <= uint8(Whim.UnderstatesBalances); ++whim) {
            money.become(Whim(whim));
            assertBook(deal, 1000, 800, 1800);
            add(deal, thief, Side.Buyer, 1);
            take(deal, Side.Buyer, 1, thief);
        }
        fix(28, 110);
        deal.settle();
        takeAll(deal, Side.Seller);
        takeAll(deal, Side.Buyer);
        assertBook(deal, 0, 0, 0);
        assertPurses(deal, WEALTH - 280, WEALTH + 280, WEALTH);
    }

    function wrongAmount(uint256 expected, uint256 received) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IDealEscrow.WrongAmountReceived.selector, expected, received);
    }

    function assertPurses2(uint256 sellers, uint256 buyers, uint256 thiefs, uint256 held) private view {
        assertEq(token.balanceOf(seller), sellers, "the seller's purse");
        assertEq(token.balanceOf(buyer), buyers, "the buyer's purse");
        assertEq(token.balanceOf(thief), thiefs, "the thief's purse");
        assertEq(sellers + buyers + thiefs + held, inTheWorld, "all there is");
    }
}
