import { createHash } from 'node:crypto'
import { changesOf, type Change, type Node } from './changes.ts'

/** The sources with one change in one of them. */
export interface Mutant {
  /** The path of the source from the root of the repository. */
  file: string
  line: number
  /** The lines that change, as they are, without the blanks around them. */
  original: string
  /** The same lines as they become. */
  mutated: string
  change: Change
}

/** A source and its syntax tree. */
export interface Source {
  file: string
  text: Buffer
  ast: Node
}

/** Every mutant of a source, in the order of its text. */
export function mutantsOf({ file, text, ast }: Source): Mutant[] {
  return changesOf(ast, text).map((change) => {
    const [from, to] = linesAround(text, change)
    const mutated = Buffer.concat([
      text.subarray(from, change.from),
      Buffer.from(change.by),
      text.subarray(change.to, to),
    ])
    const line = text.subarray(0, change.from).toString().split('\n').length
    return { file, line, original: oneLine(text.subarray(from, to)), mutated: oneLine(mutated), change }
  })
}

/** The source as the mutant has it. */
export function mutatedText(text: Buffer, { from, to, by }: Change): string {
  return Buffer.concat([text.subarray(0, from), Buffer.from(by), text.subarray(to)]).toString()
}

/**
 * A share of the mutants: the same ones for the same seed, whatever the order in which they are found.
 *
 * @param share more than 0, at most 1; with a larger share the sample keeps what it had
 */
export function sampleOf(mutants: Mutant[], seed: string, share: number): Mutant[] {
  const drawn = mutants.map((mutant, index) => ({ mutant, lot: lotOf(mutant, index, seed) }))
  drawn.sort((one, other) => (one.lot < other.lot ? -1 : 1))
  return drawn.slice(0, Math.ceil(mutants.length * share)).map(({ mutant }) => mutant)
}

function lotOf({ file, change }: Mutant, index: number, seed: string): string {
  return createHash('sha256').update(`${seed} ${file} ${change.from} ${change.by} ${index}`).digest('hex')
}

function linesAround(text: Buffer, { from, to }: Change): [number, number] {
  const end = text.indexOf('\n', to)
  return [text.lastIndexOf('\n', from - 1) + 1, end < 0 ? text.length : end]
}

function oneLine(text: Buffer): string {
  return text.toString().replace(/\s+/g, ' ').trim()
}
