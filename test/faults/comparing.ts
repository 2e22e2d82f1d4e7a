import type { Outcome } from './likeness.ts'

/** The first thing in which two runs differ, and whatever is wrong with the second by itself; null where they come to the same. */
export function whatDiffers(expected: Outcome, actual: Outcome): string | null {
  if (actual.wrong.length > 0) return actual.wrong.join('\n')
  for (const part of ['chain', 'documents', 'sent'] as const) {
    const difference = firstDifference(expected[part], actual[part])
    if (difference !== null) return `${part}:\n${difference}`
  }
  return null
}

/** The first lines in which two texts part, each from shortly before the place; null where they do not. */
export function firstDifference(one: string, other: string): string | null {
  if (one === other) return null
  const [ours, theirs] = [one.split('\n'), other.split('\n')]
  const line = ours.findIndex((text, index) => text !== theirs[index])
  const [expected, actual] = [ours[line] ?? '', theirs[line === -1 ? ours.length : line] ?? '']
  let at = 0
  while (at < expected.length && expected[at] === actual[at]) at += 1
  const around = (text: string) => text.slice(Math.max(0, at - 200), at + 300)
  return `  undisturbed …${around(expected)}\n  disturbed   …${around(actual)}`
}
