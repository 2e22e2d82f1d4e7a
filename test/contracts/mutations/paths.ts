/** A contract on which money depends, the sources it is made of, and the tests that judge it. */
export interface MoneyPath {
  contract: string
  source: string
  madeOf: string[]
  /** Globs of test files, in the order in which they are asked: first those that kill most in a second. */
  suites: string[]
}

const SRC = 'escrow-contracts/src'
const TESTS = 'test/contracts'

/** The contracts whose operators, comparisons and constants move money. */
export const MONEY_PATHS: MoneyPath[] = [
  {
    contract: 'DealFactory',
    source: `${SRC}/DealFactory.sol`,
    madeOf: [
      `${SRC}/DealEscrow.sol`,
      `${SRC}/EscrowBook.sol`,
      `${SRC}/TakeoverWindow.sol`,
      `${SRC}/DealFactory.sol`,
      ...['EnforcedTermsCode', 'IndexReads', 'Ledger', 'OpenChecks', 'Payoff', 'Valuation'].map(
        (name) => `${SRC}/libraries/${name}.sol`,
      ),
    ],
    suites: [
      `${TESTS}/{escrow,factory}/*[!z].t.sol`,
      `${TESTS}/hostile/{reentrancy,reentrantOpening,takers,starvedGas,starvedActs}.t.sol`,
      `${TESTS}/{differential/*,escrow/*.fuzz}.t.sol`,
    ],
  },
  {
    contract: 'Keeper',
    source: `${SRC}/Keeper.sol`,
    madeOf: [`${SRC}/Keeper.sol`],
    suites: [`${TESTS}/{keeper,hostile}/batches.t.sol`],
  },
  {
    contract: 'AttestedOracle',
    source: `${SRC}/oracles/AttestedOracle.sol`,
    madeOf: [`${SRC}/oracles/AttestedOracle.sol`, `${SRC}/libraries/Reports.sol`],
    suites: [
      `${TESTS}/oracle/{publish,withhold,pending,history,largeMove,reads}.t.sol`,
      `${TESTS}/oracle/attested.fuzz.t.sol`,
    ],
  },
  {
    contract: 'BmeOracle',
    source: `${SRC}/oracles/BmeOracle.sol`,
    madeOf: [
      `${SRC}/oracles/BmeOracle.sol`,
      `${SRC}/libraries/CalendarPage.sol`,
      `${SRC}/libraries/MiningEarnings.sol`,
    ],
    suites: [`${TESTS}/oracle/{fix,reads}.t.sol`, `${TESTS}/oracle/fix.fuzz.t.sol`, `${TESTS}/oracle/provenDeal.t.sol`],
  },
  {
    contract: 'DifficultyRelay',
    source: `${SRC}/oracles/DifficultyRelay.sol`,
    madeOf: [
      `${SRC}/oracles/DifficultyRelay.sol`,
      `${SRC}/libraries/BitcoinHeaders.sol`,
      `${SRC}/libraries/CompactTarget.sol`,
    ],
    suites: [
      `${TESTS}/oracle/{anchor,retarget,proveTip,dispute,rivals}.t.sol`,
      `${TESTS}/oracle/{claims.fuzz,provenWindow}.t.sol`,
    ],
  },
]

/** The money path that a source belongs to. */
export function pathOf(file: string): MoneyPath {
  const path = MONEY_PATHS.find(({ madeOf }) => madeOf.includes(file))
  if (!path) throw new RangeError(`no money path goes through ${file}`)
  return path
}
