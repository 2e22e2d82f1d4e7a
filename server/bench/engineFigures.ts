/** How long an answer took, in milliseconds: the median, and what 19 of 20 stay below. */
export interface Latency {
  readonly p50: number
  readonly p95: number
  readonly samples: number
}

/** What is measured at one number of deals. Of several rounds the median is told. */
export interface SizeFigures {
  readonly deals: number
  readonly rounds: number
  /** Deals settled in the pass, and margin calls opened in it. */
  readonly settled: number
  readonly called: number
  /** One pass of the engine, from its first question to its last write. */
  readonly engineSeconds: number
  readonly dealsPerSecond: number
  /** Seconds of each job of the pass; what a job does beside another is counted in both. */
  readonly jobSeconds: Readonly<Record<string, number>>
  readonly transactions: number
  readonly gas: number
  readonly gasPerDeal: number
  /** The same signed transactions, sent one behind the other without waiting, until the last is mined. */
  readonly rawSeconds: number
  readonly rawDealsPerSecond: number
  /** Engine over raw, the median of the rounds; each round's own beside it. */
  readonly timesRaw: number
  readonly timesRawOfRounds: readonly number[]
  /** Reading the openings of all deals from an empty read model. */
  readonly openingsReadSeconds: number
  /** The most memory that each process has held, in MB; null where the machine does not say. */
  readonly peakMemoryMb: { readonly desk: number; readonly database: number | null; readonly chain: number | null }
  /** What people waited for during the passes, and with nothing going on. */
  readonly pages: {
    readonly duringPass: Readonly<Record<'health' | 'deal', Latency>>
    readonly atRest: Readonly<Record<'health' | 'deal', Latency>>
  }
}

/** The figures of the size that was asked for, and those of every size measured. */
export type EngineFigures = Partial<SizeFigures> & { readonly sizes: readonly SizeFigures[] }

/** The most that a pass may take, in times of only sending. */
const GOAL = 1.5

/** The figures of every size side by side, for people. */
export function engineTable({ sizes }: EngineFigures): string {
  const rows = ROWS.map(([name, figure]) => [name, ...sizes.map(figure)])
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? []
  const lines = rows.map((row) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))),
  )
  return lines.map((line) => line.join('   ')).join('\n')
}

const ROWS: readonly (readonly [string, (figures: SizeFigures) => string])[] = [
  ['open deals', ({ deals }) => whole(deals)],
  ['settled / called in the pass', ({ settled, called }) => `${whole(settled)} / ${whole(called)}`],
  ['one pass, s', ({ engineSeconds }) => engineSeconds.toFixed(2)],
  ['deals per second', ({ dealsPerSecond }) => whole(dealsPerSecond)],
  ['transactions', ({ transactions }) => whole(transactions)],
  ['gas per deal', ({ gasPerDeal }) => whole(gasPerDeal)],
  ['only sending the same, s', ({ rawSeconds }) => rawSeconds.toFixed(2)],
  [`times only sending (goal ${GOAL})`, ({ timesRaw }) => timesRaw.toFixed(2)],
  ['openings read from nothing, s', ({ openingsReadSeconds }) => openingsReadSeconds.toFixed(2)],
  ['peak memory of the desk, MB', ({ peakMemoryMb }) => whole(peakMemoryMb.desk)],
  ['… of the database, MB', ({ peakMemoryMb }) => wholeOrNone(peakMemoryMb.database)],
  ['… of the chain, MB', ({ peakMemoryMb }) => wholeOrNone(peakMemoryMb.chain)],
  ['/healthz during the pass, ms (p50 / p95)', ({ pages }) => latency(pages.duringPass.health)],
  ['a deal’s page during the pass', ({ pages }) => latency(pages.duringPass.deal)],
  ['/healthz at rest', ({ pages }) => latency(pages.atRest.health)],
  ['a deal’s page at rest', ({ pages }) => latency(pages.atRest.deal)],
]

function latency({ p50, p95 }: Latency): string {
  return `${p50.toFixed(1)} / ${p95.toFixed(1)}`
}

function whole(number: number): string {
  return Math.round(number).toLocaleString('en-GB')
}

function wholeOrNone(number: number | null): string {
  return number === null ? '–' : whole(number)
}
