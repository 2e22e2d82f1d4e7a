/** Where a file and its recomputation part: the field, what it must say, and what it says. */
export interface Difference {
  readonly at: string
  readonly expected: string
  readonly found: string
}

/** The first difference that was found. Whatever comes after it in the file rests on it, and is not looked at. */
export class Differs extends Error {
  readonly difference: Difference

  constructor(at: string, expected: unknown, found: unknown) {
    super(`differs at ${at}`)
    this.name = 'Differs'
    this.difference = { at, expected: textOf(expected), found: textOf(found) }
  }
}

/** Throws Differs unless `found`, which the file says at `at`, is what was recomputed, part for part. */
export function expectSame(at: string, expected: unknown, found: unknown): void {
  if (isRecord(expected) && isRecord(found)) {
    for (const key of new Set([...Object.keys(expected), ...Object.keys(found)])) {
      expectSame(Array.isArray(expected) ? `${at}[${key}]` : `${at}.${key}`, expected[key], found[key])
    }
  } else if (expected !== found) throw new Differs(at, expected, found)
}

/** Throws Differs with a sentence for what was expected, unless it holds. */
export function expectThat(holds: boolean, at: string, expected: string, found: unknown): asserts holds {
  if (!holds) throw new Differs(at, expected, found)
}

function isRecord(thing: unknown): thing is Readonly<Record<string, unknown>> {
  return typeof thing === 'object' && thing !== null
}

function textOf(thing: unknown): string {
  if (typeof thing === 'string' || typeof thing === 'bigint') return thing.toString()
  // JSON has no word for what is not there.
  return thing === undefined ? 'nothing' : JSON.stringify(thing, (_key, part: unknown) => plain(part))
}

function plain(part: unknown): unknown {
  return typeof part === 'bigint' ? part.toString() : part
}
