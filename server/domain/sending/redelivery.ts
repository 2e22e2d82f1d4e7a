/** Seconds to wait after each attempt that failed. The last is some thirty hours after the first. */
const WAITS = [10, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 28_800, 43_200] as const

/**
 * How long to wait after the `attempts`-th attempt has failed; null: it is given up.
 *
 * Units: milliseconds of world time.
 */
export function waitAfter(attempts: number): number | null {
  const seconds = WAITS[attempts - 1]
  return seconds === undefined ? null : seconds * 1_000
}
