/**
 * What the desk uses of the contracts, in the language of their interfaces. test/adapters/chain/abi.test.ts holds these equal to
 * the compiled ones. Enums are uint8 here, as they are on the wire.
 */
import { Interface } from 'ethers'
import { TERMS_TYPE } from '../../domain/terms/terms.ts'

const TERMS = `tuple(${TERMS_TYPE.map(({ name, type }) => `${type} ${name}`).join(', ')})`
const PERMIT = 'tuple(uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s)'
const REPORT = 'tuple(uint256 value, bytes signature)'
const PENDING =
  'tuple(uint256 reports, uint256 value, uint256 metAt, uint256 changedAt, uint256 heldUntil, bool waitsForMove, bool takesReports, uint256 finalFrom)'

export const FACTORY = new Interface([
  `function open(${TERMS} terms, bytes sellerSignature, bytes buyerSignature, ${PERMIT} seller, ${PERMIT} buyer) returns (address escrow)`,
  `function cancel(${TERMS} terms)`,
  `function digest(${TERMS} terms) view returns (bytes32)`,
  `function escrowOf(${TERMS} terms) view returns (address)`,
  'function isCancelled(bytes32 digest) view returns (bool)',
  `event Opened(address indexed escrow, bytes32 indexed digest, address indexed seller, address buyer, ${TERMS} terms)`,
])

export const ESCROW = new Interface([
  'function settle() returns (uint256 periods)',
  'function mark()',
  'function topUp(uint8 side, uint256 amount)',
  'function withdraw(uint8 side, uint256 amount, address to)',
  'function closeOut()',
  'function proposeTermination(int256 payment)',
  'function acceptTermination(int256 payment)',
  'function withdrawProposal()',
  'function unwind()',
  'function takeOver(uint256 maxDeposit)',
  'function withdrawClaim(address to)',
  'function phase() view returns (uint8, uint8)',
  'function account(uint8 side) view returns (uint256)',
  'function requirement(uint8 side) view returns (uint256)',
  'function exposure(uint8 side) view returns (uint256)',
  'function withdrawable(uint8 side) view returns (uint256)',
  'function ownerOf(uint8 side) view returns (address)',
  'function claimable(address holder) view returns (uint256)',
  'function takeoverWindow() view returns (uint40 from, uint40 until, uint8 defaulter)',
  'function takeoverQuote() view returns (uint256 deposit, uint256 reward, uint256 cashToHonouring, uint256 leftover)',
  'function marginCall() view returns (uint8 side, uint256 due, uint40 cureBy)',
  'function unpaid() view returns (uint256)',
  'function shortfall() view returns (uint256)',
  'function periodsSettled() view returns (uint256)',
  'event Settled(uint256 indexed period, int256 amount, uint256 unpaid, uint256 ledger)',
  'event MarginCalled(uint8 indexed side, uint256 due, uint256 ledger)',
  'event CallLifted(uint8 indexed side, uint256 ledger)',
  'event ToppedUp(uint8 indexed side, address indexed payer, uint256 amount, uint256 due, uint256 unpaid, uint256 ledger)',
  'event Withdrawn(uint8 indexed side, address indexed to, uint256 amount, uint256 ledger)',
  'event TerminationProposed(uint8 indexed side, int256 payment)',
  'event ProposalWithdrawn(uint8 indexed side)',
  'event Terminated(int256 payment, uint256 ledger)',
  'event ClosedOut(uint8 indexed defaulter, int256 owed, uint256 penalty, int256 paid, uint256 shortfall, uint256 ledger)',
  'event Unwound(int256 owed, int256 paid, uint256 shortfall, uint256 ledger)',
  'event Matured(uint256 ledger)',
  'event WindowOpened(uint8 indexed defaulter, uint40 until, uint256 ledger)',
  'event TakenOver(uint8 indexed side, address indexed taker, address indexed previous, uint256 deposit, uint256 toHonouring, uint256 reward, uint256 leftover, uint256 ledger)',
  'event ClaimWithdrawn(address indexed holder, address to, uint256 amount, uint256 ledger)',
])

export const KEEPER = new Interface([
  'function settleMany(address[] escrows)',
  'function markMany(address[] escrows)',
  'function closeOutMany(address[] escrows)',
  'event Skipped(address escrow)',
])

export const ORACLE = new Interface([
  `function publish(bytes32 series, uint32 day, ${REPORT}[] reports)`,
  'function finaliseThrough(bytes32 series, uint32 day)',
  'function withhold(bytes32 series, uint32 day)',
  'function overrideHold(bytes32 series, uint32 day, bytes[] signatures)',
  'function multicall(bytes[] data) returns (bytes[] results)',
  'function digest(bytes32 series, uint32 day, uint256 value) view returns (bytes32)',
  'function overridingDigest(bytes32 series, uint32 day) view returns (bytes32)',
  'function valueOf(bytes32 series, uint32 day) view returns (uint256)',
  `function standing(bytes32 series, uint32 day) view returns (${PENDING})`,
  'function reportedBy(bytes32 series, uint32 day, address reporter) view returns (bool isIn, uint256 value)',
  'function cumulative(bytes32 series, uint32 day) view returns (uint256 sum)',
  'function latest(bytes32 series) view returns (uint32 day, uint256 value)',
  'function heartbeat(bytes32 series) view returns (uint256 secondsAfterDayEnd)',
  'function firstDay() view returns (uint32)',
  'function threshold() view returns (uint256)',
  'function reporters() view returns (address[])',
  'function setup() view returns (uint256 finalityDelay, address guardian, uint256 maxDailyMoveBps)',
  'event Reported(bytes32 indexed series, uint32 indexed day, address indexed reporter, uint256 value)',
  'event Fixed(bytes32 indexed series, uint32 indexed day, uint256 value, uint256 cumulative, uint256 reports)',
])

export const RELAY = new Interface([
  'function retarget(uint256 number, bytes ending, bytes opening)',
  'function proveTip(uint256 number, uint32 day, bytes headers)',
  'function dispute(uint256 number, bytes headers)',
  'function newest() view returns (uint256 number)',
  'function newestFinal() view returns (uint256 number)',
  'function lifeOf(uint256 number) view returns (uint32 until, uint32 nextTime, uint32 nextBits)',
  'function anchor() view returns (uint256 number)',
  'function headersRequired() view returns (uint256)',
  'function finalityWindow() view returns (uint256)',
  'event Retargeted(uint256 indexed number, bytes32 indexed firstHash, uint256 height, uint32 bits, uint32 firstTime, uint256 shown)',
  'event Survived(uint256 indexed number, uint256 until, uint256 shown)',
])

export const BME_ORACLE = new Interface([
  'function fix(uint32 upTo) returns (uint32 lastDay)',
  'function fixable() view returns (uint32 day)',
  'function relay() view returns (address)',
  'event Fixed(uint256 indexed epoch, uint32 indexed from, uint32 to)',
  'event Valued(uint256 indexed epoch, bytes32 indexed series, uint32 from, uint256 value)',
])

export const TOKEN = new Interface([
  'function symbol() view returns (string)',
  'function decimals() view returns (uint8)',
  'function balanceOf(address account) view returns (uint256)',
  'function allowance(address owner, address spender) view returns (uint256)',
  'function nonces(address owner) view returns (uint256)',
  'function approve(address spender, uint256 value) returns (bool)',
  'function mint(address to, uint256 amount)',
  'function eip712Domain() view returns (bytes1 fields, string name, string version, uint256 chainId, address verifyingContract, bytes32 salt, uint256[] extensions)',
])

export const CONTRACT_WALLET = new Interface([
  'function isValidSignature(bytes32 hash, bytes signature) view returns (bytes4)',
])
