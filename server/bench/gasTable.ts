import type { GasFigures, Operation } from './gasFigures.ts'

interface Line {
  readonly operation: Operation
  readonly words: string
  readonly budget: number | null
  /** What a reference design was measured to use for the same, and which, where it is not ERC-6123. */
  readonly reference: string
}

/** The most that each operation may use, and what the ERC-6123 reference implementation was measured to use for the same end. */
const LINES: readonly Line[] = [
  {
    operation: 'openWithPermits',
    words: 'open, two signatures, two permits',
    budget: 330_000,
    reference: '3,441,235 (a)',
  },
  { operation: 'openWithAllowances', words: 'open, allowances in place', budget: 265_000, reference: '3,441,235 (a)' },
  { operation: 'settle', words: 'settle a period, alone', budget: 50_000, reference: '179,568' },
  { operation: 'settleEachOf100', words: 'settle a period, each of 100', budget: 17_000, reference: '–' },
  { operation: 'mark', words: 'mark, nothing to do', budget: null, reference: '–' },
  { operation: 'topUp', words: 'top up, exact allowance', budget: 53_000, reference: '–' },
  { operation: 'closeOut', words: 'close out with penalty', budget: 60_000, reference: '243,339 (b)' },
  { operation: 'withdraw', words: 'withdraw from a closed deal', budget: 50_000, reference: 'in (b)' },
  { operation: 'relayRetarget', words: 'relay a retarget', budget: 180_000, reference: '235,535 (c)' },
  { operation: 'settleOnBme', words: 'settle a period, alone, on BmeOracle', budget: null, reference: '–' },
  { operation: 'settleEachOf100OnBme', words: 'settle a period, each of 100, the same', budget: null, reference: '–' },
  { operation: 'markOnBme', words: 'mark, nothing to do, the same', budget: null, reference: '–' },
  { operation: 'closeOutOnBme', words: 'close out with penalty, the same', budget: null, reference: '–' },
]

const NOTES = `(a) deploy, incept and confirm; approvals not counted
(b) pays out in the same call
(c) tBTC LightRelay, 20 headers each side`

const HEADING = ['operation', 'ours', 'budget', 'ERC-6123', 'within budget']

/** The figures beside their budgets, for people. */
export function gasTable(figures: GasFigures): string {
  const rows = LINES.map(({ operation, words, budget, reference }) => {
    const ours = figures[operation]
    return [words, printed(ours), printed(budget), reference, verdict(ours, budget)]
  })
  const table = [HEADING, ...rows]
  const widths = HEADING.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)))
  const lines = table.map((row) => row.map((cell, column) => aligned(cell, column, widths[column] ?? 0)).join('   '))
  return [...lines, '', NOTES].map((line) => line.trimEnd()).join('\n')
}

function printed(gas: number | null): string {
  return gas === null ? '–' : gas.toLocaleString('en-GB')
}

function verdict(ours: number, budget: number | null): string {
  if (budget === null) return 'no budget'
  return ours <= budget ? 'yes' : `no, ${(ours - budget).toLocaleString('en-GB')} above`
}

/** Numbers to the right; what the operation is, and whether it fits, to the left. */
function aligned(cell: string, column: number, width: number): string {
  return column === 0 || column === HEADING.length - 1 ? cell.padEnd(width) : cell.padStart(width)
}
