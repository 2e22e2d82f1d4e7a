import type { z } from 'zod'
import type { EscrowState } from '../domain/deal/phase.ts'
import { checkBlocks, checkOrder } from './checkBlocks.ts'
import { checkEpochs } from './checkEpochs.ts'
import { checkFixings } from './checkFixings.ts'
import type { FixingsFound } from './checkFixings.ts'
import { checkResults } from './checkResults.ts'
import { checkSignatures, checkTerms, termsOf } from './checkTerms.ts'
import { Differs } from './difference.ts'
import type { Difference } from './difference.ts'
import { ReplayFile } from './format.ts'
import { signerOf as signerByEcdsa } from './hashes.ts'
import type { SignerOf } from './hashes.ts'
import { walk } from './walk.ts'

/** One thing that was held to its recomputation, and what was found right about it. */
export interface Check {
  readonly name: 'shape' | 'terms' | 'signatures' | 'blocks' | 'fixings' | 'events' | 'results'
  readonly told: string
}

/** What a recomputation found. */
export interface Verdict {
  readonly agrees: boolean
  /** What agreed, in the order in which it was looked at. */
  readonly checks: readonly Check[]
  /** The first thing that did not; null where everything agrees. */
  readonly difference: Difference | null
  /** What nobody can know from the file alone. */
  readonly notCheckable: readonly string[]
  /** Null where the file has not the shape of one. */
  readonly file: ReplayFile | null
  /** Where the deal stands by the recomputation. */
  readonly end: EscrowState | null
}

/** Recomputes a deal from its replay file, and says where the two part. Asks nobody: no chain, no database, no clock. */
export function recompute(content: unknown, signerOf: SignerOf = signerByEcdsa): Verdict {
  const found = { checks: [] as Check[], notCheckable: [] as string[], file: null as ReplayFile | null }
  const agreed = (name: Check['name'], told: string) => found.checks.push({ name, told })
  try {
    const file = (found.file = shaped(content))
    agreed('shape', `${file.format}, version ${file.version}`)
    checkTerms(file)
    agreed(
      'terms',
      `${Object.keys(termsOf(file)).length} terms give the digest, the document’s hash and the escrow’s address`,
    )
    const unchecked = checkSignatures(file, signerOf)
    agreed('signatures', `${2 - unchecked.length} of 2 signatures are those of the parties’ own keys`)
    found.notCheckable.push(...unchecked.map((side) => unsigned(file, side)))
    const headless = checkBlocks(file)
    checkOrder(file)
    agreed(
      'blocks',
      `${file.blocks.length - headless.length} of ${file.blocks.length} blocks are what their hashes say`,
    )
    if (headless.length > 0) found.notCheckable.push(`the number and time of ${headless.length} blocks: ask the chain`)
    const { valueOf, untold } = checkEpochs(file)
    agreed('fixings', fixingsTold(file, checkFixings(file, valueOf, signerOf)))
    if (untold.length > 0)
      found.notCheckable.push(`the targets of epochs ${untold.join(', ')}: they were told, not shown`)
    const stands = walk(file)
    agreed('events', `${file.facts.length} events follow from the terms, the fixings and what people did, to the unit`)
    const end = checkResults(file, stands)
    agreed('results', `${file.results.valuations.length} valuations and the end are what the escrow answered`)
    return { ...found, agrees: true, difference: null, end }
  } catch (failure) {
    if (!(failure instanceof Differs)) throw failure
    return { ...found, agrees: false, difference: failure.difference, end: null }
  }
}

function unsigned({ deal }: ReplayFile, side: 'seller' | 'buyer'): string {
  return deal.signatures === null
    ? `the ${side}’s signature: the opening’s call data does not carry it; the factory has checked it`
    : `the ${side}’s signature: it is a contract account’s (ERC-1271), which must be asked on the chain`
}

function fixingsTold({ fixings, index }: ReplayFile, { signatures, proven }: FixingsFound): string {
  const { source } = index
  const days = `${fixings.length} days of ${index.series}, ${fixings[0]?.date ?? ''} to ${fixings.at(-1)?.date ?? ''}`
  const shown = proven === 0 ? '' : `; ${proven} of them follow from Bitcoin headers`
  if (source.kind === 'proven') return `${days}${shown}`
  const signed = `${signatures} signatures of ${source.reporters.length} reporters, at least ${source.threshold} a day, and their medians`
  return `${days}: ${signed}${shown}`
}

function shaped(content: unknown): ReplayFile {
  const { success, data, error } = ReplayFile.safeParse(content)
  if (success) return data
  const [issue] = error.issues
  if (issue === undefined) throw new RangeError('a file is refused for a reason')
  throw new Differs(nameOf(issue.path), issue.message, foundAt(content, issue.path))
}

type Path = z.core.$ZodIssue['path']

function nameOf(path: Path): string {
  return path.reduce<string>(
    (name, part) =>
      typeof part === 'number' ? `${name}[${part}]` : name === '' ? String(part) : `${name}.${String(part)}`,
    '',
  )
}

function foundAt(content: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (part, key) =>
      typeof part === 'object' && part !== null ? (part as Record<PropertyKey, unknown>)[key] : undefined,
    content,
  )
}
