import type { IndexReadings } from '../domain/index/readings.ts'
import type { Address } from '../domain/terms/terms.ts'
import { isoDay } from '../domain/units/calendar.ts'
import { endOfDay } from '../domain/units/time.ts'
import type { Day } from '../domain/units/time.ts'
import { clockOf, isBefore } from './checkBlocks.ts'
import type { Place } from './checkBlocks.ts'
import type { ProvenValue } from './checkEpochs.ts'
import { expectSame, expectThat } from './difference.ts'
import type { ReplayFile } from './format.ts'
import { reportDigests } from './hashes.ts'
import type { SignerOf } from './hashes.ts'

type Fixing = ReplayFile['fixings'][number]
type Report = Extract<Fixing['provenance'], { readonly kind: 'attested' }>['reports'][number]

/** How many fixings were signed, by how many signatures, and how many follow from Bitcoin headers. */
export interface FixingsFound {
  readonly signatures: number
  readonly proven: number
}

/**
 * Holds that the fixings follow one another day by day, that each adds up, that it is what its reporters signed or its epoch proves, and
 * that no headers in the file say otherwise.
 */
export function checkFixings(file: ReplayFile, provenValue: ProvenValue, signerOf: SignerOf): FixingsFound {
  const timeOf = clockOf(file)
  const signersOf = reportSigners(file, signerOf)
  let found: FixingsFound = { signatures: 0, proven: 0 }
  file.fixings.forEach((fixing, index) => {
    const at = `fixings[${index}]`
    expectSame(`${at}.date`, isoDay(fixing.day), fixing.date)
    checkFollows(fixing, file.fixings[index - 1], at)
    expectThat(timeOf(at, fixing.block) >= endOfDay(fixing.day), `${at}.block`, 'a block after the day', fixing.block)
    const signatures = checkProvenance(fixing, provenValue, signersOf, at)
    const isProven = checkHeaders(fixing, provenValue, at)
    found = { signatures: found.signatures + signatures, proven: found.proven + (isProven ? 1 : 0) }
  })
  return found
}

function checkFollows({ day, value, cumulative }: Fixing, before: Fixing | undefined, at: string): void {
  if (before === undefined) return
  expectSame(`${at}.day`, before.day + 1, day)
  expectSame(`${at}.cumulative`, before.cumulative + value, cumulative)
}

/** The fixing is the median of its signed reports, or that of the proven epoch it names. Says how many signatures there are. */
function checkProvenance(
  { day, value, provenance }: Fixing,
  provenValue: ProvenValue,
  signersOf: ReturnType<typeof reportSigners>,
  at: string,
): number {
  if (provenance.kind === 'proven') {
    expectSame(`${at}.provenance.epoch`, provenValue(day)?.epoch, provenance.epoch)
    return 0
  }
  const signatures = signersOf(day, provenance.reports, `${at}.provenance.reports`)
  expectSame(`${at}.value`, median(provenance.reports.map((report) => report.value)), value)
  return signatures
}

/** Holds a fixing to the headers, where they reach its day. */
function checkHeaders({ day, value }: Fixing, provenValue: ProvenValue, at: string): boolean {
  const proven = provenValue(day)
  if (proven !== null) expectSame(`${at}.value`, proven.value, value)
  return proven !== null
}

/** Who may sign; nobody, where fixings are proven. */
function attesters(source: ReplayFile['index']['source']): Pick<AttestedSource, 'threshold' | 'reporters'> {
  if (source.kind === 'proven') return { threshold: 1, reporters: [] }
  const { threshold, reporters } = source
  const isPossible = threshold >= 1 && threshold <= reporters.length
  expectThat(isPossible, 'index.source.threshold', `1 to ${reporters.length}`, threshold)
  return source
}

type AttestedSource = Extract<ReplayFile['index']['source'], { readonly kind: 'attested' }>

/** Holds that as many reporters as it takes signed a fixing's reports, each once. Says how many did. */
function reportSigners({ network, index }: ReplayFile, signerOf: SignerOf) {
  const { threshold, reporters } = attesters(index.source)
  const digestOf = reportDigests(network)
  return (day: Day, reports: readonly Report[], at: string): number => {
    const signers = new Set<Address>()
    reports.forEach((report, number) => {
      const signer = signerOf(digestOf({ series: index.id, day, value: report.value }), report.signature)
      const isAnother = signer !== null && reporters.includes(signer) && !signers.has(signer)
      expectThat(isAnother, `${at}[${number}]`, 'the signature of another reporter over this value', report)
      signers.add(signer)
    })
    expectThat(signers.size >= threshold, at, `at least ${threshold} signed reports`, signers.size)
    return signers.size
  }
}

/** The value in the middle; of an even number, the floor of the mean of the middle two. */
function median(values: readonly bigint[]): bigint | undefined {
  const sorted = [...values].sort((one, other) => (one < other ? -1 : one > other ? 1 : 0))
  const middle = Math.floor(sorted.length / 2)
  const [low, high] = [sorted[middle - 1], sorted[middle]]
  if (high === undefined || sorted.length % 2 === 1) return high
  return ((low ?? high) + high) / 2n
}

/** What the oracle answered at one place of the chain: what was final before it, and nothing of what came later. */
export function readingsBefore(file: ReplayFile, place: Pick<Place, 'block' | 'logIndex'>): IndexReadings {
  const { heartbeat } = file.index
  const final = file.fixings.filter((fixing) => isBefore(fixing, place))
  const [first, last] = [final[0], final.at(-1)]
  if (first === undefined || last === undefined) {
    return { cumulative: () => null, latest: () => null, heartbeat: () => heartbeat }
  }
  return {
    // Only differences are ever used: the sum before the first day in the file follows from it.
    cumulative: (day) =>
      day === first.day - 1 ? first.cumulative - first.value : (final[day - first.day]?.cumulative ?? null),
    latest: () => ({ day: last.day, value: last.value }),
    heartbeat: () => heartbeat,
  }
}
